"""The console is for this machine only."""

import pytest

from bot.app import build, refuse_open_console
from bot.channels.console.guard import is_loopback
from config import DEMO_FILE, ConfigError, load
from config.settings import Settings


def listening(host: str) -> Settings:
    """The sample company on another address."""
    return load(DEMO_FILE, {"JIEDAN_HOST": host, "JIEDAN_DATABASE_URL": "sqlite+aiosqlite://"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_loopback_addresses_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "localhost.example", "", "127.0.0.1.example", "é"])
def test_everything_else_is_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


def test_it_is_not_served_to_the_network() -> None:
    settings = listening("127.0.0.1")
    refuse_open_console(settings)
    opened = settings.model_copy(update={"web": settings.web.model_copy(update={"host": "0.0.0.0"})})
    with pytest.raises(ConfigError) as refused:
        build(opened)
    assert "127.0.0.1" in str(refused.value)
