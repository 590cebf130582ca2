"""The whitelist: which facts a rule may look at, and which states, deliverables and roles a flow has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.people import LEVELS, Role
from handlers.domain.flow import DELIVERABLES, Flow
from handlers.domain.flow_check import STATUSES
from handlers.domain.messaging import PLATFORMS

NUMBER, TEXT, FLAG, MANY, CHOICE = "number", "text", "flag", "many", "choice"
CODES = "产品编号"  # a fact whose values are codes
ROLE_WORDS = {
    "业务": Role.SALES,
    "销售": Role.SALES,
    "仓库": Role.WAREHOUSE,
    "采购": Role.PURCHASING,
    "生产计划": Role.PRODUCTION,
    "计划": Role.PRODUCTION,
    "生产": Role.PRODUCTION,
    "生产经理": Role.PRODUCTION,
    "财务": Role.FINANCE,
    "物流": Role.LOGISTICS,
    "客服": Role.SERVICE,
    "主管": Role.MANAGER,
    "经理": Role.MANAGER,
    "仓管": Role.WAREHOUSE,
    "库管": Role.WAREHOUSE,
    "车间": Role.PRODUCTION,
    "会计": Role.FINANCE,
}
FACTS: dict[str, str] = {  # name -> kind: the whole list for every flow; flags of the flow's own come on top
    "单号": TEXT,
    "客户": TEXT,
    "客户等级": CHOICE,
    "地区": TEXT,
    "金额": NUMBER,  # yuan
    "数量": NUMBER,  # of all lines, in base units
    "行数": NUMBER,
    "产品": MANY,
    CODES: MANY,
    "状态": CHOICE,
    "渠道": CHOICE,
    "标签": MANY,
    "运单号": TEXT,
    "地址": TEXT,
    "交期": TEXT,
    "交期天数": NUMBER,  # days from today until it is wanted
    "下单天数": NUMBER,  # days since it was confirmed
    "停留天数": NUMBER,  # days in its state
    "下单人": CHOICE,  # the role of who placed it
    "操作人": CHOICE,  # the role of who did what the rule waits for
    "加急": FLAG,
    "缺货": FLAG,
    "等批准": FLAG,
    "VIP客户": FLAG,
}
PRIVATE = frozenset({"金额", "客户等级", "VIP客户"})  # not for everybody's eyes: see cards.viewer
SECOND = {"下单": "下单人", "操作者": "操作人", "品名": "产品", "货品": "产品", "等级": "客户等级", "总额": "金额"}
GIVEN = ("已上传", "已交", "已填写", "已填", "上传", "填写")
NOT_GIVEN = ("未上传", "未交", "未填写", "未填", "没上传", "没填")
FIELDS = {"数量": "line:", "货品": "line:", "产品": "line:", "交期": "date", "地址": "address", "加急": "urgent"}
TRACKING = "运单号"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be said in a flow's rules."""

    flow: Flow
    facts: Mapping[str, str]  # name -> kind
    choices: Mapping[str, tuple[str, ...]]  # of facts with a closed set of values
    flags: Mapping[str, tuple[str, bool]]  # how a flag may be said -> the fact, and what it then is
    deliverables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name -> states that hand it on

    @property
    def states(self) -> tuple[str, ...]:
        """The flow's states."""
        return tuple(self.flow.spec.state)


def vocabulary(flow: Flow) -> Vocabulary:
    """What can be said about orders of a flow."""
    deliverables: dict[str, tuple[str, ...]] = {TRACKING: ()}
    for name, state in flow.spec.state.items():
        if state.deliverable:
            called = state.deliverable_name or DELIVERABLES[state.deliverable]
            deliverables[called] = (*deliverables.get(called, ()), name)
    flags: dict[str, tuple[str, bool]] = {}
    for name, kind in FACTS.items():
        if kind == FLAG:
            flags |= {name: (name, True), f"不{name}": (name, False), f"没有{name}": (name, False)}
    for called in deliverables:
        flags |= {f"{called}{end}": (f"{called}已上传", True) for end in GIVEN}
        flags |= {f"{called}{end}": (f"{called}已上传", False) for end in NOT_GIVEN}
    for word, role in ROLE_WORDS.items():
        for end in ("通过", "已通过", "审批通过"):
            flags[f"{word}{end}"] = (passed(role.value), True)
        for end in ("没通过", "未通过"):
            flags[f"{word}{end}"] = (passed(role.value), False)
    facts = dict(FACTS) | {fact: FLAG for fact, _ in flags.values()}
    roles = tuple(ROLE_WORDS)
    choices = {
        "客户等级": LEVELS,
        "状态": tuple(flow.spec.state),
        "渠道": tuple(PLATFORMS.values()),
        "下单人": ("客户", *roles),
        "操作人": ("客户", "系统", "规则", *roles),
    }
    return Vocabulary(flow, facts, choices, flags, deliverables)


def passed(role: str) -> str:
    """The flag that says that somebody of a role approved the order."""
    return f"{role} 通过"


def milestones(flow: Flow) -> tuple[str, ...]:
    """Statuses that can be recorded on an order of this flow without a change of state."""
    return tuple(word for word in STATUSES if word in flow.milestones)
