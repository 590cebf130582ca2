"""A self-built WeCom app as a Channel: joins wire, card and client."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels.base import ROBOT, Capabilities, Knock, Member, Payload, Received, SendFailed, Sent, WebRequest
from bot.channels.transport import robots
from bot.channels.wechat_crypto import WechatCrypto, knock
from bot.channels.wecom import card as cards
from bot.channels.wecom import wire
from bot.channels.wecom.client import Api
from bot.channels.wecom.errors import cure
from bot.clock import Clock
from cards.card import Card
from config.channels import WecomSettings
from handlers.domain.messaging import ChatKind, ChatRef, Message
from handlers.domain.quota import Quota, Span

_CHAT_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_FOUR_HOURS = 14_400
PER_ACCOUNT = 200  # messages that an app may send in a day for each account the company may have


class Wecom:
    """People write to the app; it answers each with cards, and tells groups: its own ones, and those of webhooks."""

    name = wire.NAME

    def __init__(self, settings: WecomSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; raises ValueError where the token or the EncodingAESKey is malformed."""
        self._settings = settings
        self._clock = clock
        a_day = (Quota(PER_ACCOUNT * settings.accounts, Span.DAY, direct=True),) if settings.accounts else ()
        self.caps = Capabilities(
            unkeyed=frozenset({"group", "robot"}),
            update=True,
            max_text=2048,
            per_minute=30,
            per_hour=1000,
            robot_per_minute=20,
            quotas=(Quota(10_000, Span.MINUTE), Quota(150_000, Span.HOUR), *a_day),
        )
        self._api = Api(settings, http, clock)
        token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        self._crypto = WechatCrypto(token, key, settings.corp_id)
        self._robots = robots(settings.robots.get_secret_value())

    def receive(self, request: WebRequest) -> Received:
        """Verifies, decrypts and normalises; raises Forged."""
        return wire.receive(request, self._crypto, self._settings.corp_id, self._settings.agent_id, self._clock.now())

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """Template cards for people, text for groups and for what has no buttons."""
        return cards.render(card, to, mention)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed.

        The same `dedupe` reaches a person once: a card within four hours, a text within some minutes. Groups have no
        such check (documents 90248 and 91770).
        """
        body = {name: value for name, value in what.items() if name != "replace"}
        if to.chat_id.startswith(ROBOT):
            known = self._robots.get(to.chat_id.removeprefix(ROBOT))
            if known is None:
                raise SendFailed("auth", "robot-unknown", retry=False)
            await self._api.webhook(known[0], body)
            return Sent()
        if to.kind is ChatKind.GROUP:
            await self._api.post_unkeyed("appchat/send", {"chatid": _checked(to, _CHAT_ID), **body, "safe": 0})
            return Sent()
        answer = await self._api.post("message/send", self._to_person(to, body, dedupe))
        _check_reached(answer)
        return Sent(ref=str(answer.get("response_code") or ""))

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:
        """Replaces a card; raises SendFailed, always without retry where the code is spent: then send anew."""
        drawn = what.get("template_card") or what.get("replace")
        if not ref or not drawn or to.kind is ChatKind.GROUP:
            raise SendFailed("refused", "no-card", retry=False)
        answer = await self._api.post(
            "message/update_template_card",
            {
                "userids": [_checked(to, wire.USER_ID)],
                "agentid": self._settings.agent_id,
                "response_code": ref,
                "template_card": {name: value for name, value in drawn.items() if name != "task_id"},
            },
        )
        _check_reached(answer)
        return Sent(ref=str(answer.get("response_code") or ref))  # spent, but it says that the card was changed

    async def make_group(self, name: str, members: Sequence[str], chat_id: str = "") -> str:
        """Creates a group chat that the app may speak in, the first member its owner; raises SendFailed.

        https://developer.work.weixin.qq.com/document/path/90245: 2 to 2000 members, a name of at most 50 characters.
        Returns the chat's id. Nobody sees a new group before something is said in it.
        """
        body: dict[str, Any] = {"name": name[:50], "owner": members[0], "userlist": list(members)}
        answer = await self._api.post("appchat/create", body | ({"chatid": chat_id} if chat_id else {}))
        return str(answer.get("chatid") or chat_id)

    def authorize(self, back: str, state: str) -> str | None:
        """Where WeCom's own browser says who he is, without asking him; None where it is not switched on.

        https://developer.work.weixin.qq.com/document/path/91022
        """
        if not self._settings.oauth:
            return None
        query = {
            "appid": self._settings.corp_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": str(self._settings.agent_id),
        }
        base = self._settings.oauth_base.rstrip("/")
        return f"{base}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    async def opener(self, code: str) -> str:
        """The member's userid, "" for somebody from outside; raises SendFailed. A code is good once.

        https://developer.work.weixin.qq.com/document/path/91023
        """
        answer = await self._api.get("auth/getuserinfo", code=code)
        return str(answer.get("userid") or answer.get("UserId") or "")

    async def members(self) -> tuple[Member, ...]:
        """Everybody in the departments that the app may see; raises SendFailed.

        https://developer.work.weixin.qq.com/document/path/95350 and 90200
        """
        found: dict[str, Member] = {}
        for department in (await self._api.get("department/simplelist")).get("department_id") or ():
            listed = await self._api.get("user/simplelist", department_id=str(department["id"]))
            for one in listed.get("userlist") or ():
                found[one["userid"]] = Member(one["userid"], str(one.get("name") or ""))
        return tuple(found.values())

    def knock(self) -> Knock:
        """The check of the address."""
        return knock(self._crypto, self._clock.now())

    async def check(self) -> tuple[str, ...]:
        """Tries the credentials for real; findings in Chinese with their cure, empty where all is well."""
        missing = _missing(self._settings)
        if missing:
            return missing
        try:
            await self._api.get("getcallbackip")
            app = await self._api.get("agent/get", agentid=str(self._settings.agent_id))
        except SendFailed as failed:
            return (cure(failed, self._settings.api_base),)
        return ("企业微信:应用已停用,请在管理后台的应用详情里启用",) if app.get("close") == 1 else ()

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as voice, picture or file; kept by the platform for three days. Raises SendFailed."""
        return await self._api.download("media/get", limit, media_id=msg.media.get("media_id", ""))

    async def close(self) -> None:
        """Holds no connection of its own: the HTTP client belongs to the application."""

    def _to_person(self, to: ChatRef, body: Mapping[str, Any], dedupe: str) -> dict[str, Any]:
        digest = hashlib.sha256(dedupe.encode()).digest()
        sent = {"touser": _checked(to, wire.USER_ID), "agentid": self._settings.agent_id, **body}
        if "template_card" in sent:
            sent["template_card"] = {
                **sent["template_card"],
                "task_id": cards.task_id(sent["template_card"], digest.hex()),
            }
            interval = _FOUR_HOURS
        else:
            # WeCom compares whole requests. Two equal answers may both be meant, so the interval, harmless
            # itself, differs from one dedupe key to the next and is short.
            interval = 60 + int.from_bytes(digest[:2], "big") % 240
        return {**sent, "enable_duplicate_check": 1, "duplicate_check_interval": interval}


def _checked(to: ChatRef, shape: re.Pattern[str]) -> str:
    """The id, if it is one: "@all" or "a|b" in its place would tell the whole company."""
    if not shape.fullmatch(to.chat_id):
        raise SendFailed("refused", "chat-id", retry=False)
    return to.chat_id


def _check_reached(answer: Mapping[str, Any]) -> None:
    """errcode 0 with somebody left out is a failure, since each message has one receiver."""
    for name in ("invaliduser", "unlicenseduser"):
        if answer.get(name):
            raise SendFailed("refused", name, retry=False)


def _missing(settings: WecomSettings) -> tuple[str, ...]:
    wanted = {
        ("corp_id(企业 ID)", "「我的企业」最下方"): settings.corp_id,
        ("agent_id(应用 AgentId)", "应用详情里"): settings.agent_id,
        ("JIEDAN_WECOM_SECRET(应用 Secret)", "应用详情里"): settings.secret.get_secret_value(),
    }
    return tuple(f"企业微信:还没有填写 {name},请从{where}复制" for (name, where), value in wanted.items() if not value)
