"""`python -m nlp.train [WORLD …]`: trains the classifier of intents and writes its weights and the scores they reach.

It learns from the messages of the worlds, the examples of the intent files and the sentences that stand beside them.
Then every world is left out once, a few at a time: what the others teach is scored on it; and what each world alone
teaches is scored on the next. The same input gives the same weights.
"""

import argparse
import json
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

from .__main__ import hints_of, load
from .behind import remark, signs_of
from .choose import heard, together, weigh, words_of
from .cues import specs
from .frozen import frozen
from .lexicon import Lexicon
from .lines import read_lines
from .model import BEHIND, FOLDER, Model, classifier, signs
from .seeing import see
from .types import CORPUS_INTENTS, Hints, Intent

HOME = Path(__file__).resolve().parent
WORLDS = HOME.parent / "tests" / "worlds"
EXAMPLES, SAID = "examples", "said"
NOW = datetime.fromisoformat("2026-03-04T09:15:00+08:00")
FOLDS = 4  # so many groups of worlds are left out in turn
SEEDS, ROUNDS, BATCH, RATE, DROP, ROWS = range(7, 12), 8, 32, 0.01, 0.2, 65536
REMARKS, SENTENCES = "intents/_behind.toml", "intents/_said.toml"
LEAST_SEEN = 2  # signs met only once teach nothing


@frozen
class Sample:
    """One message as the classifiers see it, and what the cues make of it."""

    world: str
    intent: Intent
    signs: tuple[str, ...]
    scores: Mapping[Intent, float]
    words: int = 0  # characters beside goods
    behind: tuple[str, ...] = ()  # what is said behind its goods


def _sample(world: str, intent: Intent, text: str, hints: Hints, lexicon: Lexicon) -> Sample:
    scene = see(text, hints, lexicon)
    bones, has, hits = heard(scene, read_lines(scene, lexicon), hints)
    behind = tuple(signs_of(remark(bones))) if "product_qty" in has and remark(bones) else ()
    return Sample(world, intent, tuple(signs(bones, has, hits)), weigh(has, hits)[0], words_of(bones), behind)


def of_world(folder: Path) -> list[Sample]:
    """The messages of a world."""
    lexicon, people, chats = load(folder)
    lines = folder.joinpath("messages.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        _sample(folder.name, Intent(m["expect"]["intent"]), m["text"], hints_of(m, people, chats), lexicon)
        for m in map(json.loads, filter(str.strip, lines))
    ]


def of_examples(catalogue: Path) -> list[Sample]:
    """The examples of the intent files, read with the catalogue that they speak of."""
    cases = [(spec.intent, case) for spec in specs() if spec.intent in CORPUS_INTENTS for case in spec.examples]
    return _of_sentences(EXAMPLES, cases, catalogue)


def of_said(catalogue: Path) -> list[Sample]:
    """Whole messages by intent that no test expects anything of, read with the same catalogue."""
    told = tomllib.loads(files("nlp").joinpath(SENTENCES).read_text(encoding="utf-8"))
    cases = [
        (Intent(name), {**one, "text": text}) for name, those in told.items() for one in those for text in one["say"]
    ]
    return _of_sentences(SAID, cases, catalogue)


def _of_sentences(name: str, cases: Iterable[tuple[Intent, Mapping[str, Any]]], catalogue: Path) -> list[Sample]:
    lexicon, people, _ = load(catalogue)
    own = next(p["customer"] for p in people.values() if p["role"] == "customer")
    found = []
    for intent, case in cases:
        hints = Hints(NOW, case.get("role", "sales"), chat_kind=case.get("chat", "direct"))
        if hints.role == "customer":
            hints = replace(hints, sender_customer=own)
        if case.get("chat_customer"):
            hints = replace(hints, chat_customer=own)
        found.append(_sample(name, intent, case["text"], hints, lexicon))
    return found


def of_remarks() -> list[Sample]:
    """What people say behind goods and an amount, as the intents file tells it."""
    told = tomllib.loads(files("nlp").joinpath(REMARKS).read_text(encoding="utf-8"))
    found = [(Intent(name), tuple(signs_of(say))) for name, raw in told.items() for say in raw["say"]]
    return [Sample(REMARKS, intent, seen, {}, behind=seen) for intent, seen in found]


def train_behind(samples: Iterable[Sample]) -> Model:
    """The model of what is said behind goods: the own sentences count as often as all worlds together."""
    told = [replace(sample, signs=sample.behind) for sample in samples if sample.behind]
    own = [sample for sample in told if sample.world == REMARKS]
    return train([*told, *own])


def _empty() -> Language:
    pipeline = spacy.blank("xx")
    shape = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "length": ROWS, "ngram_size": 1}
    pipeline.add_pipe("textcat", config={"model": {**shape, "no_output_layer": False}})
    return pipeline


def _labelled(pipeline: Language) -> list[Example]:
    """One empty message an intent: they fix the order of the labels."""
    found = [Example(Doc(pipeline.vocab, words=["-"]), Doc(pipeline.vocab, words=["-"])) for _ in CORPUS_INTENTS]
    for example, right in zip(found, CORPUS_INTENTS, strict=True):
        example.reference.cats = {str(intent): float(intent is right) for intent in CORPUS_INTENTS}
    return found


def train(samples: Sequence[Sample]) -> Model:
    """A model of these samples: the mean of several, each of which saw them in another order."""
    seen = Counter(sign for sample in samples for sign in sample.signs)
    words = frozenset(sign for sign, count in seen.items() if count >= LEAST_SEEN)
    pipelines = [_trained(samples, words, seed) for seed in SEEDS]
    for first, *others in zip(*(classifier(pipeline).model.walk() for pipeline in pipelines), strict=True):
        for name in filter(first.has_param, first.param_names):
            values = [node.get_param(name) for node in (first, *others)]
            first.set_param(name, sum(values[1:], values[0]) / len(values))
    return Model(pipelines[0], words)


def _trained(samples: Sequence[Sample], words: frozenset[str], seed: int) -> Language:
    fix_random_seed(seed)
    order = random.Random(seed)  # noqa: S311 - shuffles, guards nothing
    pipeline = _empty()
    examples = []
    for sample in samples:
        known = [sign for sign in sample.signs if sign in words]
        example = Example(Doc(pipeline.vocab, words=known), Doc(pipeline.vocab, words=known))
        example.reference.cats = {str(intent): float(intent is sample.intent) for intent in CORPUS_INTENTS}
        examples.append(example)
    optimizer = pipeline.initialize(lambda: [*_labelled(pipeline), *examples])
    optimizer.learn_rate = RATE
    for _ in range(ROUNDS):
        order.shuffle(examples)
        for at in range(0, len(examples), BATCH):
            pipeline.update(examples[at : at + BATCH], sgd=optimizer, drop=DROP)
    return pipeline


def score(samples: Sequence[Sample], model: Model) -> dict[str, float | int]:
    """Shares of messages read right by the cues, by the model and by both; and false orders."""
    right, false = Counter[str](), Counter[str]()
    others = sum(sample.intent is not Intent.PLACE_ORDER for sample in samples)
    for sample in samples:
        guessed = model.guess(sample.signs)
        both = together(sample.scores, partial(model.guess, sample.signs), sample.words)
        for name, scores in (("rules", sample.scores), ("model", guessed), ("together", both)):
            said = max(scores, key=lambda intent: scores[intent])
            right[name] += said is sample.intent
            false[name] += said is Intent.PLACE_ORDER and sample.intent is not said
    names = ("rules", "model", "together")
    shares = {name: round(right[name] / len(samples), 4) for name in names}
    wrong = {f"false_order_{name}": round(false[name] / max(others, 1), 4) for name in names}
    return {"messages": len(samples), **shares, **wrong}


def compare(samples: Sequence[Sample], worlds: Sequence[str]) -> dict[str, dict[str, float | int]]:
    """Each world scored with a model that saw neither it nor the others of its group; the examples by themselves."""

    def of(names: Sequence[str]) -> list[Sample]:
        return [sample for sample in samples if sample.world in names]

    table: dict[str, dict[str, float | int]] = {}
    for left_out in (*(worlds[at::FOLDS] for at in range(FOLDS)), [EXAMPLES]):
        model = train([sample for sample in samples if sample.world not in left_out])
        table |= {f"not seen: {world}": score(of([world]), model) for world in left_out}
    for one, other in pairwise([*worlds, *worlds[:1]]):
        table[f"{one} → {other}"] = score(of([other]), train(of([one])))
    return table


def main(words: list[str]) -> int:
    """Run the command line; 0 where it worked."""
    ask = argparse.ArgumentParser(prog="python -m nlp.train", description=__doc__)
    ask.add_argument("worlds", nargs="*", type=Path, help="folders of worlds; default: those below tests/worlds")
    ask.add_argument("--examples", type=Path, default=WORLDS / "mixed", help="the catalogue of the intent files")
    ask.add_argument("--out", type=Path, default=HOME / FOLDER)
    ask.add_argument("--score-only", nargs="*", type=Path, default=[], metavar="WORLD", help="never trained on")
    options = ask.parse_args(words)
    worlds = options.worlds or sorted(p.parent for p in WORLDS.glob("*/messages.jsonl"))
    samples = [sample for world in worlds for sample in of_world(world)]
    samples += [*of_examples(options.examples), *of_said(options.examples)]
    model = train(samples)
    options.out.mkdir(parents=True, exist_ok=True)
    model.save(options.out)
    train_behind([*samples, *of_remarks()]).save(options.out / BEHIND)
    table = {f"all → {world.name}": score(of_world(world), model) for world in options.score_only}
    table |= compare(samples, [world.name for world in worlds])
    scores = {"trained_on": dict(Counter(s.world for s in samples)), "scores": table}
    text = json.dumps(scores, ensure_ascii=False, indent=1)
    options.out.joinpath("scores.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
