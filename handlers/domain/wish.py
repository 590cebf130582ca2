"""Customers' wishes that a person decides on, by their words: 转人工, 开票, 退换货, 改地址, 改期."""

import re

from handlers.domain.request import Kind

_HUMAN = re.compile(
    r"(?:转|找|要|叫|换|接)(?:一下|个|下)?(?:人工|真人|客服|业务员)|人工(?:客服|服务)|真人(?:客服|服务)|^人工$|找(?:个)?(?:活)?人(?:来|说|聊|处理)"
    r"|^(?:我们?)?(?:要|想)?投诉(?!建议)|^(?:我们?)?(?:要|想)?(?:找|叫|让)(?:一下)?(?:你们|你家)的?(?:老板|经理|领导|负责人|主管)(?![订定下要发拿])"
)
_INVOICE = re.compile(
    r"(?:开|补|要|寄|催)[^,\uff0c。;\uff1b]{0,6}发票|发票[^,\uff0c。;\uff1b]{0,8}(?:开|没|寄|呢|吗|抬头)|开票|开[专普]票|[专普]票"
)
_RETURN = re.compile(
    r"(?:申请|想|要|能|可以|怎么|办理?|安排)[^,\uff0c。;\uff1b]{0,6}(?:退货|换货|退款|退换|退回去)|(?:发错|少发|漏发|多发)了?|(?:质量|品质)(?:有)?问题"
    r"|(?:坏|破|裂|碎|变形|生锈)了|^(?:退货|换货|退款)$"
)
_ADDRESS = re.compile(
    r"(?:改|换|变|更新?)[^,\uff0c。;\uff1b]{0,8}地址|地址[^,\uff0c。;\uff1b]{0,6}(?:改|换|变|写错|不对|错了)|改(?:送|发|寄)到|收货地址"
)
_RESCHEDULE = re.compile(
    r"(?:提前|提早|推迟|延后|延期|改期|晚点|晚几天|早点|早几天|缓几天|往后)[^,\uff0c。;\uff1b]{0,12}(?:到|发|送|交|要|货|吗|么|不|$)"
    r"|(?:能|可以|能不能|可不可以)[^,\uff0c。;\uff1b]{0,10}(?:提前|提早|推迟|延后|延期|改期)|(?:改|换)个?(?:日期|时间|日子)"
)
_URGENT = re.compile(r"(?<![不别])(?<!不[用要必])加急(?![费的])(?!要?(?:加|多少)?钱)")
_PATTERNS = (
    (Kind.HUMAN, _HUMAN),
    (Kind.INVOICE, _INVOICE),
    (Kind.RETURN, _RETURN),
    (Kind.ADDRESS, _ADDRESS),
    (Kind.RESCHEDULE, _RESCHEDULE),
    (Kind.URGENT, _URGENT),
)
LONGEST = 200  # characters: who writes more writes an order, or a letter


def wish(text: str) -> Kind | None:
    """The kind of wish that the words hold, 转人工 first."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)
