"""Links to forms: what was signed comes back, what was touched does not."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.form_link import Claim, Links
from config.settings import Web

AT = datetime(2026, 3, 10, 1, 12, tzinfo=UTC)
NEW, OLD = "k2:" + "Zz09_-" * 6, "k1:" + "a1" * 20


def links(*keys: str) -> Links:
    return Links(Web(public_url="https://bot.example.com/bot", link_keys=SecretStr(" ".join(keys)), form_minutes=30))


def token(of: Links, user: str = "u01", version: int = 3) -> str:
    return of.url(user, "wecom", "陈海波 1", 17, version, AT).rpartition("/")[2]


def test_a_link_says_who_what_and_until_when() -> None:
    made = links(OLD)
    url = made.url("u01", "wecom", "陈海波 1", 17, 3, AT)
    assert url.startswith("https://bot.example.com/bot/form/k1.")
    assert url.isascii()
    until = int((AT + timedelta(minutes=30)).timestamp())
    assert made.read(token(made)) == Claim("u01", "wecom", "陈海波 1", 17, 3, until)
    assert token(made) == token(links(OLD)), "the same moment makes the same link"


def test_the_first_key_signs_and_every_key_is_believed() -> None:
    old, both, new = links(OLD), links(NEW, OLD), links(NEW)
    assert token(both).startswith("k2.")
    assert both.read(token(old)) == old.read(token(old))
    assert new.read(token(old)) is None
    assert new.read(token(both)) is not None


def test_no_sign_of_a_link_may_be_changed() -> None:
    made = links(OLD)
    whole = token(made)
    for at, sign in enumerate(whole):
        for other in "Ab0.-\u0000é":
            if other != sign:
                assert made.read(whole[:at] + other + whole[at + 1 :]) is None, (at, other)
    for other in ("", ".", "..", "k1", "k1.", "k1..", whole + "A", whole[:-4], whole.replace("k1", "k3"), "\ud800" * 9):
        assert made.read(other) is None


def test_a_name_of_a_key_does_not_lend_its_signature() -> None:
    """The same key under two names signs two different links."""
    one, two = links("k1:" + "a1" * 20), links("k2:" + "a1" * 20)
    name, body, signature = token(one).split(".")
    assert name == "k1"
    assert two.read(f"k2.{body}.{signature}") is None


@pytest.mark.parametrize("what", ["csrf", "jiedan_opener", "form"])
def test_a_proof_fits_one_link_and_one_purpose(what: str) -> None:
    made = links(NEW, OLD)
    first, second = token(made), token(made, version=4)
    proof = made.seal(what, first)
    assert made.fits(what, first, proof)
    assert not made.fits(what, second, proof)
    assert not made.fits("other", first, proof)
    assert not made.fits(what, first, "")
    assert not made.fits(what, first, "é")
    assert first.rpartition(".")[2] != proof


def test_without_address_or_key_there_are_none() -> None:
    assert not Links(Web()).on
    assert not Links(Web(public_url="https://bot.example.com")).on
    assert not Links(Web(link_keys=SecretStr(OLD))).on
