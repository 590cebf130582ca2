"""`jiedan rules`, and rule files damaged in every way: said with file, line and cure, never a traceback."""

import asyncio
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.clock import SystemClock
from bot.commands.exits import Exit
from handlers.domain.messaging import UserRef
from handlers.domain.order import OrderEvent, Phase
from handlers.domain.party import Person, Role
from storage import open_store
from tests.contract.storage_rows import FULL, FULL_LINE
from tests.damage import damaged

RULES = """# 三条规则
[[rule]]
name = "大单审批"
when = ["下单", "订单变更"]
if = "金额 >= 50000 且 客户等级 != VIP"
then = "要求审批 财务:五万以上的订单"

[[rule]]
name = "发货通知"
when = [
  "进入 已出库",
  "运单号填写",
]
then = [
  "通知 仓库、业务员、王强:{单号} 已发,{客户},运单 {运单号}",
  "去标签 等发货",
]
note = "发了就说一声"

[[rule]]
name = "付款就排产"
when = "记录 付款"
if = ["状态 = 待审核", "非 缺货 或 VIP客户"]
then = ["状态改为 已排产", "设为加急"]
"""


LINE = replace(FULL_LINE, gift=False, base_qty=Decimal(100), price=Decimal(812))


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A company with one employee and an order that was confirmed a while ago."""
    assert main(["init", str(tmp_path / "co")]) == Exit.OK
    asyncio.run(_filled(tmp_path / "co"))
    write(tmp_path / "co", RULES)
    return tmp_path / "co"


async def _filled(company: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{company}/data/jiedan.sqlite3")
    await store.upgrade()
    async with store.write() as uow:
        await uow.parties.add(Person("u07", "王强", Role.SALES))
        await uow.parties.bind(UserRef("console", "u07"), "u07")
        order = await uow.orders.add(replace(FULL, state="待审核", phase=Phase.OPEN, customer_id=None, lines=(LINE,)))
        at = SystemClock().now()
        await uow.events.add(OrderEvent(order.id, at, "u07", "confirm", "草稿", "待审核", version=1))
        await uow.commit()
    await store.close()


def write(company: Path, text: str) -> None:
    (company / "rules" / "rules.toml").write_text(text, encoding="utf-8")


def jiedan(capsys: pytest.CaptureFixture[str], company: Path, *words: str) -> tuple[int, str]:
    """Exit code, and everything that was printed."""
    capsys.readouterr()
    code = main(["rules", *words, "--config", str(company)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_a_rule_from_the_file_into_force_and_back(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert jiedan(capsys, company, "check") == (Exit.OK, "3 条规则没有问题\n")
    code, said = jiedan(capsys, company, "list")
    assert code == Exit.OK
    assert "大单审批\t最新第1版\t未启用\t没有试跑\trules.toml" in said
    code, said = jiedan(capsys, company, "enable", "大单审批")
    assert code == Exit.USAGE
    assert "还没有试跑过,不能启用" in said
    code, said = jiedan(capsys, company, "try", "大单审批")
    assert code == Exit.OK
    assert "SO20260304-0001" in said
    assert "近30天会触发 1 张单" in said
    assert "没有改动任何订单" in said
    assert "第1版已启用" in jiedan(capsys, company, "enable", "大单审批")[1]
    write(company, RULES.replace("50000", "60000"))
    code, said = jiedan(capsys, company, "enable", "大单审批")
    assert "第2版还没有试跑过" in said
    jiedan(capsys, company, "try", "大单审批")
    assert "第2版已启用" in jiedan(capsys, company, "enable", "大单审批")[1]
    assert "最新第2版\t启用第2版" in jiedan(capsys, company, "list")[1]
    assert "现在是第1版" in jiedan(capsys, company, "rollback")[1]
    assert "第2版已启用" in jiedan(capsys, company, "enable", "大单审批", "--version", "2")[1]
    assert "已停用" in jiedan(capsys, company, "disable", "大单审批")[1]
    assert "本来就没有启用" in jiedan(capsys, company, "disable", "大单审批")[1]
    assert "现在是第2版" in jiedan(capsys, company, "rollback", "大单审批")[1]
    code, said = jiedan(capsys, company, "history", "大单审批")
    assert next(row.split("\t")[1:4:2] for row in said.splitlines()) == ["第1版", "写下"]
    assert re.findall("写下|试跑|启用|停用|回滚", said).count("回滚") == 2
    code, said = jiedan(capsys, company, "try", "大单审")
    assert code == Exit.USAGE
    assert "没有规则“大单审”。是不是想写 大单审批?" in said
    assert jiedan(capsys, company, "try")[0] == Exit.USAGE
    assert jiedan(capsys, company, "list", "--version", "2")[0] == Exit.USAGE


def test_a_wrong_file_leaves_what_counts_alone(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jiedan(capsys, company, "try", "大单审批")
    jiedan(capsys, company, "enable", "大单审批")
    write(company, RULES.replace("五万以上", "{").replace("王强", "王小强").replace("状态改为 已排产", "状态改为 排产"))
    code, said = jiedan(capsys, company, "check")
    assert code == Exit.FOUND
    file = company / "rules" / "rules.toml"
    assert f"{file} 第 15 行 规则“发货通知” then[1]:没有角色、人或群“王小强”" in said
    assert f"{file} 第 24 行 规则“付款就排产” then[1]:没有状态“排产”。是不是想写 已排产?" in said
    assert "正在使用的规则照旧有效" in said
    said = jiedan(capsys, company, "list")[1]
    assert "没有读进来" in said
    assert "大单审批\t最新第1版\t启用第1版" in said


def test_an_empty_folder_is_no_mistake(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (company / "rules" / "rules.toml").unlink()
    assert jiedan(capsys, company, "list") == (Exit.OK, "还没有规则\n")
    code, said = jiedan(capsys, company, "check")
    assert code == Exit.OK
    assert "还没有规则" in said
    assert "没有可以回滚" in jiedan(capsys, company, "rollback")[1]


def well_said(code: int, said: str, company: Path, about: str, line: int | None = None) -> None:
    """Refused with file, line and a cure in Chinese."""
    assert code == Exit.FOUND, f"nobody noticed: {about}"
    rows = [row for row in said.splitlines() if row.startswith(str(company))]
    assert rows, said
    for row in rows:
        assert re.match(r"\S+rules\.toml 第 \d+ 行[ :].*[\u4e00-\u9fff]+.*[。,].*[\u4e00-\u9fff]", row), row
    if line is not None:
        assert any(f"第 {line} 行" in row for row in rows), (about, said)


def test_a_line_that_is_gone_or_misspelt_is_noticed_where_it_stands(
    company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = RULES.splitlines()
    for number, line in enumerate(lines):
        key = re.match(r"(\w+) = ", line)
        if key is None:
            continue
        wrong = [*lines[:number], f"{key[1]}x{line[key.end(1) :]}", *lines[number + 1 :]]
        write(company, "\n".join(wrong))
        well_said(*jiedan(capsys, company, "check"), company, line, number + 1)
        if key[1] in ("name", "when", "then") and not line.endswith("["):
            write(company, "\n".join([*lines[:number], *lines[number + 1 :]]))
            well_said(*jiedan(capsys, company, "check"), company, line)


def test_a_word_that_is_misspelt_is_noticed_where_it_stands(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = RULES.splitlines()
    meant = (
        "下单",
        "订单变更",
        "金额",
        "客户等级",
        "VIP",
        "财务",
        "已出库",
        "运单号填写",
        "王强",
        "{客户}",
        "付款",
        "待审核",
    )
    for number, line in enumerate(lines):
        for word in meant:
            if line.startswith(("#", "name", "note")) or word not in line:
                continue
            if word == "财务" and "要求审批" not in line:
                continue
            wrong = line.replace(word, word[:-1] + "x}" if word.endswith("}") else f"{word}乙", 1)
            write(company, "\n".join([*lines[:number], wrong, *lines[number + 1 :]]))
            well_said(*jiedan(capsys, company, "check"), company, wrong, number + 1)


def test_a_rule_that_is_there_twice_is_noticed(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = RULES.splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith("[[")] + [len(lines)]
    for first, after in pairwise(heads):
        write(company, "\n".join([*lines, *lines[first:after]]))
        code, said = jiedan(capsys, company, "check")
        well_said(code, said, company, lines[first + 1], len(lines) + 2)
        assert "规则名重复了" in said


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_more_than_a_finding(
    company: Path, capsys: pytest.CaptureFixture[str], data: st.DataObject
) -> None:
    lines = damaged(RULES.splitlines(), data)
    write(company, "\n".join(lines))
    code, said = jiedan(capsys, company, "check")
    assert code in (Exit.OK, Exit.FOUND)
    if code == Exit.FOUND:
        well_said(code, said, company, "\n".join(lines))
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 3000, f"x = {'9' * 5000}", "\x00", "rule = 5", "[rule]\nname = 'a'", "x = 'a\nb'"]
)
def test_odd_files_are_findings_too(company: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    write(company, text)
    well_said(*jiedan(capsys, company, "check"), company, text)
    (company / "rules" / "rules.toml").write_bytes(b"\xff\xfe")
    code, said = jiedan(capsys, company, "check")
    assert code == Exit.FOUND
    assert "不是 UTF-8 编码" in said


def test_what_was_written_since_is_not_written_over_by_an_old_file(
    company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jiedan(capsys, company, "list")
    asyncio.run(_chatted(company))
    said = jiedan(capsys, company, "list")[1]
    assert "大单审批\t最新第2版\t未启用\t没有试跑\t聊天里写的" in said
    write(company, RULES.replace("50000", "70000"))
    assert "大单审批\t最新第3版\t未启用\t没有试跑\trules.toml" in jiedan(capsys, company, "list")[1]


async def _chatted(company: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{company}/data/jiedan.sqlite3")
    async with store.write() as uow:
        first = await uow.rules.get("大单审批")
        assert first is not None
        text = replace(first.text, cond="金额 >= 1")
        await uow.rules.add(replace(first, text=text, source="", by="u07"))
        await uow.commit()
    await store.close()


def test_a_move_that_the_flow_forbids_never_comes_into_force(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(company, RULES.replace("状态改为 已排产", "状态改为 已签收"))
    code, said = jiedan(capsys, company, "check")
    file = company / "rules" / "rules.toml"
    assert code == Exit.FOUND
    assert f"{file} 第 24 行 规则“付款就排产” then[1]:流程不能从“待审核”到“已签收”" in said
    assert "从这里可以到:已排产" in said
    for verb in ("try", "enable"):
        code, said = jiedan(capsys, company, verb, "付款就排产")
        assert code == Exit.USAGE
        assert "没有规则“付款就排产”" in said
