"""Everything that can be typed or pressed × every role × where: who is served, who is refused with which words.

The rows come from the command readers, the intents, the button table and the flows themselves: one that is new has
no sample here and fails. Each cell is one message through reading, deciding and telling, taken back afterwards, so that
all cells meet the same company. `tests/fixtures/matrix.txt` is what came of it; read its difference before you keep it
(JIEDAN_REWRITE_GOLDEN=1). Nobody outside reads of another customer anywhere, and nobody reads prices or credit in a
group, or without being somebody who may.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
from sqlalchemy import select

from bot.app import OFFICE
from bot.deliver import Cause, deliver
from cards.card import Card, from_json
from cards.viewer import PRICE_ROLES
from config import DEMO_FILE, load
from handlers import typed as serving
from handlers.domain import typed as reading
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from handlers.domain.order import OrderId
from handlers.domain.party import Role
from handlers.hints import hints_for
from handlers.ports import Outgoing
from handlers.quotations import DEEDS, as_order
from handlers.respond import respond
from handlers.table import FORMS, TAPS
from nlp import parse
from nlp.types import Intent
from storage import tables as t
from tests.e2e.test_orders import NUMBER, SENTENCE, ordered
from tests.golden import approved
from tests.shop import Shop

GOLDEN = Path(__file__).parent.parent / "fixtures" / "matrix.txt"
OTHER_NUMBER = "SO20260310-0002"
QUOTE = "QT20260310-0001"
PLACES = {"单聊": "", "内部群": "g05", "恒力群": "g03", "鲁通群": "g04"}
HOME = {"g03": "C001", "g04": "C004"}
PEOPLE = {
    "业务员": "u01",  # the order's
    "别的业务员": "u03",
    "仓库": "u09",
    "采购": "u12",
    "生产": "u14",
    "财务": "u17",
    "物流": "u19",
    "客服": "u21",
    "经理": "u23",
    "恒力客户": "u25",
    "鲁通客户": "u26",
    "陌生人": "x-nobody",
}
SECRETS = {  # what only this customer and our own people may read
    "C001": (NUMBER, QUOTE, "台州恒力", "恒力-", "李采购", "660,000", "66万", "转向节(左)×300"),
    "C004": (OTHER_NUMBER, "鲁通", "老王", "17件"),
}
MONEY = re.compile(r"812\.5|243,?750|687\.5|11,?687|信用|额度|逾期|欠款|底价|成本|毛利")

TYPED = {  # verb -> how it is said of the order 0001
    "receipt": "到货 ZXJ-J6PL 3",
    "count": "盘点 ZXJ-J6PL 3",
    "holders": "谁占了 ZXJ-J6PL",
    "grant": "通过 0001",
    "deny": "驳回 0001 没有到账",
    "paid_first": "回款后放行 0001",
    "ask_again": "重新申请 0001",
    "decline": "婉拒 0001",
    "coordinate": "协调 0001",
    "assure": "答应客户 0001",
    "basis": "产能依据 0001",
    "drop_line": "0001 第1行删掉",
    "urgent": "0001 加急",
    "health": "0001 健康度",
    "pool": "复查池",
    "history": "0001 修改记录",
    "then": "0001 3月10日的样子",
    "part": "先发现货",
    "whole": "等齐",
    "top_up": "加凑单",
    "top_add": "凑单1",
    "top_leave": "不凑单",
    "unsay": "上一条撤回",
    "fit_all": "全部按整箱",
    "withdraw": "0001 不改期了",
    "swap": "换替代品",
    "merge": "合并",
    "new": "是新单",
    "ask_customer": "问客户",
    "plans": "0001 插单评估",
    "plan": "0001 选A",
    "plan_back": "撤销插单 0001",
    "heard": "原声",
    "part_first": "同意先交 0001",
    "picked": "0001 已拣 2件",
    "label": "0001 已打单",
    "invoice": "0001 开票",
    "scan": "扫面单 0001 v1",
    "stopped": "0001 已拦下",
    "missed": "0001 没拦住",
    "price": "0001 单价改成700,老客户让利",
    "reason": "0001 原因 客户仓库搬了",
    "remark": "0001 备注 送货前打电话",
    "delayed": "0001 要延误1天,设备故障",
    "quote": "报价 台州恒力 J6P左转向节 9件",
    "quote_change": "改报价 QT20260310-0001 J6P左转向节 9件",
    "quote_again": "重新报价 QT20260310-0001",
    "quote_send": "发报价 QT20260310-0001",
    "quote_turn": "转订单 QT20260310-0001",
    "quote_drop": "撤回报价 QT20260310-0001",
    "quotes": "报价单",
    "pledge": "记一条:答应恒力周五前到",
    "pledges": "我的承诺",
    "kept": "兑现 1",
    "broken": "没兑现 1",
    "unpledge": "取消承诺 1",
    "repledge": "改承诺 1 到周六",
    "rate": "承诺兑现率",
    "pay": "0001 已付 500",
    "money": "0001 收款",
    "paid_up": "0001 付过了",
    "owes": "台州恒力还欠多少钱",
    "refund": "0001 退款 100 客户多付",
    "unrefund": "撤销退款 0001",
    "reverse": "0001 撤销收款 100",
    "return": "0001 有2件想退",
    "flawed": "0001 有2件想退 质量问题",
    "returned": "收到退货 0001",
    "pause": "暂停日报",
    "resume": "恢复日报",
    "digest": "今天的日报",
    "quiet": "不用通知我",
    "news": "恢复通知",
    "take": "我来处理 0001",
    "pass_on": "转给@孙福根 0001",
    "mute": "静音2小时 0001",
    "unmute": "取消静音 0001",
    "explain": "说明原因 0001 模具在修",
    "fix_day": "定日期 0001 3月20日",
    "contacted": "0001 已联系,明早到",
    "reroute": "0001 改派 中通 ZT20316094",
    "to_service": "转客服 0001",
    "script": "复制A 0001",
    "voice": "换亲切语气 0001",
    "carriers": "承运商",
    "solve": "已解决 0001 车到了",
    "why": "为什么通知我 0001",
    "buy": "发起采购",
    "unreceipt": "撤销到货 ZXJ-J6PL",
    "lacking": "缺料清单",
    "requisition": "采购申请 PR-0001",
    "instead": "用替代品 ZXJ-J6PL",
    "recount": "盘点不符 ZXJ-J6PL 8",
    "slip_send": "通知客户 0001",
    "slip_edit": "改通知 0001 晚两天",
    "slip_hold": "先不通知 0001",
    "rules": "规则",
    "rule_try": "试跑 高价复核",
    "rule_on": "启用规则 高价复核",
    "rule_off": "停用规则 高价复核",
    "rule_back": "回滚规则 高价复核",
    "rule_write": "规则 高价复核\n当 状态变为 待审核",
    "because": "为什么 0001",
    "stuck": "0001 为什么不能确认",
    "tag": "0001 加标签 急",
    "tagged": "有哪些单库存缺货",
    "untag": "0001 去标签 急",
    "invite": "邀请 台州恒力 李工",
    "bind": "绑定 台州恒力 李工 x1",
    "unbind": "解绑 恒力-李采购",
    "disable": "停用 陈海波",
    "enable": "启用 陈海波",
    "stop": "停售 ZXJ-J6PL 等新批次",
    "resale": "恢复销售 ZXJ-J6PL 到货了",
    "stops": "停售清单",
    "presale": "接受预售",
}
SAID = {  # intent -> words that mean it
    Intent.PLACE_ORDER: "台州恒力 J6P右转向节 3件,20号前到",
    Intent.CHANGE_ORDER: "0001 改成280件",
    Intent.CANCEL_ORDER: "0001 取消,客户不要了",
    Intent.ASK_STATUS: "0001到哪了",
    Intent.ASK_STOCK: "J6P左转向节还有多少库存",
    Intent.ASK_PRICE: "J6P左转向节多少钱",
    Intent.ADVANCE_ORDER: "0001 已排产",
    Intent.REPORT_SHORTAGE: "J6P左转向节缺料",
    Intent.NONE: "今天天气不错",
    Intent.EDIT_DRAFT: "数量改成7",
    Intent.CONFIRM: "确认下单",
    Intent.DISCARD: "不要了",
    Intent.UNDO: "撤销",
    Intent.HELP: "帮助",
    Intent.REPEAT_LAST: "台州恒力照上次来一单",
    Intent.ALIAS: "别名",
}


def verbs(package: ModuleType) -> set[str]:
    """Every verb that a package's readers can make, from the tables and the code of its modules."""
    modules = [import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)]
    return set().union(*map(_verbs, modules))


def _verbs(module: ModuleType) -> set[str]:
    found: set[str] = set()
    for value in vars(module).values():
        if isinstance(value, dict) and all(isinstance(one, str) for one in (*value, *value.values())):
            found |= set(value.values())
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            found |= {one[0] for one in value if isinstance(one[0], str) and isinstance(one[1], re.Pattern)}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Typed" and node.args:
            found |= set(_words(node.args[0]))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "verb":
            found |= set(_words(node.value))
    return found


def _words(node: ast.expr) -> Iterator[str]:
    """The words that an expression may be; those that only choose between them are left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))


def test_every_command_has_a_row() -> None:
    assert verbs(reading) == set(TYPED)
    for verb, text in TYPED.items():
        found = reading.read(text)
        assert found is not None, text
        assert found.verb == verb, text
    assert set(serving.STAFF) | serving.GOODS | serving.OF_ORDERS | serving.CHOICES <= set(TYPED)
    assert set(Intent) == set(SAID)


@dataclass(frozen=True)
class Company:
    """A shop with an order of each customer, a claim, a shortage; and the numbers that buttons speak of."""

    shop: Shop
    rows: dict[str, tuple[str, Tap | None]]  # name -> words, or a button

    async def tells(self, who: str, chat: str, row: str) -> tuple[list[Outgoing], str]:
        """What everybody would be told, and how the speaker is answered; nothing of it stays."""
        office, now = self.shop._app[OFFICE], self.shop.clock.now()  # type: ignore[index]
        desk, (text, tap) = office.desk, self.rows[row]
        where = ChatRef("console", chat or f"d-{who}", ChatKind.GROUP if chat else ChatKind.DIRECT)
        kind = MessageKind.TEXT if tap is None else MessageKind.TAP
        msg = Message(10**6, "console", "m", where, UserRef("console", who), kind, now, now, text=text, tap=tap)
        lexicon = await desk.lexicon.current(now)
        async with self.shop.store.write() as uow:
            ctx = await desk._context(msg, uow, now)
            read = parse(*as_order(text, await hints_for(msg, ctx, uow)), lexicon) if tap is None else None
            pushes = await respond(msg, read, ctx, uow)
            told = await deliver(pushes, Cause(now, msg, ctx.actor), uow, desk.settings, desk.platforms)
        here = [from_json(one.card) for one in told if one.chat == where]
        alone = [from_json(one.card) for one in told if chat and one.chat.chat_id == f"d-{who}"]
        return told, _outcome(here, "") + _outcome(alone, " 私下:") or "不作声"


def _outcome(cards: list[Card], before: str) -> str:
    """How a card reads in one line: its title, or the first sentence where it has none."""
    return "".join(f"{before}{card.title or _first(card)}" for card in cards[:1])


def _first(card: Card) -> str:
    return next((block.text for block in card.blocks if block.kind == "note"), card.summary)


@pytest.fixture
async def company(shop: Shop) -> Company:
    """Two customers' orders, a claim that waits, products that lack."""
    await ordered(shop, SENTENCE)
    await ordered(shop, "济南鲁通 T7H左转向节 17件,20号前到", "林晓燕")
    await shop.says("恒力-李采购", "0001 已付 500")
    await shop.says("陈海波", "台州恒力 J6P右转向节 5件,20号前到")
    await shop.says("陈海波", "报价 台州恒力 J6P左转向节 8件")
    await shop.says("陈海波", "发报价 QT20260310-0001")
    await shop.waits(seconds=2)
    async with shop.store.read() as uow:
        (quotation,) = await uow.quotations.of()
        first = await uow.orders.get(OrderId(1))
        execute = uow.connection.execute
        draft = (await execute(select(t.orders.c.id, t.orders.c.version).where(t.orders.c.phase == "draft"))).one()
        claim, alert, said = [
            (await execute(select(table.c.id).order_by(table.c.id))).scalars().first()
            for table in (t.approvals, t.alerts, t.inbox)
        ]
    assert first.number == NUMBER
    rows: dict[str, tuple[str, Tap | None]] = {f"说 {verb}": (text, None) for verb, text in TYPED.items()}
    rows |= {f"意图 {intent.value}": (text, None) for intent, text in SAID.items()}
    values = dict.fromkeys(("grant", "deny", "offer", "decline"), claim)
    values |= {"choose": 0, "swap": "1-0", "fit": "1-4", "flawed": "1-2"}
    values |= dict.fromkeys(("take", "pass_on", "mute", "unmute", "solve", "why", "instead", "recount", "buy"), alert)
    values |= {"note": 0, "request": f"human-{said}", "human": said, "ask_owner": said, "alias_undo": 1}
    values |= dict.fromkeys(("slip_send", "slip_edit", "slip_hold"), 1)
    flows = load(DEMO_FILE, {}).flows.values()  # every preset: a button of another flow is nobody's here
    actions = {move.action for flow in flows for move in flow.moves} - {**TAPS, **FORMS}.keys()
    of_draft = (
        "confirm",
        "discard",
        "choose",
        "fill",
        "part",
        "whole",
        "merge",
        "new",
        "ask_customer",
        "plans",
        "plan",
        "fit",
        "fit_all",
    )
    for verb in (*{**TAPS, **FORMS}, *sorted(actions)):
        order, version = (draft.id, draft.version) if verb in of_draft else (first.id, first.version)
        if verb in DEEDS or verb == "quotes":
            order, version = quotation.order_id, quotation.version
        form = {"qty_1": "280"} if verb == "fill" else None
        tap = Tap(verb, OrderId(order), version, str(values.get(verb, "")))
        rows[f"按 {verb}"] = ("", replace(tap, form=form) if form else tap)
    return Company(shop, rows)


def _leaks(asked: str, told: list[Outgoing], outside: dict[str, str]) -> list[str]:
    """What somebody reads whom it does not concern."""
    found = []
    for one in told:
        card, chat = from_json(one.card), one.chat.chat_id
        words = one.card.replace(asked, "") if asked else one.card
        user = chat.removeprefix("d-")
        home = HOME.get(chat) if one.chat.kind is ChatKind.GROUP else outside.get(user)
        for customer, secrets in SECRETS.items():
            if home is not None and customer != home:
                told_of = [secret for secret in secrets if secret in words and secret not in asked]
                found += [f"{chat}: {secret} in {card.summary}" for secret in told_of]
        group = one.chat.kind is ChatKind.GROUP
        if not group and outside.get(user) == "C001" and card.title == f"报价单 {QUOTE}":
            continue  # the prices that were offered to this very customer
        if (group or user in outside or ROLES.get(user) not in PRICE_ROLES) and (money := MONEY.search(words)):
            found.append(f"{chat}: {money[0]} in {card.title}")
    return found


ROLES: dict[str, Role] = {}


async def test_who_may_do_what_where(company: Company) -> None:
    async with company.shop.store.read() as uow:
        people = await uow.parties.all_people()
    ROLES.update({person.user: person.role for person in people})
    outside = {person.user: person.customer_id or "" for person in people if person.role is Role.CUSTOMER}
    outside[PEOPLE["陌生人"]] = ""
    wrong: list[str] = []
    lines: list[str] = []
    for row in company.rows:
        asked = company.rows[row][0]
        cells: dict[str, list[str]] = {}
        for who, user in PEOPLE.items():
            for place, chat in PLACES.items():
                told, outcome = await company.tells(user, chat, row)
                cells.setdefault(outcome.replace("\n", " "), []).append(f"{who}@{place}")
                wrong += [f"{row} {who}@{place} {leak}" for leak in _leaks(asked, told, outside)]
        lines.append(f"{row}  {asked!r}")
        lines += [f"  {outcome}: {' '.join(_short(cells))}" for outcome, cells in cells.items()]
    assert not wrong, f"{len(wrong)} leaks\n" + "\n".join(wrong)
    text = "\n".join(lines) + "\n"
    assert text == approved(GOLDEN, text)


def _short(cells: list[str]) -> list[str]:
    """Somebody's cells together; all places of his without their names."""
    by: dict[str, list[str]] = {}
    for cell in cells:
        who, _, place = cell.partition("@")
        by.setdefault(who, []).append(place)
    return [who if len(places) == len(PLACES) else f"{who}@{','.join(places)}" for who, places in by.items()]
