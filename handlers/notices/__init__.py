"""Everything the bot can tell a person, as facts without wording, and the `Push` that carries one.

To add one: a dataclass in the module of its subject, a line in `Notice`, a builder in `cards/`, one line in
`cards/table.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from handlers.domain.messaging import Audience
from handlers.notices.alerts import (
    AlertAsked,
    AlertCall,
    AlertList,
    AlertShown,
    AlertTask,
    AlertWhy,
    ArrivalMoved,
    CarrierRecords,
    CarrierSilent,
    Digest,
    DigestRow,
    DigestSwitched,
    OpsAlarm,
    ScriptCopied,
    Stall,
    StallScript,
    Tally,
    Weekly,
)
from handlers.notices.decisions import (
    ApprovalAsked,
    ApprovalDecided,
    ChangeAsked,
    ChangeDecided,
    ChangeSent,
    DayOffered,
    DayWanted,
    Kept,
    ReasonAsked,
    ReasonWanted,
    Withdrawn,
)
from handlers.notices.goods import (
    GoodsAllotted,
    LabelTodo,
    LabelWrong,
    PickChanged,
    PriceInfo,
    Requested,
    RequisitionPassed,
    RequisitionShown,
    SaleChanged,
    SaleFlagged,
    SaleStops,
    ShortageReported,
    ShortNow,
    StockChanged,
    StockInfo,
    SwapChoices,
    SwapOffered,
    SwapsAsked,
)
from handlers.notices.money import (
    CustomersOwe,
    Owing,
    PaymentFiled,
    PaymentsShown,
    QuoteDue,
    QuoteList,
    QuoteSent,
    QuoteShown,
    RefundBooked,
    ReturnAwaited,
    ReturnBooked,
    ReturnFiled,
    ReturnLate,
)
from handlers.notices.orders import (
    DoubleAsked,
    DraftDiscarded,
    DraftDoubtful,
    DraftShown,
    EvidenceShown,
    HealthPool,
    HealthShown,
    History,
    NoOrders,
    Noted,
    OrderCancelled,
    OrderChanged,
    OrderForErp,
    OrderMoved,
    OrderNews,
    OrderPlaced,
    OrderThen,
    Progress,
    RecalledLater,
    StatusList,
    TopUpShown,
    Undone,
    VoiceShown,
    Way,
)
from handlers.notices.people import (
    Asking,
    Bound,
    CodeRefused,
    HandedOver,
    HelpShown,
    Inquiry,
    Invited,
    Joined,
    LeftOpen,
    PassedOn,
    PersonChanged,
    RequestAnswered,
    RequestTaken,
    Unbound,
    Welcome,
)
from handlers.notices.promises import (
    BasisShown,
    DelayAsked,
    DelayDrafted,
    DelayNoted,
    DelayTold,
    NewsSwitched,
    NewsWhy,
    PlanMade,
    PlansShown,
    PlanTaken,
    PledgeDue,
    PledgeKept,
    PledgeRate,
    Pledges,
    PromiseMoved,
)
from handlers.notices.rules import Because, RuleList, RuleNews, RuleTried
from handlers.notices.talk import (
    AliasChanged,
    AliasList,
    AliasUnclear,
    CannotRead,
    NothingOpen,
    NotUnderstood,
    RefusedNotice,
    Sorry,
    StaleNotice,
    ToldAlone,
    WhichMeant,
)

Notice = (
    DraftShown
    | DraftDiscarded
    | DraftDoubtful
    | DoubleAsked
    | RecalledLater
    | OrderPlaced
    | OrderForErp
    | OrderNews
    | OrderMoved
    | Noted
    | Undone
    | OrderCancelled
    | OrderChanged
    | Progress
    | CarrierSilent
    | HealthShown
    | HealthPool
    | History
    | OrderThen
    | StatusList
    | NoOrders
    | EvidenceShown
    | StockInfo
    | PriceInfo
    | PassedOn
    | Inquiry
    | StockChanged
    | SaleChanged
    | SaleFlagged
    | SaleStops
    | ShortNow
    | GoodsAllotted
    | PledgeKept
    | PledgeDue
    | PledgeRate
    | Pledges
    | PromiseMoved
    | PlanMade
    | PlanTaken
    | VoiceShown
    | PlansShown
    | BasisShown
    | TopUpShown
    | DelayDrafted
    | DelayNoted
    | DelayTold
    | DelayAsked
    | NewsSwitched
    | NewsWhy
    | ApprovalAsked
    | ReasonAsked
    | ApprovalDecided
    | ReasonWanted
    | Kept
    | Withdrawn
    | ChangeAsked
    | ChangeSent
    | ChangeDecided
    | DayOffered
    | DayWanted
    | PickChanged
    | LabelTodo
    | LabelWrong
    | ReturnFiled
    | ReturnLate
    | RefundBooked
    | ReturnAwaited
    | ReturnBooked
    | PaymentFiled
    | PaymentsShown
    | CustomersOwe
    | QuoteShown
    | QuoteSent
    | QuoteList
    | QuoteDue
    | ShortageReported
    | RequestTaken
    | RequestAnswered
    | AlertShown
    | AlertCall
    | Requested
    | RequisitionPassed
    | RequisitionShown
    | Digest
    | AlertTask
    | StallScript
    | ScriptCopied
    | ArrivalMoved
    | CarrierRecords
    | AlertAsked
    | Weekly
    | DigestSwitched
    | SwapChoices
    | SwapOffered
    | SwapsAsked
    | AlertList
    | WhichMeant
    | AlertWhy
    | RefusedNotice
    | StaleNotice
    | NothingOpen
    | AliasList
    | AliasChanged
    | AliasUnclear
    | HelpShown
    | Welcome
    | Unbound
    | Invited
    | Joined
    | Bound
    | CodeRefused
    | PersonChanged
    | CannotRead
    | NotUnderstood
    | ToldAlone
    | Sorry
    | HandedOver
    | RuleNews
    | RuleList
    | RuleTried
    | Because
    | OpsAlarm
)


@dataclass(frozen=True, slots=True)
class Push:
    """One thing to be told to somebody. Handlers return pushes, they never send.

    `key` makes a later push of the same key replace the earlier card in that chat. `dedupe` makes the same push
    happen once; empty means once per message and position.
    """

    to: Audience
    notice: Notice
    key: str = ""
    dedupe: str = ""
    reply: bool = False  # answers the message: quoted or @-mentions the sender in a group
    not_before: datetime | None = None
    expires_at: datetime | None = None
    urgent: bool = False
    mention: tuple[str, ...] = ()  # people.user to @ in a group
    topic: str = ""  # what a chat may have switched off, see `messaging.paused_key`
    renews: str = (
        ""  # an earlier card of the key is changed in place; where it cannot be: may: told anew; only: untold;
    )
    # news: told anew, unless what its reader saw last says the same


__all__ = [
    "AlertAsked",
    "AlertCall",
    "AlertList",
    "AlertShown",
    "AlertTask",
    "AlertWhy",
    "AliasChanged",
    "AliasList",
    "AliasUnclear",
    "ApprovalAsked",
    "ApprovalDecided",
    "ArrivalMoved",
    "Asking",
    "BasisShown",
    "Because",
    "Bound",
    "CannotRead",
    "CarrierRecords",
    "CarrierSilent",
    "ChangeAsked",
    "ChangeDecided",
    "ChangeSent",
    "CodeRefused",
    "CustomersOwe",
    "DayOffered",
    "DayWanted",
    "DelayAsked",
    "DelayDrafted",
    "DelayNoted",
    "DelayTold",
    "Digest",
    "DigestRow",
    "DigestSwitched",
    "DoubleAsked",
    "DraftDiscarded",
    "DraftDoubtful",
    "DraftShown",
    "EvidenceShown",
    "GoodsAllotted",
    "HandedOver",
    "HealthPool",
    "HealthShown",
    "HelpShown",
    "History",
    "Inquiry",
    "Invited",
    "Joined",
    "Kept",
    "LabelTodo",
    "LabelWrong",
    "LeftOpen",
    "NewsSwitched",
    "NewsWhy",
    "NoOrders",
    "NotUnderstood",
    "Noted",
    "NothingOpen",
    "Notice",
    "OpsAlarm",
    "OrderCancelled",
    "OrderChanged",
    "OrderForErp",
    "OrderMoved",
    "OrderNews",
    "OrderPlaced",
    "OrderThen",
    "Owing",
    "PassedOn",
    "PaymentFiled",
    "PaymentsShown",
    "PersonChanged",
    "PickChanged",
    "PlanMade",
    "PlanTaken",
    "PlansShown",
    "PledgeDue",
    "PledgeKept",
    "PledgeRate",
    "Pledges",
    "PriceInfo",
    "Progress",
    "PromiseMoved",
    "Push",
    "QuoteDue",
    "QuoteList",
    "QuoteSent",
    "QuoteShown",
    "ReasonAsked",
    "ReasonWanted",
    "RecalledLater",
    "RefundBooked",
    "RefusedNotice",
    "RequestAnswered",
    "RequestTaken",
    "Requested",
    "RequisitionPassed",
    "RequisitionShown",
    "ReturnAwaited",
    "ReturnBooked",
    "ReturnFiled",
    "ReturnLate",
    "RuleList",
    "RuleNews",
    "RuleTried",
    "SaleChanged",
    "SaleFlagged",
    "SaleStops",
    "ScriptCopied",
    "ShortNow",
    "ShortageReported",
    "Sorry",
    "StaleNotice",
    "Stall",
    "StallScript",
    "StatusList",
    "StockChanged",
    "StockInfo",
    "SwapChoices",
    "SwapOffered",
    "SwapsAsked",
    "Tally",
    "ToldAlone",
    "TopUpShown",
    "Unbound",
    "Undone",
    "VoiceShown",
    "Way",
    "Weekly",
    "Welcome",
    "WhichMeant",
    "Withdrawn",
]
