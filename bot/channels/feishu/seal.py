"""Whether a callback is Feishu's: signature, age, decryption, token; and the signature of group robots.

https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from bot.channels.base import Forged
from bot.channels.json_fields import dumps, loads

# Retries come 15 s, 5 min, 1 h and 6 h after one another; whether they are signed anew is not documented. What a
# retry can bring is therefore taken, what is older is nobody's retry.
PAST, FUTURE = timedelta(hours=8), timedelta(minutes=5)
_BLOCK = 16


class Seal:
    """One app's Encrypt Key and Verification Token."""

    def __init__(self, encrypt_key: str, token: str) -> None:
        """Without an Encrypt Key callbacks are plain, and the token is all that proves them."""
        self._key = encrypt_key
        self._token = token

    def __repr__(self) -> str:
        return "Seal(***)"

    def proof(self, words: str) -> bytes:
        """The body with which the platform checks an address."""
        asked = dumps({"challenge": words, "token": self._token, "type": "url_verification"})
        return (dumps({"encrypt": encrypt(asked, self._key)}) if self._key else asked).encode()

    def open(self, body: bytes, headers: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """The event that a callback holds; raises Forged."""
        names = {name.lower(): value for name, value in headers.items()}
        signature = names.get("x-lark-signature", "")
        if self._key and signature:
            self._check(signature, names, body, now)
        data = loads(body)
        if self._key:
            sealed = data.get("encrypt")
            if not isinstance(sealed, str):
                raise Forged("plain")
            data = loads(decrypt(sealed, self._key))
            # https://open.feishu.cn/document/server-docs/event-subscription-guide/overview: only the check of the
            # address comes unsigned.
            if not signature and data.get("type") != "url_verification":
                raise Forged("signature")
        self._check_token(data)
        return data

    def _check(self, signature: str, names: Mapping[str, str], body: bytes, now: datetime) -> None:
        stamp, nonce = names.get("x-lark-request-timestamp", ""), names.get("x-lark-request-nonce", "")
        wanted = hashlib.sha256((stamp + nonce + self._key).encode(errors="replace") + body).hexdigest()
        if not hmac.compare_digest(wanted.encode(), signature.encode(errors="replace")):
            raise Forged("signature")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) in (10, 13)):
            raise Forged("time")
        age = now - datetime.fromtimestamp(int(stamp[:10]), now.tzinfo)
        if age > PAST or age < -FUTURE:
            raise Forged("time")

    def _check_token(self, data: Mapping[str, Any]) -> None:
        header = data.get("header")
        given = header.get("token") if isinstance(header, dict) else data.get("token")
        if not self._token and self._key:
            return
        if not self._token or not isinstance(given, str):
            raise Forged("token")
        if not hmac.compare_digest(given.encode(errors="replace"), self._token.encode()):
            raise Forged("token")


@lru_cache(maxsize=4)
def _opener(key: str) -> CipherContext:
    """One decryptor for all messages of an app, since making one costs more than using it."""
    return Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(bytes(_BLOCK))).decryptor()


def encrypt(text: str, key: str) -> str:
    """What `decrypt` reads."""
    raw, start = text.encode(), secrets.token_bytes(_BLOCK)
    count = _BLOCK - len(raw) % _BLOCK
    closer = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(start)).encryptor()
    return base64.b64encode(start + closer.update(raw + bytes([count]) * count) + closer.finalize()).decode()


def decrypt(sealed: str, key: str) -> str:
    """The text of an `encrypt` field: base64(iv | AES-256-CBC with SHA-256 of the key, PKCS7); raises Forged."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Forged("base64") from None
    if len(raw) < 2 * _BLOCK or len(raw) % _BLOCK:
        raise Forged("length")
    # A block is decrypted with the one before it: with the IV as an extra first block each message starts afresh.
    plain = _opener(key).update(raw)[_BLOCK:]
    count = plain[-1]
    if not 1 <= count <= _BLOCK or plain[-count:] != bytes([count]) * count:
        raise Forged("padding")
    try:
        return plain[:-count].decode()
    except UnicodeDecodeError:
        raise Forged("encoding") from None


def robot_sign(secret: str, timestamp: int) -> str:
    """A group robot's signature: the key is "timestamp LF secret" and the message empty, the reverse of DingTalk's.

    https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    """
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
