"""WeCom's side of a callback: sealed and signed as the platform does it, with keys made up for the benchmark."""

import base64
import hashlib
import itertools
import os
import struct
from dataclasses import dataclass
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CORP_ID = "wwbench0000000000"
AGENT_ID = 1000002
TOKEN = "benchToken"
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
ENVIRONMENT = {"JIEDAN_WECOM_SECRET": "bench-secret", "JIEDAN_WECOM_TOKEN": TOKEN, "JIEDAN_WECOM_AES_KEY": AES_KEY}

_KEY = base64.b64decode(AES_KEY + "=")
_MESSAGE = (
    "<xml><ToUserName><![CDATA[{corp}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
    "<CreateTime>{second}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
    "<MsgId>{number}</MsgId><AgentID>{agent}</AgentID></xml>"
)
_ENVELOPE = (
    "<xml><ToUserName><![CDATA[{corp}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt>"
    "<AgentID><![CDATA[{agent}]]></AgentID></xml>"
)
_numbers = itertools.count(int.from_bytes(os.urandom(6), "big") * 1000)


@dataclass(frozen=True, slots=True)
class Callback:
    """One HTTP request."""

    query: str
    body: bytes
    user: str


def callback(user: str, text: str, second: int) -> Callback:
    """A text message of a person, fresh: no two have the same MsgId."""
    number = next(_numbers)
    plain = _MESSAGE.format(corp=CORP_ID, user=user, second=second, text=text, number=number, agent=AGENT_ID)
    sealed = _seal(plain.encode())
    stamp, nonce = str(second), str(number % 10**9)
    signature = hashlib.sha1("".join(sorted([TOKEN, stamp, nonce, sealed])).encode()).hexdigest()
    query = urlencode({"msg_signature": signature, "timestamp": stamp, "nonce": nonce})
    body = _ENVELOPE.format(corp=CORP_ID, sealed=sealed, agent=AGENT_ID).encode()
    return Callback(query, body, user)


def _seal(plain: bytes) -> str:
    framed = os.urandom(16) + struct.pack(">I", len(plain)) + plain + CORP_ID.encode()
    pad = 32 - len(framed) % 32
    framed += bytes([pad]) * pad
    encryptor = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(framed) + encryptor.finalize()).decode()
