"""别名 …: what a customer calls products: listed, taught, forgotten, taken back."""

import re
from collections.abc import Sequence

from .customers import Named, candidates, find_customers
from .features import fold
from .grouping import groups_of
from .items import line_of
from .lexicon import Lexicon
from .normalize import normalize
from .products import resolve
from .scene import Scene
from .seeing import see
from .types import AliasTalk, Hints, Intent, LineItem, Parse, SetItem, Span

HEAD = re.compile(
    r"^\s*(?:请|帮我|我要|我想)?(?:看看|看一下|看|查看|查一下|查|列出|列一下|显示)?(?:我的|我们的)?(?:别名|别称|叫法)(?:列表|表|清单)?[:,]?"
)
VERB_FIRST = re.compile(r"^\s*(删除|删掉|去掉|取消|忘掉|撤销|撤回|添加|加个?|新增|设置?)\s*(?:别名|别称|叫法)[:,]?")
LATER = re.compile(r"\s*的?\s*(?:别名|别称|叫法)(?:列表)?[:,]?")
FORGET = re.compile(r"^\s*(?:删除|删掉|删|去掉|取消|忘掉|忘记|不要)\s*|\s*(?:删除|删掉|去掉|取消|忘掉|不要了?)\s*$")
UNDO = re.compile(r"^\s*(?:撤销|撤回|还原|恢复)(?:一下|上一个|刚才的?)?\s*$")
EQUALS = re.compile(r"\s*(?:=+>?|->|→|就是|就叫|等于|指的是|指的?|代表|是)\s*")
PLAIN_EQUALS = re.compile(r"\s*(?:=+>?|→|就是|指的是|指)\s*")
WORD = re.compile(r"[^\d\s=][^=\n]{0,15}")


def read_alias(text: str, scene: Scene, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """A message about a customer's own words; None for everything else."""
    if "\n" in text.strip() or len(text) > 80 or hints.role is None:
        return None
    plain = normalize(text)
    rest, verb, named = _headed(plain, scene)
    if rest is not None:
        return _said(_talk(text, rest, verb, named, scene, hints, lexicon))
    return _equation(text, plain, hints, lexicon)


def _said(talk: AliasTalk | None) -> Parse | None:
    return None if talk is None else Parse(Intent.ALIAS, 0.95, alias=talk, rule=f"alias: {talk.action}")


def _headed(plain: str, scene: Scene) -> tuple[int | None, str, Named | None]:
    """Where the words after 别名 begin, the verb before it, and a customer before it."""
    if first := VERB_FIRST.match(plain):
        return first.end(), first[1], None
    if head := HEAD.match(plain):
        return head.end(), "", None
    for named in scene.customers[:1]:
        if not plain[: named.start].strip() and (later := LATER.match(plain, named.end)):
            return later.end(), "", named
    return None, "", None


def _talk(
    text: str, at: int, verb: str, named: Named | None, scene: Scene, hints: Hints, lexicon: Lexicon
) -> AliasTalk | None:
    rest = normalize(text)[at:]
    if named is None:
        lead = [c for c in _customers(rest, lexicon) if not rest[: c.start].strip()]
        if lead and re.match(r"[\s:,的]|$", rest[lead[0].end :]):
            named = lead[0]
            at += named.end
            rest = rest[named.end :].lstrip(" :,的")
            at = len(text) - len(rest)
    del scene
    one = named.one if named else None
    many = candidates(named.ids, lexicon) if named and not one else ()
    words = named.words if named else ""
    if UNDO.match(rest) or (verb in ("撤销", "撤回") and not rest.strip()):
        return AliasTalk("undo", "", one, many, words)
    if verb in ("删除", "删掉", "去掉", "取消", "忘掉", "撤销", "撤回") or FORGET.search(rest):
        return AliasTalk("forget", FORGET.sub("", rest).strip(" ,。!"), one, many, words)
    parts = EQUALS.split(rest, maxsplit=1)
    if len(parts) == 2 and parts[0].strip() and parts[1].strip():
        cut = len(text) - len(parts[1])
        return AliasTalk("teach", parts[0].strip(), one, many, words, _product(text[cut:], hints, lexicon))
    if re.search(r"[?]|[吗呢]\s*$|没有|叫老", rest):
        return None
    return AliasTalk("list", rest.strip(" ,。!"), one, many, words)


def _customers(rest: str, lexicon: Lexicon) -> Sequence[Named]:
    return find_customers(fold(rest), lexicon)


def _product(words: str, hints: Hints, lexicon: Lexicon) -> LineItem:
    """The product that words name, by themselves."""
    scene = see(words, hints, lexicon)
    items = groups_of(scene, lexicon)
    if len(items) == 1 and not scene.quantities:
        return line_of(items[0], lexicon, hints)
    choice = resolve(scene.hits, lexicon)
    if choice.mask and choice.mask != lexicon.everything and not items and not scene.quantities:
        return LineItem(candidates=lexicon.candidates(choice.mask), mention=words)
    return LineItem(mention=words)


def _equation(text: str, plain: str, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """大肘子=控制臂 左: explains the line of an open draft, or teaches."""
    parts = PLAIN_EQUALS.split(plain, maxsplit=1)
    if len(parts) != 2 or not WORD.fullmatch(parts[0].strip()) or not parts[1].strip():
        return None
    word, cut = parts[0].strip(), len(plain) - len(parts[1])
    for draft in hints.drafts:
        for line in draft.lines:
            if line.mention and _same(line.mention, word):
                product = _product(text[cut:], hints, lexicon)
                if not (product.sku or product.candidates):
                    return None
                product = LineItem(
                    sku=product.sku,
                    candidates=product.candidates,
                    mention=product.mention,
                    explains=line.mention,
                    spans={"product": Span(cut, len(text))},
                    doubts=tuple(d for d in product.doubts if d.field == "product"),
                )
                edit = SetItem(line.no, product)
                return Parse(
                    Intent.EDIT_DRAFT, 0.95, edits=(edit,), draft=draft.key, rule="explains a word of the draft"
                )
    if "=" not in plain[: cut + 1] and "→" not in plain[: cut + 1]:
        return None
    if re.search(r"\d", word) or hints.chat_kind != "direct":
        return None
    product = _product(text[cut:], hints, lexicon)
    if not (product.sku or product.candidates) or _known(word, lexicon, hints):
        return None
    return _said(AliasTalk("teach", word, product=product))


def _same(mention: str, word: str) -> bool:
    return fold(normalize(mention)).replace(" ", "") == fold(normalize(word)).replace(" ", "")


def _known(word: str, lexicon: Lexicon, hints: Hints) -> bool:
    """True where the left side already is a customer or names one product: then it is no new word."""
    scene = see(word, hints, lexicon)
    return bool(scene.customers) or resolve(scene.hits, lexicon).one
