"""WeCom's side of the callback: signs and encrypts with `cryptography` alone, so that our reader meets a stranger."""

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


@dataclass(frozen=True)
class Account:
    """A corp, its app and its secrets; all invented."""

    corp_id: str = "ww00testcorp0001"
    agent_id: int = 1000002
    secret: str = "s3cret-of-the-fake-app-0123456789abcdefghij"
    token: str = "orderbotTestTok1"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@dataclass(frozen=True)
class Callback:
    """One HTTP request to our hook; `plain` is what was sealed in it, empty where nothing was."""

    method: str
    query: Mapping[str, str]
    body: bytes = b""
    plain: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})


def sign(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """msg_signature."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypt])).encode()).hexdigest()


def frame(message: bytes, receiver: str, *, length: int | None = None) -> bytes:
    """Random, length, message, receiver; not yet padded. `length` may lie."""
    size = len(message) if length is None else length
    return os.urandom(16) + size.to_bytes(4, "big") + message + receiver.encode()


def pad(data: bytes, block: int = 32) -> bytes:
    """PKCS7 to a multiple of 32."""
    count = block - len(data) % block
    return data + bytes([count]) * count


def cipher(data: bytes, aes_key: str) -> str:
    """AES-256-CBC, base64; `data` must be whole blocks."""
    key = base64.b64decode(aes_key + "=")
    box = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(box.update(data) + box.finalize()).decode()


def encrypt(plain: str | bytes, account: Account, receiver: str | None = None) -> str:
    """A well-formed ciphertext of a message."""
    raw = plain.encode() if isinstance(plain, str) else plain
    return cipher(pad(frame(raw, account.corp_id if receiver is None else receiver)), account.aes_key)


def query(account: Account, secret: str, timestamp: int | str, nonce: str | None = None) -> dict[str, str]:
    """The query string of a callback that carries `secret`."""
    number = nonce or str(int.from_bytes(os.urandom(5), "big"))
    return {
        "msg_signature": sign(account.token, str(timestamp), number, secret),
        "timestamp": str(timestamp),
        "nonce": number,
    }


def envelope(account: Account, secret: str, agent: str | None = None) -> bytes:
    """The outer XML."""
    agent_id = str(account.agent_id) if agent is None else agent
    return (
        f"<xml><ToUserName><![CDATA[{account.corp_id}]]></ToUserName>"
        f"<AgentID><![CDATA[{agent_id}]]></AgentID><Encrypt><![CDATA[{secret}]]></Encrypt></xml>"
    ).encode()


def seal(plain: str | bytes, account: Account, timestamp: int | str, receiver: str | None = None) -> Callback:
    """A whole callback as WeCom posts it."""
    secret = encrypt(plain, account, receiver)
    text = plain if isinstance(plain, str) else ""
    return Callback("POST", query(account, secret, timestamp), envelope(account, secret), plain=text)


def element(name: str, value: str | int) -> str:
    """One XML element; strings as CDATA, "]]>" split as the platform must."""
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"


def document(**fields: str | int) -> str:
    """`<xml>` of flat fields in the order given."""
    return "<xml>" + "".join(element(name, value) for name, value in fields.items()) + "</xml>"
