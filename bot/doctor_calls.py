"""Calls the address that each platform calls, as the platform would: through the proxy, with the configured keys."""

from collections.abc import AsyncIterator, Mapping

import httpx

from bot.channels.base import Called, Channel, Knock
from bot.channels.transport import failing, trouble
from bot.findings import Finding, Level
from config.settings import Settings

_ABOUT = "回调"
_REFUSED = "正在运行的接单不认现在的密钥:Token、密钥改过的话重启 jiedan serve;没改过,看这个域名是不是转到了另一台机器"


async def call_findings(
    settings: Settings, channels: Mapping[str, Channel], http: httpx.AsyncClient
) -> AsyncIterator[Finding]:
    """One finding for each channel that is called, where the address of this server is known."""
    for name, channel in channels.items():
        knock = channel.knock() if isinstance(channel, Called) else None
        base = (settings.channels.dingtalk.public_url if name == "dingtalk" else "") or settings.web.public_url
        if knock is not None and base:
            yield await _called(f"{base.rstrip('/')}/hook/{name}", knock, http)


async def _called(url: str, knock: Knock, http: httpx.AsyncClient) -> Finding:
    asked = knock.request
    try:
        reply = await http.request(
            asked.method, url, params=dict(asked.query), content=asked.body, headers=dict(asked.headers)
        )
    except httpx.HTTPError as wrong:
        cure = "先启动 jiedan serve;再看域名、证书、防火墙(443 端口)"
        return Finding(Level.WARN, _ABOUT, f"{url} 打不开({trouble(failing(wrong))})", cure)
    if reply.status_code == httpx.codes.OK and reply.content == knock.answer:
        return Finding(Level.OK, _ABOUT, f"{url} 打得开,密钥对得上")
    if reply.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Finding(Level.BAD, _ABOUT, f"{url} 不认密钥({reply.status_code})", _REFUSED)
    if reply.is_redirect:
        cure = "平台不会跟着跳转:public_url 直接写跳转后的地址(https 开头)"
        return Finding(Level.BAD, _ABOUT, f"{url} 跳转到别处({reply.status_code})", cure)
    if reply.status_code == httpx.codes.OK:
        return Finding(Level.BAD, _ABOUT, f"{url} 答的不是接单", "域名或反向代理指到了别的网站:转到接单的端口")
    cure = "先启动 jiedan serve;反向代理要转发 /hook/ 开头的路径,原样带上网址后面的参数"
    return Finding(Level.WARN, _ABOUT, f"{url} 打不开({reply.status_code})", cure)
