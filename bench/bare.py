"""The yardstick: a bare aiohttp handler that only verifies and decrypts by the vendor's rules."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Awaitable, Callable

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from wechatpy.crypto import WeChatCrypto as OaCrypto
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.fakes import FakeKf, FakeOa, FakeWecom, FakeWecomRobot
from tests.fakes.dingtalk.callbacks import DingAccount
from tests.fakes.feishu.seal import App

Read = Callable[[web.Request], Awaitable[object]]


def wecom() -> Read:
    """A WeCom app, and 微信客服."""
    own = FakeWecom().account
    return _xml(WeChatCrypto(own.token, own.aes_key, own.corp_id))


def wechat_kf() -> Read:
    """Its doorbell is sealed like a WeCom app's."""
    own = FakeKf().account
    return _xml(WeChatCrypto(own.token, own.aes_key, own.corp_id))


def wechat_oa() -> Read:
    """An official account in safe mode."""
    own = FakeOa().account
    return _xml(OaCrypto(own.token, own.aes_key, own.corp_id))


def _xml(crypto: WeChatCrypto | OaCrypto) -> Read:
    async def read(request: web.Request) -> object:
        query = request.query
        return crypto.decrypt_message(await request.text(), query["msg_signature"], query["timestamp"], query["nonce"])

    return read


def wecom_robot() -> Read:
    """A smart robot: JSON, no receiver."""
    own = FakeWecomRobot().account
    crypto = WeChatCrypto(own.token, own.aes_key, "")

    async def read(request: web.Request) -> object:
        query, body = request.query, {"Encrypt": json.loads(await request.read())["encrypt"]}
        return json.loads(crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))

    return read


def dingtalk() -> Read:
    """A robot's callback is signed, not encrypted."""
    secret = DingAccount().secret

    async def read(request: web.Request) -> object:
        words = f"{request.headers['timestamp']}\n{secret}".encode()
        wanted = base64.b64encode(hmac.digest(secret.encode(), words, "sha256")).decode()
        if not hmac.compare_digest(wanted, request.headers["sign"]):
            raise web.HTTPForbidden
        return json.loads(await request.read())

    return read


def feishu() -> Read:
    """An event: signed and encrypted."""
    own = App()
    key = hashlib.sha256(own.encrypt_key.encode()).digest()

    async def read(request: web.Request) -> object:
        heads, body = request.headers, await request.read()
        words = heads["X-Lark-Request-Timestamp"] + heads["X-Lark-Request-Nonce"] + own.encrypt_key
        wanted = hashlib.sha256(words.encode() + body).hexdigest()
        if not hmac.compare_digest(wanted, heads["X-Lark-Signature"]):
            raise web.HTTPForbidden
        sealed = base64.b64decode(json.loads(body)["encrypt"])
        box = Cipher(algorithms.AES(key), modes.CBC(sealed[:16])).decryptor()
        plain = box.update(sealed[16:]) + box.finalize()
        return json.loads(plain[: -plain[-1]])

    return read


READERS: dict[str, Callable[[], Read]] = {
    "wecom": wecom,
    "wecom_robot": wecom_robot,
    "wechat_kf": wechat_kf,
    "wechat_oa": wechat_oa,
    "dingtalk": dingtalk,
    "feishu": feishu,
}


def _hook(read: Read) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def hook(request: web.Request) -> web.Response:
        try:
            await request.read()
        except (ConnectionError, web.RequestPayloadError):  # who hung up half way is no error, as at our own door
            return web.Response(status=400)
        await read(request)
        return web.Response()

    return hook


def main() -> None:
    """Serves until it is ended; prints its address first."""
    app, listener = web.Application(), socket.create_server(("127.0.0.1", 0))
    for channel, made in READERS.items():
        app.router.add_post(f"/hook/{channel}", _hook(made()))

    async def announce(_: web.Application) -> None:
        print(f"bare http://127.0.0.1:{listener.getsockname()[1]}", flush=True)

    app.on_startup.append(announce)
    web.run_app(app, sock=listener, print=None)


if __name__ == "__main__":
    main()
