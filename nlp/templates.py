"""Compiles cue templates such as `[再]来{qty}` and matches them on a message's skeleton.

Grammar: `[x]` may be missing, `(a|b)` either, `<x>` what follows is not x, `{slot}` a recognised value or a class of
words of `intents/_words.toml`, `~` up to eight characters of one sentence, `^` and `$` the ends of the message or of a
sentence, a space any space or none, `\\d` a digit; all else stands for itself.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from .dimensions.found import Found
from .frozen import frozen
from .scene import Scene
from .signs import signs_of

SLOTS = {
    "product": "P",
    "qty": "Q",
    "customer": "C",
    "date": "D",
    "ref": "R",
    "tracking": "T",
    "price": "M",
    "address": "A",
}
NODES = {
    "~": r"[^\n。;!?]{0,8}?",
    "^": r"(?:^|(?<=[\n。;!?,]))\s*",
    "$": r"\s*(?:[\n。;!?,~]|$)",
    " ": r"\s*",
    "_": r"\s*",
}
OPENING = re.compile(  # what only opens or ends a message: a greeting that looks like a question, thanks
    r"\A\s*(?:在吗|在么|在不在|在不|在没|忙吗|忙不忙|有人吗)[^,。;!?\n]{0,4}[?,。!~\s]+(?=\S)"
    r"|\A\s*(?:不好意思|抱歉|打扰)[^,。;!?\nPQCRTMAD]{0,8}[,。!~]+(?=\S)"
)
ENDING = re.compile(r"(?<=[?,。!~\s])(?:谢谢|多谢|感谢|thx|tks|thanks|辛苦|麻烦|拜托)[了您你啊哈哦啦老板~!。\s]*\Z")
FORBIDDEN = re.compile(  # 别再少发了, 别拿次品: how it is to be done, and no complaint
    r"(?:(?<![分特区个])别|不要|勿|莫|不能)(?:再|又|给我|给我们|拿|发|送|来|用|装|是)*"
    r"(?:[错漏少多混][发送装给拿配来]?了?|[发送装给拿配来弄搞][错漏少多混]了?|次品|[坏差破旧烂]的|瑕疵[的品]?|有毛病的)"
)
# One of these is in all that opens, closes or forbids.
OPENERS, CLOSERS, FORBIDDING = frozenset("在忙有不抱打"), frozenset("谢苦烦托xs"), frozenset("别不勿莫")
BY_PLACE = itemgetter(0, 1)
CLOSING = {"[": "]", "(": ")", "<": ">"}


Needs = tuple[frozenset[str], ...]  # of each set at least one word stands in every text that matches


@frozen
class Template:
    """A compiled template and the words that it needs, the most telling first; none where it may match anything."""

    pattern: re.Pattern[str]
    needs: Needs


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """The word classes by name; those under `doubled` are said twice around 没 or 不: 发没发, 到不到."""
    raw = tomllib.loads(files("nlp").joinpath("intents/_words.toml").read_text(encoding="utf-8"))
    found = {name: tuple(words.split()) for name, words in raw["words"].items()}
    for name, source in raw["doubled"].items():
        found[name] = tuple(f"{word}{no}{word}" for word in found[source] for no in "没不")
    return found


class _Reader:
    """Reads one template from left to right."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.at = 0

    def choices(self, closing: str) -> tuple[str, Needs]:
        """Everything up to the closing bracket (or the end): alternatives and what they need."""
        patterns, needs = [], []
        while True:
            pattern, need = self.run(closing)
            patterns.append(pattern)
            needs.append(need)
            if self.at >= len(self.template):
                if closing:
                    raise ValueError(f"bracket left open in template: {self.template}")
                break
            self.at += 1
            if self.template[self.at - 1] == closing:
                break
        if len(needs) == 1:
            return patterns[0], needs[0]
        return "|".join(patterns), (frozenset[str]().union(*(need[0] for need in needs)),) if all(needs) else ()

    def run(self, closing: str) -> tuple[str, Needs]:
        """One alternative, and the words that it needs, the longest first."""
        out: list[str] = []
        needs: list[frozenset[str]] = []
        plain = ""
        while self.at < len(self.template) and self.template[self.at] not in ("|", closing):
            char = self.template[self.at]
            if char == "{":
                pattern, need = self.slot()
                literal = pattern if pattern in SLOTS.values() else ""
            elif char in CLOSING:
                self.at += 1
                inner, need = self.choices(CLOSING[char])
                pattern = f"(?!{inner})" if char == "<" else f"(?:{inner}){'?' if char == '[' else ''}"
                need, literal = (need if char == "(" else ()), ""
            elif char in NODES:
                self.at += 1
                pattern, need, literal = NODES[char], (), ""
            elif char == "\\" and self.template[self.at + 1 : self.at + 2] == "d":
                self.at += 2
                pattern, need, literal = "[0-9]", (), ""
            elif char in "])}":
                raise ValueError(f"bracket never opened in template: {self.template}")
            else:
                self.at += 1
                pattern, need, literal = re.escape(char), (), char
            out.append(pattern)
            plain += literal
            if not literal:
                needs += [frozenset({plain})] if plain else []
                needs += need
                plain = ""
        needs += [frozenset({plain})] if plain else []
        return "".join(out), tuple(sorted(needs, key=lambda n: (-min(map(len, n)), len(n))))

    def slot(self) -> tuple[str, Needs]:
        """`{product}` or `{word_class}`."""
        end = self.template.find("}", self.at)
        name = self.template[self.at + 1 : end] if end > 0 else ""
        self.at = end + 1
        if name in SLOTS:
            return SLOTS[name], (frozenset({SLOTS[name]}),)
        if name not in classes():
            raise ValueError(f"unknown slot in template: {self.template}")
        return _class(name)


@cache
def _class(name: str) -> tuple[str, Needs]:
    inside = _Reader("|".join(sorted(classes()[name], key=len, reverse=True)))
    pattern, needs = inside.choices("")
    return f"(?:{pattern})", needs


@lru_cache(maxsize=4096)
def template(text: str) -> Template:
    """The compiled template; ValueError where a bracket or slot is wrong."""
    pattern, needs = _Reader(text).choices("")
    try:
        return Template(re.compile(pattern), needs)
    except re.error as error:
        raise ValueError(f"bad template: {text}") from error


def compile_template(text: str) -> re.Pattern[str]:
    """The pattern of a template; ValueError where a bracket or slot is wrong."""
    return template(text).pattern


def skeleton(scene: Scene) -> str:
    """The folded text with every recognised value shrunk to one capital letter."""
    spans = [(h.start, -h.end, "P") for h in scene.hits if not h.lone]
    spans += [(c.start, -c.end, "C") for c in scene.customers]
    values: list[tuple[Found[Any], str]] = [(q, "Q") for q in scene.quantities]
    if scene.dates:
        values += [(d, "D") for d in scene.dates if d.value.role != "past"]
    if scene.prices or scene.addresses or scene.refs:
        values += [(p, "M") for p in scene.prices]
        values += [(a, "A") for a in scene.addresses]
        values += [(r, "T" if r.value.kind == "tracking" else "R") for r in scene.refs]
    spans += [(found.span.start, -found.span.end, letter) for found, letter in values]
    return _shrink(scene.folded, spans)


def unopened(text: str) -> str:
    """The text without what only opens it."""
    opening = None if OPENERS.isdisjoint(signs_of(text)) else OPENING.match(text)
    return text[opening.end() :] if opening else text


def _shrink(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with its stretches, each from its start to its end below nought, shrunk to their letters."""
    out, at = [], 0
    for start, end, letter in sorted(spans, key=BY_PLACE):
        if start < at:
            continue
        out += [text[at:start], letter]
        at = -end
    out.append(text[at:])
    bones = "".join(out).replace("…", ",").replace("、", ",")
    bones = bones.replace("D几天", "D") if "D几天" in bones else bones  # 元旦前几天: no question how many
    bones = bones if FORBIDDING.isdisjoint(signs_of(bones)) else FORBIDDEN.sub("", bones)
    body = unopened(bones if CLOSERS.isdisjoint(signs_of(bones)) else ENDING.sub("", bones))
    return body if len(body) > 2 else bones
