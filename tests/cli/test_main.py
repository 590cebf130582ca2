"""The command line: every command explains itself, and expected failures are one clear line with a code."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands import COMMANDS
from bot.commands.exits import MEANING, Exit

WORLD = Path(__file__).parents[1] / "worlds" / "autoparts"
NOW = "2026-03-04T09:15:00+08:00"


def jiedan(*words: str, **options) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_the_exit_codes(name, capsys):
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"用法:jiedan {name}")
    assert all(words in out for words in MEANING.values())
    assert "usage" not in out
    assert "positional arguments" not in out


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_the_top_lists_every_command(words, capsys):
    assert main(words) == 0
    out = capsys.readouterr().out
    assert all(name in out and what in out for name, (_, what) in COMMANDS.items())


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_command_and_exit_code(page):
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"^\|.*`{name}\b", text, re.MULTILINE)] == []
    codes = next(line for line in text.splitlines() if "--help`" in line)
    assert [code for code in Exit if code < 100 and not re.search(rf"\b{code.value} ?\w", codes)] == []


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("jiedan ")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["pars"], 2, "是不是想写 parse?"),
        (["完全不对"], 2, "jiedan --help"),
        (["--nonsense"], 2, "不认识的参数"),
        (["parse"], 2, "缺少参数:--world"),
        (["parse", "--world"], 2, "--world 后面要跟一个值"),
        (["parse", "--world", "no/such/folder"], 2, "没有文件夹 no/such/folder"),
        (["replay", "--world", "no/such/folder"], 2, "没有文件夹"),
        (["eval", "--world", "no/such/folder"], 2, "messages.jsonl"),
        (["eval", "--world", str(WORLD), "--require", "nonsense=5"], 2, "--require 的值不对"),
        (["serve"], 2, "没有指定公司"),
        (["serve", "--config", "no/such/file.toml"], 2, "找不到这个文件"),
        (["serve", "--demo", "--config", "x"], 2, "不能和"),
        (["serve", "--demo", "--port", "99999"], 2, "65535"),
        (["serve", "--demo", "--port", "viele"], 2, "--port 的值不对"),
        (["chat", "--url", "http://127.0.0.1:9"], 3, "连不上 http://127.0.0.1:9"),
        (["chat", "--url", "nonsense"], 3, "连不上"),
        (["db"], 2, "缺少参数"),
        (["db", "downgrade", "--demo"], 2, "不能是"),
        (["dead", "replay", "--demo"], 2, "replay 后面要写编号"),
        (["dead", "list", "in-3", "--demo"], 2, "不用写编号"),
        (["init"], 2, "要写一个文件夹"),
        (["import", "no/such.csv", "--demo"], 2, "没有 no/such.csv"),
        (["import"], 2, "缺少参数"),
        (["group", "仓库群", "ZhouKu", "--demo"], 2, "至少两个不同的人"),
        (["group", "仓库群", "ZhouKu", "a|b", "--demo"], 2, "至少两个不同的人"),
        (["group", "仓库群", "ZhouKu", "HeCai", "--id", "仓库", "--demo"], 2, "32 个字母或数字"),
        (["group", "仓库群", "ZhouKu", "HeCai", "--demo"], 2, "没有打开企业微信"),
    ],
)
def test_a_mistake_is_one_line_and_a_code(words, code, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(words) == code
    err = capsys.readouterr().err
    assert told in err
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_a_database_out_of_reach_has_its_own_code_and_keeps_the_password(tmp_path, capsys):
    url = "postgresql+asyncpg://jiedan:geheim@127.0.0.1:9/jiedan"
    (tmp_path / "company.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    assert main(["db", "upgrade", "--config", str(tmp_path)]) == Exit.UNREACHABLE
    err = capsys.readouterr().err
    assert "连不上数据库" in err
    assert "geheim" not in err


def test_a_taken_port_has_its_own_code(tmp_path, monkeypatch, capsys):
    import socket

    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--demo", "--port", str(taken.getsockname()[1])]) == Exit.UNREACHABLE
    assert "换一个端口" in capsys.readouterr().err


def test_lines_are_answered_one_by_one_while_the_input_is_open():
    with jiedan("parse", "--world", str(WORLD)) as process:
        assert process.stdin
        assert process.stdout
        for number in range(2):
            message = {"id": number, "now": NOW, "sender": "u01", "chat": "d-u01", "text": "恒力要3件"}
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(30) == Exit.OK
        assert process.stderr
        assert process.stderr.read() == b""


def test_a_reader_that_leaves_ends_the_command_quietly():
    with jiedan("parse", "--world", str(WORLD)) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.close()
        _, err = process.communicate(json.dumps({"id": 1, "text": "好", "now": NOW}).encode() * 1)
        assert (process.returncode, err) == (Exit.PIPE, b"")


def test_ctrl_c_ends_a_command_with_its_own_code():
    with jiedan("parse", "--world", str(WORLD)) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.stderr
        assert (process.returncode, process.stderr.read().decode()) == (Exit.INTERRUPTED, "jiedan:已停止\n")


def test_serve_prints_its_address_and_stops_when_told(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JIEDAN_")}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    with jiedan("serve", "--demo", "--port", "0", cwd=tmp_path, env=environment) as process:
        assert process.stdout
        assert "http://127.0.0.1:" in process.stdout.readline().decode()
        assert (tmp_path / "data" / "demo.sqlite3").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == Exit.OK
        process.communicate()


def test_the_demo_plays_to_the_signature(capsys):
    assert main(["demo"]) == Exit.OK
    out = capsys.readouterr().out
    for words in ("台州恒力", "(点)确认下单", "SO20260310-0001", "仓库发货群", "SF1234567890", "已签收", "演完了"):
        assert words in out
