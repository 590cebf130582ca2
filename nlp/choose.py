"""Weighs the cues of all intents against each other; a thin margin lowers the confidence."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from .asides import without_asides
from .behind import GOODS, remark, signs_of
from .cues import Hit, said, specs
from .features import Tier
from .frozen import frozen
from .grouping import Item
from .leftover import leftover
from .model import BEHIND, trained
from .scene import Scene
from .templates import skeleton, unopened
from .types import CORPUS_INTENTS, Hints, Intent

THIN = 6.0  # a lead of the cues that says a thing clearly
SHORT = 6  # characters beside goods of a message that is too short for the model: a cue knows what companies never say
CERTAIN = math.log(0.9)  # so sure the model must be of an alarm without a cue
FEW_WORDS = 3  # characters beside goods that are only named: 恒力的转向节吧
TAKEN_BACK = 10.0  # what a cue takes from orders that leaves none
OUTRIGHT = 4.0  # the weight of a cue that says by itself: this is an order
NOT_ORDERED, DOUBTFUL = 0.1, 0.5  # how probably goods are ordered by the words behind them: below it not, perhaps
SAID_BEHIND = "what is said behind the goods"
IN_DOUBT = f"{Intent.PLACE_ORDER}: in doubt by {SAID_BEHIND}"
SURELY = 0.8  # so probably goods are ordered by the words behind them that other words do not take the order back
GOODS_NAMED = frozenset(("product", "unknown_qty"))  # what an order that only the model hears must have
STAFF = ("warehouse", "logistics", "production", "purchasing", "finance", "service", "manager")
HANDS = STAFF[:5]  # who carry out what others have agreed upon
MAY_IT = re.compile(  # 能不能改成48件, 可以换成大箱吗: asked of those who have to say
    r"(?:能不能|可不可以|可否|能否|要不要|是不是|是否)[^,。;!?\n]{0,8}(?:改|换|减|加|推迟|提前|延)"
    r"|(?:能|可以)[^,。;!?\n]{0,8}(?:改|换|减|加|推迟|提前|延)[^。;!?\n]{0,12}(?:[吗么嘛?]|行不行|可不可以)"
    r"|(?:改|换|减|加|推迟|提前|延)[^。;!?\n]{1,12}(?:行不行|可不可以|(?:可以|行|成)[吗么嘛?])"
)
WORD = re.compile(r"[\u4e00-\u9fffa-z?]")
QUESTION = re.compile(r"[?]|(?:吗|么|没|没有|不|冇|咩|嘛|未|啵|(?<!着)呢|咧)[\s~!啊呀哦哈]*(?=[,。;\n]|$)")
ASKING = frozenset("?吗么没不冇咩嘛未啵呢咧")  # one of these is in every question


def asked_by_staff(scene: Scene, hints: Hints) -> bool:
    """True where those who make, keep or send the goods ask in a group whether something may be changed."""
    return hints.chat_kind == "group" and hints.role in HANDS and MAY_IT.search(scene.folded) is not None


@frozen
class Trust:
    """How the cues and the model weigh against each other; see docs/reading.md for how this was measured."""

    lead: float  # of the cues, which needs no second opinion
    weight: float  # of the model's opinion
    certain: float  # so sure the model must be of an order that the cues took for something else
    kept: float  # an order of the cues stays one where the model holds it for no less probable
    heard: float  # a score for none, or a lead of another over orders, that a cue has given: no order is made of it


IN_FEW_WORDS = Trust(THIN, 1.5, CERTAIN, math.log(0.15), 3.0)
IN_MANY = Trust(2 * THIN, 2.0, math.log(0.8), math.log(0.3), THIN)


@frozen
class Verdict:
    """The chosen intent and why."""

    intent: Intent
    confidence: float
    rule: str
    scores: Mapping[Intent, float]
    by_cues: Intent  # what the cues alone would say


def _only_product(scene: Scene) -> bool:
    """True where a message names a product and says nothing else but whom and when."""
    named = any(h.naming and h.tier <= Tier.SUFFIX for h in scene.hits)
    return (
        named
        and not leftover(scene, 0, len(scene.folded))
        and not re.search(r"[?吗呢没]|有货|库存|多少|什么|[不别]", scene.folded)
    )


def traits(scene: Scene, items: list[Item], hints: Hints) -> frozenset[str]:
    """What the message has, by the names the intent files use."""
    role = hints.role or "stranger"
    counted = [i for i in items if i.quantity is not None]
    roles = {d.value.role for d in scene.dates}
    kinds = {r.value.kind for r in scene.refs}
    present = {
        f"chat_{hints.chat_kind}": True,
        f"role_{role}": True,
        "product": not all(h.lone for h in scene.hits),
        "product_qty": any(i.choice.mask and not i.unknown for i in counted),
        "bare_product": not counted and _only_product(scene),
        "unknown_qty": any(i.unknown for i in counted),
        "several": len(counted) > 1,
        "qty": scene.quantities,
        "customer": scene.customers,
        "date": not roles.isdisjoint(("due", "dispatch", "never")),
        "past": "past" in roles,
        "ref": not kinds <= {"tracking"},
        "tracking": "tracking" in kinds,
        "address": scene.addresses,
        "question": not ASKING.isdisjoint(scene.signs) and QUESTION.search(unopened(scene.folded)),
        "staff": role in STAFF,
        "own_chat": hints.chat_customer is not None or hints.sender_customer is not None,
        "latin": scene.folded.isascii(),
    }
    return frozenset([name for name, there in present.items() if there])


def words_of(bones: str) -> int:
    """How many characters a skeleton has beside goods, amounts, days and the like."""
    return len(WORD.findall(bones))


def heard(scene: Scene, items: list[Item], hints: Hints) -> tuple[str, frozenset[str], list[Hit]]:
    """The skeleton of a message, what it has, and the cues that it holds."""
    bones, has = skeleton(scene), traits(scene, items, hints)
    return bones, has, said(bones, has)


def choose(scene: Scene, items: list[Item], hints: Hints) -> Verdict:
    """The intent of one message seen on its own."""
    bones, has, hits = heard(scene, items, hints)
    whole = bones
    cues, rules = weigh(has, hits)
    clear = _clearly_ordered(cues) or _clearly_changed(cues)
    if "product_qty" in has and not clear and (rest := without_asides(bones, has, said)):
        core = said(*rest)
        told, why = weigh(rest[1], core)
        if _ahead(told)[0][0] is Intent.PLACE_ORDER:
            (bones, has), hits, cues, rules = rest, core, told, why
    words = words_of(bones)
    model = trained() if words > (FEW_WORDS if "bare_product" in has else 0) else None  # goods alone: nothing to hear
    opinion = (lambda: model.opinion(bones, has, hits)) if model else None
    scores = together(cues, opinion, words) if opinion else cues
    if has.isdisjoint(GOODS_NAMED) and _ahead(cues)[0][0] is not Intent.PLACE_ORDER:
        scores = {**scores, Intent.PLACE_ORDER: min(scores.values())}  # the model makes no order without goods
    if (
        _ahead(scores)[0][0] is Intent.REPORT_SHORTAGE
        and not any(hit.intent is Intent.REPORT_SHORTAGE for hit in hits)
        and ("product" not in has or opinion is None or opinion()[Intent.REPORT_SHORTAGE] < CERTAIN)
    ):
        scores = {**scores, Intent.REPORT_SHORTAGE: min(scores.values())}  # an alarm takes a word that says so
    (first, top), (_, second) = _ahead(scores)
    confidence = 1 / (1 + math.exp(-1.1 * (top - second) - 0.4))
    if "product_qty" in has and first is Intent.PLACE_ORDER:
        overruled = _by_the_words_behind(bones, has, hits, cues)
        if overruled is None and whole != bones and _doubted(remark(whole)):
            overruled = Intent.PLACE_ORDER, 0.5, IN_DOUBT
        if overruled is not None:
            return Verdict(*overruled, scores, first)
    if "product_qty" in has and first is Intent.NONE and not _gone(hits) and _ordered_before(whole, has):
        return Verdict(Intent.PLACE_ORDER, 0.5, IN_DOUBT, scores, first)
    rule = f"{first}: {rules.get(first, 'what it holds')}"
    return Verdict(first, round(confidence, 3), rule, scores, max(cues, key=cues.__getitem__))


def _by_the_words_behind(
    bones: str, has: frozenset[str], hits: Sequence[Hit], cues: Mapping[Intent, float]
) -> tuple[Intent, float, str] | None:
    """Intent, confidence and rule where what is said behind goods and amount speaks against an order."""
    words = remark(bones)
    told = behind(words) if words and not _outright(hits) else None
    if told is None:
        return None
    ordered = math.exp(told[Intent.PLACE_ORDER])
    if ordered >= DOUBTFUL:
        return None
    if ordered >= NOT_ORDERED or not has.isdisjoint(("date", "address", "several")):
        return Intent.PLACE_ORDER, max(ordered, 0.5), IN_DOUBT
    others = {i: cues[i] + IN_FEW_WORDS.weight * told[i] for i in cues if i is not Intent.PLACE_ORDER}
    intent = max(others, key=others.__getitem__)
    return intent, round(1 - ordered, 3), f"{intent}: {SAID_BEHIND}"


def _doubted(words: str) -> bool:
    """True where the words behind goods and amount speak against an order."""
    told = behind(words) if words else None
    return told is not None and math.exp(told[Intent.PLACE_ORDER]) < DOUBTFUL


def _gone(hits: Sequence[Hit]) -> bool:
    """True where a cue says by itself that nothing is ordered, whatever stood before it: 上回要3箱,付了定金又退."""
    return any(hit.intent is Intent.NONE and (Intent.PLACE_ORDER, TAKEN_BACK) in hit.group.against for hit in hits)


def _ordered_before(bones: str, has: frozenset[str]) -> bool:
    """True where the goods alone are an order and what follows is said of one: 20套,上次少发的2套一起补."""
    words = remark(bones)
    told = behind(words) if words else None
    if told is None or math.exp(told[Intent.PLACE_ORDER]) < SURELY:
        return False
    head = bones[: max(map(bones.rfind, GOODS)) + 1]
    alone = has - {"past", "question"}
    return _ahead(weigh(alone, said(head, alone))[0])[0][0] is Intent.PLACE_ORDER


def behind(words: str) -> Mapping[Intent, float] | None:
    """What the words behind goods and amount make of them, as logarithms of probabilities; None without weights."""
    model = trained(BEHIND)
    return model.guess(signs_of(words)) if model else None


def _outright(hits: Sequence[Hit]) -> bool:
    """True where a cue says by itself that this is an order."""
    return any(hit.intent is Intent.PLACE_ORDER and hit.group.weight >= OUTRIGHT for hit in hits)


def _ahead(scores: Mapping[Intent, float]) -> list[tuple[Intent, float]]:
    """The two intents that lead, with their scores."""
    return sorted(scores.items(), key=itemgetter(1), reverse=True)[:2]


def _clearly_ordered(cues: Mapping[Intent, float]) -> bool:
    ordered = cues[Intent.PLACE_ORDER]
    return all(ordered - score >= THIN for intent, score in cues.items() if intent is not Intent.PLACE_ORDER)


def _clearly_changed(cues: Mapping[Intent, float]) -> bool:
    """True where what is said of an order is no aside but the whole matter: 上午那张单子,再加2箱银耳."""
    return cues[Intent.CHANGE_ORDER] - cues[Intent.PLACE_ORDER] >= 2 * THIN


def together(
    cues: Mapping[Intent, float], guess: Callable[[], Mapping[Intent, float]], words: int
) -> Mapping[Intent, float]:
    """The scores of the cues; where they leave two intents close together, with what the model holds of them.

    `words` counts the characters beside goods. The model takes an order for something else, or makes one, only where
    it is sure.
    """
    trust = IN_FEW_WORDS if words < SHORT else IN_MANY
    (first, top), (_, second) = _ahead(cues)
    if top - second >= trust.lead:
        return cues
    guessed = guess()
    scores = {intent: score + trust.weight * guessed[intent] for intent, score in cues.items()}
    if first is Intent.PLACE_ORDER and guessed[first] > trust.kept:
        return cues
    heard = top >= trust.heard if first is Intent.NONE else top - cues[Intent.PLACE_ORDER] >= trust.heard
    if first is not Intent.PLACE_ORDER and (heard or guessed[Intent.PLACE_ORDER] < trust.certain):
        scores[Intent.PLACE_ORDER] = min(scores[Intent.PLACE_ORDER], scores[first] - 0.1)
    return scores


@lru_cache(maxsize=4096)
def _held(has: frozenset[str]) -> tuple[tuple[Intent, float], ...]:
    """What speaks for each intent before any cue is heard."""
    return tuple(
        (spec.intent, spec.bias + sum(weight for names, weight in spec.has if names <= has))
        for spec in specs()
        if spec.intent in CORPUS_INTENTS
    )


def weigh(has: frozenset[str], hits: Sequence[Hit]) -> tuple[dict[Intent, float], dict[Intent, str]]:
    """The score of every intent by the cues and the cue that spoke loudest for it."""
    scores = dict(_held(has))
    taken: dict[Intent, float] = {}  # only the weightiest objection counts
    loudest: dict[Intent, float] = {}
    rules: dict[Intent, str] = {}
    for hit in hits:
        scores[hit.intent] += hit.group.weight
        for other, weight in hit.group.against:
            taken[other] = max(weight, taken.get(other, 0.0))
        if abs(hit.group.weight) > loudest.get(hit.intent, 0.0):
            loudest[hit.intent], rules[hit.intent] = abs(hit.group.weight), hit.say
    for intent, weight in taken.items():
        if intent in scores:
            scores[intent] -= weight
    return scores, rules
