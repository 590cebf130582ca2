"""What the workshop answered about a day: for whoever answers the customer, and for those who wait for his answer."""

from datetime import date

from cards import goods, press, words
from cards.card import Block, Button, Card, Fact, Facts, Note
from cards.changing import part_first, part_rows
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.party import Role
from handlers.notices import DayOffered


def day_offered(notice: DayOffered, viewer: Viewer) -> Card:
    """最快哪天 or why none, by whom; 答应客户 for who does it."""
    order, question = notice.order, notice.approval
    if viewer.outsider:
        return sentence("已收到,会尽快处理。")
    mine = viewer.person is not None and (viewer.person.user == notice.user or viewer.role is Role.MANAGER)
    name = goods.customer(order, viewer)
    rows = [Fact("客户", name)] if name else []
    rows.append(Fact("货品", goods.short(order)))
    if question.wanted is not None and (when := goods.wanted(question.wanted, viewer)):
        rows.append(Fact("客户要", when))
    if when := goods.wanted(order, viewer):
        rows.append(Fact("原来", when))
    rows.append(_said(notice, viewer))
    rows.extend(part_rows(question.wanted, notice.parts, viewer))
    note = _what_next(notice) if mine else f"等{words.one_line(notice.whom, 20)}答复客户;订单还没改。"
    blocks: tuple[Block, ...] = (Facts(tuple(rows)), Note(note))
    title = f"{goods.ref(order)} {_title(notice, viewer)}"
    buttons = _answers(notice, viewer) if mine else (press.details(order),)
    return Card(title, f"{title} {name}".strip(), blocks, buttons, tone="warn")


def _title(notice: DayOffered, viewer: Viewer) -> str:
    day = notice.approval.offered
    if day is None:
        return "车间说提前不了"
    said = f"最快{words.day(day, viewer.now, viewer.zone)}"
    return f"可行:{said}" if _sooner(notice, day) else f"提前不了:{said}"


def _said(notice: DayOffered, viewer: Viewer) -> Fact:
    """What the workshop answered, and who."""
    question, by = notice.approval, words.one_line(notice.by, 20)
    if question.offered is None:
        why = words.one_line(question.reason, 80)
        return Fact("说明", f"{why}({by})" if why else f"{by}说做不到", "amber")
    day = words.day(question.offered, viewer.now, viewer.zone)
    wanted = question.wanted is not None and question.wanted.due == question.offered
    return Fact(
        "最快", f"{day}({by}{'同意加班' if wanted else '给出'})", "ok" if _sooner(notice, question.offered) else "amber"
    )


def _what_next(notice: DayOffered) -> str:
    day = notice.approval.offered
    if day is None:
        return "客户还不知道,请答复客户;订单不改。"
    if _sooner(notice, day):
        return "客户还不知道。答应了就改交期、回复客户,你和他都记一条承诺。"
    if notice.order.due is not None and day > notice.order.due:
        later = f"“{goods.tail(notice.order)} 要延误{(day - notice.order.due).days}天,原因”"
        return f"比原来的日子还晚,客户还不知道。请先和车间核实;确实要推迟就发{later}。"
    return "客户还不知道。点“告诉客户”就回复他最快这天,订单不改。"


def _answers(notice: DayOffered, viewer: Viewer) -> tuple[Button, ...]:
    order, question = notice.order, notice.approval
    day, first = question.offered, part_first(notice, viewer)
    rest = (*first, press.decline(order, question.id), press.basis(order, question.id))
    if day is None or (order.due is not None and day > order.due):
        return rest
    text = "答应客户" if _sooner(notice, day) else "告诉客户"
    return (press.assure(order, question.id, day, text), *rest)


def _sooner(notice: DayOffered, day: date) -> bool:
    return notice.order.due is None or day < notice.order.due
