"""Reads one message: sees what is in it, chooses what is meant, fills in the rest."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .alias import read_alias
from .changes import dropped_items, read_changes, those
from .choose import Verdict, asked_by_staff, choose
from .customers import Named, candidates
from .doubt import checked
from .draft.answer import in_draft
from .draft.house import of_the_house
from .features import fold
from .grouping import Item, groups_of
from .items import line_of
from .lately import added, completed, instead_of_cancelled, leaned, of_the_last
from .lexicon import Lexicon
from .lines import read_lines
from .model import BEHIND, trained
from .of_number import of_the_number
from .orders import read_orders, same_person, spoken_customers
from .parted_days import parted_by_days
from .price_list import lists_prices
from .repeat import added_to, read_repeat
from .scene import Scene
from .seeing import see
from .segment import load
from .spoken import only
from .status import status_of
from .tables.by_days import read_by_day
from .tables.days import by_day
from .templates import skeleton
from .types import Hints, Intent, LineItem, Parse, Ref
from .undecided import decided
from .unused import unused, with_others, with_twins, with_unused
from .wish import without_wish

LIMIT = 4000  # characters of one message that are read; who calls says so where there are more


def read(text: str, hints: Hints, lexicon: Lexicon) -> Parse:
    """The reading of one message; never raises for any text."""
    days = by_day(text[:LIMIT], lexicon)
    if days is None:
        return _read(text[:LIMIT], hints, lexicon)
    return read_by_day(text[:LIMIT], days, hints, lambda words, known: _read(words, known, lexicon))


def _read(text: str, hints: Hints, lexicon: Lexicon) -> Parse:
    """The reading of a message that has no table of days."""
    if hints.house is not None:
        alone = replace(hints, house=None)
        shared = _read(text, replace(alone, drafts=(hints.house,)), lexicon)
        if of_the_house(shared, text, hints):
            return replace(shared, draft=hints.house.key)
        hints = alone
    scene = see(text, hints, lexicon)
    talk = read_alias(scene.text, scene, hints, lexicon)
    if talk is not None:
        return checked(talk, scene, hints)
    if lists_prices(scene, lexicon):
        return checked(Parse(Intent.NONE, 0.9, rule="a price list"), scene, hints)
    again = read_repeat(scene, hints, lexicon)
    if again is not None:
        return checked(again, scene, hints)
    scene = scene if hints.drafts else decided(scene)
    core = without_wish(scene)
    items = read_lines(core, lexicon, leaned(core, hints, lexicon))
    verdict = instead_of_cancelled(choose(core, items, hints), items, core, hints)
    verdict = of_the_number(verdict, items, core)
    if asked_by_staff(scene, hints) and (hints.drafts or verdict.intent in (Intent.CHANGE_ORDER, Intent.PLACE_ORDER)):
        return checked(Parse(Intent.NONE, 0.8, rule="staff ask whether it may be changed"), scene, hints)
    spoken_to = hints.drafts or hints.orders or hints.recent_order or hints.chat_kind == "direct"
    if spoken_to or only(scene.folded, Intent.HELP):
        parse = in_draft(scene, items, verdict, hints, lexicon)
        if parse is not None:
            return checked(parse, scene, hints)
    parse = added(completed(compose(scene, items, verdict, hints, lexicon), scene, hints, lexicon), scene, hints)
    return checked(added_to(of_the_last(parse, scene, hints), scene), scene, hints)


def warm_up(hints: Hints, lexicon: Lexicon) -> None:
    """Loads what every reading needs, dictionary, weights and cues: some two seconds the first message would wait."""
    load()
    trained()
    trained(BEHIND)
    for sentence in ("明早送平顶山两箱,再加3件", "我的货到哪了", "第二个改成5箱,月底前到"):
        read(sentence, hints, lexicon)


def compose(scene: Scene, items: Sequence[Item], verdict: Verdict, hints: Hints, lexicon: Lexicon) -> Parse:
    """The reading for an intent, without regard to any draft."""
    intent, sure, rule = verdict.intent, verdict.confidence, verdict.rule
    if intent is Intent.PLACE_ORDER:
        orders = parted_by_days(with_others(read_orders(scene, items, lexicon, hints), scene), scene, hints.now)
        orders = with_twins(with_unused(orders, unused(scene, items, lexicon)), scene)
        return Parse(intent, sure, orders=orders, rule=rule)
    if intent is Intent.CHANGE_ORDER:
        return Parse(
            intent,
            sure,
            ref=ref_of(scene, lexicon, hints, _order_of(scene, lexicon)),
            changes=read_changes(scene, lexicon, hints),
            rule=rule,
        )
    if intent in (Intent.CANCEL_ORDER, Intent.ASK_STATUS):
        return Parse(intent, sure, ref=ref_of(scene, lexicon, hints, True), rule=rule)
    if intent is Intent.ADVANCE_ORDER:
        tracking = next((r.value.number for r in scene.refs if r.value.kind == "tracking"), None)
        status = status_of(skeleton(scene), tracking is not None)
        return Parse(intent, sure, ref=ref_of(scene, lexicon, hints, True), status=status, tracking=tracking, rule=rule)
    if intent in (Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.REPORT_SHORTAGE):
        return Parse(intent, sure, items=spoken_of(scene, items, intent, lexicon, hints), rule=rule)
    return Parse(intent, sure, rule=rule, fragment=intent is Intent.NONE and _is_fragment(scene))


def _is_fragment(scene: Scene) -> bool:
    """Whether at least half of the text is what orders are made of."""
    said = {place for start, end in scene.known for place in range(start, end)}
    said -= {place for start, end in scene.ignored for place in range(start, end)}
    solid = {place for place, character in enumerate(scene.text) if not character.isspace()}
    return bool(said) and len(said & solid) * 2 >= len(solid)


def ref_of(scene: Scene, lexicon: Lexicon, hints: Hints, with_product: bool) -> Ref:
    """Only what the text names: a number, else customer and product."""
    for found in scene.refs:
        if found.value.kind == "no":
            return Ref(no=found.value.number)
    for found in scene.refs:
        if found.value.kind == "tail":
            return Ref(no_tail=found.value.number)
    ref = Ref()
    named = same_person(spoken_customers(scene, []))
    named = [n for n in named if not (n.weak and n.one and n.one == hints.sender_customer)] or named
    if named and not (named[0].fuzzy and len(named[0].ids) > 1 and not _written(named[0], lexicon)):
        first = named[0]
        ref = replace(
            ref, customer=first.one, customer_candidates=candidates(first.ids, lexicon) if not first.one else ()
        )
    if with_product:
        gone = [line_of(item, lexicon, hints) for item in dropped_items(scene, lexicon)]
        lines = gone or [line for line in _lines(scene, lexicon, hints) if line.sku or line.candidates]
        if lines:
            ref = replace(ref, sku=lines[0].sku, candidates=lines[0].candidates, mention=lines[0].mention)
    return ref


def _written(named: Named, lexicon: Lexicon) -> bool:
    """True where all whose name only sounds so are written so too: 爱玛 of two branches of 爱玛."""
    words = fold(named.words)
    return all(words in fold(lexicon.label(i)) for i in named.ids)


_THAT_ORDER = re.compile(r"\s?的?[那这]一?[张个笔份]?(?:订?单|[批票])")


def _order_of(scene: Scene, lexicon: Lexicon) -> bool:
    """True where the goods say which order is meant, not what of it is changed: 横拉杆那单改到25号."""
    return those(scene) or any(_THAT_ORDER.match(scene.folded, item.end) for item in groups_of(scene, lexicon))


def _lines(scene: Scene, lexicon: Lexicon, hints: Hints) -> list[LineItem]:
    return [line_of(item, lexicon, hints) for item in groups_of(scene, lexicon)]


def spoken_of(
    scene: Scene, items: Sequence[Item], intent: Intent, lexicon: Lexicon, hints: Hints
) -> tuple[LineItem, ...]:
    """The products a question or report is about."""
    if intent is Intent.REPORT_SHORTAGE:
        counted = [i for i in items if i.quantity is not None and i.choice.mask]
        if counted:
            return tuple(line_of(i, lexicon, hints) for i in counted)
    groups = [item for item in groups_of(scene, lexicon) if not _taken_back(item, scene)]
    groups = [item for item in groups if not _worked_on(item, scene)] or groups
    lines = [line_of(item, lexicon, hints) for item in groups]
    if intent is Intent.ASK_PRICE:  # what so many of it cost
        much = {line.sku: line for line in (line_of(i, lexicon, hints) for i in items if i.quantity) if line.sku}
        lines = [much.get(line.sku or "", line) for line in lines]
    return tuple(line for line in lines if line.sku or line.candidates)


TAKEN_BACK = re.compile(r"[\s….,的]{0,4}(?:不对|错了|说错|哦不|噢不|不是)")
WORKED_ON = re.compile(  # 柔性胶有吗 我要贴大板: what it is for
    r"[\s,。?!](?:我们?|客户)?(?:想|准备|打算)?(?:要|用来|拿来|拿去|去)(?:贴|粘|装|修|刷|洗|补|铺|喷|切|擦|煮|炒|炖|包|蒸|炸|焊|钉|浇|喂)\s?\Z"
)


def _worked_on(item: Item, scene: Scene) -> bool:
    """True for what the goods asked for are to be used on."""
    return WORKED_ON.search(scene.folded, max(0, item.start - 10), item.start) is not None


def _taken_back(item: Item, scene: Scene) -> bool:
    """True where the words behind take the product back: 豪沃水泵… 不对是豪沃水箱."""
    clause = TAKEN_BACK.match(scene.folded, item.end)
    return clause is not None and any(h.start >= clause.end() for h in scene.hits)
