"""The yardstick: an aiohttp handler that only verifies and decrypts with the product's library, and keeps nothing."""

from aiohttp import web
from wechatpy.enterprise.crypto import WeChatCrypto

from bench.callbacks import AES_KEY, CORP_ID, TOKEN


def make() -> web.Application:
    """The whole server."""
    crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)

    async def hook(request: web.Request) -> web.Response:
        query = request.query
        body = await request.text()
        crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook/wecom", hook)
    return app


async def _announce(app: web.Application) -> None:
    print(f"bare http://127.0.0.1:{app['port']}", flush=True)


if __name__ == "__main__":
    import socket

    listener = socket.create_server(("127.0.0.1", 0))
    app = make()
    app["port"] = listener.getsockname()[1]
    app.on_startup.append(_announce)
    web.run_app(app, sock=listener, print=None)
