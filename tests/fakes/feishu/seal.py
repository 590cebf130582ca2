"""Feishu's side of the callback: encrypts and signs with `cryptography` alone, so that our reader meets a stranger."""

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.fakes.wecom.seal import Callback


@dataclass(frozen=True)
class App:
    """A self-built app, its bot and its secrets; all invented."""

    app_id: str = "cli_test"
    secret: str = "feishu-app-secret-0123456789abcd"
    encrypt_key: str = "fsTestEncryptKey01"
    token: str = "fsTestVerifyToken01"
    bot: str = "ou_bot"
    tenant: str = "tk"
    robot: str = "5f0e2a1c-1111-2222-3333-444455556666"  # a group robot's hook
    robot_secret: str = "fsHookSecret01"


def encrypt(plain: str | bytes, key: str, *, iv: bytes | None = None) -> str:
    """The `encrypt` field of a body."""
    raw = plain.encode(errors="surrogatepass") if isinstance(plain, str) else plain
    return cipher(raw + bytes([16 - len(raw) % 16]) * (16 - len(raw) % 16), key, iv=iv)


def cipher(blocks: bytes, key: str, *, iv: bytes | None = None) -> str:
    """The same for whole blocks, padded or not."""
    iv = iv or os.urandom(16)
    box = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(iv)).encryptor()
    return base64.b64encode(iv + box.update(blocks) + box.finalize()).decode()


def signed(body: bytes, app: App, timestamp: int | str, nonce: str = "nonce1", plain: str = "") -> Callback:
    """Any body, well signed."""
    given = hashlib.sha256(f"{timestamp}{nonce}{app.encrypt_key}".encode() + body).hexdigest()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Lark-Request-Timestamp": str(timestamp),
        "X-Lark-Request-Nonce": nonce,
        "X-Lark-Signature": given,
    }
    return Callback("POST", {}, body, plain, headers)


def sealed(plain: str | bytes, app: App, timestamp: int | str, nonce: str = "nonce1") -> Callback:
    """A whole callback as Feishu posts it."""
    body = f'{{"encrypt":"{encrypt(plain, app.encrypt_key)}"}}'.encode()
    return signed(body, app, timestamp, nonce, plain if isinstance(plain, str) else "")
