"""What is not business: chatter stays unanswered, a question that could not be read gets one polite line."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.access import actor
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.invitation import code_in
from handlers.domain.messaging import HEARD, READ, RECORD, UNREAD, ChatKind, ChatRef, Message, MessageKind, Tap
from handlers.domain.party import Role
from handlers.domain.placed_when import only_says_when
from handlers.domain.returning import SIGNED
from handlers.intake import added
from handlers.locate import locate
from handlers.notices import CannotRead, HelpShown, NothingOpen, NotUnderstood, Push, Unbound, Welcome
from handlers.ports import UnitOfWork
from handlers.progress import advance
from handlers.selfservice import ask_price, ask_status
from handlers.telling import answer
from nlp.place import no_place
from nlp.types import Intent, Parse, Ref

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
    r"[?？]|吗\s*$|什么时候|多久|多少|怎么|如何|能不能|可不可以|在哪|到哪|看看|看一下|查|发我|给我|帮我|麻烦|告诉|请问|处理|安排|[发来要拿订]点"
)
_GREETING = re.compile(
    r"\W*(?:在吗|在不在|在不|你好|您好|哈喽|哈罗|hello|hi|早|早上好|上午好|下午好|晚上好)\W*", re.IGNORECASE
)
_CAME = re.compile(r"\s*(?:到货|收货|入库|盘点)[\s:\uff1a]+(?P<code>[A-Za-z0-9][A-Za-z0-9-]*)\s+\S")
_WHY_LATE = re.compile(r"(?:为什么|为啥|怎么|咋)[^,\uff0c。]{0,6}(?:晚|慢|拖|没到|没发|不发|没收到|没动静|没消息)")
_AGREES = re.compile(r"\W*(?:确认(?:下单)?|就这样下单|没问题,?下单)\W*")
_NODS = re.compile(
    r"(?:嗯|哦|噢|好|的|呢|行|可以|收到|谢谢|多谢|辛苦|知道|明白|没事|了|啊|吧|哈|是|对|ok|你|您|\W)+", re.IGNORECASE
)
_MORE = re.compile(r"[\u4e00-\u9fff].{3}|\d{7}", re.DOTALL)  # enough words, or a telephone number
_SPAN, _MOST = timedelta(minutes=10), 3  # in a group so often at most: that nothing was understood, who is not known
_IN_GROUPS = (NotUnderstood, CannotRead, Unbound, Welcome, NothingOpen)
_NUMBERED = re.compile(
    r"(?:^|[\s,])(?:[A-Za-z]{2}\d{8}-)?\d{4}[\s,]|(?:收款|退款|订单|单号)[\s:]*\d{4}"
)  # an order's, and words
_WHERE = re.compile(  # 查物流, 我的快递, 我们一共几单没发
    r"(?:查|看|问|我们?的?)[^,\uff0c。]{0,3}(?:物流|快递|包裹|运单)|[几多]少?(?:个|张)?(?:订单|单)[^,\uff0c。]{0,4}(?:没|未|路上|在途)"
)
_FIELD = re.compile(r"\s*(?:数量|交期|(?:送货|收货)?地址|收[货件]人)")  # what a draft holds, whatever stands behind it
_BARGAINS = re.compile(r"打[^,\uff0c。]{0,3}折|折扣|便宜|优惠|降价|让利|价[格钱]?(?:改|调|降|算|按|给)")
_BUSINESS = re.compile(r"单|货|订|定|库存|价|报价|发票|送|退|产品|型号|规格|合同|交期|改|下单|进度")


_GOT = re.compile(
    r"(?:好的?|嗯|你好)?[\s,]*(?:货都?|东西|都)?(?:已经?)?(?:收到货?|收货|到货|到|签收)[了啦咯](?:谢谢|哈|哦)?[\s。!~,谢]*|已(?:收货|签收)"
)
_GOT_SOME = re.compile(
    rf"\W*(?:我们?|今天|刚刚?|刚才|货|东西|已经?|都|只|就|一共)*(?:收到|收货|到货|到|签收)了?货?\s*[\d０-９一二两三四五六七八九十百]*(?:{_AMOUNT.pattern})货?了?\W*"
)
_OF_GOODS = re.compile(r"货|东西|签收")


async def none(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Leaves chatter alone; where it is spoken to, answers a greeting, a bare name, and what looks like business."""
    if actor(ctx).role is not Role.CUSTOMER:
        amount_must_be_read(msg)
    if not msg.called:
        return []
    if UNREAD in msg.media:  # words beside a picture that was not read either
        why = msg.media[UNREAD]
        return [answer(msg, CannotRead(MessageKind.IMAGE, why=why, proof=_proves(MessageKind.IMAGE, ctx)))]
    if _AGREES.fullmatch(msg.text):
        return [answer(msg, NothingOpen("confirm"))]
    if actor(ctx).role is Role.CUSTOMER and _GOT.fullmatch(msg.text.strip()):
        return await _got(msg, parse, ctx, uow)
    if actor(ctx).role is Role.CUSTOMER and _GOT_SOME.fullmatch(msg.text):
        return await got_some(msg, parse, None, ctx, uow)
    if _GREETING.fullmatch(msg.text):
        return [answer(msg, Welcome(actor(ctx).name, actor(ctx).role.value))]
    if wrong := no_place(msg.text[:200]):
        raise Refused("form.address", {"写的": wrong})
    said = msg.text[:200]
    asks = actor(ctx).role is Role.CUSTOMER and (_WHY_LATE.search(said) or _WHERE.search(said))
    if asks or only_says_when(msg.text):
        return await ask_status(msg, parse, ctx, uow)
    if actor(ctx).role is Role.CUSTOMER and _BARGAINS.search(said):
        return await ask_price(msg, parse, ctx, uow)
    more = actor(ctx).role is Role.CUSTOMER and msg.chat.kind is ChatKind.DIRECT and _MORE.search(said)
    if more and _NODS.fullmatch(said) is None and (known := await added(msg, ctx, uow)):
        return known
    wants = parse.fragment or looks_like_business(msg.text) or _NUMBERED.search(said) or spoken_in_vain(msg)
    return [answer(msg, NotUnderstood(msg.text, heard=msg.media.get(READ) == HEARD))] if wants else []


def unanswered(msg: Message, parse: Parse) -> list[Push]:
    """What is said to who called us in a group for something of which nothing came."""
    in_vain = msg.chat.kind is ChatKind.GROUP and msg.called and parse.intent is not Intent.NONE
    return [answer(msg, NotUnderstood(msg.text))] if in_vain else []


def spoken_in_vain(msg: Message) -> bool:
    """Whether it was a voice message of more than a nod: its speaker does not see what was heard."""
    return msg.media.get(READ) == HEARD and _NODS.fullmatch(msg.text) is None


async def spared(pushes: list[Push], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same, but a group is not flooded: beyond a few such answers in a while there is none."""
    if msg.chat.kind is not ChatKind.GROUP or not any(isinstance(push.notice, _IN_GROUPS) for push in pushes):
        return pushes
    key = _told_key(msg.chat)
    told = [at for at in (await uow.meta.get(key) or "").split() if datetime.fromisoformat(at) > ctx.now - _SPAN]
    if len(told) >= _MOST:
        return [push for push in pushes if not isinstance(push.notice, _IN_GROUPS)]
    await uow.meta.set(key, " ".join([*told, ctx.now.isoformat()]))
    return pushes


def _told_key(chat: ChatRef) -> str:
    return f"unread:{chat.channel}:{chat.chat_id}"


def addresses_us(msg: Message, parse: Parse | None) -> bool:
    """Whether somebody whom we do not know wants something of us in a group, and does not just nod."""
    if msg.kind is not MessageKind.TEXT or parse is None:
        return msg.kind in UNREADABLE
    plainly = parse.intent is not Intent.NONE or parse.fragment or looks_like_business(msg.text)
    return bool(plainly or _GREETING.fullmatch(msg.text) or code_in(msg.text))


async def _got(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A customer says that goods came and not which: what is under way is listed to be signed for."""
    signed = replace(parse, intent=Intent.ADVANCE_ORDER, status=SIGNED)
    found = await locate(Ref(), msg, ctx, uow, own=True)
    if any(ctx.flow.status_move(order, SIGNED) for order in found.orders):
        return await advance(msg, signed, ctx, uow)
    return await ask_status(msg, parse, ctx, uow) if _OF_GOODS.search(msg.text) else []


async def got_some(msg: Message, parse: Parse, sku: str | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A customer says how much came: his orders are shown as they stand. It orders nothing, and signs for no whole."""
    return await ask_status(msg, replace(parse, intent=Intent.ASK_STATUS, orders=(), ref=Ref(sku=sku)), ctx, uow)


def amount_must_be_read(msg: Message) -> None:
    """Refuses 到货 LT-07 三百: an arrival or a count of which nobody read how much."""
    if came := _CAME.match(msg.text):
        raise Refused("goods.form", {"编码": came["code"]})


async def show_help(msg: Message, _parse: Parse, ctx: Context, _uow: UnitOfWork) -> list[Push]:
    """What this person can say here; a menu that others speak of in a group is none of ours."""
    if not msg.called:
        return []
    return [answer(msg, HelpShown(actor(ctx).role.value))]


async def help_tap(msg: Message, _tap: Tap, ctx: Context, _uow: UnitOfWork) -> list[Push]:
    """The help button."""
    return [answer(msg, HelpShown(actor(ctx).role.value))]


def not_text(msg: Message, ctx: Context) -> list[Push]:
    """Welcomes who opens the chat, says politely what cannot be read (a text that is too long); silent in groups."""
    if not msg.called:
        return []
    if msg.kind is MessageKind.ENTER and msg.chat.kind is ChatKind.DIRECT:
        return [answer(msg, Welcome(actor(ctx).name, actor(ctx).role.value))]
    if msg.kind is MessageKind.TEXT:  # more than is read at once, and no list of goods
        if msg.media.get(READ, HEARD) != HEARD:
            return not_ordered(msg, ctx)
        return [answer(msg, CannotRead(MessageKind.VOICE if READ in msg.media else msg.kind, why="long"))]
    if msg.kind not in UNREADABLE:
        return []
    what, why = msg.media.get("type", ""), msg.media.get(UNREAD, "")
    return [answer(msg, CannotRead(msg.kind, what, why, _proves(msg.kind, ctx)))]


def may_say(msg: Message, parse: Parse) -> bool:
    """A file or a picture can order, and nothing else: it confirms, cancels and moves nothing."""
    return msg.media.get(READ, HEARD) == HEARD or parse.intent in (Intent.PLACE_ORDER, Intent.EDIT_DRAFT)


def not_ordered(msg: Message, ctx: Context) -> list[Push]:
    """Says that nothing to order was found in a file or picture, to who sent it to us."""
    if not msg.called:
        return []
    if msg.media[READ] == "record":
        return [answer(msg, CannotRead(MessageKind.OTHER, RECORD, "no_order"))]
    kind = MessageKind.IMAGE if msg.media[READ] == "picture" else MessageKind.FILE
    return [answer(msg, CannotRead(kind, why="no_order", proof=_proves(kind, ctx)))]


def _proves(kind: MessageKind, ctx: Context) -> bool:
    """Whether what came may be the picture that a step of an order waits for."""
    return kind is MessageKind.IMAGE and ctx.flow.pictures and actor(ctx).role is not Role.CUSTOMER


def looks_like_business(text: str) -> bool:
    """An amount of something, or a question about orders and goods."""
    short = text[:2000]
    if _AMOUNT.search(short) or _FIELD.match(short):
        return True
    return bool(_QUESTION.search(short) and _BUSINESS.search(short))
