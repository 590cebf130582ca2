"""An official account as a Channel: joins wire, card and client."""

import hashlib

import httpx

from bot.channels.base import Capabilities, Knock, Payload, Received, SendFailed, Sent, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, knock_plainly
from bot.channels.wechat_oa import card as cards
from bot.channels.wechat_oa import wire
from bot.channels.wechat_oa.client import Api, cure
from bot.clock import Clock
from cards.card import Card
from config.channels import WechatOaSettings
from handlers.domain.budget import Allowance, WindowKind
from handlers.domain.messaging import ChatRef, Message
from handlers.domain.quota import Quota, Span
from handlers.ports import Outgoing

_ACTED = Allowance(3, 60)  # a custom menu, following, scanning: three messages within a minute


class WechatOa:
    """Followers write to the account; it answers in the callback, later by customer-service or template messages."""

    name = wire.NAME

    def __init__(self, settings: WechatOaSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; raises ValueError where the token or the EncodingAESKey is malformed."""
        self._settings = settings
        self._clock = clock
        self._api = Api(settings, http, clock)
        token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        if not token:
            raise ValueError("token is empty")
        crypto = WechatCrypto(token, key, settings.app_id) if settings.mode == "safe" else None
        self._account = wire.Account(token, crypto, settings.account)
        said = Allowance(settings.window_messages, settings.window_hours * 3600)
        self.caps = Capabilities(
            unkeyed=frozenset({"direct"}),
            numbered=True,
            max_text=2048,
            per_minute=settings.per_minute,
            quotas=(Quota(settings.per_day, Span.DAY, calls=True),) if settings.per_day else (),
            window={WindowKind.SAID: said, WindowKind.ACTED: _ACTED} if settings.messages else {},
            inline_reply=True,
        )

    def receive(self, request: WebRequest) -> Received:
        """Verifies, decrypts and normalises; raises Forged."""
        return wire.receive(request, self._account, self._clock.now())

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:  # noqa: ARG002
        """Menus where the account may send them, else numbered text."""
        return cards.render(card, menus=self._settings.menus)

    def inline(self, card: Card, out: Outgoing) -> Payload | None:  # noqa: ARG002 the protocol's shape
        """The card as the answer to a callback, where it can be one."""
        return cards.inline(card, menus=self._settings.menus, alone=not self._settings.messages)

    def in_callback(self, request: WebRequest, got: Received, what: Payload) -> Received | None:
        """The body that carries it; None where the account speaks JSON: then it goes as a message of its own."""
        if wire.in_json(got):
            return None
        return wire.answer(request, got, str(what["text"]["content"]), self._account, self._clock.now())

    def notice(self, card: Card, to: ChatRef) -> Payload | None:  # noqa: ARG002 the protocol's shape
        """A template message or a subscription, where one is set up and holds what is to be said."""
        own = self._settings
        if not own.template_id or not own.template_fields:
            return None
        body = cards.template(card, own.template_id, own.template_fields, self._clock.now())
        if body is None:
            return None
        link = {("url" if own.template_kind == "template" else "page"): own.template_url} if own.template_url else {}
        return {"msgtype": own.template_kind, **body, **link}

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed. Only template messages have an idempotency key: see `doubt`."""
        if not wire.OPEN_ID.fullmatch(to.chat_id):
            raise SendFailed("refused", "chat-id", retry=False)
        kind = str(what.get("msgtype"))
        if kind in ("template", "subscribe"):
            body = {"touser": to.chat_id, **{k: v for k, v in what.items() if k != "msgtype"}}
            path = "cgi-bin/message/template/send" if kind == "template" else "cgi-bin/message/subscribe/bizsend"
            if kind == "template":
                body["client_msg_id"] = hashlib.sha256(dedupe.encode()).hexdigest()[:32]
            post = self._api.post if kind == "template" else self._api.post_unkeyed
            answer = await post(path, body)
            return Sent(ref=str(answer.get("msgid") or ""))
        await self._api.post_unkeyed("cgi-bin/message/custom/send", {"touser": to.chat_id, **what})
        return Sent()

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:  # noqa: ARG002 the protocol's shape
        """What was said stays said."""
        raise SendFailed("refused", "no-update", retry=False)

    def knock(self) -> Knock:
        """The check of the address."""
        return knock_plainly(self._settings.token.get_secret_value(), self._clock.now())

    async def check(self) -> tuple[str, ...]:
        """Tries the credentials for real; findings in Chinese with their cure, empty where all is well."""
        missing = self._missing()
        if missing:
            return missing
        try:
            await self._api.get("cgi-bin/get_api_domain_ip")
            known = await self._templates()
        except SendFailed as failed:
            return (cure(failed, self._settings.api_base),)
        own = self._settings
        if own.template_id and own.template_kind == "template" and own.template_id not in known:
            return (f"公众号:没有模板 {own.template_id}:请在「模板消息」里核对,现有:{'、'.join(known[:5]) or '无'}",)
        if own.template_id and not own.template_fields:
            return ("公众号:填了 template_id,没有填 template_fields:请照模板的字段填写",)
        return ()

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as voice, picture or file; kept by the platform for three days. Raises SendFailed."""
        return await self._api.download("cgi-bin/media/get", limit, media_id=msg.media.get("media_id", ""))

    async def close(self) -> None:
        """Holds no connection of its own: the HTTP client belongs to the application."""

    async def _templates(self) -> list[str]:
        if not self._settings.template_id or self._settings.template_kind != "template":
            return []
        answer = await self._api.get("cgi-bin/template/get_all_private_template")
        found = answer.get("template_list")
        return [str(t.get("template_id")) for t in found if isinstance(t, dict)] if isinstance(found, list) else []

    def _missing(self) -> tuple[str, ...]:
        wanted = {
            "app_id(AppID)": self._settings.app_id,
            "JIEDAN_WECHAT_OA_SECRET(AppSecret)": self._settings.secret.get_secret_value(),
        }
        return tuple(
            f"公众号:还没有填写 {name},请从「设置与开发 → 基本配置」复制" for name, v in wanted.items() if not v
        )
