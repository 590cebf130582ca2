"""Why a message is read as it is: what was recognised, what else it could have been, and how sure each field is."""

from collections.abc import Iterable, Mapping, Sequence

from .choose import choose
from .family import family
from .grouping import groups_of
from .lexicon import MOST, Lexicon, Mask
from .lines import read_lines
from .own_words import is_own
from .products import Hit
from .reading import LIMIT, read
from .scene import Scene
from .seeing import see
from .types import Doubt, Edit, Hints, LineItem, OrderReading, Parse, Signs

SHOWN = 6  # alternatives of one mention
WEIGHT = (1.0, 0.8, 0.5)  # of a word by tier: the whole of a name, its end, a part


def explain(text: str, hints: Hints, lexicon: Lexicon) -> str:
    """The reading and its reasons, as lines for people."""
    scene = see(text[:LIMIT], hints, lexicon)
    parse = read(text, hints, lexicon)
    blocks = [
        ("原文", [text]),
        ("认出的词", recognised(scene, lexicon)),
        ("意图(分数高的胜出)", intents(scene, parse, hints, lexicon)),
        ("产品候选", products(scene, parse, lexicon)),
        ("客户候选", customers(parse, lexicon)),
        ("各项把握", sureness(parse)),
        ("要问或要标的", [", ".join(parse.ask) or "没有"]),
    ]
    return "\n".join(
        line for title, rows in blocks for line in (f"【{title}】", *(f"  {row}" for row in rows or ["没有"]))
    )


def recognised(scene: Scene, lexicon: Lexicon) -> list[str]:
    """Every stretch of the text that means something, in its order."""
    found: list[tuple[int, int, str]] = []
    for hit in scene.hits:
        own = "客户自己的叫法" if is_own(hit, lexicon) else f"{hit.kind.name.lower()} {hit.tier.name.lower()}"
        fuzzy = " 近音或近形" if hit.fuzzy else ""
        found.append((hit.start, hit.end, f"产品词 {own}{fuzzy},能配 {len(hit.masks[2])} 种"))
    found += [(c.start, c.end, f"客户 {'、'.join(c.ids[:4])}{_how(c.fuzzy, c.weak)}") for c in scene.customers]
    found += [
        (d.span.start, d.span.end, f"日期 {d.value.day} {d.value.role} ({d.confidence:.2f})") for d in scene.dates
    ]
    for q in scene.quantities:
        said = f"{q.value.qty if q.value.qty is not None else '不定'} {q.value.unit or '(没说单位)'}"
        found.append((q.span.start, q.span.end, f"数量 {said}{' 约数' if q.value.approx else ''} ({q.confidence:.2f})"))
    found += [(p.span.start, p.span.end, f"价格 {p.value.yuan} ({p.confidence:.2f})") for p in scene.prices]
    found += [(a.span.start, a.span.end, "地址") for a in scene.addresses]
    found += [(r.span.start, r.span.end, f"单号 {r.value.kind} {r.value.number}") for r in scene.refs]
    return [f"{start:>3}–{end:<3} {scene.text[start:end]!r} {what}" for start, end, what in sorted(found)]


def _how(fuzzy: bool, weak: bool) -> str:
    return " 按发音" if fuzzy else " 简称" if weak else ""


def intents(scene: Scene, parse: Parse, hints: Hints, lexicon: Lexicon) -> list[str]:
    """The intents by score, and the rule that won."""
    verdict = choose(scene, read_lines(scene, lexicon), hints)
    rows = [f"胜出 {parse.intent} 把握 {parse.sure:.2f} 规则:{parse.rule}"]
    ranked = sorted(verdict.scores.items(), key=lambda pair: -pair[1])
    return rows + [f"{name:16} {score:6.2f}" for name, score in ranked]


def products(scene: Scene, parse: Parse, lexicon: Lexicon) -> list[str]:
    """For every mention: what was taken, what stays possible, and what lost, with scores."""
    lines = lines_of(parse)
    rows = []
    for item in [i for i in read_lines(scene, lexicon) if i.hits] or groups_of(scene, lexicon):
        start, end = item.product or (item.start, item.end)
        words = scene.text[start:end]
        taken = item.choice.mask
        line = next((x for x in lines if x.mention and (x.mention in words or words in x.mention)), None)
        state = f"选 {line.sku}" if line is not None and line.sku else f"{len(taken)} 种都合" if taken else "没有合的"
        rows.append(f"“{words}” {state}")
        rows += [f"  {_words(item.choice.used, '用到')}"] if item.choice.used else []
        rows += [f"  {_words(item.choice.skipped, '没用上')}"] if item.choice.skipped else []
        rows += [
            f"  {score:.2f} {'*' if at in taken else ' '} {label}"
            for at, label, score in scored(item.hits, taken, lexicon)
        ]
    open_ = [line for line in lines if line.mention and not (line.sku or line.candidates)]
    return rows + [f"“{line.mention}” 不在产品表" for line in open_]


def lines_of(parse: Parse) -> list[LineItem]:
    """Every product line of a reading."""
    return [*parse.items, *(line for order in parse.orders for line in order.items)]


def _words(hits: Sequence[Hit], what: str) -> str:
    return f"{what}:{'、'.join(h.word for h in hits)}"


def scored(hits: Sequence[Hit], taken: Mask, lexicon: Lexicon) -> list[tuple[int, str, float]]:
    """Products by the share of the mention's words that fit them: those taken (marked), then their relatives."""
    wide = taken | family(taken, lexicon)
    for hit in hits:
        if hit.naming and len(hit.masks[2]) <= MOST:
            wide |= hit.masks[2]
    total = sum(len(h.word) for h in hits) or 1
    found = []
    for at in list(wide)[: MOST * 5]:
        score = sum(len(h.word) * next((w for w, m in zip(WEIGHT, h.masks, strict=True) if at in m), 0.0) for h in hits)
        product = lexicon.products[at]
        found.append((at, f"{product.sku} {product.name} {product.spec}".strip(), score / total))
    found.sort(key=lambda row: (row[0] not in taken, -row[2], row[1]))
    return found[: max(SHOWN, min(len(taken), SHOWN * 2))]


def customers(parse: Parse, lexicon: Lexicon) -> list[str]:
    """Whom each order may be for."""
    rows = []
    for order in parse.orders:
        words = f"“{order.customer_words}”" if order.customer_words else "(没点名)"
        if order.customer:
            rows.append(f"{words} 选 {order.customer} {lexicon.label(order.customer)}")
        rows += [f"{words} {c.score:.2f} {c.key} {c.label}" for c in order.customer_candidates[:SHOWN]]
    return rows


def sureness(parse: Parse) -> list[str]:
    """Every stated field: its value, its probability, what speaks against it and why it is marked."""
    rows = [f"整句 {parse.confidence:.2f} {_signs(parse.signs)}".rstrip()]
    for number, order in enumerate(parse.orders, start=1):
        rows += _order(order, f"单{number}")
    for number, line in enumerate(parse.items, start=1):
        rows += _line(line, f"第{number}项")
    rows += [f"改动 {_edit(edit)}" for edit in (*parse.edits, *parse.changes)]
    return rows


def _order(order: OrderReading, name: str) -> Iterable[str]:
    for field, value in (("customer", order.customer), ("date", order.due)):
        yield _field(name, field, value, order.trust, order.signs, order.doubts)
    for number, line in enumerate(order.items, start=1):
        yield from _line(line, f"{name} 第{number}行")


def _line(line: LineItem, name: str) -> Iterable[str]:
    amount = None if line.qty is None else f"{line.qty}{line.unit or ''} = {line.base_qty}"
    for field, value in (("product", line.sku), ("quantity", amount), ("price", line.price)):
        if field != "price" or value is not None:
            yield _field(name, field, value, line.trust, line.signs, line.doubts)


def _field(
    name: str, field: str, value: object, trust: Mapping[str, float], signs: Signs, doubts: Sequence[Doubt]
) -> str:
    sure = f" {trust[field]:.2f}" if field in trust else ""
    why = "、".join(d.reason + (f"“{d.words}”" if d.words else "") for d in doubts if d.field == field)
    shown = "没有" if value is None else str(value)
    return f"{name} {field:8} {shown}{sure} {_signs(signs.get(field, {}))}{f' ← {why}' if why else ''}".rstrip()


def _signs(signs: Mapping[str, float]) -> str:
    return "(" + "、".join(f"{name} {much:.2f}" for name, much in signs.items()) + ")" if signs else ""


def _edit(edit: Edit) -> str:
    return str(edit)
