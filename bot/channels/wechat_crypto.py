"""The only importer of wechatpy: its AES cipher, with strict checks around it.

wechatpy itself compares signatures with `!=` and reads only the last byte of the padding; its own unpacking is
therefore not used. WeCom, 微信客服 and the official account share this frame:
random 16 bytes, 4 bytes big-endian length, message, receiver; PKCS7 to a multiple of 32; AES-256-CBC, IV = key[:16].
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import datetime

from wechatpy.crypto import WeChatCipher

from bot.channels.base import Forged, Knock, WebRequest

_BLOCK = 32
_HEAD = 20  # 16 random bytes and the length
_PADS = tuple(bytes([n]) * n for n in range(_BLOCK + 1))


def signed_plainly(token: str, timestamp: str, nonce: str, signature: str) -> bool:
    """Whether a callback without encryption bears the right signature (it covers the query, not the body)."""
    expected = _signature([part.encode(errors="replace") for part in (token, timestamp, nonce)])
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def open_media(secret: bytes, key: str) -> bytes:
    """A file that a smart robot was sent: no random head, no length, no receiver; raises Forged.

    `key` is the EncodingAESKey of the callbacks, or over a long connection the file's own.
    """
    try:
        raw = base64.b64decode(key + "=" * (-len(key) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Forged("key") from None
    if len(raw) != _BLOCK:
        raise Forged("key")
    if not secret or len(secret) % 16:
        raise Forged("length")
    plain: bytes = WeChatCipher(raw).decrypt(secret)
    return plain[: -_padding(plain)]


def _padding(plain: bytes) -> int:
    """How many bytes at the end only fill it up."""
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or not plain.endswith(_PADS[pad]):
        raise Forged("padding")
    return pad


class WechatCrypto:
    """Signature and decryption of one app's callbacks; everything that can be prepared is, once."""

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        """`receiver` is the corp id (self-built app) or app id; raises ValueError for a malformed key."""
        if not token or not re.fullmatch(r"[A-Za-z0-9+/]{43}", encoding_aes_key):
            raise ValueError("token is empty, or EncodingAESKey is not 43 letters and digits")
        self._token = token.encode()
        self._receiver = receiver.encode()
        key = base64.b64decode(encoding_aes_key + "=")
        self._iv = key[:16]
        self._cipher = WeChatCipher(key)
        self._decryptor = self._cipher.cipher.decryptor()

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        """The signature that belongs to a ciphertext, lower-case hex."""
        return _signature([self._token, *(part.encode(errors="replace") for part in (timestamp, nonce, encrypt))])

    def open(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> str:
        """Verifies, then decrypts; raises Forged with the first check that failed."""
        expected = self.sign(timestamp, nonce, encrypt)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise Forged("signature")
        return self._unframe(self._decrypt(encrypt))

    def seal(self, text: str) -> str:
        """The ciphertext of an answer."""
        raw = text.encode()
        framed = secrets.token_bytes(16) + len(raw).to_bytes(4, "big") + raw + self._receiver
        secret: bytes = self._cipher.encrypt(framed + _PADS[_BLOCK - len(framed) % _BLOCK])
        return base64.b64encode(secret).decode()

    def _decrypt(self, encrypt: str) -> bytes:
        try:
            secret = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError):  # ValueError: not ASCII
            raise Forged("base64") from None
        if len(secret) < _BLOCK or len(secret) % 16:
            raise Forged("length")
        # One decryptor for all messages, since making one costs more than using it. In CBC a block is decrypted with
        # the one before it: with the IV as an extra first block each message starts afresh.
        plain: bytes = self._decryptor.update(self._iv + secret)
        return plain[len(self._iv) :]

    def _unframe(self, plain: bytes) -> str:
        end = len(plain) - _padding(plain)
        stop = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if end < _HEAD or stop > end:
            raise Forged("msg_len")
        if not hmac.compare_digest(plain[stop:end], self._receiver):
            raise Forged("receiveid")
        try:
            return plain[_HEAD:stop].decode()
        except UnicodeDecodeError:
            raise Forged("encoding") from None


def _signature(parts: list[bytes]) -> str:
    return hashlib.sha1(b"".join(sorted(parts))).hexdigest()  # noqa: S324 the platform's choice


def knock(crypto: WechatCrypto, now: datetime) -> Knock:
    """The check of an address, as the platform makes it when somebody saves it."""
    stamp, nonce, words = str(int(now.timestamp())), secrets.token_hex(8), secrets.token_hex(16)
    sealed = crypto.seal(words)
    asked = {"timestamp": stamp, "nonce": nonce, "echostr": sealed}
    signed = {"msg_signature": crypto.sign(stamp, nonce, sealed)}
    return Knock(WebRequest("GET", asked | signed, b""), words.encode())


def knock_plainly(token: str, now: datetime) -> Knock:
    """The same for an official account, which signs the query alone and wants its words back."""
    stamp, nonce, words = str(int(now.timestamp())), secrets.token_hex(8), secrets.token_hex(16)
    signed = {"signature": _signature([part.encode() for part in (token, stamp, nonce)])}
    return Knock(
        WebRequest("GET", {"timestamp": stamp, "nonce": nonce, "echostr": words} | signed, b""), words.encode()
    )


def verified(request: WebRequest, crypto: WechatCrypto) -> bytes:
    """What the check of our address is answered with; raises Forged."""
    # A "+" that was not escaped on its way arrives as a blank.
    return opened(request, crypto, request.asked("echostr").replace(" ", "+")).encode()


def opened(request: WebRequest, crypto: WechatCrypto, encrypt: str) -> str:
    """The text that a callback carries, its signature verified; raises Forged."""
    signature, timestamp, nonce = (request.asked(name) for name in ("msg_signature", "timestamp", "nonce"))
    return crypto.open(signature, timestamp, nonce, encrypt)
