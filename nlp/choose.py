"""Weighs the cues of all intents against each other; a thin margin lowers the confidence."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import ahocorasick

from .features import Tier
from .grouping import Item
from .leftover import leftover
from .scene import Scene
from .templates import compile_template, needed, skeleton
from .types import CORPUS_INTENTS, Hints, Intent


@dataclass(frozen=True, slots=True)
class Cue:
    """A way of speaking that speaks for an intent (or, with a negative weight, against it)."""

    say: str
    weight: float
    roles: tuple[str, ...] = ()  # only from these; empty: from anybody


@dataclass(frozen=True, slots=True)
class IntentSpec:
    """One intents/*.toml."""

    intent: Intent
    bias: float
    cues: tuple[Cue, ...]
    has: Mapping[str, float]
    roles: Mapping[str, float]
    examples: tuple[Mapping[str, Any], ...]
    counter_examples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chosen intent and why."""

    intent: Intent
    confidence: float
    rule: str
    scores: Mapping[Intent, float]


def _cases(raw: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    return tuple({"text": case} if isinstance(case, str) else case for case in raw.get(key, ()))


@cache
def specs() -> tuple[IntentSpec, ...]:
    """All intents as their files describe them."""
    loaded = []
    for path in sorted(files("nlp").joinpath("intents").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml"):
            continue
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        cues = [
            Cue(say, float(group["weight"]), tuple(group.get("roles", ())))
            for group in raw.get("cue", ())
            for say in group["say"]
        ]
        for cue in cues:
            compile_template(cue.say)
        loaded.append(
            IntentSpec(
                Intent(raw["intent"]),
                float(raw.get("bias", 0)),
                tuple(cues),
                {k: float(v) for k, v in raw.get("has", {}).items()},
                {k: float(v) for k, v in raw.get("roles", {}).items()},
                _cases(raw, "examples"),
                _cases(raw, "counter_examples"),
            )
        )
    return tuple(loaded)


class _Cues:
    """All cues of the corpus intents; a cue is tried only where a piece of text occurs that it cannot do without."""

    def __init__(self) -> None:
        """Sorts the cues by such pieces."""
        self._cues = [(spec.intent, cue) for spec in specs() if spec.intent in CORPUS_INTENTS for cue in spec.cues]
        self._always: list[int] = []
        by_piece: dict[str, list[int]] = {}
        for at, (_, cue) in enumerate(self._cues):
            pieces = needed(cue.say)
            for piece in pieces:
                by_piece.setdefault(piece, []).append(at)
            if not pieces:
                self._always.append(at)
        self._pieces = ahocorasick.Automaton()
        for piece, those in by_piece.items():
            self._pieces.add_word(piece, those)
        if by_piece:
            self._pieces.make_automaton()

    def heard(self, bones: str) -> dict[Intent, list[Cue]]:
        """The cues that a message's skeleton holds, in the order of the files."""
        likely = {at for _, those in self._pieces.iter(bones) for at in those}.union(self._always)
        found: dict[Intent, list[Cue]] = {}
        for at in sorted(likely):
            intent, cue = self._cues[at]
            if compile_template(cue.say).search(bones):
                found.setdefault(intent, []).append(cue)
        return found


@cache
def _cues() -> _Cues:
    return _Cues()


def _only_product(scene: Scene) -> bool:
    """True where a message names a product and says nothing else but whom and when."""
    named = any(h.naming and h.tier <= Tier.SUFFIX for h in scene.hits)
    return (
        named
        and not leftover(scene, 0, len(scene.folded))
        and not re.search(r"[?吗呢没]|有货|库存|多少|什么", scene.folded)
    )


def traits(scene: Scene, items: list[Item], hints: Hints) -> set[str]:
    """What the message has, by the names the intent files use."""
    found = {f"chat_{hints.chat_kind}"}
    counted = [i for i in items if i.quantity is not None]
    for name, present in (
        ("product", bool(scene.hits) and any(not h.lone for h in scene.hits)),
        ("product_qty", any(i.choice.mask and not i.unknown for i in counted)),
        ("bare_product", not counted and _only_product(scene)),
        ("unknown_qty", any(i.unknown for i in counted)),
        ("several", len(counted) > 1),
        ("qty", bool(scene.quantities)),
        ("customer", bool(scene.customers)),
        ("date", any(d.value.role in ("due", "dispatch") for d in scene.dates)),
        ("past", any(d.value.role == "past" for d in scene.dates)),
        ("ref", any(r.value.kind != "tracking" for r in scene.refs)),
        ("tracking", any(r.value.kind == "tracking" for r in scene.refs)),
        ("address", bool(scene.addresses)),
        ("question", scene.folded.rstrip(" 。!~").endswith(("?", "吗", "么", "呢", "没", "没有", "不"))),
        ("own_chat", hints.chat_customer is not None or hints.sender_customer is not None),
        ("latin", scene.folded.isascii()),
    ):
        if present:
            found.add(name)
    return found


def choose(scene: Scene, items: list[Item], hints: Hints) -> Verdict:
    """The intent of one message seen on its own."""
    heard = _cues().heard(skeleton(scene))
    has = traits(scene, items, hints)
    role = hints.role or "stranger"
    scores: dict[Intent, float] = {}
    rules: dict[Intent, str] = {}
    for spec in specs():
        if spec.intent not in CORPUS_INTENTS:
            continue
        score = spec.bias + spec.roles.get(role, 0.0)
        told = 0.0
        for name, weight in spec.has.items():
            if name in has:
                told += weight
        score += told
        best = 0.0
        hit_weights: dict[float, int] = {}
        for cue in heard.get(spec.intent, ()):
            if cue.roles and role not in cue.roles:
                continue
            hit_weights[cue.weight] = hit_weights.get(cue.weight, 0) + 1
            if abs(cue.weight) > best:
                best, rules[spec.intent] = abs(cue.weight), cue.say
        for weight in hit_weights:  # cues of one strength count once
            score += weight
        scores[spec.intent] = score
    ranked = sorted(scores.items(), key=lambda kv: -kv[1])
    (first, top), second = ranked[0], ranked[1][1] if len(ranked) > 1 else -5.0
    margin = top - second
    confidence = 1 / (1 + math.exp(-1.1 * margin - 0.4))
    return Verdict(first, round(confidence, 3), f"{first}: {rules.get(first, 'what it holds')}", scores)
