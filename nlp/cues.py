"""Loads the intent files: ways of speaking with their weights, and the examples that must be read so.

All cues of all intents are looked for at once: a cue is tried only where the words that it needs stand in the text.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick

from .frozen import frozen
from .templates import compile_template, template
from .types import CORPUS_INTENTS, Intent


@frozen
class Group:
    """Ways of saying one thing; it counts once, however many of them occur."""

    what: str
    sign: str  # its name for the classifier
    weight: float
    against: tuple[tuple[Intent, float], ...]  # what it takes from other intents
    say: tuple[str, ...]
    only: frozenset[str]  # traits the message must all have
    unless: frozenset[str]  # traits it must not have
    aside: bool = False  # may be a mere remark beside an order: see nlp/asides.py


@frozen
class IntentSpec:
    """One intents/*.toml."""

    intent: Intent
    bias: float
    groups: tuple[Group, ...]
    has: tuple[tuple[frozenset[str], float], ...]
    examples: tuple[Mapping[str, Any], ...]
    counter_examples: tuple[Mapping[str, Any], ...]


def _cases(raw: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    for group in raw.get(key, ()):
        for say in group["say"]:
            yield {"text": say, **{k: v for k, v in group.items() if k != "say"}}


def _group(intent: str, raw: Mapping[str, Any]) -> Group:
    for say in raw["say"]:
        compile_template(say)
    return Group(
        raw.get("what", ""),
        f"cue:{intent}:{raw.get('what', '')}",
        float(raw["weight"]),
        tuple((Intent(name), float(weight)) for name, weight in raw.get("against", {}).items()),
        tuple(raw["say"]),
        frozenset(raw.get("only", ())),
        frozenset(raw.get("unless", ())),
        bool(raw.get("aside", False)),
    )


def _weights(raw: Mapping[str, Any]) -> Iterator[tuple[frozenset[str], float]]:
    for names, weight in raw.get("has", {}).items():
        yield frozenset(names.split("+")), float(weight)
    for role, weight in raw.get("roles", {}).items():
        yield frozenset({f"role_{role}"}), float(weight)


@cache
def specs() -> tuple[IntentSpec, ...]:
    """All intents as their files describe them."""
    loaded = []
    for path in sorted(files("nlp").joinpath("intents").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml") or path.name.startswith("_"):
            continue
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        loaded.append(
            IntentSpec(
                Intent(raw["intent"]),
                float(raw.get("bias", 0)),
                tuple(_group(raw["intent"], one) for one in raw.get("cue", ())),
                tuple(_weights(raw)),
                tuple(_cases(raw, "example")),
                tuple(_cases(raw, "not")),
            )
        )
    return tuple(loaded)


@frozen
class Hit:
    """A group that a message says, and the template that said it."""

    intent: Intent
    group: Group
    say: str


@frozen
class _Cue:
    """One template of a group."""

    search: Callable[[str], object]
    group: int  # the bits of all cues of its group
    hit: Hit


class _Index:
    """From words to the cues that need them; a set of cues is a number with a bit for each.

    A cue may need up to three words, so a word has three such sets, one behind the other in one number: a cue is
    tried where its bit is set in all three.
    """

    def __init__(self) -> None:
        self.cues: list[_Cue] = []
        self.groups: list[tuple[Group, int]] = []
        groups = [(s.intent, group) for s in specs() if s.intent in CORPUS_INTENTS for group in s.groups]
        self.width = sum(len(group.say) for _, group in groups)
        self.free = 0  # cues that need no first, second, third word
        by_word: defaultdict[str, int] = defaultdict(int)
        for intent, group in groups:
            bits = (1 << len(group.say)) - 1 << len(self.cues)
            self.groups.append((group, bits))
            for say in group.say:
                compiled = template(say)
                for which in range(3):
                    bit = 1 << which * self.width + len(self.cues)
                    for word in compiled.needs[which] if which < len(compiled.needs) else ():
                        by_word[word] |= bit
                    self.free |= bit if which >= len(compiled.needs) else 0
                self.cues.append(_Cue(compiled.pattern.search, bits, Hit(intent, group, say)))
        self.words = ahocorasick.Automaton()
        for word, cues in by_word.items():
            self.words.add_word(word, cues)
        self.words.make_automaton()


@cache
def _index() -> _Index:
    return _Index()


@lru_cache(maxsize=4096)
def _open(has: frozenset[str]) -> int:
    """The cues that may speak of a message with these traits."""
    return sum(bits for group, bits in _index().groups if group.only <= has and not group.unless & has)


def said(bones: str, has: frozenset[str]) -> list[Hit]:
    """Every group of every intent of which a template matches the skeleton, in the order of the files."""
    index = _index()
    needed = index.free
    for _, cues in index.words.iter(bones):
        needed |= cues
    wanted = needed & needed >> index.width & needed >> 2 * index.width & _open(has)
    found = []
    while wanted:
        bits = wanted & -wanted
        cue = index.cues[bits.bit_length() - 1]
        if cue.search(bones):
            found.append(cue.hit)
            bits = cue.group
        wanted &= ~bits
    return found
