"""What the doctor says of holidays that nobody has published yet, and of people whom the settings name in vain."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.clock import SetClock
from bot.commands.exits import Exit
from bot.doctor import examine
from config import load


@pytest.mark.parametrize(
    ("now", "words"),
    [("2026-11-15T09:00:00+08:00", ""), ("2026-12-01T09:00:00+08:00", "2027年的放假调休安排这一版还没有")],
)
async def test_it_is_said_in_time_that_next_years_days_are_guessed(tmp_path: Path, now: str, words: str) -> None:
    clock = SetClock(datetime.fromisoformat(now))
    said = [str(one) async for one in examine(load_company(tmp_path), clock) if "日历" in str(one)]
    assert [words in one for one in said] == [True] * bool(words)


def load_company(folder: Path, more: str = ""):
    assert main(["init", str(folder / "co")]) == Exit.OK
    file = folder / "co" / "company.toml"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    return load(file, {})


def test_people_whom_the_settings_name_in_vain_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_company(
        tmp_path,
        '[[policy.away]]\nuser = "w9"\nsince = 2026-03-01\nuntil = 2026-03-02\ninstead = "w8"\n'
        '[policy.ladders.usual]\nrungs = [{ to = ["user:w7"] }]\n',
    )
    people = tmp_path / "co" / "people.csv"
    people.write_text(people.read_text(encoding="utf-8") + "w8,王五,sales,,,\n", encoding="utf-8")
    capsys.readouterr()
    main(["init", str(tmp_path / "co")])
    said = capsys.readouterr().out
    assert "w9 不在 people.csv 里,请假代班不起作用" in said
    assert "w7 不在 people.csv 里,轮到他时没有人收到" in said
