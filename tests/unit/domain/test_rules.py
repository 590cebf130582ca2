"""The language of rules: what is read, what is refused with a cure, what holds, and what goes in circles."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from config.rules import RuleFile
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatRef
from handlers.domain.order import Change, Line, Order, OrderEvent, OrderId, Phase
from handlers.domain.party import Customer
from handlers.domain.rules.condition import WrongWords, holds, read_condition
from handlers.domain.rules.facts import Known, facts_of, said, stood
from handlers.domain.rules.loops import loop
from handlers.domain.rules.matching import looks, matches
from handlers.domain.rules.model import Compare, Condition, Every, Not, Require, Rule, RuleText, Some, Value, rule_of
from handlers.domain.rules.model import said as rule_said
from handlers.domain.rules.reading import read_rule
from handlers.domain.rules.vocabulary import vocabulary

FLOWS = {name: Flow(spec) for name, spec in config.load(None, {}).flows.items()}
PRODUCTION, FIVE = FLOWS["production"], FLOWS["five_state"]
WORDS = vocabulary(PRODUCTION)
NOW = datetime(2026, 3, 10, 1, 12, tzinfo=UTC)
ROLES = {"fin": "finance", "sal": "sales", "buy": "customer", "boss": "manager"}
ORDER = Order(
    OrderId(1),
    3,
    "production",
    "已收款",
    Phase.OPEN,
    ChatRef("wecom", "c"),
    NOW,
    NOW,
    number="SO1",
    placed_by="buy",
    customer_id="C1",
    lines=(
        Line(1, "ZXJ-1", "转向节(左)", base_qty=Decimal(20), price=Decimal("812.5")),
        Line(2, "SCP-9", "刹车片", base_qty=Decimal("2.5"), price=Decimal(10)),
    ),
    due=date(2026, 3, 15),
    confirmed_at=NOW - timedelta(days=3),
    entered_at=NOW - timedelta(days=1, hours=3),
    tags=("重点",),
)
CUSTOMER = Customer("C1", "台州恒力", level="VIP", region="浙江")


def event(action: str, before: str = "待确认", after: str = "", actor: str = "fin", **more: Any) -> OrderEvent:
    return OrderEvent(OrderId(1), NOW, actor, action, before, after or before, **more)


PAID = event("pay", "待确认", "已收款", changes=(Change("photo", "", "17"),))
EVENTS = (event("confirm", "草稿", "待确认", "sal"), PAID)


def facts(**changed: Any) -> dict[str, Value | None]:
    known = Known(
        replace(ORDER, **changed), CUSTOMER, EVENTS, ROLES, short=False, now=NOW, zone=ZoneInfo("Asia/Shanghai")
    )
    return facts_of(known, WORDS)


def text(name: str = "规则", when: str = "下单", then: str = "加标签 甲", cond: str = "") -> RuleText:
    return RuleText(name, tuple(when.split("|")), tuple(then.split("|")), cond)


def read(written: RuleText, flow: Flow = PRODUCTION) -> Rule:
    rule, flaws = read_rule(written, flow)
    assert rule is not None, [str(flaw) for flaw in flaws]
    return rule


@pytest.mark.parametrize(
    ("cond", "holds_"),
    [
        ("金额 >= 16275", True),
        ("金额>1.6万且数量<=22.5", True),
        ("金额 > 16,275 元", False),
        ("金额 = 16275", True),
        ("金额 != 16275", False),
        ("总额不少于 1万", True),
        ("行数 = 2 且 非 加急", True),
        ("客户 = 台州恒力", True),
        ("客户 含 恒力 且 客户等级 属于 VIP、A", True),
        ("等级 = A", False),
        ("VIP客户 = 否", False),
        ("非 VIP客户", False),
        ("(加急 或 VIP客户) 且 状态 = 已收款", True),
        ("(加急 或 VIP客户) 且 状态 ≠ 已收款", False),
        ("加急 或 VIP客户 且 状态 = 备料中", False),
        ("产品 含 转向节", True),
        ("产品 不含 羊角", True),
        ("产品编号 含 zxj", True),
        ("标签 没有 重点", False),
        ("渠道 = 企业微信", True),
        ("下单人 = 客户 且 操作人 = 财务", True),
        ("交期天数 <= 5 天 且 停留天数 至少 1 且 下单天数 < 4", True),
        ("交期天数 < 5", False),
        ("地区 = “浙江” 且 地址 = 某地", False),
        ("付款凭证已上传 且 财务通过", True),
        ("付款凭证未上传 或 主管通过", False),
        ("运单号已填", False),
        ("运单号 不含 SF", True),
        ("质检报告已上传", False),
        ("不缺货 且 没有等批准", True),
        ("", True),
    ],
)
def test_conditions(cond: str, holds_: bool) -> None:
    assert holds(read(text(cond=cond)).condition, facts()) is holds_


@pytest.mark.parametrize(
    ("cond", "holds_"),
    [
        ("产品编号 含 ZXJ-001L", True),
        ("产品编号 含 ZXJ-001", False),
        ("产品编号 不含 ZXJ-00", True),
        ("产品编号 含 XJ-001L", False),
        ("产品编号 含 zxj-001*", True),
        ("产品编号 含 *", False),
        ("产品编号 含 ZXJ", True),
        ("产品编号 含 ZLG-7", False),
        ("产品编号 含 zlg-70-b", True),
    ],
)
def test_a_code_is_not_a_longer_one(cond: str, holds_: bool) -> None:
    codes = {"产品编号": ("ZXJ-001L", "ZLG-70-B")}
    assert holds(read(text(cond=cond)).condition, facts() | codes) is holds_


@pytest.mark.parametrize(
    ("cond", "words", "cure"),
    [
        ("金客 > 5", "没有“金客”这个条件项", "金额"),
        ("付款凭证已上船", "没有“付款凭证已上船”这个条件项", "付款凭证已上传"),
        ("金额", "后面缺少比较", "金额 >= 10000"),
        ("金额 含 5", "不能用“含”比较", ">="),
        ("金额 > 很多", "“很多”不是数字", "10000"),
        ("金额 >", "后面缺少值", "10000"),
        ("客户等级 = 金牌", "客户等级没有“金牌”", "VIP"),
        ("状态 = 已收到", "状态没有“已收到”", "已收款"),
        ("(加急", "括号没有配对", "右括号"),
        ("加急 且", "没有写完", "例如"),
        ("加急 VIP客户", "读不懂", "且 或 或"),
        ("客户 = “恒力", "引号没有配对", "”"),
        ("加急 = 5", "只能是 是 或 否", "加急"),
        ("__import__('os')", "没有“__import__”这个条件项", "可用"),
        ("((((((((((((((加急", "套得太深", "拆成"),
        ("金额 > 1 且 " * 100 + "加急", "太长", "拆成"),
    ],
)
def test_conditions_that_cannot_be_read(cond: str, words: str, cure: str) -> None:
    rule, (flaw,) = read_rule(text(cond=cond), PRODUCTION)
    assert rule is None
    assert flaw.place == ("if",)
    assert words in flaw.words
    assert cure in flaw.cure


@pytest.mark.parametrize(
    ("when", "what", "does"),
    [
        ("下单", event("confirm", "草稿", "待确认"), True),
        ("下单", PAID, False),
        ("进入 已收款", PAID, True),
        ("进入 待确认", PAID, False),
        ("离开 待确认", PAID, True),
        ("离开 待确认", event("note"), False),
        ("付款凭证已上传", PAID, True),
        ("付款凭证上传", replace(PAID, changes=()), False),
        ("质检报告已交", PAID, False),
        ("运单号填写", event("note", changes=(Change("tracking", "", "SF1"),)), True),
        ("运单号填写", event("note", changes=(Change("tracking", "SF1", "SF1"),)), False),
        ("财务通过", PAID, True),
        ("财务通过", replace(PAID, actor="boss"), False),
        ("财务通过", event("approve"), True),
        ("财务通过", event("note", reason="付款"), True),
        ("财务通过", event("note", reason="质检"), False),
        ("财务审批通过", event("approve"), True),
        ("主管通过", event("approve", actor="boss"), True),
        ("审批通过", event("approve", actor="boss"), True),
        ("审批通过", PAID, False),
        ("财务驳回", event("reject"), True),
        ("审批驳回", event("approve"), False),
        ("记录 付款", event("note", reason="付款"), True),
        ("记录 付款", event("note", reason="质检"), False),
        ("数量变更", event("change", changes=(Change("line:2", "甲 1件", "甲 2件"),)), True),
        ("交期变更", event("change", changes=(Change("date", "", "2026-03-18"),)), True),
        ("地址变更", event("change", changes=(Change("date", "", "2026-03-18"),)), False),
        ("订单变更", event("change"), True),
        ("加上标签 重点", event("mark", changes=(Change("tag", "", "重点"),)), True),
        ("去掉标签 重点", event("mark", changes=(Change("tag", "重点", ""),)), True),
        ("去掉标签 重点", event("mark", changes=(Change("tag", "", "重点"),)), False),
        ("超时", event("overdue", actor="system"), True),
        ("缺货", event("promise", actor="system"), True),
    ],
)
def test_what_a_rule_waits_for(when: str, what: OrderEvent, does: bool) -> None:
    flow = FIVE if when.startswith("记录") else PRODUCTION
    (trigger,) = read(text(when=when), flow).triggers
    assert matches(trigger, what, ROLES, flow) is does
    look = looks((trigger,), flow)
    fields = {change.field for change in what.changes}
    found = what.action in look.actions or {what.from_state, what.to_state} & set(look.states)
    if does:  # whoever searches the books for it finds it
        assert found or any(field.startswith(start) for field in fields for start in look.fields)


@pytest.mark.parametrize(
    ("key", "line", "words", "cure"),
    [
        ("when", "月亮出来", "不知道是什么时候", "下单"),
        ("when", "进入 备料", "没有状态“备料”", "备料中"),
        ("when", "回单已上传", "没有交付物“回单”", "可用"),
        ("when", "老板通过", "没有角色“老板”", "主管"),
        ("when", "记录 生日", "没有可以记录的进展“生日”", "审核"),
        ("then", "删除订单", "不知道要做什么", "通知"),
        ("then", "状态改为 备料", "没有状态“备料”", "备料中"),
        ("then", "状态改为 已取消", "规则不能把订单改为“已取消”", "由人来做"),
        ("then", "状态改为 待确认", "规则不能把订单改为“待确认”", "由人来做"),
        ("then", "通知 仓库:{密码}", "大括号里没有“密码”", "可用"),
        ("then", "通知 仓库:{单号", "大括号没有配对", "{单号}"),
        ("then", "通知 仓库:{单号.__class__}", "大括号里没有", "单号"),
        ("then", "加标签 一个超过十二个字的很长很长的标签", "不能用", "12"),
        ("then", "要求审批 老板:x", "没有角色“老板”", "主管"),
        ("then", "必填 体重", "没有必填项“体重”", "照片"),
        ("then", "状态改为 备料中|状态改为 生产排程", "只能改一次状态", "拆成"),
        ("then", "状态改为 备料中|要求审批 财务", "不能又改状态又要求审批", "财务通过"),
        ("when", "加急" * 200, "太长", "短一些"),
    ],
)
def test_lines_that_cannot_be_read(key: str, line: str, words: str, cure: str) -> None:
    rule, flaws = read_rule(text(**{key: line}), PRODUCTION)
    assert rule is None
    assert any(flaw.place[0] == key and words in flaw.words and cure in flaw.cure for flaw in flaws), flaws


@pytest.mark.parametrize("name", ["", " 甲", "甲 乙", "甲:乙", "长" * 21, "甲\n乙", '"甲"'])
def test_names_that_cannot_be_used(name: str) -> None:
    rule, (flaw, *_) = read_rule(text(name=name), PRODUCTION)
    assert rule is None
    assert flaw.place == ("name",)


def test_what_must_be_there_is_wanted_where_a_state_is_left() -> None:
    rule, (flaw,) = read_rule(text(when="下单|离开 备料中", then="必填 照片:质检单"), PRODUCTION)
    assert rule is None
    assert (flaw.words, flaw.cure) == (
        "必填要写在离开或进入哪个状态之前",
        "请把 当 写成:离开 某状态,或 进入 某状态",
    )
    found = read(text(when="离开 备料中", then="必填 照片:质检单|必须有 运单号"))
    assert found.actions == (Require("photo", "质检单"), Require("number", "运单号"))


def test_a_move_that_the_flow_never_makes_is_refused_when_it_is_read() -> None:
    rule, (flaw,) = read_rule(text(when="进入 待确认", then="状态改为 备料中"), PRODUCTION)
    assert rule is None
    assert flaw.words == "流程不能从“待确认”到“备料中”"
    assert flaw.cure == "从这里可以到:已收款"


@pytest.mark.parametrize(
    ("when", "cond", "then", "words"),
    [
        ("下单", "", "状态改为 客户签收", "流程不能从“待确认”到“客户签收”"),
        ("下单|进入 已收款", "", "状态改为 备料中", "流程不能从“待确认”到“备料中”"),
        ("离开 待确认", "", "状态改为 物流发运", "流程不能从“已收款”到“物流发运”"),
        ("超时", "状态 = 待确认", "状态改为 备料中", "流程不能从“待确认”到“备料中”"),
        ("数量变更", "状态 属于 待确认、已收款 且 加急", "状态改为 物流发运", "流程不能从“待确认”“已收款”到“物流发运”"),
        ("缺货", "非 (状态 != 待确认 或 金额 > 5)", "状态改为 备料中", "流程不能从“待确认”到“备料中”"),
    ],
)
def test_a_move_that_no_state_allows_in_which_the_rule_acts_is_refused(
    when: str, cond: str, then: str, words: str
) -> None:
    rule, (flaw,) = read_rule(text(when=when, cond=cond, then=then), PRODUCTION)
    assert rule is None
    assert (flaw.place, flaw.words) == (("then", 0), words)
    assert flaw.cure.startswith("从这里可以到:")


@pytest.mark.parametrize(
    ("when", "cond", "then"),
    [
        ("超时", "状态 != 待确认", "状态改为 备料中"),
        ("下单", "", "状态改为 已收款"),
        ("付款凭证已上传", "", "状态改为 备料中"),  # it is handed in with the payment, which moves the order on
        ("缺货", "金额 > 5", "状态改为 备料中"),
    ],
)
def test_a_move_that_some_state_allows_is_the_flows_to_refuse_when_it_comes_to_it(
    when: str, cond: str, then: str
) -> None:
    assert read(text(when=when, cond=cond, then=then)).actions


def test_everything_that_is_wrong_is_said_at_once() -> None:
    _, flaws = read_rule(RuleText("甲 乙", ("x", "下单"), (), "y"), PRODUCTION)
    assert [flaw.place for flaw in flaws] == [("name",), ("when", 0), ("then",), ("if",)]


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([("甲", "加上标签 一", "加标签 二"), ("乙", "加上标签 二", "加标签 一")], ("甲", "乙")),
        ([("甲", "加上标签 一", "加标签 一")], ("甲",)),
        ([("甲", "进入 已收款", "状态改为 备料中"), ("乙", "进入 备料中", "状态改为 生产排程")], ()),
        ([("甲", "财务通过", "要求审批 财务")], ("甲",)),
        ([("甲", "加急变更", "设为加急")], ("甲",)),
        ([("甲", "下单", "加标签 一"), ("乙", "加上标签 一", "设为加急"), ("丙", "加急变更", "去标签 一")], ()),
        (
            [
                ("甲", "下单|去掉标签 一", "加标签 一"),
                ("乙", "加上标签 一", "设为加急"),
                ("丙", "加急变更", "去标签 一"),
            ],
            ("甲", "乙", "丙"),
        ),
    ],
)
def test_circles(rules: list[tuple[str, str, str]], found: tuple[str, ...]) -> None:
    assert loop([read(text(*one)) for one in rules], PRODUCTION) == found


def test_an_order_as_it_stood() -> None:
    later = (
        *EVENTS,
        event("mark", "已收款", changes=(Change("tag", "", "重点"), Change("urgent", "", "1"))),
        event("change", "已收款", changes=(Change("date", "2026-03-12", "2026-03-15"), Change("address", "甲", "乙"))),
        event("prepare", "已收款", "备料中", changes=(Change("tracking", "", "SF1"),)),
    )
    now = replace(ORDER, state="备料中", urgent=True, address="乙", tracking="SF1")
    then = stood(now, later, 1)
    assert (then.state, then.tags, then.urgent, then.address, then.tracking) == ("已收款", (), False, "甲", None)
    assert then.due == date(2026, 3, 12)
    assert stood(now, later, 4).tags == ("重点",)


def test_facts_are_said_plainly() -> None:
    known = facts(due=None)
    assert [said(name, known) for name in ("金额", "产品", "交期", "加急", "标签", "没有")] == [
        "16275",
        "转向节(左)、刹车片",
        "-",
        "否",
        "重点",
        "-",
    ]


def test_the_actor_of_a_rule_reads_as_one() -> None:
    assert rule_said("rule:大单:12") == "规则“大单”第12版"
    assert rule_of("rule:大单:12") == ("大单", 12)
    assert rule_said("u01") == ""
    assert rule_of("system") is None


NUMBERS = st.integers(0, 10**9).map(Decimal)
TESTS = st.one_of(
    st.builds(Compare, st.just("金额"), st.sampled_from(["=", "!=", ">", ">=", "<", "<="]), NUMBERS),
    st.builds(
        Compare,
        st.just("客户"),
        st.sampled_from(["=", "!=", "has", "lacks"]),
        st.text("恒力鲁通&<>=()且或 ", min_size=1).map(str.strip).filter(bool),
    ),
    st.builds(Compare, st.just("客户等级"), st.sampled_from(["=", "!="]), st.sampled_from(["VIP", "A", "B", "C"])),
    st.builds(Compare, st.just("产品"), st.sampled_from(["has", "lacks"]), st.sampled_from(["羊角", "刹车片"])),
    st.builds(Compare, st.just("加急"), st.just("="), st.booleans()),
)
TREES: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Some(tuple(parts))),
    ),
    max_leaves=6,
)
SIGNS = {"has": "含", "lacks": "不含"}


def written(tree: Condition) -> str:
    """The tree in words, every part in brackets."""
    match tree:
        case Not(of):
            return f"非 ({written(of)})"
        case Every(parts):
            return " 且 ".join(f"({written(part)})" for part in parts)
        case Some(parts):
            return " 或 ".join(f"({written(part)})" for part in parts)
        case Compare(fact, op, value):
            return f"{fact} {SIGNS.get(op, op)} " + (
                ("是" if value else "否") if isinstance(value, bool) else f'"{value}"'
            )


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_what_is_read(tree: Condition) -> None:
    words = written(tree)
    if len(words) <= 500 and words.count("(") < 10:
        assert read_condition(words, WORDS) == tree
        assert holds(tree, facts()) is not holds(Not(tree), facts())


@given(st.text("金额客户等级加急且或非()><=含属于VIP、0123456789万 “”'\"运单号已填x{}\n", max_size=60))
@settings(max_examples=600, deadline=None)
def test_no_words_break_the_reader(words: str) -> None:
    try:
        found = read_condition(words, WORDS)
    except WrongWords as wrong:
        said_so = wrong
        found = None
    assert found is None or holds(found, facts()) in (True, False)
    assert found is not None or (said_so.words and said_so.cure)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_rule_breaks_the_reader(name: str, when: str, then: str, cond: str) -> None:
    rule, flaws = read_rule(RuleText(name, (when,), (then,), cond), PRODUCTION)
    assert (rule is None) is bool(flaws)
    assert all(flaw.words and flaw.cure for flaw in flaws)


@pytest.mark.parametrize("file", sorted(Path(config.__file__).parent.rglob("rules/*.toml")), ids=lambda path: path.name)
def test_the_shipped_rules_hold(file: Path) -> None:
    rules, problems = config.read_rules(file.parent)
    assert problems == []
    assert rules
    for one in rules:
        spec = one.spec
        read(RuleText(spec.name, spec.when, spec.then, spec.condition), FIVE)


def test_the_rules_of_the_manual_hold() -> None:
    manual = (Path(config.__file__).parents[1] / "docs" / "operator.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n# 流程 (\w+):.*\n((?:.*\n)+?)```", manual)
    assert [flow for flow, _ in shown] == ["production", "b2b", "five_state"]
    for flow, written_so in shown:
        for spec in RuleFile.model_validate(tomllib.loads(written_so)).rule:
            read(RuleText(spec.name, spec.when, spec.then, spec.condition), FLOWS[flow])
