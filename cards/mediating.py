"""A day that the workshop gave: for whoever answers the customer, and for those who wait for his answer."""

from cards import goods, press, words
from cards.card import Block, Card, Fact, Facts, Note
from cards.changing import part_first, part_rows
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.party import Role
from handlers.notices import DayOffered


def day_offered(notice: DayOffered, viewer: Viewer) -> Card:
    """最快哪天, by whom; 答应客户 for who does it."""
    order, question = notice.order, notice.approval
    if viewer.outsider or question.offered is None:
        return sentence("已收到,会尽快处理。")
    by = words.one_line(notice.by, 20)
    day = words.day(question.offered, viewer.now, viewer.zone)
    mine = viewer.person is not None and (viewer.person.user == notice.user or viewer.role is Role.MANAGER)
    name = goods.customer(order, viewer)
    rows = [Fact("客户", name)] if name else []
    rows.append(Fact("货品", goods.short(order)))
    if question.wanted is not None and (when := goods.wanted(question.wanted, viewer)):
        rows.append(Fact("客户要", when))
    if when := goods.wanted(order, viewer):
        rows.append(Fact("原来", when))
    rows.append(Fact("最快", f"{day}({by}给出)", "ok"))
    rows.extend(part_rows(question.wanted, notice.parts, viewer))
    whom = words.one_line(notice.whom, 20)
    note = "客户还不知道。答应了就改交期、回复客户,你和他都记一条承诺。" if mine else f"等{whom}答复客户;订单还没改。"
    blocks: tuple[Block, ...] = (Facts(tuple(rows)), Note(note))
    title = f"{goods.ref(order)} 可行:最快{day}"
    answers = (press.assure(order, question.id), *part_first(notice, viewer), press.decline(order, question.id))
    buttons = (*answers, press.basis(order, question.id)) if mine else (press.details(order),)
    return Card(title, f"{title} {name}".strip(), blocks, buttons, tone="warn")
