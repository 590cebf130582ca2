"""The shape of the configuration. Every key is explained in default.toml, the reference manual.

Secrets come from the environment only (`SecretStr` prints as stars). Durations are whole seconds, minutes or hours
as their names say.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from config.addresses import DingtalkApi, FeishuApi, Kuaidi100Api, OaApi, SocketAddress, WebAddress, WecomApi


class Model(BaseModel):
    """Frozen, and unknown keys are errors: a typing mistake must not be silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Company(Model):
    """Whose bot this is."""

    name: str = "示例公司"
    timezone: str = "Asia/Shanghai"


class Database(Model):
    """Where everything is kept: sqlite+aiosqlite:///path or postgresql+asyncpg://user:password@host/name."""

    url: str = "sqlite+aiosqlite:///data/jiedan.sqlite3"
    keep_messages_days: int = Field(90, ge=0, le=3650)  # handled messages and sent cards; 0: for ever

    @field_validator("keep_messages_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        """Platforms repeat themselves for days: what is forgotten too early would be handled twice."""
        if 0 < days < 8:
            raise ValueError("0 或不少于 8")
        return days


class Web(Model):
    """The HTTP server. `body_limit` in bytes. Secret: JIEDAN_LINK_KEYS."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    body_limit: int = Field(1_048_576, ge=1024)
    public_url: str = ""  # https://… of this server as phones reach it; empty: no order forms in the browser
    form_minutes: int = Field(60, ge=1, le=1440)  # a form's link is good so long
    link_keys: SecretStr = SecretStr("")  # name:key of at least 32 signs, separated by blanks; the first one signs


class ConsoleSettings(Model):
    """The local chat page. It asks nobody for a password, so it is only served on a loopback address."""

    enabled: bool = True
    people: tuple[str, ...] = ()  # people.user shown side by side; empty: one of each of the usual roles
    groups: tuple[str, ...] = ()  # group chats shown beside them


class WecomSettings(Model):
    """One self-built WeCom app. Secrets: JIEDAN_WECOM_SECRET, _TOKEN, _AES_KEY, _ROBOTS."""

    enabled: bool = False
    corp_id: str = ""
    agent_id: int = 0
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    oauth: bool = False  # who opens an order form proves to WeCom who he is
    oauth_base: WebAddress = "https://open.weixin.qq.com"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=key of group robots' webhooks, separated by blanks


class WecomRobotSettings(Model):
    """A smart robot (智能机器人) of WeCom. Secrets: JIEDAN_WECOM_ROBOT_SECRET, or _TOKEN and _AES_KEY."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    bot_id: str = ""  # with callbacks it may be empty: any
    name: str = ""  # as people call it in groups
    stream_url: SocketAddress = "wss://openws.work.weixin.qq.com"
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    secret: SecretStr = SecretStr("")  # of the long connection
    token: SecretStr = SecretStr("")  # of callbacks
    aes_key: SecretStr = SecretStr("")


class WechatKfSettings(Model):
    """微信客服. Secrets: JIEDAN_WECHAT_KF_SECRET, JIEDAN_WECHAT_KF_TOKEN, JIEDAN_WECHAT_KF_AES_KEY."""

    enabled: bool = False
    corp_id: str = ""
    open_kfid: str = ""
    history_hours: int = Field(1, ge=0, le=72)
    per_minute: int = Field(0, ge=0)  # 0: no limit known
    window_hours: int = Field(48, ge=1)
    window_messages: int = Field(5, ge=1)
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")


class WechatOaSettings(Model):
    """An official account. Secrets: JIEDAN_WECHAT_OA_SECRET, JIEDAN_WECHAT_OA_TOKEN, JIEDAN_WECHAT_OA_AES_KEY."""

    enabled: bool = False
    app_id: str = ""
    account: str = ""  # the account's own id, gh_…; checked where it is given
    mode: Literal["safe", "plain"] = "safe"
    menus: bool = False  # answers with clickable menus (certified accounts), else numbered text
    messages: bool = True  # may send customer-service messages (certified accounts)
    template_id: str = ""
    template_kind: Literal["template", "subscribe"] = "template"
    template_fields: dict[str, Literal["title", "summary", "number", "time"]] = {}
    template_url: str = ""
    per_minute: int = Field(0, ge=0)  # 0: no limit known
    window_hours: int = Field(48, ge=1)
    window_messages: int = Field(5, ge=1)
    api_base: OaApi = "https://api.weixin.qq.com"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")


class DingtalkSettings(Model):
    """One DingTalk enterprise robot. Secrets: JIEDAN_DINGTALK_SECRET, JIEDAN_DINGTALK_ROBOTS."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    client_id: str = ""
    robot_code: str = ""  # empty: the same as client_id
    corp_id: str = ""  # empty: any
    card_template: str = ""  # empty: markdown with numbered answers instead of interactive cards
    public_url: str = ""  # https://… of this server, for card callbacks over HTTP
    reply_links: bool = True
    api_base: DingtalkApi = "https://api.dingtalk.com"
    oapi_base: DingtalkApi = "https://oapi.dingtalk.com"
    secret: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=access_token:SEC… of group robots, separated by blanks


class FeishuSettings(Model):
    """One self-built Feishu app. Secrets: JIEDAN_FEISHU_SECRET, _ENCRYPT_KEY, _TOKEN, _ROBOTS."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    app_id: str = ""
    people: Literal["user_id", "open_id"] = "user_id"
    api_base: FeishuApi = "https://open.feishu.cn"
    secret: SecretStr = SecretStr("")
    encrypt_key: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=hook-id:secret of group robots, separated by blanks


class Channels(Model):
    """Where people talk to the bot."""

    console: ConsoleSettings = ConsoleSettings()
    wecom: WecomSettings = WecomSettings()
    wecom_robot: WecomRobotSettings = WecomRobotSettings()
    wechat_kf: WechatKfSettings = WechatKfSettings()
    wechat_oa: WechatOaSettings = WechatOaSettings()
    dingtalk: DingtalkSettings = DingtalkSettings()
    feishu: FeishuSettings = FeishuSettings()


class Kuaidi100Settings(Model):
    """An enterprise account of 快递100. Secrets: JIEDAN_KUAIDI100_KEY, JIEDAN_KUAIDI100_SALT."""

    enabled: bool = False
    customer: str = ""
    phone: str = ""  # last digits of the sender's telephone: 顺丰 asks for them
    push: bool = False  # it tells us (web.public_url); else it is asked
    poll_minutes: int = Field(120, ge=30, le=1440)
    api_base: Kuaidi100Api = "https://poll.kuaidi100.com"
    key: SecretStr = SecretStr("")
    salt: SecretStr = SecretStr("")


class Carriers(Model):
    """Where news of parcels come from. Secret: JIEDAN_TRACKING_SECRET."""

    kuaidi100: Kuaidi100Settings = Kuaidi100Settings()
    webhook_secret: SecretStr = SecretStr("")  # empty: no webhook


class KingdeeSettings(Model):
    """金蝶云星空: keeps confirmed orders as sales orders. Secret: JIEDAN_KINGDEE_SECRET."""

    enabled: bool = False
    url: WebAddress = "https://k3.example.com/k3cloud"  # of the company's own server
    acct_id: str = ""
    user: str = ""
    app_id: str = ""
    org_id: str = "0"  # with which the user logs in
    org: str = ""  # number of the selling organisation
    bill_type: str = "XSDD01_SYS"
    price_field: Literal["FTaxPrice", "FPrice", ""] = "FTaxPrice"  # empty: prices are those of the ERP
    units: dict[str, str] = {}  # our unit -> number of theirs; what is not listed is the same
    head: dict[str, str] = {}  # more fields of the bill that hold a number
    secret: SecretStr = SecretStr("")


class Erp(Model):
    """Where confirmed orders are kept beside us."""

    kingdee: KingdeeSettings = KingdeeSettings()


class Hook(Model):
    """An address of the company's own that is told of something.

    Secrets: JIEDAN_VOICE_SECRET, JIEDAN_PURCHASING_SECRET, JIEDAN_SELLING_SECRET.
    """

    url: str = ""  # empty: nobody is told
    secret: SecretStr = SecretStr("")


class Media(Model):
    """What is sent otherwise than as text."""

    max_mb: int = Field(10, ge=1, le=100)
    seconds: int = Field(30, ge=1, le=45)  # less than a message's lease
    voice_command: tuple[str, ...] = ()  # gets the file's path as its last argument, prints what it heard
    picture_command: tuple[str, ...] = ()  # the same for pictures, instead of RapidOCR
    ocr: bool = True  # read pictures with RapidOCR where it is installed


class GroupTarget(Model):
    """A group chat that hears what a role must hear."""

    channel: str
    chat: str


Sureness = Annotated[float, Field(ge=0, le=1)]
ReadField = Literal["customer", "product", "quantity", "date", "price"]


Check = Literal[
    "credit", "overdue", "floor", "price", "pack", "least", "minimum", "cutoff", "duplicate", "stock", "gift", "stop"
]
Outcome = Literal["off", "info", "warn", "hold", "block"]
CHECKS: dict[Check, Outcome] = {
    "credit": "hold",
    "overdue": "hold",
    "floor": "hold",
    "price": "warn",
    "pack": "warn",
    "least": "warn",
    "minimum": "warn",
    "cutoff": "warn",
    "duplicate": "warn",
    "stock": "warn",
    "gift": "hold",
    "stop": "warn",
}
Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
Yuan = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12)]


Topic = Literal["credit", "price", "other", "payment", "return"]
APPROVERS: dict[Topic, tuple[str, ...]] = {
    "credit": ("finance", "manager"),
    "price": ("manager",),
    "other": ("manager",),
    "payment": ("finance", "manager"),
    "return": ("service", "manager"),
}
Payment = Literal["account", "prepaid", "deposit"]
Balance = Literal["ship", "account"]


Weekday = Literal["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class TermsPolicy(Model):
    """What may be agreed otherwise with a level of customers or with one; what is not given is as for everybody."""

    checks: dict[Check, Outcome] = {}
    min_order: Yuan | None = None
    overdue_days: int | None = Field(None, ge=0, le=3650)
    cutoff: Clock | None = None
    delivery_days: int | None = Field(None, ge=0, le=365)
    use_safety: bool | None = None
    payment: Payment | None = None
    deposit: int | None = Field(None, ge=1, le=100)
    balance: Balance | None = None
    return_days: int | None = Field(None, ge=0, le=3650)
    amends_most: Yuan | None = None  # what the contract allows
    pace: int | None = Field(None, ge=1, le=100)  # percent of the usual time for everything with a limit
    ladder: str | None = None  # who hears of what is late, instead of the flow's
    service: str | None = None  # people.user who looks after the customer
    no_delivery: tuple[Weekday, ...] | None = Field(None, max_length=6)


class CustomerPolicy(TermsPolicy):
    """Where one customer is read or checked with other thresholds; what is not given is as for everybody."""

    confirm_below: Sureness | None = None
    ask_below: Sureness | None = None
    confirm_fields: dict[ReadField, Sureness] = {}
    ask_fields: dict[ReadField, Sureness] = {}


Term = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}([mh]( working)?|d)$")]  # 30m, 4h, 3d: wall clock; 4h working
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


class RungSpec(Model):
    """One level of a ladder: who is told, and how long they may leave it unanswered."""

    to: tuple[str, ...]  # roles; "owner", "seller", "placer", "user:" and a key, "group:" and a role: its group
    wait: Term = "20m working"
    call: bool = False  # they are called by telephone too, where there is a [voice] hook


class LadderSpec(Model):
    """What happens when nobody answers an alert, or nothing comes of it."""

    rungs: tuple[RungSpec, ...] = Field(min_length=1, max_length=9)
    progress: Term = "30m working"  # taken over, and nothing has come of it since
    repeat: Term = "2h working"  # the last level is reminded so often
    times: int = Field(3, ge=0, le=20)  # reminders at most: of the last level, of whoever took it over
    close: Term = "24h"  # within this an alert must be over
    quiet: Span | Literal[""] = ""  # nobody is told of anything in these hours


LADDERS: dict[str, LadderSpec] = {
    "usual": LadderSpec(rungs=(RungSpec(to=("owner",)), RungSpec(to=("manager",)))),
    "anytime": LadderSpec(
        rungs=(RungSpec(to=("owner",), wait="1h", call=True), RungSpec(to=("manager",), wait="2h")),
        progress="4h",
        repeat="12h",
        quiet="21:00-08:00",
    ),
    "short": LadderSpec(rungs=(RungSpec(to=("owner", "group:warehouse")), RungSpec(to=("manager",)))),
    "request": LadderSpec(
        rungs=(
            RungSpec(to=("owner",), wait="30m working"),
            RungSpec(to=("service",), wait="30m working"),
            RungSpec(to=("manager",), wait="1h working"),
        ),
        progress="2h working",
        close="4h working",
    ),
}


Amount = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9)]


class AmendsSpec(Model):
    """What a customer may be offered when his goods are stuck; told as "20元" and `what`."""

    name: str = Field(pattern=r"^[A-Z]$")
    yuan: Amount
    what: str = Field(
        min_length=1, max_length=20, pattern=r"^[^\d０-９一二三四五六七八九十百千万%％]+$"
    )  # no second amount


class GiftTier(Model):
    """What an order of at least so many yuan gets."""

    from_: Yuan = Field(alias="from")
    sku: str
    qty: Amount = Decimal(1)  # base units

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GiftSpec(Model):
    """A campaign that gives something away."""

    name: str = Field(min_length=1, max_length=40)
    since: date | None = None
    until: date | None = None  # the last day
    tiers: tuple[GiftTier, ...] = Field(min_length=1, max_length=20)
    stack: bool = False  # every tier that is reached gives its gift, not only the highest
    per_customer: int = Field(0, ge=0)  # orders of one customer that may get something; 0: all of them
    levels: tuple[Literal["VIP", "A", "B", "C"], ...] = ()  # for these customers only
    skus: tuple[str, ...] = ()  # only what is paid for these counts


class AwaySpec(Model):
    """Somebody who is not there: who stands in for him, if anybody."""

    user: str
    since: date
    until: date  # the last day
    instead: str = ""


Much = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9)]


class CapacitySpec(Model):
    """A production line and what it can make on a working day: pieces, or hours and the minutes a piece takes."""

    name: str = Field(min_length=1, max_length=40)
    skus: tuple[str, ...] = Field(min_length=1)  # product codes; * stands for anything
    per_day: Much | None = None  # base units
    hours: Annotated[Decimal, Field(gt=0, le=24 * 1000)] | None = None  # of all its machines together
    minutes: Much | None = None  # for one base unit


class Policy(Model):
    """Numbers that decide."""

    undo_minutes: int = Field(5, ge=0, le=1440)
    number_format: str = "SO{day:%Y%m%d}-{count:04d}"
    quote_format: str = "QT{day:%Y%m%d}-{count:04d}"
    quote_days: int = Field(7, ge=1, le=365)  # so long the prices of a quote hold, to the end of the last day
    quote_remind_days: int = Field(1, ge=0, le=30)  # so long before the salesperson is reminded
    status_list: int = Field(5, ge=1, le=10)
    usual_days: int = Field(180, ge=1)
    draft_hours: int = Field(24, ge=1, le=720)  # an older draft is not picked up by talking; its card still works
    confirm_below: float = Field(0.8, ge=0, le=1)  # a field read with less confidence is marked on the card
    ask_below: float = Field(0.5, ge=0, le=1)  # with less than this it is asked
    confirm_fields: dict[ReadField, Sureness] = {}  # a field's own confirm_below
    ask_fields: dict[ReadField, Sureness] = {}  # a field's own ask_below
    customers: dict[str, CustomerPolicy] = {}  # a customer's own thresholds
    outlier_times: int = Field(10, ge=2, le=10_000)  # so many times the customer's usual amount is marked, or its part
    outlier_orders: int = Field(1, ge=1, le=100)  # orders of a product that make an amount usual
    merge_seconds: int = Field(3, ge=0, le=30)  # how long a message that looks unfinished waits for the rest of it
    repeat_days: int = Field(90, ge=1)  # 照上次: an older order is marked
    checks: dict[Check, Outcome] = CHECKS  # what each check does with what it finds
    min_order: Yuan = Decimal(0)  # yuan an order should come to; 0: any amount
    overdue_days: int = Field(0, ge=0, le=3650)  # receivables may be so many days late
    cutoff: Clock = "17:00"  # what is ordered later goes out the next working day; empty: no cut-off
    delivery_days: int = Field(1, ge=0, le=365)  # from dispatch to arrival
    transit_least: int = Field(5, ge=0, le=1000)  # own parcels that make a carrier's time known; 0: never measured
    use_safety: bool = True  # whether safety stock may be sold
    duplicate_days: int = Field(3, ge=0, le=60)  # an order alike within so many days is shown; 0: never
    hold_minutes: int = Field(15, ge=0, le=1440)  # a draft holds its goods so long; 0: not at all
    relabel_fee: Yuan = Decimal(0)  # what another address costs once the label is printed; for who decides on it
    approval_hours: int = Field(24, ge=1, le=720)  # an approval that nobody gives expires
    approvers: dict[Topic, tuple[str, ...]] = APPROVERS
    payment: Payment = "account"  # when an order must be paid
    deposit: int = Field(30, ge=1, le=100)  # percent, where payment is "deposit"
    balance: Balance = "ship"  # the rest of it
    return_days: int = Field(7, ge=0, le=3650)  # from the sign-off; 0: only for a fault
    return_until: Literal["exact", "day"] = "exact"  # to the second, or to the end of the last day
    gifts: tuple[GiftSpec, ...] = ()
    amends: tuple[AmendsSpec, ...] = Field((), max_length=4)
    amends_most: Yuan = Decimal(0)  # yuan that contracts allow; nothing above it is offered
    rest_days: tuple[Weekday, ...] = Field(("周六", "周日"), max_length=6)  # of every week
    no_delivery: tuple[Weekday, ...] = Field((), max_length=6)  # days on which customers take nothing in
    days_off: tuple[date, ...] = ()  # the company's own holidays
    days_on: tuple[date, ...] = ()  # days it works although the calendar says rest
    levels: dict[Literal["VIP", "A", "B", "C"], TermsPolicy] = {}  # a customer level's own terms
    shifts: tuple[Span, ...] = ("08:30-12:00", "13:00-17:30")  # what counts as working time
    away: tuple[AwaySpec, ...] = ()
    capacity: tuple[CapacitySpec, ...] = ()  # production lines; none: what is made is not limited
    ladders: dict[str, LadderSpec] = LADDERS
    digest_at: Clock = "10:00"  # on working days; empty: no digest
    digest_to: tuple[str, ...] = ("manager",)  # roles
    digest_warehouses: dict[str, GroupTarget] = {}  # tag of an order -> the group of the warehouse that it names
    digest_top: int = Field(3, ge=1, le=10)
    delay_minutes: int = Field(5, ge=0, le=10)  # a slipped promise: so long the salesperson decides; 0: he tells
    invite_hours: int = Field(72, ge=1, le=720)  # an invitation code is good so long
    code_attempts: int = Field(5, ge=1, le=100)  # wrong codes an account may send within an hour
    inbox_attempts: int = Field(3, ge=1, le=20)
    outbox_attempts: int = Field(8, ge=1, le=50)
    outbox_minutes: int = Field(90, ge=1, le=2880)  # what may be tried again is tried at least so long


Task = Literal["buy", "shortage", "explain"]  # a to-do, what is short, words for the customer


class WatchSpec(Model):
    """Something else than leaving a state that must happen in time."""

    name: str  # ASCII, the kind of its deadlines
    title: str
    states: tuple[str, ...]  # only while the order is in one of these
    since: str = "state"  # what starts the clock: entering the states, "tracking" news, or a milestone
    within: str
    owner: str  # role
    ladder: str = "usual"
    also: dict[str, Task] = {}
    measured: bool = False  # no sooner than our own parcels usually take there, where that is known


class StateSpec(Model):
    """One state of a flow. `within` e.g. "4h working", "30m" (wall clock) or "3d"; empty: no deadline."""

    phase: Literal["draft", "open", "done", "void"]
    owner: str = ""  # role that must act; needed in open states
    within: str = ""
    ladder: str = "usual"  # who hears of it when the time is over
    also: dict[str, Task] = {}  # audience -> what else it gets then
    deliverable: Literal["", "number", "photo", "sign"] = ""  # what must be there before a move leads on
    deliverable_name: str = ""  # what it is called, e.g. 质检报告; empty: its kind


class MoveSpec(Model):
    """One allowed move."""

    action: str  # confirm, cancel, undo, or the flow's own verb in ASCII
    label: str  # the button, in Chinese
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    who: tuple[str, ...]  # roles; "placer" is whoever placed the order, "seller" the customer's own salesperson
    words: tuple[str, ...] = ()  # statuses as read from chat: 审核 排产 备料 生产 质检 出库 运输 签收 退货 付款
    tell: tuple[str, ...] = ()  # roles, "customer", "placer", "seller", "owner" (of the state entered, or left)
    reason: bool = False  # a reason must be given
    paid: Literal["", "terms", "balance", "all"] = ""  # what must have come in: see handlers.domain.payment

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


ChangeField = Literal["qty", "add", "remove", "date", "address", "price", "urgent", "remark"]


class ChangeSpec(Model):
    """What of a confirmed order may be changed, while it is in which states, by whom; the first that fits counts."""

    fields: tuple[ChangeField, ...]
    states: tuple[str, ...]
    who: tuple[str, ...]  # roles, "placer", "seller"
    printed: bool = False  # address: this is for orders whose label is printed
    reason: bool = False  # why must be said
    approve: tuple[str, ...] = ()  # roles, "seller": it is only asked for, and they decide
    late: tuple[str, ...] = ()  # date: who is asked where the goods cannot be there by then


class FlowSpec(Model):
    """A state machine as data: config/flows/<name>.toml."""

    name: str
    title: str
    start: str  # the draft state
    state: dict[str, StateSpec]
    moves: tuple[MoveSpec, ...]
    milestones: tuple[str, ...] = ()  # statuses that are recorded on the order without a change of state
    watches: tuple[WatchSpec, ...] = ()
    changes: tuple[ChangeSpec, ...] = ()  # empty: the placer, seller and managers, as long as it can be cancelled


class Settings(Model):
    """Everything that was decided."""

    company: Company = Company()
    database: Database = Database()
    web: Web = Web()
    channels: Channels = Channels()
    carriers: Carriers = Carriers()
    erp: Erp = Erp()
    voice: Hook = Hook()  # calls people by telephone
    purchasing: Hook = Hook()  # takes purchase requisitions
    selling: Hook = Hook()  # is told what is not for sale
    policy: Policy = Policy()
    media: Media = Media()
    flow: str = "five_state"
    flows: dict[str, FlowSpec] = {}
    notify: dict[str, GroupTarget] = {}  # role -> the group that hears what the role must hear
    world: str = ""  # folder with customers.csv, products.csv, people.csv, chats.csv, loaded when the tables are empty
    rules: str = ""  # folder of operators' rule files; empty: rules beside the company's file
    ops: tuple[str, ...] = ()  # people.user told about dead letters and other trouble
