"""The pages about channels and the settings speak of the same things."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from config.load import SECRETS
from config.settings import Channels, Settings

PAGES = Path(__file__).parents[3] / "docs" / "channels"
LISTED = re.findall(r"^\| `([\w.]+)` \|", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE)
FENCED = re.compile(r"^( *)```toml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{page.stem}:{number}")
    for page in sorted(PAGES.glob("*.md"))
    for number, (_, block) in enumerate(FENCED.findall(page.read_text("utf-8")))
]
NAMES = re.compile(r"JIEDAN_[A-Z0-9_]+")


def fields() -> dict[str, Any]:
    """Every setting of every channel: its name in the list, and its value where nothing was written."""
    channels = Channels()
    return {
        f"{name}.{one}": getattr(getattr(channels, name), one)
        for name in Channels.model_fields
        for one in type(getattr(channels, name)).model_fields
    }


def test_every_setting_is_in_the_list_and_nothing_else() -> None:
    plain = {name for name, value in fields().items() if not isinstance(value, SecretStr)}
    secret = {name for name, path in SECRETS.items() if path[0] == "channels"}
    assert len(LISTED) == len(set(LISTED))
    assert set(LISTED) == plain | secret


def test_every_secret_of_a_channel_is_read_from_its_own_name() -> None:
    secret = {tuple(name.split(".")) for name, value in fields().items() if isinstance(value, SecretStr)}
    assert {path[1:] for path in SECRETS.values() if path[0] == "channels"} == secret


def test_the_default_that_the_list_tells_is_the_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE)
    values, told = fields(), 0
    for name, words in rows:
        found = re.search(r"默认 ?`?([-\w:/.]+)`?|(?:`(\w+)`|(?<!\d)(\d+))[^`;,]*\(默认\)", words)
        if found:
            told += 1
            assert str(values[name]).lower() == next(filter(None, found.groups())), name
    assert told > 20


@pytest.mark.parametrize("block", BLOCKS)
def test_what_a_page_tells_to_write_is_understood(block: str) -> None:
    """Also the lines that are given as a comment: `# menus = true`."""
    spoken = re.sub(r"^( *)# *(?=\w+ = )", r"\1", block, flags=re.MULTILINE)
    for text in {block, spoken}:
        Settings.model_validate(tomllib.loads(text))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_a_page_names_no_secret_that_nobody_reads(page: Path) -> None:
    assert set(NAMES.findall(page.read_text("utf-8"))) <= set(SECRETS)


@pytest.mark.parametrize("channel", sorted(set(Channels.model_fields) - {"console"}))
def test_a_channel_s_own_page_tells_of_its_secrets(channel: str) -> None:
    named = NAMES.findall((PAGES / f"{channel}.md").read_text("utf-8"))
    assert {name for name, path in SECRETS.items() if path[:2] == ("channels", channel)} <= set(named)
