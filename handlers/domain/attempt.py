"""Attempts to talk the bot into something: noted by kind, never by their words, and served as usual."""

import re
from dataclasses import dataclass
from datetime import datetime

KINDS = {
    "rules": "要机器人不守规则",
    "power": "要权限或冒充管理员",
    "system": "冒充系统消息",
    "price": "想用话改价",
    "foreign": "打听别家的订单",
}
_SYSTEM = (
    r"<\|im_(?:start|end)\|>|</?system>|\[/?inst\]|#{2,}\s*system|\"role\"\s*:\s*\"system\"|[\[【]\s*系统(?:消息|公告|提示)?\s*[\]】]"
    r"|系统(?:消息|提示|公告)\s*[::]|\bdrop\s+table\b|\bunion\s+select\b|\bupdate\s+\w+\s+set\b|<script|\$\{jndi:"
)
_RULES = (
    r"(?:忽略|无视|忘掉|忘记|不要管|别管|跳过|绕过|关闭|关掉|解除|作废)[^,。;\n]{0,8}(?:规则|指令|指示|设定|限制|提示词?|权限检查|权限校验|校验|审批|价格锁)"
    r"|ignore\s[^.\n]{0,20}(?:rules?|instructions?|prompts?)|(?:developer|jailbreak|dan)\s?mode|开发者模式|越狱"
    r"|没有任何限制|系统提示词|你(?:现在)?(?:扮演|是一个乐于)|(?:假设|假装|从现在起)你(?:是|叫|没有)|以后只听我"
    r"|(?:你|机器人)?(?:只要|就)?(?:直接)?回复?[“\"「]?(?:成交|保证|已生效|同意)[”\"」]?(?:即可|就行|就好)"
)
_POWER = (
    r"管理员(?:指令|命令|模式|授权|列表)|(?:给我|帮我|把我|让我)[^,。;\n]{0,6}(?:开通?|加上?|升级|设)[^,。;\n]{0,6}(?:权限|主管|管理员)"
    r"|有(?:主管|管理员|全部)权限|(?:获得|拥有)(?:全部)?[^,。;\n]{0,8}(?:查看权|权限)|(?:每个人|我|他)都?是管理员|\bsudo\b|role\s*=\s*manager"
    r"|升级为\s*(?:manager|主管|管理员)"
)
_PRICE = (
    r"(?:价格|单价|协议价|合同价|底价|价格表)[^,。;\n]{0,6}(?:改成|改为|设成|设为|都按|作废|=\s*0)"
    r"|(?:免单|不用钱|金额\s*0(?!\d|\.\d))|(?:就是|以后)[^,。;\n]{0,10}(?:成交价|按\s*\d+\s*[元块])"
)
_YES = (  # said by who has nothing to approve
    r"(?:审批|财务|OA)[^,。;\n]{0,24}(?:已批|已?通过)|(?:都算|算)我批|(?:同意|批准)放行|不查额度|(?:方总|老板|厂长|经理)[^,。;\n]{0,6}(?:已?批了|说的?以后)"
    r"|额度[^,。;\n]{0,8}(?:调到|改成)|^\W*(?:停用|解绑|邀请)\s+\S"
)
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (("rules", _RULES), ("power", _POWER), ("system", _SYSTEM))
)
_OF_CUSTOMERS = (("price", re.compile(_PRICE)), ("power", re.compile(_YES, re.MULTILINE)))
NUMBER = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{0,4}\d{6,8}-\d{3,6}(?!\d)")
MOST = 5  # order numbers of one message that are looked up
LONGEST = 4000  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tried what, and where; the words stay with the message."""

    kind: str  # of KINDS
    at: datetime
    message_id: int
    user: str  # people.user; empty: somebody unknown
    channel: str
    group: bool
    id: int = 0


def tried(text: str, *, customer: bool) -> tuple[str, ...]:
    """The kinds of attempt that the words are; to speak of prices or of approvals is one of a customer's only."""
    said = text[:LONGEST]
    found = [kind for kind, pattern in _PATTERNS if pattern.search(said)]
    if customer:
        found += [kind for kind, pattern in _OF_CUSTOMERS if pattern.search(said)]
    return tuple(dict.fromkeys(found))


def numbers(text: str) -> tuple[str, ...]:
    """The order numbers that are written out in full, the first few."""
    return tuple(dict.fromkeys(NUMBER.findall(text[:LONGEST])))[:MOST]
