"""The trained part: a small spaCy classifier, asked where the cues leave two intents close together.

It sees no words of any catalogue: the characters of the skeleton singly and in twos, which cues were heard, what the
message has and who speaks. `python -m nlp.train` makes its weights; without them the cues decide alone.
"""

import math
import struct
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from .cues import Hit
from .types import CORPUS_INTENTS, Intent

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import TextCategorizer

FOLDER = "weights"
BEHIND = "behind"
WORDS = "words.txt"
Shares = tuple[float, ...]  # one number an intent, in the order of CORPUS_INTENTS
PIPE = "textcat"
LEAST = 1e-30
AT_ONCE = 256  # texts the pipeline is asked about at once; each takes some kilobytes until it has answered
BITS, POINT, SIGN = 64, 1 << 40, 1 << 63
SIGNS = sum(SIGN << at * BITS for at in range(len(CORPUS_INTENTS)))
APART = struct.Struct(f"<{len(CORPUS_INTENTS)}Q")


def _of_traits(has: Iterable[str]) -> list[str]:
    traits = sorted(has)
    pairs = (f"has:{one}+{two}" for at, one in enumerate(traits) for two in traits[at + 1 :])
    return [*(f"has:{name}" for name in traits), *pairs]


def _of_words(bones: str, heard: Iterable[Hit]) -> dict[str, None]:
    text = f"^{''.join(bones.split())}$"
    twos = [text[at : at + 2] for at in range(len(text) - 1)]
    return dict.fromkeys([*text, *twos, *[hit.group.sign for hit in heard]])


def signs(bones: str, has: Iterable[str], heard: Iterable[Hit]) -> list[str]:
    """What the classifier sees of one message."""
    return sorted({*_of_words(bones, heard), *_of_traits(has)})


def _packed(row: Sequence[float]) -> int:
    """One number for all intents, so that signs are added up at once: each share has 64 bits, 40 behind the point."""
    return sum(round(share * POINT) << at * BITS for at, share in enumerate(row))


def _shared_out(packed: int) -> Mapping[Intent, float]:
    shares = APART.unpack((packed + SIGNS).to_bytes(APART.size, "little"))
    sums = [(share - SIGN) / POINT for share in shares]
    top = max(sums)
    all_ = top + math.log(sum([math.exp(one - top) for one in sums]))
    return {intent: one - all_ for intent, one in zip(CORPUS_INTENTS, sums, strict=True)}


def classifier(pipeline: "Language") -> "TextCategorizer":
    """The only pipe of a pipeline; TypeError where it is another one."""
    from spacy.pipeline import TextCategorizer

    pipe = pipeline.get_pipe(PIPE)
    if not isinstance(pipe, TextCategorizer):
        raise TypeError(f"no {PIPE} in the weights")
    return pipe


class Model:
    """A trained pipeline and the signs that it was trained on; it has no opinion of others.

    The classifier is linear: what a message says is the sum of what its signs say. So the pipeline is asked about all
    signs once, and a message costs a few additions.
    """

    def __init__(self, pipeline: "Language", words: frozenset[str]) -> None:
        self.pipeline = pipeline
        order = sorted(words)
        nothing, *said = self._ask([[], *([word] for word in order)])
        self.words = words
        self._nothing = _packed(nothing)
        self._shares = {
            word: _packed([one - none for one, none in zip(row, nothing, strict=True)])
            for word, row in zip(order, said, strict=True)
        }
        self._of_traits = lru_cache(maxsize=4096)(lambda has: self._summed(_of_traits(has)))

    def _summed(self, seen: Iterable[str]) -> int:
        shares = self._shares
        return sum(filter(None, map(shares.get, seen)))

    def guess(self, seen: Iterable[str]) -> Mapping[Intent, float]:
        """The logarithm of each intent's probability."""
        return _shared_out(self._nothing + self._summed(seen))

    def opinion(self, bones: str, has: frozenset[str], heard: Iterable[Hit]) -> Mapping[Intent, float]:
        """The same for the signs of a message; what its traits say is kept."""
        return _shared_out(self._nothing + self._of_traits(has) + self._summed(_of_words(bones, heard)))

    def _ask(self, texts: list[list[str]]) -> list[Shares]:
        from spacy.tokens import Doc

        pipe = classifier(self.pipeline)
        at = [pipe.labels.index(str(intent)) for intent in CORPUS_INTENTS]
        asked: list[Shares] = []
        for first in range(0, len(texts), AT_ONCE):
            docs = [Doc(self.pipeline.vocab, words=words) for words in texts[first : first + AT_ONCE]]
            asked += [tuple(math.log(max(float(row[one]), LEAST)) for one in at) for row in pipe.predict(docs)]
        return asked

    def save(self, folder: Path) -> None:
        """Writes the weights and the signs."""
        self.pipeline.to_disk(folder, exclude=["vocab", "tokenizer"])
        folder.joinpath(WORDS).write_text("\n".join(sorted(self.words)) + "\n", encoding="utf-8")


@cache
def _load(part: str) -> Model | None:
    folder = files("nlp").joinpath(FOLDER, part) if part else files("nlp").joinpath(FOLDER)
    if not folder.joinpath(WORDS).is_file():
        return None
    import spacy  # half a second: only where it is needed

    with as_file(folder) as path:
        words = frozenset(path.joinpath(WORDS).read_text(encoding="utf-8").split("\n")) - {""}
        return Model(spacy.load(path, exclude=["vocab", "tokenizer"]), words)


_loading = threading.Lock()


def trained(part: str = "") -> Model | None:
    """The model with the weights of the repository, loaded when first asked for; None where there are none.

    `part` names the folder below the weights: none for whole messages, `BEHIND` for what is said behind goods.
    """
    with _loading:
        return _load(part)
