"""What is not business: chatter stays unanswered, a question that could not be read gets one polite line."""

import re

from handlers.access import actor
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import HEARD, READ, UNREAD, ChatKind, Message, MessageKind, Tap
from handlers.domain.party import Role
from handlers.domain.placed_when import only_says_when
from handlers.notices import CannotRead, HelpShown, NotUnderstood, Push, Welcome
from handlers.ports import UnitOfWork
from handlers.selfservice import ask_status
from handlers.telling import answer
from nlp.types import Intent, Parse

UNREADABLE = frozenset(
    {
        MessageKind.VOICE,
        MessageKind.IMAGE,
        MessageKind.VIDEO,
        MessageKind.FILE,
        MessageKind.LOCATION,
        MessageKind.LINK,
        MessageKind.OTHER,
    }
)
_AMOUNT = re.compile(
    r"[0-9０-９一二两三四五六七八九十百千万半几]\s*"
    r"(?:件|箱|盒|套|只|个|台|包|袋|桶|瓶|根|条|付|副|对|打|托|吨|斤|公斤|千克|kg|组|卷|张|米|升|板|串)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？]|吗\s*$|什么时候|多久|多少|怎么|如何|能不能|可不可以|在哪|到哪|看看|看一下|查|发我|给我|帮我|麻烦|告诉|请问"
)
_GREETING = re.compile(
    r"\W*(?:在吗|在不在|在不|你好|您好|哈喽|哈罗|hello|hi|早|早上好|上午好|下午好|晚上好)\W*", re.IGNORECASE
)
_CAME = re.compile(r"\s*(?:到货|收货|入库|盘点)[\s:\uff1a]+(?P<code>[A-Za-z0-9][A-Za-z0-9-]*)\s+\S")
_WHY_LATE = re.compile(r"(?:为什么|为啥|怎么|咋)[^,\uff0c。]{0,6}(?:晚|慢|拖|没到|没发|不发|没收到|没动静|没消息)")
_WHERE = re.compile(  # 查物流, 我的快递, 我们一共几单没发
    r"(?:查|看|问|我们?的?)[^,\uff0c。]{0,3}(?:物流|快递|包裹|运单)|[几多]少?(?:个|张)?(?:订单|单)[^,\uff0c。]{0,4}(?:没|未|路上|在途)"
)
_BUSINESS = re.compile(r"单|货|订|定|库存|价|报价|发票|送|退|产品|型号|规格|合同|交期|改|下单|进度")


async def none(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Leaves chatter alone; in a direct chat answers a greeting, a bare name, and what looks like business."""
    if actor(ctx).role is not Role.CUSTOMER:
        amount_must_be_read(msg)
    if msg.chat.kind is ChatKind.GROUP:
        return []
    if _GREETING.fullmatch(msg.text):
        return [answer(msg, Welcome(actor(ctx).name, actor(ctx).role.value))]
    said = msg.text[:200]
    asks = actor(ctx).role is Role.CUSTOMER and (_WHY_LATE.search(said) or _WHERE.search(said))
    if asks or only_says_when(msg.text):
        return await ask_status(msg, parse, ctx, uow)
    business = parse.fragment or looks_like_business(msg.text)
    return [answer(msg, NotUnderstood(msg.text))] if business else []


def amount_must_be_read(msg: Message) -> None:
    """Refuses 到货 LT-07 三百: an arrival or a count of which nobody read how much."""
    if came := _CAME.match(msg.text):
        raise Refused("goods.form", {"编码": came["code"]})


async def show_help(msg: Message, _parse: Parse, ctx: Context, _uow: UnitOfWork) -> list[Push]:
    """What this person can say here."""
    return [answer(msg, HelpShown(actor(ctx).role.value))]


async def help_tap(msg: Message, _tap: Tap, ctx: Context, _uow: UnitOfWork) -> list[Push]:
    """The help button."""
    return [answer(msg, HelpShown(actor(ctx).role.value))]


def not_text(msg: Message, ctx: Context) -> list[Push]:
    """Welcomes who opens the chat, says politely what cannot be read; groups are left alone."""
    if msg.chat.kind is ChatKind.GROUP:
        return []
    if msg.kind is MessageKind.ENTER:
        return [answer(msg, Welcome(actor(ctx).name, actor(ctx).role.value))]
    if msg.kind not in UNREADABLE:
        return []
    what, why = msg.media.get("type", ""), msg.media.get(UNREAD, "")
    return [answer(msg, CannotRead(msg.kind, what, why, _proves(msg.kind, ctx)))]


def may_say(msg: Message, parse: Parse) -> bool:
    """A file or a picture can order, and nothing else: it confirms, cancels and moves nothing."""
    return msg.media.get(READ, HEARD) == HEARD or parse.intent in (Intent.PLACE_ORDER, Intent.EDIT_DRAFT)


def not_ordered(msg: Message, ctx: Context) -> list[Push]:
    """Says that nothing to order was found in a file or picture; groups are left alone."""
    if msg.chat.kind is ChatKind.GROUP:
        return []
    kind = MessageKind.IMAGE if msg.media[READ] == "picture" else MessageKind.FILE
    return [answer(msg, CannotRead(kind, why="no_order", proof=_proves(kind, ctx)))]


def _proves(kind: MessageKind, ctx: Context) -> bool:
    """Whether what came may be the picture that a step of an order waits for."""
    return kind is MessageKind.IMAGE and ctx.flow.pictures and actor(ctx).role is not Role.CUSTOMER


def looks_like_business(text: str) -> bool:
    """An amount of something, or a question about orders and goods."""
    short = text[:2000]
    if _AMOUNT.search(short):
        return True
    return bool(_QUESTION.search(short) and _BUSINESS.search(short))
