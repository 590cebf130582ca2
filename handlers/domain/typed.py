"""Short commands with a fixed form, read to the letter: 到货 LT-07 300, 批准 0001 老客户, 等齐, 邀请 台州恒力 李工."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.domain.quantity import sane
from handlers.domain.signs import half_width
from handlers.domain.takeback import takes_last_back


@dataclass(frozen=True, slots=True)
class Typed:
    """One command: what it does, to what, how much, and further words."""

    verb: str  # receipt | count | holders | history | then | _CHOICES' | PEOPLE's
    # grant | deny | paid_first | ask_again | first | decline: decisions
    # picked | label | scan | stopped | missed: of an order's goods and parcel; price
    # reason | remark: words about an order
    # pledge | pledges | kept | broken | rate: what somebody promised
    # pay | money | return | flawed | returned: of an order
    # pause | resume: the digests of this chat; quiet | news: whether a customer is told things unasked
    # take | pass_on | explain | fix_day | mute | solve | why | buy | instead | recount: answers to an alert
    # contacted | reroute | to_service: to one about a parcel; script | voice: words for its customer
    # slip_send | slip_edit | slip_hold: to a slip
    # rules | rule_try | rule_on | rule_off | rule_back | rule_write: about operators' rules
    # stop | resale: a product is not, or is again, for sale; stops: what is not
    # quote | quote_change | quote_again | quote_send | quote_turn | quote_drop | quotes: prices that are offered
    # carriers: how they do; because: of a move; tag | untag: an order
    # unsay: what the speaker said last does not count
    about: str = ""
    qty: Decimal | None = None  # of money in yuan
    words: str = ""
    about_too: str = ""  # picked, price: the product
    unit: str = ""  # price: per what; script: the scheme
    own: bool = False  # 通过: of a request of its own rather than of what holds an order


LONGEST = 400  # characters of a command
_DECISIONS = {
    **dict.fromkeys(("批准", "同意", "特批", "通过"), "grant"),
    **dict.fromkeys(("驳回", "拒绝", "不批"), "deny"),
    "先交": "first",
    "婉拒": "decline",
}
CENT = Decimal("0.01")
_GOODS = re.compile(
    r"(?P<verb>到货|收货|入库|盘点)[\s:]+(?P<about>\S.*?)[\s×*xX]+(?P<qty>\d{1,9}(?:\.\d{1,3})?)\s*(?P<unit>\D{0,4})"
)
_NUMBER = r"[A-Za-z]{0,4}\d[\d-]{2,20}"
_MORE = r"(?:[\s,。:]+(?P<words>\S.*))?"  # further words behind what a command is about
_HISTORY = re.compile(rf"(?:(?P<about>{_NUMBER})[\s的:]*)?(?:修改|改动|变更|操作)记录(?:[\s:]*(?P<after>{_NUMBER}))?")
_THEN = re.compile(rf"(?P<about>{_NUMBER})(?:[\s在的]+|(?=\D))(?P<words>\S.{{0,14}}?)\s*(?:时候|时)?的?(?:样子|情况)")
_HOLDERS = re.compile(r"(?:谁占了?|占用|库存(?=[\s:]))[\s:]*(?P<about>\S.{0,60}?)\??")
_DECISION = re.compile(
    rf"(?P<verb>{'|'.join(_DECISIONS)})[\s:]*(?P<about>{_NUMBER})[\s,。:]*(?P<words>.*)",
    re.DOTALL,
)
_PAID_FIRST = re.compile(
    rf"(?:回款|款到|付款|付清)[以之]?后再?放行[\s:]*(?P<about>{_NUMBER})"
    rf"|(?P<before>{_NUMBER})[\s,的:]*(?:回款|款到|付款|付清)[以之]?后再?放行"
)
_YUAN = r"(?P<amount>\d[\d,]{0,12}(?:\.\d{1,2})?\s*[万千]?)\s*(?:元|块钱?|rmb)?"
_PAY_VERB = r"(?:付|打|汇|转|支付|转账|汇款|打款|交)(?:了|过)?(?:款|钱|货款|定金|订金|尾款|预付款|全款|余款)?(?:了|过)?"
_GOT_VERB = r"(?:收款|实收|到账|收到(?:货款|定金|订金|尾款|预付款|全款|余款|款|钱)|收(?:货款|定金|订金|尾款|预付款))"
_VOUCHER = r"(?:付款|打款|转账|汇款|支付|定金|尾款|货款)?(?:凭证|水单|回单|凭条|付款截图|转账截图)"
_WHO_PAID = r"(?:我们?|我司|客户|对方|他们)?(?:这边)?(?:今天|昨天|刚刚?|已经?|先)*"
_PAY = re.compile(
    rf"(?P<about>{_NUMBER})[\s,的:]*{_WHO_PAID}(?:{_PAY_VERB}|已?{_GOT_VERB}|已收)[\s:¥]*{_YUAN}"
    rf"|(?P<proof>{_NUMBER})[\s,的:]*(?:发|上传|附)?{_VOUCHER}[\s,:¥]*(?:{_YUAN.replace('amount', 'sum')})?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?P<about>{_NUMBER})[\s,的:]*(?:收款|付款|货款|款项|收付款)(?:情况|记录|明细|进度)"
    rf"|(?P<plain>{_NUMBER})[\s,的:]*收款|(?:收款|款项|货款)(?:情况|记录|明细)?[\s:]*(?P<after>{_NUMBER})"
)
_CHOICES = {
    "先发现货": "part",
    "先发": "part",
    "有多少先发多少": "part",
    "等齐": "whole",
    "等齐再发": "whole",
    "等齐一起发": "whole",
    "换替代品": "swap",
    "用替代品": "swap",
    "接受预售": "presale",
    "合并": "merge",
    "合并到那一单": "merge",
    "是同一单": "merge",
    "同一单": "merge",
    "是新单": "new",
    "插单评估": "plans",
    "评估插单": "plans",
    "选a": "plan",
    "选b": "plan",
    "选c": "plan",
    "问客户": "ask_customer",
    "问一下客户": "ask_customer",
    "问问客户": "ask_customer",
    "新单": "new",
}
_PICKED = re.compile(
    rf"(?P<about>{_NUMBER})[\s:]*(?:已拣(?:货|好|完|齐)?|拣(?:货|好|完|齐)了?)[\s:]*"
    r"(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+)[\s*xX×]+)?(?P<qty>\d{1,9}(?:\.\d{1,3})?)?\s*(?P<unit>\D{0,4})"
)
_LABEL = re.compile(rf"(?P<about>{_NUMBER})[\s:]*(?:已打(?:面)?单|打(?:好|完)?(?:面)?单了?|面单已打(?:印)?)")
_SCANNED = re.compile(  # a label as a scanner types it, or in words: 扫面单 0001 v1
    rf"(?:扫码?|核对?|验|查)(?:面单|标签)?[\s:]*(?P<about>{_NUMBER})[\s,-]*(?:面单|标签)?[\s-]*v(?P<version>\d{{1,2}})"
    rf"|(?P<full>[A-Za-z]{{0,4}}\d{{6,8}}-\d{{3,6}})[\s-]+v(?P<v>\d{{1,2}})",
    re.IGNORECASE,
)
_PRICE = re.compile(  # without a number only of what is to become another price
    rf"(?:(?P<about>{_NUMBER})[\s:的]*|(?:把|请|麻烦|帮我|这单|那单|这张单?|那张单?|上一?单|刚才(?:这|那)[单张])*"
    r"(?=\D*?(?:[改调降涨][成为到]|改价)))(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+?)[\s的]*)?(?:单价|价格|改价)"
    r"[\s:]*(?:改成|改为|改到|调成|调为|调到|降到|降为|涨到|涨为|按|到|为)?[\s:]*(?P<qty>\d{1,9}(?:\.\d{1,4})?)"
    r"\s*(?:元|块)?(?:[\s/每一]*(?P<unit>[\u4e00-\u9fff]{1,2}(?=[\s,。;]|$)))?(?:[\s,。;]+(?P<words>\S.*))?",
    re.DOTALL,
)
_STOPPED = re.compile(rf"(?P<about>{_NUMBER})[\s:]*(?P<how>已拦下|拦下了|没拦住|拦不住)")
_REASON = re.compile(rf"(?P<about>{_NUMBER})[\s:]*(?:的)?原因(?:是)?[\s:,]*(?P<words>\S.*)", re.DOTALL)
_REMARK = re.compile(
    rf"(?:备注[\s:]*(?P<about>{_NUMBER})|(?P<first>{_NUMBER})[\s:]*备注)[\s:,]*(?P<words>\S.*)", re.DOTALL
)
_DIGESTS = {"暂停日报": "pause", "恢复日报": "resume"}
_PEOPLE = re.compile(r"(?P<verb>邀请|绑定|解绑|停用|启用)[\s:]+(?P<about>\S.{0,120})")
PEOPLE = {"邀请": "invite", "绑定": "bind", "解绑": "unbind", "停用": "disable", "启用": "enable"}
_SWITCH = {"不用通知我": "quiet", "别通知我": "quiet", "不要通知我": "quiet", "恢复通知": "news", "继续通知我": "news"}
_SLIP = re.compile(
    rf"(?P<verb>通知客户|先不通知|改通知)[\s:]*(?P<about>{_NUMBER}){_MORE}",
    re.DOTALL,
)
_SLIPS = {"通知客户": "slip_send", "先不通知": "slip_hold", "改通知": "slip_edit"}
_SALE = re.compile(
    r"(?P<verb>停售|暂停销售|恢复销售|恢复售卖)[\s:]+(?P<about>[A-Za-z0-9][A-Za-z0-9-]{1,30}|\S{2,20})"
    rf"{_MORE}",
    re.DOTALL,
)
_CARRIERS = re.compile(r"(?:各?承运商|各家(?:物流|快递)|物流公司)(?:的?(?:准时率|时效|表现|情况))?\??")
_SALE_LIST = re.compile(r"(?:停售|暂停销售)(?:清单|列表|的货|有哪些|了哪些)?\??")
_VERBS = {"到货": "receipt", "收货": "receipt", "入库": "receipt", "盘点": "count"}


_RULE_LINES = re.compile(r"(?:写|新|改)?规则[\s:]*(?P<about>\S{1,40})\s*\n(?P<words>.{1,4000})", re.DOTALL)
_RULE = r"[\s:]+(?P<about>\S{1,40})"
_RULES = (  # 启用 and 停用 with a rule's name alone are read as PEOPLE's, and served as a rule's where there is one
    ("rules", re.compile(rf"规则(?:列表)?(?:{_RULE})?")),
    ("rule_try", re.compile(rf"试跑(?:规则)?{_RULE}")),
    ("rule_on", re.compile(rf"启用[\s:]*规则{_RULE}")),
    ("rule_off", re.compile(rf"停用[\s:]*规则{_RULE}")),
    ("rule_back", re.compile(rf"回滚[\s:]*规则(?:{_RULE})?")),
    ("rule_back", re.compile(rf"回滚{_RULE}")),
    ("tag", re.compile(rf"(?P<about>{_NUMBER})[\s:]*(?:加|打|加上)标签[\s:]*(?P<words>\S{{1,12}})")),
    ("untag", re.compile(rf"(?P<about>{_NUMBER})[\s:]*(?:去|去掉|取消)标签[\s:]*(?P<words>\S{{1,12}})")),
    ("because", re.compile(rf"为(?:什么|啥|何)[\s:]*(?P<about>{_NUMBER})\??")),
    (
        "because",
        re.compile(
            rf"(?P<about>{_NUMBER})[\s的:]*为(?:什么|啥|何)(?:会|就)?(?:变成|到了|改成|进了?|是|变了)[^\s?]{{0,12}}?\??"
        ),
    ),
)


_NAME = r"[1-9](?![\dA-Za-z.-])|(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9][A-Za-z0-9-]{2,24}"  # a place, an order, a product
_TAIL = rf"(?:[\s:]*(?P<about>{_NAME}))?"
_LED = re.compile(
    rf"(?P<about>{_NAME})[\s、,.:]*(?P<rest>(?:我来|我处理|转给|静音|已经?解决|解决了|为[什啥何]|已经?联系|改派|转客服|说明原因|定日期).*)",
    re.DOTALL,
)
_ANSWERS = (
    ("take", re.compile(rf"(?:我来处理|我来跟进?|我处理|我来){_TAIL}")),
    ("pass_on", re.compile(rf"转给[\s@:]*(?P<words>[\u4e00-\u9fff·]{{1,12}}|[A-Za-z.]{{2,20}}(?![-\w]))?{_TAIL}")),
    ("mute", re.compile(rf"静音[\s:]*(?P<count>\d{{1,3}})?\s*(?P<unit>小时|分钟|h|min)?{_TAIL}")),
    ("solve", re.compile(rf"(?:已解决|解决了|已经解决){_TAIL}{_MORE}", re.DOTALL)),
    ("solve", re.compile(rf"处理[\s:]*(?P<about>{_NAME}){_MORE}", re.DOTALL)),
    ("buy", re.compile(rf"(?:一键)?(?:发起采购(?:申请)?|采购申请){_TAIL}")),
    ("instead", re.compile(rf"用替代品[\s:]+(?P<about>{_NAME})")),
    ("swap", re.compile(rf"换替代品[\s:]+(?P<about>{_NAME})")),
    ("recount", re.compile(rf"盘点不符[\s:]*(?P<about>{_NAME})(?:[\s:]+(?P<words>\S.*))?")),
    (
        "contacted",
        re.compile(
            rf"已经?联系(?:过|了|上)?(?:承运商|物流|快递|快递公司|物流公司)?了?{_TAIL}{_MORE}",
            re.DOTALL,
        ),
    ),
    ("fix_day", re.compile(rf"定日期{_TAIL}{_MORE}", re.DOTALL)),
    ("explain", re.compile(rf"说明原因{_TAIL}{_MORE}", re.DOTALL)),
    ("reroute", re.compile(rf"改派{_TAIL}{_MORE}", re.DOTALL)),
    ("to_service", re.compile(rf"转客服{_TAIL}")),
    ("script", re.compile(rf"复制(?P<unit>[A-Za-z])?(?P<words>正式|亲切|简短)?{_TAIL}")),
    ("voice", re.compile(rf"换(?P<words>正式|亲切|简短)?语气{_TAIL}")),
    ("why", re.compile(r"为(?:什么|啥|何)\s*(?:排第?|是)?\s*(?P<about>[1-9])\??")),
    ("why", re.compile(rf"为(?:什么|啥|何)(?:要)?(?:提醒|通知|找|发给)我{_TAIL}\??")),
)


_PROMISED = r"(?:我|我们)?(?:已经|刚|刚才)?(?P<about>(?:答应|承诺)了?.{3,200})"
_PLEDGES = (
    ("pledge", re.compile(rf"(?:记(?:一?下|一?[条笔]|着)[\s:,]*){_PROMISED}", re.DOTALL)),
    ("pledge", re.compile(r"我(?:已经|刚|刚才)?(?P<about>(?:答应|承诺)了(?!的|过的).{3,200})", re.DOTALL)),
    (
        "rate",
        re.compile(
            r"(?P<before>1[0-2]|[1-9]|上)?(?:个?月)?(?:份)?的?承诺的?\s*兑现率\s*(?P<about>1[0-2]|[1-9]|上)?(?:个?月)?"
        ),
    ),
    ("pledges", re.compile(r"(?:我答应(?:了|过)?的事情?|我的承诺|承诺(?:清单|台账|列表)?)(?P<about>)\??")),
    ("broken", re.compile(r"(?:没有?|未)兑现[\s:]*(?P<about>\d{1,9})?")),
    ("kept", re.compile(r"(?:已经?)?兑现了?[\s:]*(?P<about>\d{1,9})?")),
)


def _answer(said: str) -> Typed | None:
    """An answer to an alert, which may be named before or after it; `qty` is minutes."""
    led = _LED.fullmatch(said)
    if led and (found := _answer(led["rest"])) and not found.about:
        return replace(found, about=led["about"])
    for verb, pattern in (*_ANSWERS, *_PLEDGES):
        if match := pattern.fullmatch(said):
            parts = match.groupdict()
            count = parts.get("count")
            minutes = None if count is None else Decimal(count) * (1 if parts["unit"] in ("分钟", "min") else 60)
            name = (parts.get("unit") or "").upper() if verb == "script" else ""
            about = parts["about"] or parts.get("before") or ""
            return Typed(verb, about, minutes, (parts.get("words") or "").strip(), unit=name)
    return None


def _of_order(said: str) -> Typed | None:
    """What is recorded of an order, or wished: picked goods, its label, a price, a remark, a reason."""
    if found := _PICKED.fullmatch(said):
        amount = Decimal(found["qty"]) if found["qty"] else None
        if amount is None and found["code"] is None and found["unit"]:
            return None
        return Typed("picked", found["about"], amount, found["unit"].strip(), found["code"] or "")
    if found := _LABEL.fullmatch(said):
        return Typed("label", found["about"])
    if found := _SCANNED.fullmatch(said):
        return Typed("scan", found["about"] or found["full"], Decimal(found["version"] or found["v"]))
    if found := _PRICE.fullmatch(said):
        words = (found["words"] or "").strip()
        return Typed(
            "price", found["about"] or "", Decimal(found["qty"]), words, found["code"] or "", found["unit"] or ""
        )
    if found := _STOPPED.fullmatch(said):
        return Typed("missed" if found["how"] in ("没拦住", "拦不住") else "stopped", found["about"])
    if found := _REASON.fullmatch(said):
        return Typed("reason", found["about"], words=found["words"].strip())
    if found := _REMARK.fullmatch(said):
        return Typed("remark", found["about"] or found["first"], words=found["words"].strip())
    return None


def yuan(text: str) -> Decimal | None:
    """An amount of money as written: 5,000 or 1.2万; None where nobody can mean it."""
    number = half_width(text).replace(",", "").strip()
    times = {"万": 10_000, "千": 1_000}.get(number[-1:], 1)
    number = number.rstrip("万千").strip()
    return sane(Decimal(number) * times, CENT) if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", number) else None


_ORDER_FIRST = re.compile(rf"(?P<about>{_NUMBER})[\s,的:]*(?P<words>\D.{{0,80}}|\D)", re.DOTALL)
_WISH = re.compile(
    r"[想要退需请]{1,2}退|申请退|退货申请|退货退款|退掉|退回|退\s*\d|全退|都退|整单退|质量问题|^退货?$|退货?\s*[\d全]"
)
_CAME = re.compile(
    rf"(?:收到退货|退货(?:已?收到|已?入库|到了?|到货))[\s:]*(?P<after>{_NUMBER})(?P<more>[\s,。].{{0,30}})?"
    rf"|(?P<about>{_NUMBER})[\s,的:]*(?:退货(?:已?收到|已?入库|已?到了?|到货了?)|收到退货)(?P<rest>[\s,。].{{0,30}})?"
)


def _back(said: str) -> Typed | None:
    """A wish to give goods back, or that they came."""
    if found := _CAME.fullmatch(said):
        return Typed("returned", found["about"] or found["after"], words=(found["rest"] or found["more"] or "").strip())
    found = _ORDER_FIRST.fullmatch(said)
    if (
        found
        and _WISH.search(found["words"])
        and not re.search(r"退[款订单]|取消|[?吗]\s*\Z|不退|别退", found["words"])
    ):
        verb = "flawed" if "质量问题" in found["words"] else "return"
        return Typed(verb, found["about"], words=found["words"].strip())
    return None


def _money(said: str) -> Typed | None:
    """What is said of an order's money: an amount that came, a voucher, the question what is paid."""
    if found := _PAY.fullmatch(said):
        written = found["amount"] or found["sum"]
        amount = yuan(written) if written else None
        if written and amount is None:
            return None
        return Typed("pay", found["about"] or found["proof"], amount, "voucher" if found["proof"] else "")
    if found := _MONEY.fullmatch(said):
        return Typed("money", found["about"] or found["plain"] or found["after"])
    return None


def _of_rules(said: str) -> Typed | None:
    for verb, pattern in _RULES:
        if found := pattern.fullmatch(said):
            return Typed(verb, found["about"] or "", words=found.groupdict().get("words") or "")
    return None


def _one_word(said: str) -> Typed | None:
    """What stands for itself: an answer to a card, a switch."""
    verb = _CHOICES.get(said.lower()) or _DIGESTS.get(said) or _SWITCH.get(said)
    verb = "carriers" if _CARRIERS.fullmatch(said) else verb
    verb = "unsay" if takes_last_back(said) else verb
    return Typed(verb, words=said[-1].upper() if verb == "plan" else "") if verb else None


def _of_people(said: str) -> Typed | None:
    """What is said of a slip or of somebody's access."""
    if found := _SLIP.fullmatch(said):
        return Typed(_SLIPS[found["verb"]], found["about"], words=(found["words"] or "").strip())
    if found := _PEOPLE.fullmatch(said):
        return Typed(PEOPLE[found["verb"]], " ".join(found["about"].split()))
    return None


QUOTED = r"(?:报|出|做|开)(?:一?[下个份张])?报?价单?"
_FOR_WHOM = re.compile(  # 给博泰报价 转向节300件: for whom, then what
    rf"(?:请|麻烦|帮我|帮忙|再|先)*[给帮替为](?!我|咱|你|他|她|自己)(?P<words>[^\s,。:]{{2,20}}?{QUOTED}[\s,:]+\S.*)",
    re.DOTALL,
)
_OFFERS = (  # by number, its last digits, or neither
    ("quote_change", re.compile(rf"改报价单?[\s:]*(?P<about>{_NUMBER})[\s,。:]+(?P<words>\S.*)", re.DOTALL)),
    ("quote_again", re.compile(rf"重新报价[\s:]*(?P<about>{_NUMBER})?")),
    ("quote_send", re.compile(rf"(?:发|发送)报价单?(?:给客户)?[\s:]*(?P<about>{_NUMBER})?")),
    ("quote_drop", re.compile(rf"(?:撤回|作废|取消)报价单?[\s:]*(?P<about>{_NUMBER})?")),
    ("quote_turn", re.compile(rf"(?:报价单?)?[转成]为?订单[\s:]*(?P<about>{_NUMBER})?")),
    ("quote_turn", re.compile(rf"(?P<about>{_NUMBER})[\s:]*转为?订单")),
    ("quote_turn", re.compile(rf"按(?:这个|这张|你们的)?报价单?(?P<about>{_NUMBER})?下单?")),
    ("quotes", re.compile(r"(?P<words>我的)报价单?")),
    ("quotes", re.compile(r"报价单(?:[\s:]+(?P<about>\S.{0,40}))?")),
    ("quotes", re.compile(r"(?P<about>\S{2,30})的报价单")),
    ("quote", _FOR_WHOM),
    ("quote", re.compile(r"报价(?:[\s:]+(?P<words>\S.*))?", re.DOTALL)),
)


def _offer(said: str) -> Typed | None:
    """What is said of quotes; `words` of 我的 say: the speaker's own."""
    for verb, pattern in _OFFERS:
        if match := pattern.fullmatch(said):
            parts = match.groupdict()
            words = (parts.get("words") or "").strip()
            return Typed(verb, (parts.get("about") or "").strip(), words=words)
    return None


def _goods(said: str) -> Typed | None:
    found = _GOODS.fullmatch(said)
    if found is None:
        return None
    qty = Decimal(found["qty"])
    good = qty if found["verb"] == "盘点" and qty == 0 else sane(qty)
    unit = found["unit"].strip()
    return None if good is None else Typed(_VERBS[found["verb"]], found["about"].strip(), good, unit)


def _sale(said: str) -> Typed | None:
    """A product that is not to be sold, or is again."""
    if _SALE_LIST.fullmatch(said):
        return Typed("stops")
    if found := _SALE.fullmatch(said):
        verb = "resale" if found["verb"].startswith("恢复") else "stop"
        return Typed(verb, found["about"], words=(found["words"] or "").strip())
    return None


def _decision(said: str) -> Typed | None:
    if found := _PAID_FIRST.fullmatch(said):
        return Typed("paid_first", found["about"] or found["before"])
    if found := _DECISION.fullmatch(said):
        return Typed(
            _DECISIONS[found["verb"]], found["about"], words=found["words"].strip(), own=found["verb"] == "通过"
        )
    return None


def _looked_up(said: str) -> Typed | None:
    """An order's past, who holds goods, and a question asked once more."""
    if found := re.fullmatch(rf"重新申请[\s:]*(?P<about>{_NUMBER})", said):
        return Typed("ask_again", found["about"])
    if found := _HISTORY.fullmatch(said):
        return Typed("history", found["about"] or found["after"] or "")
    if found := _THEN.fullmatch(said):
        return Typed("then", found["about"], words=found["words"])
    if found := _HOLDERS.fullmatch(said):
        return Typed("holders", found["about"])
    return None


_READERS = (
    _of_rules,
    _one_word,
    _of_people,
    _goods,
    _sale,
    _of_order,
    _decision,
    _money,
    _back,
    _looked_up,
    _answer,
    _offer,
)


def read(text: str) -> Typed | None:
    """The command, or None for everything else. Full-width signs are read like plain ones; words stay as written."""
    written = text.strip()
    if found := _RULE_LINES.fullmatch(half_width(written)):
        return Typed("rule_write", found["about"], words=written[found.start("words") :])
    said = re.sub(r"[。!\s]+\Z", "", half_width(written[:LONGEST]))
    command = next((command for reader in _READERS if (command := reader(said)) is not None), None)
    if command is None or command.words not in said:
        return command
    at = said.rindex(command.words)
    return replace(command, words=written[at : at + len(command.words)])
