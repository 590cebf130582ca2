"""What is left of a stretch when everything recognised and every filler word is taken out."""

import re
from collections.abc import Iterable
from functools import lru_cache

from .either import either
from .scene import Scene
from .segment import is_word
from .words import FILLER as WORDS

_SHORT = "".join(sorted(w for w in WORDS if len(w) == 1))
FILLER = re.compile(either(word for word in WORDS if len(word) > 1))
CALL = re.compile(r"@\S+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
NOUN = re.compile(  # goods whose name begins or ends in a sign that elsewhere says nothing: 拖把, 胶带, 订书机
    r"(?!自带|附带|顺带|捎带|连带|携带)[\u3400-\u9fff]{1,3}[带把被呢几]"
    r"|[订被按货说种行加发型对装][\u3400-\u9fff]{1,3}[机器箱书椅床品车架柜板灯泵管材套]"
)
RUN = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{3,}")


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with stretches, and calls such as @小李, blanked."""
    signs = list(text)
    for left, right in spans:
        signs[left:right] = " " * (right - left)
    text = "".join(signs)
    return CALL.sub(lambda m: " " * len(m[0]), text) if "@" in text else text


@lru_cache(maxsize=16)
def unfilled(text: str) -> str:
    """The text with words that say nothing blanked; short ones only at the edge of a run: 蚕丝被 stays whole."""
    text = FILLER.sub(lambda m: " " * len(m[0]), text)
    return CHINESE.sub(lambda m: _trimmed(m[0]), text)


@lru_cache(maxsize=4096)
def _trimmed(run: str) -> str:
    """The run without what says nothing at its edges, but with the whole of a noun there: 要胶带 is 胶带."""
    begun, ended = run.lstrip(_SHORT), run.rstrip(_SHORT)
    left, right = len(run) - len(begun), len(run) - len(ended)
    if not (left or right):
        return run
    plain = f"{' ' * left}{ended[left:]}{' ' * right}"[: len(run)]
    if NOUN.search(run) is None:
        return plain
    for start in range(left + 1):
        for end in range(len(run), len(run) - right - 1, -1):
            if NOUN.fullmatch(run, start, end) and is_word(run[start:end]):
                return " " * start + run[start:end] + " " * (len(run) - end)
    return plain


def leftover(scene: Scene, start: int, end: int) -> list[tuple[int, int]]:
    """Runs of words that nothing explains, longest possible, in the order of the text."""
    if end - start < 2:
        return []
    near: Iterable[tuple[int, int]] = scene.known
    if end - start < len(scene.folded):
        near = [(max(s, start) - start, min(e, end) - start) for s, e in near if s < end and start < e]
    text = blanked(scene.folded[start:end], near)
    if not RUN.search(text):
        return []
    return [(start + m.start(), start + m.end()) for m in RUN.finditer(unfilled(text))]
