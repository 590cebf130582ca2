"""The card of what customers owe: for those who may see money, alone."""

from decimal import Decimal

from cards import goods, words
from cards.backing import background
from cards.card import Block, Card, Fact, Facts, Lines, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.notices import CustomersOwe, Owing

ROWS = 6  # orders of which something is open


def customers_owe(notice: CustomersOwe, viewer: Viewer) -> Card:
    """One customer in full, several in a line each; who may not know hears whom to ask."""
    if not (viewer.prices and notice.rows):
        who = words.one_line(notice.seller, 20)
        return sentence(
            f"对账的事请联系您的业务员{who}。" if viewer.outsider else "对账的事请问财务或这位客户的业务员。"
        )
    if len(notice.rows) == 1:
        return _one(notice.rows[0], viewer)
    rows = tuple(f"{words.one_line(one.customer.name, 40)}:{_short(one)}" for one in notice.rows)
    title = f"有{len(rows)}家客户"
    return Card(title, f"{title}:{rows[0]}", (Lines(rows), Note("说全称可以看明细。")))


def _one(owing: Owing, viewer: Viewer) -> Card:
    debts, customer = owing.debts, owing.customer
    total = debts.before
    rows = [Fact("合计", words.money(total) if total else "没有欠款", "" if total else "ok")]
    if total:
        rows.append(Fact("进行中的订单", f"未收{words.money(debts.open_orders)}"))
        if debts.signed:
            rows.append(Fact("已签收没付清", words.money(debts.signed)))
        rows.append(Fact("应收款", words.money(debts.receivable)))
    if debts.waiting:
        rows.append(Fact("等批准的单", f"{words.money(debts.waiting)},批准了才算"))
    if debts.overdue:
        rows.append(Fact("逾期", f"{words.money(debts.overdue)},最久{debts.overdue_days}天", "amber"))
    if customer.credit_limit:
        rows.append(_limit(total, customer.credit_limit))
    blocks: list[Block] = [Facts(tuple(rows))]
    if owing.unpaid:
        blocks.append(
            Lines(
                tuple(
                    f"{goods.ref(o)} {'等批准' if o.held else o.state},{_open(left)}" for o, left in owing.unpaid[:ROWS]
                )
            )
        )
    if (left := len(owing.unpaid[ROWS:]) + owing.more) > 0:
        blocks.append(Note(f"还有{left}张没列出。"))
    blocks += background(owing.known, viewer) if owing.known is not None else ()
    title = f"{words.one_line(customer.name, 40)} 的账"
    return Card(title, f"{title}:{_short(owing)}", tuple(blocks))


def _limit(total: Decimal, limit: Decimal) -> Fact:
    over = total - limit
    if over > 0:
        return Fact("信用额度", f"{words.money(limit)},已超{words.money(over)}", "amber")
    return Fact("信用额度", f"{words.money(limit)},还可用{words.money(-over)}")


def _open(left: Decimal | None) -> str:
    return "有货品没有单价" if left is None else f"未收{words.money(left)}"


def _short(owing: Owing) -> str:
    debts = owing.debts
    total = debts.before
    late = f"(逾期{words.money(debts.overdue)})" if debts.overdue else ""
    return f"欠{words.money(total)}{late}" if total else "没有欠款"
