"""微信客服 as a Channel: joins wire, card and client."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import httpx

from bot.channels.base import Bell, Capabilities, Knock, Payload, Pulled, Received, SendFailed, Sent, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, knock
from bot.channels.wechat_kf import card as cards
from bot.channels.wechat_kf import wire
from bot.channels.wechat_kf.client import Api, cure
from bot.clock import Clock
from cards.card import Card
from config.channels import WechatKfSettings
from handlers.domain.budget import Allowance, WindowKind
from handlers.domain.messaging import ChatRef, Message, MessageKind

_PAGE = 1000
_TOKEN_LIVES = timedelta(minutes=9)  # ten, says the document; nobody's clock is exact


class WechatKf:
    """Customers write in WeChat; they may be told a few things for a while after they did."""

    name = wire.NAME

    def __init__(self, settings: WechatKfSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; raises ValueError where the token or the EncodingAESKey is malformed."""
        self._settings = settings
        self._clock = clock
        self._api = Api(settings, http, clock)
        token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        self._crypto = WechatCrypto(token, key, settings.corp_id)
        said = Allowance(settings.window_messages, settings.window_hours * 3600)
        self.caps = Capabilities(
            numbered=True, max_text=2048, per_minute=settings.per_minute, window={WindowKind.SAID: said}
        )

    def receive(self, request: WebRequest) -> Received:
        """Verifies and decrypts the bell; raises Forged."""
        return wire.receive(request, self._crypto, self._settings.corp_id, self._clock.now())

    async def pull(self, bell: Bell, cursor: str, since: datetime | None) -> Pulled:
        """One page after the cursor; what was said long before `since` is kept silently; raises SendFailed."""
        now = self._clock.now()
        body = {"open_kfid": bell.place, "limit": _PAGE, "voice_format": 0}
        if cursor:
            body["cursor"] = cursor
        if bell.token and bell.at and now - bell.at < _TOKEN_LIVES:
            body["token"] = bell.token
        answer = await self._api.post("kf/sync_msg", body)
        following = answer.get("next_cursor", "")
        if not isinstance(following, str) or (not following and answer.get("has_more")):
            raise SendFailed("server", "cursor-missing", retry=True)
        page = wire.page(answer, self._settings.open_kfid, now)
        if since:  # the platform gives three days: what was said long before we came was answered by people
            old = since - timedelta(hours=self._settings.history_hours)
            page = tuple((replace(m, kind=MessageKind.SILENT) if m.sent_at < old else m, raw) for m, raw in page)
        return Pulled(page, following or cursor, answer.get("has_more") == 1)

    async def places(self) -> tuple[str, ...]:
        """The account that was configured, and those that this app may serve; raises SendFailed where none is known."""
        own = self._settings.open_kfid
        try:
            found = [str(account["open_kfid"]) for account in await self._accounts()]
        except SendFailed:
            if not own:
                raise
            found = []
        return tuple(dict.fromkeys([own, *found]))

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:  # noqa: ARG002
        """Menus and texts."""
        return cards.render(card)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed. The same `dedupe` reaches the customer once."""
        customer, place = wire.address(to.chat_id, self._settings.open_kfid)
        if not wire.ID.fullmatch(customer) or not wire.ID.fullmatch(place):
            raise SendFailed("refused", "chat-id", retry=False)
        msgid = hashlib.sha256(dedupe.encode()).hexdigest()[:32]
        body = {name: value for name, value in what.items() if name != "code"}
        if what.get("code"):
            answer = await self._api.post("kf/send_msg_on_event", {"code": what["code"], "msgid": msgid, **body})
        else:
            answer = await self._api.post(
                "kf/send_msg", {"touser": customer, "open_kfid": place, "msgid": msgid, **body}
            )
        return Sent(ref=str(answer.get("msgid") or msgid))

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:  # noqa: ARG002 the protocol's shape
        """What was said stays said."""
        raise SendFailed("refused", "no-update", retry=False)

    def knock(self) -> Knock:
        """The check of the address."""
        return knock(self._crypto, self._clock.now())

    async def check(self) -> tuple[str, ...]:
        """Tries the credentials for real; findings in Chinese with their cure, empty where all is well."""
        missing = self._missing()
        if missing:
            return missing
        try:
            accounts = await self._accounts()
        except SendFailed as failed:
            return (cure(failed, self._settings.api_base),)
        listed = "、".join(f"{a['open_kfid']}({a.get('name', '')})" for a in accounts[:10])
        own = self._settings.open_kfid
        mine = next((a for a in accounts if a["open_kfid"] == own), None)
        if not accounts:
            return ("微信客服:这个应用还没有能用的客服帐号:请在管理后台「微信客服」新建帐号,并授权给这个应用",)
        if mine is None:
            said = f"open_kfid {own} 不在能用的客服帐号里" if own else "还没有填写 open_kfid"
            return (f"微信客服:{said}:请填其中一个:{listed}",)
        if mine.get("manage_privilege") is False:
            return (f"微信客服:没有管理客服帐号 {own} 的权限:请在「微信客服 → 通过 API 管理」里授权给这个应用",)
        return ()

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as voice, picture or file; kept by the platform for three days. Raises SendFailed."""
        return await self._api.download("media/get", limit, media_id=msg.media.get("media_id", ""))

    async def close(self) -> None:
        """Holds no connection of its own: the HTTP client belongs to the application."""

    async def _accounts(self) -> list[dict[str, object]]:
        answer = await self._api.post("kf/account/list", {"offset": 0, "limit": 100})
        found = answer.get("account_list")
        items = found if isinstance(found, list) else []
        return [a for a in items if isinstance(a, dict) and wire.ID.fullmatch(str(a.get("open_kfid", "")))]

    def _missing(self) -> tuple[str, ...]:
        wanted = {
            "corp_id(企业 ID)": self._settings.corp_id,
            "JIEDAN_WECHAT_KF_SECRET(微信客服的 Secret)": self._settings.secret.get_secret_value(),
        }
        return tuple(f"微信客服:还没有填写 {name}" for name, value in wanted.items() if not value)
