"""Of operators' rules, of the tags that they and people put on orders, and why an order moved."""

import re

from handlers.domain.signs import half_width
from handlers.domain.typed.command import NUMBER, Typed, first

_RULE_LINES = re.compile(r"(?:写|新|改)?规则[\s:]*(?P<about>\S{1,40})\s*\n(?P<words>.{1,4000})", re.DOTALL)
_RULE_LINE = re.compile(  # 规则 大单:当 下单,如果 金额>=5000,那么 设为加急
    r"(?:写|新|改)?规则[\s:]*(?P<about>[^\s:,]{1,40})[\s:,]+(?P<words>(?:当|如果).{1,3900}[\s,;]那么.{1,4000})"
)
_PARTS = re.compile(r"[\s,，;；]+(?=(?:如果|那么|说明)[\s:：])")
_RULE = r"[\s:]+(?P<about>\S{1,40})"
_RULES = (  # 启用 and 停用 with a name alone are read as somebody's access, and served as a rule's where there is one
    ("rules", re.compile(rf"规则(?:列表)?(?:{_RULE})?")),
    ("rule_try", re.compile(rf"试跑[\s:]*(?:规则)?{_RULE}")),
    ("rule_on", re.compile(rf"启用[\s:]*规则{_RULE}")),
    ("rule_off", re.compile(rf"停用[\s:]*规则{_RULE}")),
    ("rule_back", re.compile(rf"(?:回滚|回退)[\s:]*规则(?:{_RULE})?")),
    ("rule_back", re.compile(rf"(?:回滚|回退){_RULE}")),
    ("tag", re.compile(rf"(?P<about>{NUMBER})[\s:,]*(?:加上?|打上?|标上?|贴上?)个?标签[\s:]*(?P<words>\S{{1,12}})")),
    (
        "tag",
        re.compile(
            rf"(?P<about>{NUMBER})[\s:,]*(?:(?:加上?|打上?|标上?|贴上?)个?[\s:]*(?P<words>[^\s,]{{1,12}}?)的?标签"
            r"|(?:标记为|标为|标记成)[\s:]*(?P<rest>\S{1,12}))"
        ),
    ),
    ("untag", re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:去掉?|取消|删掉?|拿掉|撕掉)标签[\s:]*(?P<words>\S{{1,12}})")),
    ("because", re.compile(rf"为(?:什么|啥|何)[\s:]*(?P<about>{NUMBER})\??")),
    (
        "because",
        re.compile(
            rf"(?P<about>{NUMBER})[\s的:]*为(?:什么|啥|何)(?:会|就)?(?:变成|到了|改成|进了?|是|变了)[^\s?]{{0,12}}?\??"
        ),
    ),
)

_STUCK = re.compile(  # 为什么不能确认, 0012 怎么还没批
    rf"(?:请问|我)?(?:(?P<about>{NUMBER})|(?:这|那)[张个]?(?:单子?|订单)|订单|单子)?[\s,的:]*(?:为(?:什么|啥|何)|怎么|咋|凭什么|干嘛)"
    r"(?:我|还|就|又|会|一直|总是|这[张个]?单子?)*"
    r"(?:(?:不能|不让|不给|没法|无法|没办法)(?:我)?(?:直接)?(?:确认|下单|提交|建单|点)(?:订单|下单)?|(?:确认|提交)不了|下不了单?"
    r"|(?:要|需要|得|在等|等)(?:审批|审核|批准|批)|卡住|被?(?:拦|卡|冻结|冻)(?:住|下)?)(?:了|的|呢|啊|呀)*\??"
)

_TAGGED = (
    ("tagged", re.compile(r"标签[\s:]+(?P<about>[^\s?的]{2,12})")),
    (
        "tagged",
        re.compile(
            r"(?:现在|目前|还)?有?(?:哪些|哪几张|什么|多少张?)(?:单子?|订单)(?:现在|还)?(?:是|被标了?|标着|标了|带|贴了?|打了?|有)?"
            r"[\s:]*(?P<about>[^\s?了的]{2,12}?)(?:这个)?(?:标签)?[了的]?\??"
        ),
    ),
    (
        "tagged",
        re.compile(
            r"(?:看看|看一?下|查一?下|列一?下|有没有)?(?:所有|全部|带|标着?)*(?P<about>[^\s?的]{2,12}?)(?:标签)?的?(?:单子?|订单)"
            r"(?:都?有哪些|清单|列表|有吗)?\??"
        ),
    ),
)


def written(text: str) -> Typed | None:
    """A rule in several lines, or in one, its words as they were written."""
    if found := _RULE_LINES.fullmatch(half_width(text)):
        return Typed("rule_write", found["about"], words=text[found.start("words") :])
    if found := _RULE_LINE.fullmatch(half_width(text)):
        return Typed("rule_write", found["about"], words=_PARTS.sub("\n", text[found.start("words") :]))
    return None


def named(said: str) -> Typed | None:
    """What is to become of a rule or a tag, or of which rule an order tells."""
    if found := _STUCK.fullmatch(said):
        return Typed("stuck", found["about"] or "")
    return first(_RULES, said)


def tagged(said: str) -> Typed | None:
    """Which orders bear a tag; whether it is one, the orders say."""
    return first(_TAGGED, said)
