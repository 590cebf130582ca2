"""Of an order's money: what was paid, what is open; and of goods that are given back."""

import re
from decimal import Decimal

from handlers.domain.money import FEN
from handlers.domain.quantity import sane
from handlers.domain.signs import half_width
from handlers.domain.typed.command import NUMBER, Typed, about
from nlp.spelt import number

_SIGN = r"[\d零〇一二两三四五六七八九十百千万亿]"
FIGURE = rf"-?{_SIGN}(?:{_SIGN}|[点,.kKwW]){{0,30}}(?:\s*[万千亿])?"  # of money: 5,000, 1.2万, 两千三; never 一半
_YUAN = rf"(?P<amount>{FIGURE})\s*(?:元|块钱?|rmb)?"
_PAY_VERB = r"(?:付|打|汇|转|支付|转账|汇款|打款|交)(?:了|过)?(?:款|钱|货款|定金|订金|尾款|预付款|全款|余款)?(?:了|过)?"
_GOT_VERB = r"(?:收款|实收|到账|收到(?:货款|定金|订金|尾款|预付款|全款|余款|款|钱)|收(?:货款|定金|订金|尾款|预付款))"
_VOUCHER = r"(?:付款|打款|转账|汇款|支付|定金|尾款|货款)?(?:凭证|水单|回单|凭条|付款截图|转账截图)"
_WHO_PAID = r"(?:我们?|我司|客户|对方|他们)?(?:这边)?(?:今天|昨天|刚刚?|已经?|先)*"
_ONE_MORE = r"(?P<more>(?:第[二三四五六七八九十\d]+|又一|另一|再一)笔)"
_PAY = re.compile(
    rf"(?P<about>{NUMBER})[\s,的:]*{_WHO_PAID}(?:{_PAY_VERB}|已?{_GOT_VERB}|已收)[\s:¥]*{_YUAN}(?:[\s,]*{_ONE_MORE})?"
    rf"|(?:已收|收款|实收|到账|已付|付款)[\s:]*(?P<after>{NUMBER})[\s,:¥]+(?P<figure>{FIGURE})\s*(?:元|块钱?)?"
    rf"|(?P<before>{NUMBER})[\s,的:]*(?:发|上传|附)?{_VOUCHER}[\s,:¥]*(?:{_YUAN.replace('amount', 'sum')})?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?P<about>{NUMBER})[\s,的:]*(?:收款|付款|货款|款项|收付款)(?:情况|记录|明细|进度)"
    rf"|(?P<before>{NUMBER})[\s,的:]*收款|(?:收款|款项|货款)(?:情况|记录|明细)?[\s:]*(?P<after>{NUMBER})"
)
_DONE = r"(?:支付|付款|付钱|付|转账|转款|转|打款|打钱|打|汇款|汇|交款|交|结清|付清)"
_WHOSE = r"(?:我们?|我司|我这边|我们这边|这边|这张?单子?|订单|货款|尾款|余款|定金|订金|全款|款子?|钱)"
_ALL_PAID = re.compile(
    rf"(?:(?P<about>{NUMBER})[\s,的:]*)?(?:{_WHOSE}[\s,]*){{0,3}}(?:今天|昨天|刚刚|刚才|刚|上午|下午|都|全部?|已经?|早就?|先)*{_WHOSE}?"
    rf"(?:(?<=已){_DONE}|{_DONE}(?:过去|过来|过|完|清|好|掉|出去)?了|{_DONE}(?:过去|过|完|清|好)(?:了|啦|哈)?|已?{_DONE}(?:过去|过|完|清|好))"
    rf"(?:货款|款|钱)?(?:了|啦|哈|哦|哟)?(?:[\s,]*(?P<after>{NUMBER}))?"
)
_OF_MONEY = re.compile(r"付|款|钱|账|汇|结清")  # 打了, 交了, 转了 alone may be of goods
_ASKED = r"(?:请问|麻烦|帮我|帮忙|给我)*(?:查(?:一下|一查|下|查)?|看(?:一下|一看|下|看)?|问(?:一下|下)?)?"
_WHOM = r"(?:这个月|本月|上个月|现在|目前)?(?P<words>\S[^\d,。?;:]{1,23}?)"
_NOW = r"(?:的|那边|这边|他们家?|一家|公司|客户|老板|现在|目前|一共|总共|总计|到底|到现在|都|还)*"
_HOW_MUCH = r"(?:是?(?:多少|几多)(?:钱|款|元)?|还?有多少(?:钱|款)?|怎么样|情况|明细|有没有)"
_DEBT = r"(?:欠款|欠账|应收(?:账款|款)?|未收(?:货款|款)?|账款|余款|货款|尾款|款|钱)"
_OWES = re.compile(  # 恒力还欠多少钱, 台州恒力应收, 恒力有没有逾期, 恒力额度还剩多少, 恒力还能赊多少
    rf"{_ASKED}{_WHOM}{_NOW}(?:(?:欠|差)(?:着|下)?(?:我们?|咱们?|我司|公司|你们)?(?:的)?(?:(?:多少|几多)(?:货款|钱|款|账)|(?:货款|钱|款|账)(?:多少|几多)?)"
    rf"|欠(?:着|下)?(?:我们?|咱们?|我司|你们)?(?:多少|几多)|{_HOW_MUCH}{_DEBT}?(?:没付|没结|没收|没给|未付|未收|未结|没到账|要付)"
    rf"|(?:欠款|欠账|应收(?:账款|款)?|未收(?:货款|款)?|账款){_NOW}{_HOW_MUCH}?|(?:有没有|有)?逾期(?:了|的)?{_DEBT}?(?:没有?|多少|几天|多久)?{_HOW_MUCH}?"
    rf"|(?:信用)?额度{_NOW}(?:剩|够不够|够|用了|有)?(?:下|余)?{_HOW_MUCH}?|(?:能|可以)赊(?:多少|几多)(?:钱|款|货)?)(?:没付|没结|没给|没收)?[了啊呀呢吗嘛?]*"
)
_STILL_OPEN = re.compile(  # of one order: 0001 还欠多少, 0001 付了多少, 0001 付清了没, 0001 定金到了吗
    rf"(?P<about>{NUMBER})[\s,的:]*(?:这张?单|那张?单)?(?:现在|一共)?(?:还(?:欠|差|剩|有)(?:多少|几多)(?:钱|款|货款|元)?"
    rf"|(?:已经?|还(?:要|需要?|应该?|得)|应该?|总共)?(?:付|收)(?:了|过|到)?(?:多少|几多)(?:钱|款|货款|元)?"
    rf"|款?(?:付清|结清|收齐)了?(?:没有?|吗)|(?:钱|款|货款|定金|订金|尾款|余款)(?:已经?|都)?(?:收到|到账|付|到)了?(?:没有?|吗))"
    rf"(?:没付|没收|没结|没到|未付|未收)?[了呢吗?]*"
)
_REFUND = re.compile(
    rf"(?:(?P<about>{NUMBER})[\s,的:]*(?:已经?)?(?:退款|退钱|退回货款|退回多付)(?:了)?"
    rf"|(?:已经?)?(?:退款|退回货款|退回多付)[\s:]+(?P<after>{NUMBER})(?=[\s:¥]))[\s:¥]*"
    rf"(?:{_YUAN}(?:[\s,;:]*(?P<words>\D.{{0,200}})?)?)?",
    re.IGNORECASE | re.DOTALL,
)
_UNREFUND = re.compile(rf"(?:撤销|取消)退款[\s:]*(?P<after>{NUMBER})|(?P<about>{NUMBER})[\s,的:]*(?:撤销|取消)退款")
_RECEIPT = (
    r"(?:(?:这|那|上|刚才的?)一?笔)?(?:收款|到账|实收|已收|已付|付款|定金|订金|货款|尾款|全款)(?:登记|确认|核对)?"
)
_REVERSE_VERB = (
    rf"(?:撤销|取消|冲销|冲红|红冲|撤回|作废){_RECEIPT}|{_RECEIPT}(?:撤销|冲销|冲红|红冲|作废)了?"
    rf"|{_RECEIPT}(?:登记?|记|标记?|点|录|弄|搞|批|通过|核对?)错了?"
)
_REVERSE = re.compile(
    rf"(?:(?P<about>{NUMBER})[\s,的:]*(?:{_REVERSE_VERB})|(?:{_REVERSE_VERB})[\s:]*(?P<after>{NUMBER}))"
    rf"(?:[\s:,¥]*{_YUAN}(?=[\s,;。]|\Z))?(?:[\s,;:]+(?P<words>\S.{{0,200}}))?",
    re.IGNORECASE | re.DOTALL,
)
_ORDER_FIRST = re.compile(rf"(?P<about>{NUMBER})[\s,的:]*(?P<words>\D.{{0,80}}|\D)", re.DOTALL)
_WISH = re.compile(
    r"[想要退需请]{1,2}退|申请退|退货申请|退货退款|退掉|退回|退\s*[\d一二两三四五六七八九十百半几]|^退(?![了过货款订单税出])|全退|都退|整单退|质量问题|^退货?$|退货?\s*[\d全]"
)
_CAME = re.compile(
    rf"(?:收到退货|退货(?:已?收到|已?入库|到了?|到货))[\s:]*(?P<after>{NUMBER})(?P<more>[\s,。].{{0,30}})?"
    rf"|(?P<about>{NUMBER})[\s,的:]*(?:退货(?:已?收到|已?入库|已?到了?|到货了?)|收到退货)(?P<rest>[\s,。].{{0,30}})?"
)

NO_AMOUNT = "0"  # the words of a payment whose amount nobody can mean: nothing, less than a fen, or too much


def yuan(text: str) -> Decimal | None:
    """An amount of money as written: 5,000, 1.2万 or 两千三; None where nobody can mean it."""
    written = half_width(text).replace(",", "").strip()
    times = {"万": 10_000, "千": 1_000}.get(written[-1:], 1)
    figure = written.rstrip("万千").strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", figure):
        return sane(Decimal(figure) * times, FEN)
    said = None if re.fullmatch(r"[\d.\s]*亿?", written) else number(written)
    return sane(said, FEN) if said is not None and said == said.quantize(FEN) else None


def paid(said: str) -> Typed | None:
    """What is said of an order's money: an amount that came, a voucher, the question what is paid."""
    if found := _PAY.fullmatch(said):
        written = found["amount"] or found["sum"] or found["figure"]
        amount = yuan(written) if written else None
        if written and amount is None:
            return Typed("pay", about(found), words=NO_AMOUNT)
        return Typed("pay", about(found), amount, "voucher" if found["before"] else found["more"] or "")
    if found := _MONEY.fullmatch(said) or _STILL_OPEN.fullmatch(said):
        return Typed("money", about(found))
    return None


def owed(said: str) -> Typed | None:
    """The question what a customer owes, how much of it is late, or how far its limit goes; `words` say whose."""
    found = _OWES.fullmatch(said)
    return None if found is None else Typed("owes", words=found["words"].strip())


def claimed(said: str) -> Typed | None:
    """已支付, 付过了, 钱转了, 0001 付清了: without an amount."""
    found = _ALL_PAID.fullmatch(said)
    return None if found is None or not _OF_MONEY.search(said) else Typed("paid_up", about(found))


def refunded(said: str) -> Typed | None:
    """Money that went back to a customer, and why; or that it did not after all."""
    if found := _UNREFUND.fullmatch(said):
        return Typed("unrefund", about(found))
    found = _REFUND.fullmatch(said)
    if found is None:
        return None
    amount = yuan(found["amount"]) if found["amount"] else None
    return Typed("refund", about(found), amount, (found["words"] or "").strip() if amount is not None else "")


def reversed_(said: str) -> Typed | None:
    """A receipt that was booked by mistake; the amount, where it is said which one, and why."""
    found = _REVERSE.fullmatch(said)
    if found is None:
        return None
    amount = yuan(found["amount"]) if found["amount"] else None
    if found["amount"] and amount is None:
        return Typed("reverse", about(found), words=NO_AMOUNT)
    return Typed("reverse", about(found), amount, (found["words"] or "").strip())


def given_back(said: str) -> Typed | None:
    """A wish to give goods back, or that they came."""
    if found := _CAME.fullmatch(said):
        return Typed("returned", about(found), words=(found["rest"] or found["more"] or "").strip())
    found = _ORDER_FIRST.fullmatch(said)
    if (
        found
        and _WISH.search(found["words"])
        and not re.search(r"退[款订单]|取消|[?吗]\s*\Z|不退|别退", found["words"])
    ):
        verb = "flawed" if "质量问题" in found["words"] else "return"
        return Typed(verb, found["about"], words=found["words"].strip())
    return None
