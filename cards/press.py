"""The buttons: every verb that a card carries is written here, and what may be typed instead.

What is typed is read by `nlp` like any other message; a test parses every one of them. Evidence, the wish for a
person and passing a message on have no words of their own: who cannot press them types their label.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cards import goods, words
from cards.action import Action
from cards.card import Button, Field, Form, Style
from cards.goods import tail
from cards.viewer import Viewer
from handlers.domain import forms
from handlers.domain.buying import Requisition
from handlers.domain.offers import Instead, Presale
from handlers.domain.order import Order, Phase
from handlers.domain.payment import Payment
from handlers.domain.quotation import Quotation
from handlers.domain.returning import ReturnLine
from handlers.domain.topping import Extra

NAME = 6  # characters of a name on a button
FIELDS = 10  # inputs of one form: what a person still oversees; more is said in words
SAVE, SAVE_AND_CONFIRM = "保存修改", "保存并确认下单"
DANGER = frozenset({"cancel", "discard", "undo"})


def label(viewer: Viewer, order: Order, action: str) -> str:
    """What a move is called in the order's flow."""
    flow = viewer.flow_of(order)
    for move in flow.moves if flow else ():
        if move.action == action:
            return move.label
    return words.LABELS.get(action, action)


def _who(viewer: Viewer, order: Order, action: str) -> tuple[str, ...]:
    flow = viewer.flow_of(order)
    return next((m.who for m in flow.moves if m.action == action and order.state in m.from_), ()) if flow else ()


def next_steps(viewer: Viewer, order: Order) -> tuple[str, ...]:
    """The labels of the moves that lead on from the order's state."""
    flow = viewer.flow_of(order)
    moves = flow.moves if flow else ()
    return tuple(m.label for m in moves if order.state in m.from_ and m.action not in DANGER)


def packed(verb: str, order: Order, value: str = "") -> str:
    """A packed action about this order as the card shows it."""
    return Action(verb, int(order.id), order.version, value).pack()


def confirm(order: Order, typed: str = "1", *, outsider: bool = False) -> Button:
    """Confirms a draft; what is held goes to somebody who may approve it."""
    twice = any(f.code.startswith("duplicate.") for f in order.findings)
    text = "提交审批" if order.holding and not outsider else "是新单,下单" if twice else "确认下单"
    return Button(text, packed("confirm", order), "primary", typed)


def part(order: Order) -> Button:
    """What is there goes first."""
    return Button("先发现货", packed("part", order), "plain", "先发现货")


def whole(order: Order) -> Button:
    """Everything goes together."""
    return Button("等齐", packed("whole", order), "plain", "等齐")


def swap(order: Order, one: Instead, place: int = 0) -> Button:
    """A substitute for what is short; `place`: of several, from 1."""
    typed = f"换替代品 {tail(order)} {one.sku}".rstrip() if order.number else "换替代品"
    label = f"换第{place}种" if place else "换替代品"
    return Button(label, packed("swap", order, f"{one.line}-{one.place}"), "plain", typed)


def presale(order: Order, offers: Sequence[Presale]) -> Button:
    """Goods on their way are accepted for what is short: of every line that they are offered for."""
    return Button(
        "接受预售", packed("presale", order, str(offers[0].line) if len(offers) == 1 else ""), "plain", "接受预售"
    )


def top_up(order: Order) -> tuple[Button, ...]:
    """Whether more is to be added for the gift that the draft is just short of."""
    return (
        Button("加凑单", packed("top_up", order), "plain", "加凑单"),
        Button("不用", packed("top_leave", order), "plain", "不凑单"),
    )


def top_add(order: Order, place: int, way: Extra) -> Button:
    """Adds it; `place` is 0-based."""
    text = f"{place + 1} 加{words.number(way.qty)}{way.unit}"
    return Button(text, packed("top_add", order, f"{place}-{forms.plain(way.base_qty)}"), "plain", f"凑单{place + 1}")


def top_leave(order: Order) -> Button:
    """Leaves the gift."""
    return top_up(order)[1]


def merge(order: Order, number: str, *, same: bool = False) -> Button:
    """The draft becomes part of the order that it is like; `same`: said of somebody else's draft."""
    tail_ = number.rsplit("-", 1)[-1][-6:]
    if same:
        return Button("是同一单", packed("merge", order), "primary", "是同一单")
    return Button(f"合并到{tail_}" if tail_ else "合并", packed("merge", order), "plain", "合并")


def other(order: Order, *, outsider: bool = False) -> Button:
    """What may be an order once more is one of its own."""
    return Button("是新单,下单" if outsider else "是新单", packed("new", order), "plain", "是新单")


def ask_customer(order: Order) -> Button:
    """Whoever wrote the draft is asked which it is."""
    return Button("问客户", packed("ask_customer", order), "plain", "问客户")


def plans(order: Order) -> Button:
    """Asks for ways to have it sooner."""
    return Button(
        "插单评估", packed("plans", order), "plain", f"{tail(order)} 插单评估" if order.number else "插单评估"
    )


def plan(order: Order, name: str, letter: str) -> Button:
    """Takes one of them."""
    typed = f"{tail(order)} 选{letter}" if order.number else f"选{letter}"
    return Button(f"选{letter}", packed("plan", order, name), "plain", typed)


def plan_back(order: Order, minutes: int) -> Button:
    """Takes the plan of a confirmed order back while that is possible."""
    return Button(f"撤销插单({minutes}分钟)", packed("plan_back", order), "plain", f"撤销插单 {tail(order)}")


def fit(order: Order, line: int, qty: str, text: str, typed: str) -> Button:
    """Another amount of a line."""
    return Button(text, packed("fit", order, f"{line}-{qty}"), "plain", typed)


def fit_all(order: Order, pack: str) -> Button:
    """Whole packs of everything, filled up; `pack`: what they are called where all are called the same."""
    return Button(f"全部补足整{pack or '数'}", packed("fit_all", order), "plain", f"全部补足整{pack or '数'}")


def grant(order: Order, approval: int, *, own: bool = False) -> Button:
    """Releases an order that a check holds, or (`own`) approves a payment or a return."""
    text = "通过" if own else "批准"
    return Button(text, Action("grant", int(order.id), value=str(approval)).pack(), "primary", f"{text} {tail(order)}")


def deny(order: Order, approval: int) -> Button:
    """Refuses to release it."""
    return Button("驳回", Action("deny", int(order.id), value=str(approval)).pack(), "danger", f"驳回 {tail(order)}")


def paid_first(order: Order, approval: int) -> Button:
    """Refuses until the customer has paid."""
    packed_ = Action("paid_first", int(order.id), value=str(approval)).pack()
    return Button("回款后放行", packed_, "plain", f"回款后放行 {tail(order)}")


def refund(order: Order, amount: Decimal, why: str) -> Button:
    """Gives back what is too much."""
    typed = f"{tail(order)} 退款 {forms.plain(amount)} {why}"
    return Button("登记退款", Action("refund", int(order.id), value=forms.plain(amount)).pack(), "primary", typed)


def unrefund(order: Order, refund_id: int) -> Button:
    """It did not go back after all."""
    return Button(
        "撤销退款", Action("unrefund", int(order.id), value=str(refund_id)).pack(), "danger", f"撤销退款 {tail(order)}"
    )


def reverse(order: Order, payment: Payment) -> Button:
    """It did not come in after all."""
    typed = f"{tail(order)} 撤销收款 {forms.plain(payment.received or Decimal(0))}"
    packed_ = Action("reverse", int(order.id), value=str(payment.id)).pack()
    return Button("撤销收款", packed_, "danger", typed)


def flawed(order: Order, goods_: ReturnLine) -> Button:
    """Goods that are faulty may be given back after the window too."""
    much = f"{goods_.no}-{forms.plain(goods_.qty)}"
    typed = f"{tail(order)} 质量问题 {forms.plain(goods_.qty)}{goods_.unit}"
    return Button("质量问题", Action("flawed", int(order.id), value=much).pack(), "primary", typed)


def offer(verb: str, quotation: Quotation, text: str, typed: str, style: Style = "plain") -> Button:
    """Something to do about a quote as the card shows it."""
    action = Action(verb, int(quotation.order_id), quotation.version)
    return Button(text, action.pack(), style, f"{typed} {quotation.number}")


def part_first(order: Order, question: int, text: str) -> Button:
    """A part by the wanted day, the rest as it was."""
    return Button(text, Action("part_first", value=str(question)).pack(), "primary", f"同意先交 {tail(order)}")


def coordinate(order: Order, question: int, whom: str) -> Button:
    """Has somebody look for a way to keep a day."""
    text = f"找{whom}协调" if len(whom) <= NAME else "找生产协调"
    return Button(text, Action("coordinate", value=str(question)).pack(), "primary", f"协调 {tail(order)}")


def assure(order: Order, question: int, day: date, text: str) -> Button:
    """Promises the customer the day that was given, or tells him that it is the earliest."""
    packed_ = Action("assure", value=f"{question}-{day.isoformat()}").pack()
    return Button(text, packed_, "primary", f"{text} {tail(order)}")


def decline(order: Order, question: int) -> Button:
    """The customer hears that it is not possible."""
    return Button("婉拒", Action("decline", value=str(question)).pack(), "danger", f"婉拒 {tail(order)}")


def basis(order: Order, question: int = 0) -> Button:
    """What a day is computed from."""
    typed = f"产能依据 {tail(order)}" if order.number else "产能依据"
    return Button("看产能依据", packed("basis", order, str(question or "")), "plain", typed)


def ask_again(order: Order) -> Button:
    """Asks for approval once more."""
    return Button("重新申请", packed("ask_again", order), "primary", f"重新申请 {tail(order)}")


def cancel(order: Order) -> Button:
    """Cancels a confirmed order."""
    return Button("取消订单", packed("cancel", order), "danger", f"取消订单{tail(order)}")


def discard(order: Order) -> Button:
    """Drops a draft."""
    return Button("取消", packed("discard", order), "plain", "取消")


def evidence(order: Order) -> Button:
    """Shows the sentences the order was read from."""
    return Button("依据", packed("evidence", order))


def heard(order: Order) -> Button:
    """The recording that it was read from."""
    return Button("原声", packed("heard", order), "plain", "原声")


def fill(order: Order) -> Form | None:
    """Quantities, date and one more line of a draft as inputs; None where it names no goods yet."""
    goods_named = [line for line in order.lines if line.sku or line.mention]
    if not goods_named:
        return None
    inputs = [
        Field(
            forms.quantity(line.no),
            f"{goods.name(line)}({line.unit or line.base_unit or '数量'})",
            "" if line.qty is None else forms.plain(line.qty),
            "number",
            required=line.qty is not None,
            hint="" if line.qty is not None else "数量",
        )
        for line in goods_named[: FIELDS - 2]
    ]
    due = order.due.isoformat() if order.due else ""
    fields = (Field(forms.DUE, "要货日期", due, "date"), *inputs, another())
    return Form(packed("fill", order), fields, SAVE, SAVE_AND_CONFIRM)


def holds_some(form: Form) -> bool:
    """Whether there may be more lines than this form has inputs for."""
    return len([field for field in form.fields if field.kind == "number"]) >= FIELDS - 2


def another() -> Field:
    """One more line, in words."""
    return Field(forms.ADD, "加一行", hint="例:右转向节 20件")


def undo(order: Order, minutes: int) -> Button:
    """Takes a confirmation back while that is possible."""
    return Button(f"撤销({minutes}分钟)", packed("undo", order), "plain", "撤销")


def details(order: Order) -> Button:
    """Shows where the order stands; of what holds a quote's lines, the quote."""
    if order.number is None and order.phase is Phase.VOID and order.quote:
        return Button("看报价单", packed("quotes", order), "plain", f"报价单 {order.quote}")
    return Button("查进度", packed("details", order), "plain", f"{tail(order)} 到哪了" if order.number else "")


def choose(order: Order, index: int, text: str) -> Button:
    """One answer to the draft's open question, `index` counted from 0; what is typed counts from 1."""
    return Button(text, packed("choose", order, str(index)), "plain", str(index + 1))


LISTED = 10  # orders of a list at most
PICKS = {"status": "details", "cancel": "cancel"}


def pick(viewer: Viewer, order: Order, verb: str, value: str, text: str, *, alone: bool = True) -> Button | None:
    """One entry of a list of orders; None where no button can carry it. Not `alone`: others' digits are the same."""
    said = tail(order) if alone else order.number or ""
    typed = {"details": f"{said} 到哪了", "cancel": f"取消订单{said}", "request": ""}
    flow = viewer.flow_of(order)
    step = flow.milestones[int(value)] if flow and verb == "note" else f"已{label(viewer, order, verb)} {value}"
    words_ = typed[verb] if verb in typed else f"{said} {step}".strip()
    try:
        return Button(text, packed(verb, order, value), "plain", words_ if order.number else "")
    except ValueError:
        return None


def rule_from(since: date, end: date, place: int) -> Button:
    """Writes the rule that a week's finding proposes; `place` is 1-based."""
    value = f"{since.isoformat()}_{end.isoformat()}_{place - 1}"
    return Button(f"立规则 {place}", Action("rule_from", value=value).pack())


def human(name: str = "", place: int = 0) -> Button:
    """Asks for a person, by name where it is known who will answer; `place`: its number in a list."""
    label = f"找{name or '人工'}"
    return Button(f"{place} {label}" if place else label, Action("human").pack())


def _step(viewer: Viewer, order: Order, verb: str, value: str) -> str:
    flow = viewer.flow_of(order)
    return flow.milestones[int(value)] if flow and verb == "note" else label(viewer, order, verb)


def listed(
    viewer: Viewer, orders: Sequence[Order], verb: str, value: str = "", *, step: bool = False
) -> tuple[Button, ...]:
    """An entry for each order of a list, as far as a button can carry it: numbered, or by the `step` that it takes."""
    found, tails = [], Counter(map(tail, orders))
    for place, order in enumerate(orders[:LISTED], 1):
        first = _step(viewer, order, verb, value) if step else str(place)
        text, alone = f"{first} {tail(order)}".strip(), tails[tail(order)] == 1
        found.append(pick(viewer, order, verb, value, text, alone=alone))
    return tuple(button for button in found if button is not None)


def alias_undo(word_id: int) -> Button:
    """Takes one change of a customer's word back."""
    return Button("撤销", Action("alias_undo", value=str(word_id)).pack(), "plain", "别名 撤销")


def ask_owner(order_id: int, message_id: int, name: str) -> Button:
    """Passes the refused message on to the one whose order it is."""
    return Button(f"转给{name or '他'}", Action("ask_owner", order_id, value=str(message_id)).pack(), "primary")


def answer(verb: str, text: str, alert: int, typed: str = "", style: Style = "plain", *, said_in: int = 0) -> Button:
    """An answer to an alert; `said_in`: the message that gave it, before it was asked which one is meant."""
    return Button(text, Action(verb, value=f"{alert}.{said_in}" if said_in else str(alert)).pack(), style, typed)


def requisition(asked: Requisition) -> Button:
    """Shows a purchase requisition as it stands."""
    return Button("查看", Action("requisition", value=str(asked.id)).pack(), "plain", f"采购申请 {asked.number}")


def script(verb: str, order: Order, text: str, value: str, typed: str, style: Style = "plain") -> Button:
    """Words for a customer: `script` gives them alone, `voice` in another voice."""
    return Button(text, packed(verb, order, value), style, typed)


def onward(order: Order, viewer: Viewer) -> tuple[Button, ...]:
    """The moves that lead on, for staff who may make them."""
    role = viewer.person.role.value if viewer.person is not None else ""
    flow = viewer.flow_of(order)
    found = [m.action for m in (flow.moves if flow else ()) if order.state in m.from_ and m.action not in DANGER]
    return moves(order, tuple(a for a in found if not role or role in _who(viewer, order, a)), viewer)


def moves(order: Order, can: tuple[str, ...], viewer: Viewer) -> tuple[Button, ...]:
    """The moves that the reader may make next, the first one the obvious one."""
    out = []
    mine = [a for a in can if not viewer.is_customer or "customer" in _who(viewer, order, a)]
    for position, action in enumerate(mine):
        text = label(viewer, order, action)
        style: Style = "danger" if action in DANGER else "primary" if position == 0 else "plain"
        typed = f"{tail(order)} 已{text}" if order.number else ""
        if action == "cancel":
            typed = f"取消订单{tail(order)}"
        out.append(Button(text, packed(action, order), style, typed))
    return tuple(out)
