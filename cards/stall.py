"""Words for a customer whose goods are stuck: only what the order and the contract say, in three voices."""

from datetime import datetime

from cards import goods, press, words
from cards.card import Button, Card, Lines, Note, Quote
from cards.delay import OPT_OUT, plain_day
from cards.plain import sentence
from cards.viewer import Viewer
from config.policy import AmendsSpec
from handlers.domain.amends import Voice
from handlers.domain.order import Order
from handlers.domain.tracking import carrier_name
from handlers.domain.transit import Record
from handlers.notices import ArrivalMoved, CarrierRecords, ScriptCopied, StallScript

WAITING = "您的订单还在路上,我们在跟进,有进展马上告诉您。"
VOICES = {Voice.POLITE: "正式", Voice.WARM: "亲切", Voice.BRIEF: "简短"}


def stall_script(notice: StallScript, viewer: Viewer) -> Card:
    """One text for each scheme, to be copied with a tap; in another voice with another."""
    order, voice = notice.order, notice.voice
    if viewer.outsider:
        return sentence(WAITING)
    title = f"{goods.ref(order)} 给客户的说明"
    what = f"可以发给客户(语气:{VOICES[voice]})"
    schemes = notice.schemes if viewer.prices else ()  # money is not for groups
    more = "" if schemes else "补偿方案在单聊里看。" if notice.schemes else "没有合同内的补偿方案,只说明情况。"
    quotes = [Quote(_text(order, notice.since, s, voice, viewer), f"方案{s.name}") for s in schemes]
    plain = Quote(_text(order, notice.since, None, voice, viewer), "可以直接转发")
    copies = [_copy(order, scheme.name, voice) for scheme in notice.schemes] or [_copy(order, "", voice)]
    other = VOICES[voice.next]
    change = press.script("voice", order, f"换{other}语气", f"-{voice.next}", f"换{other}语气 {goods.tail(order)}")
    return Card(
        title,
        f"{title}:{what}",
        (Note(f"物流卡住了,{what}。{more}"), *(quotes or [plain])),
        (*copies, change, press.details(order)),
        tone="warn",
    )


def _copy(order: Order, name: str, voice: Voice) -> Button:
    said = "" if voice is Voice.POLITE else VOICES[voice]
    typed = f"复制{name}{said} {goods.tail(order)}"
    return press.script("script", order, f"复制{name}", f"{name}-{voice}", typed, "primary")


def script_copied(notice: ScriptCopied, viewer: Viewer) -> Card:
    """The words alone: a long press passes them on."""
    if viewer.outsider:
        return sentence(WAITING)
    scheme = notice.scheme if viewer.prices else None
    return sentence(_text(notice.order, notice.since, scheme, notice.voice, viewer))


def _text(order: Order, since: datetime | None, scheme: AmendsSpec | None, voice: Voice, viewer: Viewer) -> str:
    which = f"订单{goods.ref(order)}({goods.short(order)})"
    at = since or order.entered_at
    local = at.astimezone(viewer.zone) if at is not None else None
    when = f"从{plain_day(local.date())}{local:%H:%M}起" if local is not None else ""
    give = f"{words.number(scheme.yuan)}元{scheme.what}" if scheme is not None else ""
    match voice:
        case Voice.POLITE:
            more = f"为表歉意,我们补偿您{give}。" if give else ""
            return f"您好,您的{which}{when}物流没有新消息,我们正在催承运商,有进展马上告诉您。给您添麻烦了。{more}"
        case Voice.WARM:
            more = f"送您{give},一点心意。" if give else ""
            return f"您好呀,跟您说一声:您的{which}{when}物流没有更新,我们一直在催,一有消息就告诉您,实在不好意思。{more}"
        case Voice.BRIEF:
            more = f"补偿您{give}。" if give else ""
            return f"您的{which}{when}物流没有更新,已在催,有消息马上告诉您。{more}"


def carrier_records(notice: CarrierRecords, viewer: Viewer) -> Card:
    """One row a carrier and province: how many, how long, how many in time, what was silent."""
    if viewer.outsider:
        return sentence("有货要查,请发“我的货到哪了”。")
    title = f"承运商 最近{notice.days}天"
    if not notice.records:
        return sentence(f"最近{notice.days}天还没有签收过有运单号的货,量不出来。")
    rows = tuple(_record(one) for one in notice.records[:_RECORDS])
    more = f"还有{len(notice.records) - len(rows)}条路线没列出。" if len(notice.records) > len(rows) else ""
    how = Note(f"从出库那天数到签收那天,停更的时间也算;准时是签收在当时告诉的日子以内。{more}")
    return Card(title, f"{title}:{rows[0]}", (Lines(rows), how))


_RECORDS = 10


def _record(one: Record) -> str:
    transit = one.transit
    carrier = carrier_name(transit.carrier) or "其他承运商"
    where = words.one_line(transit.where, 8) or "其他地区"
    days = (
        f"一般{transit.usual}天" if transit.usual == transit.most else f"一般{transit.usual}天、九成{transit.most}天内"
    )
    kept = f",准时{one.in_time}/{one.told}、前后一天内{one.near}/{one.told}" if one.told else ""
    quiet = f",停更{one.silent}单共{words.lasting(one.silence)}" if one.silent else ""
    return f"{carrier}到{where} {transit.count}单:{days}{kept}{quiet}"


def arrival_moved(notice: ArrivalMoved, _viewer: Viewer) -> Card:
    """For the customer: the day that the carrier gave."""
    which = f"您的订单{goods.ref(notice.order)}({goods.short(notice.order)})"
    return sentence(
        f"{which}在路上耽搁了,承运商答复预计{plain_day(notice.day)}到,我们会继续盯着。给您添麻烦了。\n{OPT_OUT}"
    )
