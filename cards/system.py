"""What the bot says about itself: refusals, help, welcome, trouble."""

from decimal import Decimal

from cards import goods, press, words
from cards.card import Card, Fact, Facts, Lines, Note
from cards.draft import draft_shown
from cards.findings import say
from cards.plain import offering_help, sentence
from cards.refusals import refusal
from cards.viewer import Viewer
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import QUOTE, RECORD, MessageKind
from handlers.domain.order import Phase
from handlers.notices import (
    CannotRead,
    DraftShown,
    HelpShown,
    NothingOpen,
    NotUnderstood,
    OpsAlarm,
    RefusedNotice,
    Sorry,
    StaleNotice,
    ToldAlone,
    Unbound,
    Welcome,
)


def refused(notice: RefusedNotice, viewer: Viewer) -> Card:
    """The rules say no, and what is possible instead."""
    facts = dict(notice.facts)
    if notice.code == "check.blocked":
        facts["原因"] = say(Finding(notice.cure, Level.INFO, notice.facts), viewer) or "条件不允许"
    if notice.code == "flow.unpaid" and viewer.prices:
        short = f",还差{words.money(Decimal(facts['差']))}" if "差" in facts else ",但还有货品没有单价"
        facts["欠"] = f"(已收{words.money(Decimal(facts['已收']))}{short})"
    text = refusal(notice.code, facts, notice.cure, outsider=viewer.outsider)
    if notice.about is None or viewer.outsider:
        return sentence(text)
    button = press.ask_owner(notice.about, notice.message_id, words.one_line(notice.facts.get("归", ""), 6))
    return Card("不能直接改", text, (Note(text),), (button,))


def stale(notice: StaleNotice, viewer: Viewer) -> Card:
    """The pressed card is old; the fresh state stands below where it may be shown."""
    order = notice.order
    by = words.one_line(notice.by, 20)
    if order is None:
        return sentence("这张卡已过期,请看新卡。")
    who = "有人" if viewer.outsider or not by else by
    if order.phase is Phase.DRAFT:
        card = draft_shown(DraftShown(order, notice.customer), viewer)
        text = f"{who}改过这张单,请看新卡。" if by else "这张卡已过期,请看新卡。"
        return Card(
            card.title, text, (Note(text, "warn"), *card.blocks), card.buttons, "warn", order.key, form=card.form
        )
    ref = goods.ref(order)
    if order.phase is Phase.VOID:
        text = f"{who}取消了这张单。" if by else f"{ref} 已经取消,这张卡不能用了。"
        return sentence(text)
    fresh = order.version_confirmed is None or order.version <= order.version_confirmed
    text = f"这张卡已过期:{ref} 现在是“{order.state}”。"
    if by:
        text = f"{who}已确认,单号 {ref}。" if fresh else f"{who}已处理:{ref} 现在是“{order.state}”。"
    return Card(f"{ref} {order.state}", text, (Note(text),), (press.details(order),), key=order.key)


_NOTHING = {
    "confirm": "现在没有待确认的订单。直接发要货内容,我来开单。",
    "undo": "没有可以撤销的订单。超过时限的,可以说“取消订单”加单号。",
    "discard": "现在没有草稿可以取消。要取消已下的订单,请说“取消订单”加单号。",
}


def nothing_open(notice: NothingOpen, _viewer: Viewer) -> Card:
    """There is nothing to do that with."""
    return sentence(_NOTHING.get(notice.what, "现在没有可以处理的订单。"))


_ORDERING = (
    "下单:直接说谁要什么、多少、什么时候到",
    "改单:“数量500”“改成18号”“第2行删掉”",
    "确认:“确认”;刚确认的可以“撤销”",
)
_AGAIN = "照旧:“照上次”“老样子”“上次那个减半”"
_MOVING = ("推进订单:“0012 已排产”“0012 出库 顺丰SF…”", "查进度:“0012 到哪了”")
_HELP: dict[str, tuple[str, ...]] = {
    "sales": (
        *_ORDERING,
        _AGAIN,
        "教叫法:“别名 某客户 叫法=产品”",
        "请客户的人来用:“邀请 客户名 姓名”",
        "查进度:“0012 到哪了”或“某客户的货到哪了”",
        "查库存、价格:“某产品有货吗”“某产品多少钱”",
        "报价:“报价 某客户 某产品300件”;“报价单”看全部",
    ),
    "customer": (
        "下单:直接说要什么、多少、什么时候到",
        "改单:“数量500”“改成18号”",
        _AGAIN,
        "教叫法:“别名 叫法=产品”;“别名”看全部",
        "查进度:“我的货到哪了”",
        "问现货:“某产品有货吗”",
    ),
    "warehouse": (*_MOVING, "报缺料:“某产品缺200件”", "到货入账:“到货 编号 300”", "查库存、谁占了:“库存 编号”"),
    "purchasing": ("查库存:“某产品还有多少”", "查进度:“0012 到哪了”", "报缺料:“某产品缺200件”"),
    "production": (*_MOVING, "报缺料:“某产品缺200件”"),
    "logistics": (*_MOVING, "签收:“0012 已签收”"),
    "finance": (
        "查进度:“0012 到哪了”",
        "查价格:“某产品多少钱”",
        "登记收款:“0012 收款 5000”;核对报的付款:“通过 0012”",
        "查收款:“0012 收款”",
    ),
}


def sayings(role: str | None) -> tuple[str, ...]:
    """What somebody of this role can say, the commonest first."""
    if role in {"service", "manager"}:
        return (*_HELP["sales"], _MOVING[0])
    return _HELP.get(role or "", ())


def help_shown(notice: HelpShown, viewer: Viewer) -> Card:
    """What this person can say, in examples."""
    lines = sayings(notice.role)
    if not lines:
        return unbound(Unbound(""), viewer)
    return Card("可以这样说", f"可以这样说:{lines[0]}", (Lines(lines), Note("不用记格式,平常怎么说就怎么说。")))


def welcome(notice: Welcome, viewer: Viewer) -> Card:
    """A greeting with one thing to try."""
    lines = sayings(notice.role)
    if not lines:
        return unbound(Unbound(""), viewer)
    name = words.one_line(notice.name, 20)
    return sentence(f"{name},{'您好' if viewer.outsider else '你好'}。{lines[0]}。更多说法请发“帮助”。")


def unbound(notice: Unbound, viewer: Viewer) -> Card:
    """How a stranger gets bound, and nothing else."""
    own = f",并告诉他您的账号:{words.one_line(notice.user_id, 64)}" if viewer.direct and notice.user_id else ""
    if not viewer.direct:
        return sentence(
            "您好,这个账号还没有开通,暂时办不了业务。请私聊我,或联系您的业务员或管理员开通;邀请码别发在群里。"
        )
    return sentence(
        "您好,这个账号还没有开通。有邀请码的话,直接发给我就行;订过货的,也可以发“手机号后四位+订单号”。"
        f"都没有的话,请联系您的业务员或管理员{own}。"
    )


_KINDS = {
    MessageKind.VOICE: "语音",
    MessageKind.IMAGE: "图片",
    MessageKind.VIDEO: "视频",
    MessageKind.FILE: "文件",
    MessageKind.LOCATION: "位置",
    MessageKind.LINK: "链接",
}


_OTHERS = {
    "business_card": "名片",
    "miniprogram": "小程序",
    "merged_msg": "聊天记录",
    RECORD: "聊天记录",
    "channels": "视频号",
    "channels_shop_product": "商品",
    "channels_shop_order": "订单",
    "note": "笔记",
    "meeting": "会议",
}


_PICTURE_KIND = "但这种格式的图片我读不了,截个图或转成 JPG 再发就行"
_UNREAD = {
    "kind": "但这种格式我读不了(能读 Excel、CSV 和文字版 PDF)",
    "heic": "但这种图片格式(HEIC)我读不了,截个图或转成 JPG 再发就行",
    "large": "但太大了,我读不了",
    "long": "但内容太多,我一次读不完。请分成几份发,每份五百行以内",
    "locked": "但是加了密码或是旧版 .xls,我打不开(请另存为 .xlsx)",
    "broken": "但打不开,可能已损坏",
    "empty": "但里面没有读到文字",
    "slow": "但读了太久没读完",
    "gone": "但平台上已经取不到了",
    "right": "但我还没有读它的权限,管理员可以开通",
    "no_order": "但里面没看出要订什么货",
}


_QUOTED = {"right": "(我还没有读它的权限,管理员可以开通)", "gone": "(可能撤回了)"}


def cannot_read(notice: CannotRead, viewer: Viewer) -> Card:
    """A message that cannot be read yet; it is kept."""
    picture = notice.kind is MessageKind.IMAGE
    kind = _KINDS.get(notice.kind) or _OTHERS.get(notice.what, "消息")
    if notice.proof:
        return sentence("图片收到了。要用作凭证,请在15分钟内说是哪张单,例如“0012 质检合格”或“0012 付款凭证”。")
    if notice.what == QUOTE:
        you = "您" if viewer.outsider else "你"
        return sentence(f"{you}引用的那条消息我看不到{_QUOTED.get(notice.why, '')}。麻烦{you}把内容复制发给我。")
    if notice.why == "long" and notice.kind in (MessageKind.TEXT, MessageKind.VOICE):
        part = "段说,每段一两分钟" if notice.kind is MessageKind.VOICE else "条发,每条一百行以内"
        return sentence(f"{kind}收到了,已保存,但内容太多,我一次读不完。请分成几{part}。")
    why = _PICTURE_KIND if picture and notice.why == "kind" else _UNREAD.get(notice.why) or f"但我还看不懂{kind}"
    or_write = "急的话打字说也行" if notice.why == "long" else f"麻烦{'您' if viewer.outsider else '你'}打字说一下"
    return sentence(f"{kind}收到了,已保存,{why}。{or_write}。")


def not_understood(notice: NotUnderstood, viewer: Viewer) -> Card:
    """Looked like business, could not be read."""
    said = f"“{words.one_line(notice.words, 30)}”" if notice.words.strip() else "这句话"
    said = f"语音听到的是{said}," if notice.heard else said
    you = "您" if viewer.outsider else "你"
    text = f"{said}我没看懂。{you}可以说要什么、多少、什么时候到;发“帮助”看更多说法。"
    return offering_help("没看懂", text) if viewer.is_customer and viewer.direct else sentence(text)


def told_alone(_notice: ToldAlone, viewer: Viewer) -> Card:
    """Where the answer is, and what to do where it cannot come."""
    you = "您" if viewer.outsider else "你"
    return sentence(f"这个不方便在群里说,私聊发给{you}了。没收到的话,先私聊我说句话。")


def sorry(notice: Sorry, _viewer: Viewer) -> Card:
    """Something broke on our side."""
    return sentence(f"抱歉,刚才出了点问题,这条消息没有处理成功,请稍后再发一次。编号 {notice.trace}")


ALARMS = {  # code -> what happened
    "outbox.dead": "有消息发不出去",
    "quota.near": "平台的发送额度快用完了",
    "quota.full": "平台的发送额度用完了,消息先存着,能发了自动接着发",
    "quota.unheard": "平台这个月的调用额度用完了,有人说的话没送到机器人,请他过后再发",
    "deadline.dead": "有到期的提醒处理不了",
    "inbox.dead": "有消息处理失败",
    "carrier.account": "快递100 不接受我们的账号,轨迹先停下",
    "carrier.parcel": "快递100 不接受这个运单号,不再查它",
    "calendar.guessed": "放假调休安排还没有,上班日、期限和交期先按周末和法定节日估",
    "rules.wrong": "规则文件有错,这个文件没有读进来,正在用的规则照旧有效",
    "rules.right": "规则文件改好了,已经读进来",
    "rules.unfit": "有规则和现在的流程对不上,先不执行",
}
DEADLINES = {  # kind of a deadline that is none of the flow's watches -> what it is about
    "alert": "提醒的下一级",
    "alert_late": "提醒该处理完了",
    "alert_over": "夜里处理完的提醒",
    "answer": "客户等回复",
    "approval": "审批到期",
    "claim": "申请到期",
    "digest": "日报",
    "money_in": "款到放行",
    "pledge_due": "客户答应的付款日",
    "pledge_soon": "客户快到付款日",
    "promise": "重算交期",
    "quote_over": "报价到期",
    "quote_soon": "报价快到期",
    "rewatch": "重设期限",
    "sale_off": "商城停售",
    "sale_on": "商城恢复销售",
    "sale_stop": "停售通知",
    "settle": "提醒收尾",
    "short": "缺料",
    "short_moved": "缺料数变了",
    "slip": "告诉客户延期",
    "soft_hold": "草稿占用到期",
    "state_overdue": "状态超时",
}
_CURES = {
    "calendar": "国务院公布后(一般在11月)升级 jiedan 和 chinesecalendar;来不及就写 policy.days_off、days_on",
    "rules": "改好保存就会自动读进来,读进来了会再告诉你;检查:jiedan rules check",
    "rules.right": "新写的和改过的规则,试跑、启用以后才生效:发“规则”看",
    "quota": "额度在平台的管理后台看和加;加了以后改配置里的上限,重启马上接着发",
    "carrier": "检查账号:jiedan doctor;运单号报错了就重报,改好电话等设置后:jiedan tracking retry 运单号",
}


def ops_alarm(notice: OpsAlarm, viewer: Viewer) -> Card:
    """For those who run the bot."""
    if viewer.outsider:
        return sentence("系统正在维护,请稍后再试。")
    what = ALARMS.get(notice.code, "")
    cure = _CURES.get(notice.code) or _CURES.get(notice.code.partition(".")[0], "")
    if notice.code == "rules.right":
        return Card(f"✅ {what}", what, (Note(cure),), tone="ok")
    rows = [Fact("问题", what or notice.code, "red"), Fact("代码", notice.code)]
    if notice.trace and not cure:
        rows.append(Fact("编号", str(notice.trace)))
    said = DEADLINES.get(notice.words, notice.words) if notice.code == "deadline.dead" else notice.words
    if said.strip():
        rows.append(Fact("说明", said))
    return Card(
        title="⚠ 机器人需要看一下",
        summary=f"⚠ {what or notice.code} {said}".strip(),
        blocks=(
            Facts(tuple(rows)),
            Note(cure or "查看和重发:jiedan dead"),  # which lists it under that number
        ),
        tone="bad",
    )
