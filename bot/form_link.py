"""Signed links to a draft's form: for one person, one draft, one version of it, and a while.

A link is `<key's name>.<what it says>.<signature>`. The first key signs, all of them are believed: a new key is put in
front, and the old one is taken away once its links are too old. Nothing is kept of a link.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Web

_SIGNATURE = 20  # bytes
SENT = "form:"  # the external id of what a page sent begins with it
PAGE_FIRST = timedelta(seconds=12)  # so long a page has to show why it was refused; after that the chat is told


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says."""

    user: str  # people.user
    channel: str
    chat_id: str  # the direct chat that hears what comes of it
    order_id: int
    version: int
    until: int  # Unix seconds


class Links:
    """Makes links and reads them."""

    def __init__(self, web: Web) -> None:
        """Off where there is no address or no key."""
        words = [word.partition(":") for word in web.link_keys.get_secret_value().split()]
        self._keys = {name: key.encode() for name, _, key in words}
        self._lives = timedelta(minutes=web.form_minutes)
        self.base = web.public_url.rstrip("/")
        self.on = bool(self._keys) and bool(self.base)

    def url(self, user: str, channel: str, chat_id: str, order_id: int, version: int, made_at: datetime) -> str:
        """The link; the same words for the same moment, so that sending it again sends the same."""
        until = int((made_at + self._lives).timestamp())
        said = json.dumps([user, channel, chat_id, order_id, version, until], ensure_ascii=False, separators=(",", ":"))
        body = _text(said.encode())
        name = next(iter(self._keys))
        return f"{self.base}/form/{name}.{body}.{self._signature(name, f'form.{body}')}"

    def read(self, token: str) -> Claim | None:
        """What a link says, whether it is too old or not; None where it is none of ours."""
        name, _, rest = token[:2000].partition(".")
        body, _, signature = rest.partition(".")
        if name not in self._keys or not _same(self._signature(name, f"form.{body}"), signature):
            return None
        try:
            user, channel, chat_id, order_id, version, until = json.loads(_bytes(body))
        except (ValueError, binascii.Error):
            return None
        return Claim(user, channel, chat_id, order_id, version, until)

    def voice(self, user: str, message_id: int, made_at: datetime) -> str:
        """A link to the recording of a voice message."""
        until = int((made_at + self._lives).timestamp())
        body = _text(json.dumps([user, message_id, until], separators=(",", ":")).encode())
        name = next(iter(self._keys))
        return f"{self.base}/voice/{name}.{body}.{self._signature(name, f'voice.{body}')}"

    def hears(self, token: str) -> tuple[str, int, int] | None:
        """Who may listen to which message, and until when (Unix seconds); None where the link is none of ours."""
        name, _, rest = token[:2000].partition(".")
        body, _, signature = rest.partition(".")
        if name not in self._keys or not _same(self._signature(name, f"voice.{body}"), signature):
            return None
        try:
            user, message_id, until = json.loads(_bytes(body))
        except (ValueError, binascii.Error):
            return None
        return user, message_id, until

    def seal(self, what: str, token: str) -> str:
        """A proof that belongs to one link: against foreign forms, and for who has shown who he is."""
        name = token.partition(".")[0]
        return self._signature(name, f"{what}.{token}")

    def fits(self, what: str, token: str, proof: str) -> bool:
        """Whether a proof is the one of this link."""
        return _same(self.seal(what, token), proof)

    def _signature(self, name: str, text: str) -> str:
        return _text(hmac.digest(self._keys[name], f"{name}.{text}".encode(), hashlib.sha256)[:_SIGNATURE])


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode(errors="replace"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
