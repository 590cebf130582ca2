"""`jiedan audit`: whether orders' histories are as they were written, and what they say."""

import argparse
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from cards.history import event_rows
from cards.viewer import Viewer
from config.settings import Settings
from handlers.domain.attempt import KINDS
from handlers.domain.messaging import PLATFORMS, ChatKind
from handlers.domain.party import Person, Role
from handlers.history import history
from handlers.notices import History
from storage import Store
from storage.audit import Anchors, Damage
from storage.audit_book import Differs
from storage.audit_proofs import Untrue
from storage.books import BOOK, BookChange, entry_names
from storage.proofs import PLEDGE

HELP = """jiedan audit verify               检查全部订单的修改记录有没有被改过、删过、插过、换过顺序
jiedan audit verify --anchor 文件  再和以前留的底对一遍:连哈希一起重算、整单删掉的也查得出
jiedan audit anchor 文件           留一份底(每张订单一行),请存到数据库以外的地方,例如每天一份
jiedan audit show SO20260310-0001  一张订单的全部记录:何时、谁、改了什么、在哪里说的
jiedan audit show LT-07            一种产品的价格、一位客户的等级和额度、一条规则:何时、谁、从什么改成什么
jiedan audit attempts --days 30    安全日志:谁、何时、在哪里想用话改价、要权限、绕规则(只记类别和消息号,不记原话)
verify 发现问题时退出码为 1,并写出是哪张订单的第几条。
"""
WORDS = {
    "changed": "内容被改过",
    "missing": "没有了(被删掉)",
    "replaced": "被换过(和后一条对不上)",
    "extra": "是后来插进去的",
    "headless": "链尾记录被删掉了",
    "unrecorded": "一条修改记录也没有",
    "anchor": "和留的底不一样",
    "gone": "订单本身被直接删掉了,只剩修改记录",
    "sums": "订单上的已收或已退合计和明细对不上:合计被直接改过",
    "state": "现在的状态和最后一条记录对不上:订单本身被直接改过",
    "paid": "已收的款和修改记录对不上:收款记录被直接改过",
}
PROOF_WORDS = {
    "changed": "内容被改过",
    "missing": "没有了(被删掉)",
    "replaced": "被换过(和后一条对不上)",
    "anchor": "和留的底不一样",
    "moves": "出入库记录 {row} 和上一条接不上:有一条被直接改过、加过或删过",
    "held": "占用合计被直接改过:各张单占用加起来是 {said},现在写的是 {found}",
}
_SUBJECTS = {"stock": "库存", PLEDGE: "承诺", BOOK: "账本"}
_BOOKS = {"products": "产品价格", "customers": "客户额度", "prices": "价目", "rules": "规则"}
_ENTRIES = {
    "products": "产品",
    "customers": "客户",
    "prices": "价目",
    "rule_versions": "规则的写法",
    "rule_switches": "规则的启用记录",
}
_ROWS = {  # a part of an order -> what it is called before and after its number
    "order_lines": ("第", "行"),
    "approvals": ("审批", ""),
    "payments": ("收款", ""),
    "refunds": ("退款", ""),
    "returns": ("退货", ""),
    "stock_holds": ("占货", ""),
    "promises": ("承诺的第", "行"),
    "quotations": ("报价", ""),
}
_COLUMNS = {
    "number": "单号",
    "phase": "阶段",
    "customer_id": "客户",
    "due": "交期",
    "address": "地址",
    "urgent": "加急",
    "tracking": "运单号",
    "held": "暂停",
    "agreed": "车间答应的日期",
    "placed_by": "下单人",
    "confirmed_by": "确认人",
    "sku": "产品",
    "base_qty": "数量",
    "base_unit": "单位",
    "price": "单价",
    "gift": "赠品标记",
    "picked": "已拣数量",
    "topic": "事项",
    "state": "状态",
    "decided_by": "处理人",
    "offered": "给出的日期",
    "roles": "审批角色",
    "findings": "审批依据",
    "wanted": "要改成的内容",
    "received": "实收金额",
    "claimed": "申报金额",
    "by": "申请人",
    "worth": "金额",
    "amount": "金额",
    "undone_by": "撤销人",
    "goods": "货",
    "received_by": "收货人",
    "customer_name": "客户名称",
    "remark": "备注",
    "tags": "标签",
    "label": "面单版本",
    "qty": "数量",
    "need": "需要的数量",
    "short": "缺的数量",
    "source": "来源",
    "day": "交期",
    "full": "齐货日期",
    "made": "生产日期",
    "since": "排队时间",
    "until": "有效期",
    "version": "版本",
    "sent_at": "发送时间",
    "kind": "类别",
    "on_hand": "在库数量",
    "at": "时间",
    "order_id": "订单",
    "words": "原话",
    "closed_at": "结束时间",
    "closed_by": "结束人",
    "flow": "流程",
    "due_kind": "交期的说法",
    "confirmed_at": "确认时间",
    "entered_at": "进入状态的时间",
    "customer_no": "客户单号",
    "quote": "报价单号",
    "delayed": "延误到的日期",
    "terms": "付款条件",
    "unit": "单位",
    "order_lines.label": "品名",
    "said_price": "说的单价",
    "presale": "预售",
    "presale_day": "预售日期",
    "presale_qty": "预售数量",
    "asked_by": "申请人",
    "decided_at": "处理时间",
    "reason": "原因",
    "said": "申请的原话",
    "flawed": "质量问题标记",
    "min_price": "最低价",
    "cost": "成本价",
    "level": "等级",
    "credit_limit": "信用额度",
    "owner": "业务员",
    "name": "名称",
    "body": "写法",
    "tried_at": "试跑时间",
    "tried_by": "试跑人",
    "undoes": "回滚",
    "prices.until": "结束日期",
    "rule_switches.version": "启用的版本",
    "signed_at": "签收时间",
    "received_at": "收货时间",
}
_HASHED = frozenset(
    {
        "address",
        "roles",
        "findings",
        "wanted",
        "goods",
        "customer_name",
        "remark",
        "tags",
        "words",
        "reason",
        "said",
        "body",
    }
)  # kept in the history as a hash only
CURE = "请先保留现场(备份数据库),查谁能直接连数据库;再用最近一份 verify 通过的备份核对或恢复这些订单"
MOST_DAYS = 3660
_LINE = re.compile(r"(\d{1,18}|[a-z]+:[^\t]+)\t(\d{1,9})\t([0-9a-f]{64})")
_HEAD = "# jiedan audit anchor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    verbs = ("verify", "anchor", "show", "attempts")
    parser.add_argument("verb", choices=verbs, metavar="|".join(verbs), help="检查、留底、看一张订单,或看安全日志")
    parser.add_argument("--days", type=int, default=30, metavar="天", help="attempts:看最近几天,平常 30 天")
    parser.add_argument("what", nargs="?", metavar="文件或单号", help="anchor:写到哪个文件;show:哪张订单")
    parser.add_argument("--anchor", type=Path, metavar="文件", help="verify:和以前留的底对一遍")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Does it."""
    if options.verb == "verify":
        if options.what:
            raise CommandError("verify 后面不用写单号,总是全部检查")
        return run_async(_verify(settings_of(options), _read(options.anchor) if options.anchor else {}))
    if options.verb == "attempts":
        return run_async(_attempts(settings_of(options), options.days))
    if options.anchor:
        raise CommandError("--anchor 只用于 verify")
    if not options.what:
        raise CommandError("anchor 后面要写文件名" if options.verb == "anchor" else "show 后面要写单号")
    if options.verb == "anchor":
        return run_async(_anchor(settings_of(options), Path(options.what)))
    return run_async(_show(settings_of(options), options.what))


async def _verify(settings: Settings, anchors: Anchors) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        checked = await uow.audit.check(anchors)
    for damage in checked.damages:
        print(_said(damage))
    for number, seq in checked.erased:
        print(f"{number or '一张草稿'} 第{seq}条的文字按“删除个人资料”抹掉过(哪天抹的,见这张单后面的“删除个人资料”)")
    against = f",和留的底({sum(isinstance(of, int) for of, _ in anchors)} 张订单)对过" if anchors else ""
    counts = f"{checked.orders} 张订单、{checked.events} 条记录{against}"
    if checked.damages:
        print(f"查了{counts},发现 {len(checked.damages)} 处问题。{CURE}")
        return Exit.FOUND
    print(f"查了{counts},没有发现改动")
    return Exit.OK


def _said(damage: Damage) -> str:
    if damage.kind == "unguarded":
        return "数据库里禁止改动记录的触发器不全。请停机后运行 jiedan db upgrade;仍不行请用备份恢复"
    if isinstance(damage.differs, Untrue):
        return _untrue(damage.differs)
    order = damage.number or f"订单编号 {damage.order_id}"
    if damage.differs is not None:
        return f"{order}\t{_differs(damage.differs)}"
    place = f"第 {damage.seq} 条" if damage.seq else ""
    return f"{order}\t{place}{WORDS[damage.kind]}"


def _untrue(one: Untrue) -> str:
    """库存 LT-07	第 3 条库存记录的数量被直接改过:第 2 条凭据是 300,现在是 3."""
    kind, _, name = one.subject.partition(":")
    what = _BOOKS[name] if kind == BOOK else f"{_SUBJECTS[kind]} {name}"
    if one.kind in PROOF_WORDS:
        place = f"第 {one.seq} 条凭据" if one.seq else ""
        words = PROOF_WORDS[one.kind].format(said=one.said, found=one.found, row=one.part.partition(":")[2])
        return f"{what}\t{place}{words}"
    if kind == BOOK:
        return f"{what}\t{_entry(one.part)}{_change(one, f'第 {one.seq} 条凭据' if one.seq else '凭据')}"
    row = one.part.partition(":")[2] if one.part.startswith("stock_moves:") else ""
    subject = f"出入库记录 {row} " if row else "这条承诺" if kind == PLEDGE else "账面"
    since = f"第 {one.seq} 条凭据" if one.seq else "凭据" if kind == PLEDGE or row else "产品表"
    return f"{what}\t{subject}{_change(one, since)}"


def _entry(part: str) -> str:
    """产品 LT-07."""
    table, _, name = part.partition(":")
    return f"{_ENTRIES[table]} {name.strip()} "


def _differs(one: Differs) -> str:
    """第 2 行的单价被直接改过:第 5 条记录是 12.5,现在是 1."""
    table, _, number = one.part.partition(":")
    what = f"{_ROWS[table][0]} {number} {_ROWS[table][1]}" if number else "订单"
    return what + _change(one, f"第 {one.seq} 条记录" if one.seq else "修改记录里")


def _change(one: Differs | Untrue, since: str) -> str:
    if not one.column:
        return f"是直接加进去的:{since}没有" if one.said is None else f"被直接删掉了:{since}还有"
    own = _COLUMNS.get(f"{one.part.partition(':')[0]}.{one.column}")
    column = "经手人" if one.column == "by" and isinstance(one, Untrue) else own or _COLUMNS[one.column]
    if one.column in _HASHED:
        return f"的{column}被直接改过:和{since}对不上"
    return f"的{column}被直接改过:{since}是 {_value(one.said)},现在是 {_value(one.found)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in (None, "") else "空"


async def _anchor(settings: Settings, path: Path) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        if (await uow.audit.check()).damages:
            raise CommandError("修改记录有问题,没有留底。请先运行 jiedan audit verify 看是哪几条", Exit.FOUND)
        ends = [*await uow.audit.ends(), *await uow.audit.proof_ends()]
    rows = [f"{of}\t{seq}\t{hashed}" for of, seq, hashed in ends]
    try:
        with path.open("x", encoding="utf-8") as file:  # an older one is never overwritten
            file.write("\n".join([f"{_HEAD} {SystemClock().now():%Y-%m-%dT%H:%M:%SZ}", *rows, ""]))
    except FileExistsError as wrong:
        raise CommandError(f"{path} 已经有了,请换个文件名(旧的底不覆盖)") from wrong
    except OSError as wrong:
        raise CommandError(f"{path} 写不进去,请检查路径和写权限") from wrong
    print(f"{len(ends)} 张订单的底已写到 {path},请存到数据库以外的地方")
    return Exit.OK


def _read(path: Path) -> Anchors:
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"读不了 {path},请检查路径") from wrong
    found = [_LINE.fullmatch(line) for line in lines]
    if not head.startswith(_HEAD) or None in found:
        raise CommandError(f"{path} 不是 jiedan audit anchor 写的文件,或被改过,请换一份")
    return {(int(one[1]) if one[1].isdigit() else one[1], int(one[2])): one[3] for one in found if one}


async def _show(settings: Settings, number: str) -> int:
    zone = settings.company.zone
    reader = Person("", "", Role.MANAGER)
    viewer = Viewer(reader, ChatKind.DIRECT, zone, SystemClock().now(), flows=settings.flows)
    async with ready_store(settings) as store:
        async with store.read() as uow:
            found = [] if await uow.orders.by_number(number) else await uow.audit.book(number)
        for change in found:
            print(_changed(change, zone))
        if found:
            return Exit.OK
        notice = await _history(store, number)
    for event in notice.events:
        first, *rest = event_rows(event, notice, viewer)
        source = f"\t消息 {event.message_id}" if event.message_id else ""
        print(f"{event.seq}\t{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S}\t{first}{source}")
        for row in rest:
            print(f"\t\t{row}")
    return Exit.OK


def _changed(one: BookChange, zone: ZoneInfo) -> str:
    """3	2026-03-10 09:12:00	命令行 root	产品 LT-07	单价:60 → 62."""
    at = f"{datetime.fromisoformat(one.at).astimezone(zone):%Y-%m-%d %H:%M:%S}" if one.at else "升级前"
    table = one.part.partition(":")[0]
    names = entry_names(table)
    old, new = one.before or [None] * len(names), one.after or [None] * len(names)
    words = [
        f"{_COLUMNS.get(f'{table}.{name}') or _COLUMNS[name]}:{_value(was)} → {_value(now)}"
        for name, was, now in zip(names, old, new, strict=True)
        if was != now and name not in ("at", "by", "body", "source")
    ]
    gone = "删掉了" if one.after is None else ""
    who = (one.by or one.source or "命令行") if one.at else ""
    rows = (str(one.seq), at, who, _entry(one.part).strip(), gone, *words)
    return "\t".join(row for row in rows if row)


async def _attempts(settings: Settings, days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise CommandError(f"--days 写 1 到 {MOST_DAYS}")
    zone = settings.company.zone
    async with ready_store(settings) as store, store.read() as uow:
        found = await uow.attempts.since(SystemClock().now() - timedelta(days=days))
    for one in found:
        where = f"{PLATFORMS.get(one.channel, one.channel)}{'群' if one.group else '单聊'}"
        print(
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}\t{one.user or '没有绑定的人'}\t{where}"
            f"\t{KINDS.get(one.kind, one.kind)}\t消息 {one.message_id}"
        )
    print(f"最近 {days} 天 {len(found)} 条" if found else f"最近 {days} 天没有")
    return Exit.OK


async def _history(store: Store, number: str) -> History:
    async with store.read() as uow:
        order = await uow.orders.by_number(number)
        if order is None:
            raise CommandError(f"没有订单、产品、客户或规则 {number},请写完整单号或编号")
        return await history(order, uow)
