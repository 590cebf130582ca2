"""Cards of an order's past: what was changed by whom, and how it stood on a day."""

from collections.abc import Iterable

from cards import press, words
from cards.card import Block, Card, Fact, Facts, Lines, Note
from cards.goods import ref
from cards.order import change_row, change_value
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.messaging import PLATFORMS
from handlers.domain.order import SYSTEM, OrderEvent
from handlers.domain.past import outward
from handlers.notices import History, OrderThen

ROWS = 11  # of one card; the newest are kept
LINES = 10


def history(notice: History, viewer: Viewer) -> Card:
    """One row an event, one more for every further change; the oldest are left out where there are many."""
    order = notice.order
    events = outward(notice.events) if viewer.outsider else notice.events
    rows = [row for event in events for row in event_rows(event, notice, viewer)]
    title = f"{ref(order)} 修改记录"
    if not rows:
        return sentence(f"{ref(order)} 还没有改动。")
    shown = tuple(rows[-ROWS:])
    more = (Note(f"更早的还有{len(rows) - len(shown)}条没列出。"),) if len(rows) > len(shown) else ()
    return Card(title, f"{title}:{shown[-1]}", (Lines(shown), *more), (press.details(order),))


def event_rows(event: OrderEvent, notice: History, viewer: Viewer) -> Iterable[str]:
    """An event in words: when, who, what, through which channel, and old → new."""
    who = "系统" if event.actor == SYSTEM else notice.names.get(event.actor, event.actor)
    what = press.label(viewer, notice.order, event.action)
    reason = _rule(event, notice, viewer) if event.action in ("overdue", "solve") else event.reason
    if event.from_state != event.to_state:
        what += f" {event.from_state} → {event.to_state}"
    if reason:
        what += f"({words.one_line(reason, 30)})"
    shown = [c for c in event.changes if not c.field.startswith("seq:")]  # hashes of what an erasing left
    kept = [c for c in shown if c.field not in words.MONEY or viewer.prices]
    told = [change_row(change, viewer) for change in kept]
    channel = PLATFORMS.get(event.channel, event.channel) if who else ""
    head = " ".join(t for t in (words.moment(event.at, viewer.now, viewer.zone), who, what) if t)
    head += f"[{channel}]" if channel else ""
    yield f"{head}:{told[0]}" if told else head
    yield from (f"  {row}" for row in told[1:])


def _rule(event: OrderEvent, notice: History, viewer: Viewer) -> str:
    """What was late, as people call it."""
    flow = viewer.flow_of(notice.order)
    watch = next((w for w in flow.watches if w.name == event.reason), None) if flow is not None else None
    return watch.title if watch is not None else event.from_state


def order_then(notice: OrderThen, viewer: Viewer) -> Card:
    """The order at the end of that day."""
    order, past = notice.order, notice.past
    day = words.day(notice.day, viewer.now, viewer.zone)
    if past is None:
        return sentence(f"{ref(order)} 在{day}还没有。")
    named = () if viewer.is_customer else (("客户", past.customer),)
    pairs = (
        ("状态", past.state),
        *named,
        ("要求", change_value("date", past.date, viewer)),
        ("地址", past.address),
        ("加急", "是" if past.urgent else ""),
        ("运单", past.tracking),
    )
    blocks: list[Block] = [Facts(tuple(Fact(label, words.one_line(value, 60)) for label, value in pairs if value))]
    if past.lines:
        blocks.append(Lines(tuple(words.one_line(line, 60) for line in past.lines[:LINES]), numbered=True))
    if len(past.lines) > LINES:
        blocks.append(Note(f"…共{len(past.lines)}种"))
    if not past.exact:
        blocks.append(Note("后来有的改动没有记下原来的内容,这里可能不全。", "warn"))
    title = f"{ref(order)} {day}的样子"
    return Card(title, f"{title}:{past.state}", tuple(blocks), (press.details(order),))
