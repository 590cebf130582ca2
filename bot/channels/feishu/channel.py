"""A self-built app of Feishu as a Channel: joins wire, card, client and stream."""

import asyncio
import hashlib
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.channels.base import (
    ROBOT,
    Capabilities,
    Forged,
    Knock,
    Member,
    Payload,
    Put,
    Received,
    SendFailed,
    Sent,
    Turns,
    WebRequest,
)
from bot.channels.feishu import card as cards
from bot.channels.feishu import wire
from bot.channels.feishu.client import Api
from bot.channels.feishu.errors import CONTENT_CODES, REPLY_CODES, cure
from bot.channels.feishu.press import Presses
from bot.channels.feishu.seal import Seal
from bot.channels.feishu.stream import Line
from bot.clock import Clock
from cards.card import Card
from config.channels import FeishuSettings
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind
from handlers.domain.quota import Quota, Span

log = logging.getLogger(__name__)

MESSAGE = re.compile(r"om_[0-9A-Za-z_-]{1,125}")
_PEOPLE = re.compile(r"[0-9A-Za-z_@.-]{1,64}")
_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,256}")
_GROUP = re.compile(r"oc_[0-9A-Za-z]{1,64}")
FREE_CALLS = 10_000  # in a month, of the basic edition; raised now and then:
# https://open.feishu.cn/document/platform-notices/platform-updates-/custom-app-api-call-limit
_ASK_AGAIN = 60.0  # seconds until the bot asks again who it is
# What the API tells of scopes: at least one of each row, what is missing without it, and the setting that needs it.
_SCOPES = (
    (("im:message:send_as_bot", "im:message", "im:message:send"), "发消息", ""),
    (("im:message.p2p_msg:readonly", "im:message.p2p_msg", "im:message"), "接收单聊消息", ""),
    (
        ("im:message.group_at_msg:readonly", "im:message.group_at_msg", "im:message.group_msg"),
        "接收群里 @ 机器人的消息",
        "",
    ),
    (("im:message:readonly", "im:message"), "取文件、图片、语音和被引用的消息", ""),
    (("contact:user.employee_id:readonly",), '读取用户 user_id(people = "user_id" 时需要)', "user_id"),
    (("im:message.group_msg",), "接收群里所有的消息(hear_all 需要)", "hear_all"),
)


class Feishu:
    """People write to the bot alone or call it in a group; it answers with cards that hold buttons and forms."""

    name = wire.NAME

    def __init__(self, settings: FeishuSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        self._settings = settings
        self._clock = clock
        known = settings.calls_per_month
        self.caps = Capabilities(
            unkeyed=frozenset({"robot"}),
            update=True,
            form=True,
            max_text=150_000,
            per_minute=300,
            robot_per_minute=100,
            quotas=(Quota(known or FREE_CALLS, Span.MONTH, calls=True, assumed=not known),),
        )
        self._api = Api(settings, http, clock)
        self._seal = Seal(settings.encrypt_key.get_secret_value(), settings.token.get_secret_value())
        self._presses = Presses()
        self._bot = ""

    def share(self, turns: Turns) -> None:
        """Takes its turns among all processes on one database."""
        self._api.turns = turns

    def receive(self, request: WebRequest) -> Received:
        """Verifies, decrypts and normalises; raises Forged."""
        return wire.receive(request, self._seal, self._hearing())

    async def answer(self, got: Received, keep: Callable[[], Awaitable[object]]) -> bytes:
        """Acknowledges a pressed button with the card it changed, everything else at once."""
        tap = next((m for m in got.messages if m.kind is MessageKind.TAP and m.tap), None)
        if tap is None or tap.tap is None:
            await keep()
            return got.reply
        press = self._presses.expect(tap.chat.chat_id, tap.tap.card_ref)
        try:
            await keep()
            return await press.wait()
        finally:
            self._presses.forget(press)

    async def listen(self, put: Put) -> None:
        """Learns who the bot is; then holds the long connection, or returns where events come by callback."""
        if self._settings.mode == "http":
            await self._learn()
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._learn())
            group.create_task(Line(self._api, self._clock, self._read, self.answer).run(put))

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """Cards for people, groups and group robots; plain sentences as text."""
        return cards.render(card, to, mention)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed. The same `dedupe` within an hour reaches the chat once."""
        self._presses.answered(to.chat_id)
        if to.chat_id.startswith(ROBOT):
            await self._api.robot(to.chat_id.removeprefix(ROBOT), _hook_body(what))
            return Sent()
        kind, where = _receiver(to)

        async def post(body: dict[str, Any]) -> dict[str, Any]:
            return await self._api.send(kind, where, body)

        return await self._card_or_words(post, what, dedupe)

    async def reply(self, to: ChatRef, quoted: str, what: Payload, dedupe: str) -> Sent:
        """Answers a message where it stands; raises SendFailed."""
        if not MESSAGE.fullmatch(quoted) or to.chat_id.startswith(ROBOT):
            return await self.send(to, what, dedupe)
        self._presses.answered(to.chat_id)

        async def post(body: dict[str, Any]) -> dict[str, Any]:
            return await self._api.reply(quoted, to.chat_id, body)

        try:
            return await self._card_or_words(post, what, dedupe)
        except SendFailed as failed:
            if failed.code not in REPLY_CODES:
                raise
            log.info("message takes no replies", extra={"channel": wire.NAME, "code": failed.code})
        return await self.send(to, what, f"{dedupe}:chat")

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:  # noqa: ARG002 the message's id is enough
        """Changes a card where it stands, for everybody who sees it; raises SendFailed.

        Whoever pressed it sees it at once in the acknowledgement; the call makes it certain.
        """
        if not MESSAGE.fullmatch(ref) or "card" not in what:
            raise SendFailed("refused", "no-card", retry=False)
        self._presses.changed(ref, what)
        await self._api.patch(ref, _dump(what["card"]))
        return Sent(ref)

    async def members(self) -> tuple[Member, ...]:
        """Everybody in the departments that the app may see; raises SendFailed.

        https://open.feishu.cn/document/server-docs/contact-v3/user/find_by_department
        """
        kind = self._settings.people
        below = await self._api.every("contact/v3/departments/0/children", fetch_child="true")
        found: dict[str, Member] = {}
        for department in ("0", *(str(one["open_department_id"]) for one in below)):
            listed = await self._api.every(
                "contact/v3/users/find_by_department", department_id=department, user_id_type=kind
            )
            for one in listed:
                user = str(one.get(kind) or one.get("open_id") or "")
                found[user] = Member(user, str(one.get("name") or ""))
        return tuple(found.values())

    def knock(self) -> Knock | None:
        """The check of the address, where there is one."""
        if self._settings.mode != "http":
            return None
        words = secrets.token_hex(16)
        request = WebRequest("POST", {}, self._seal.proof(words), {"Content-Type": wire.JSON})
        return Knock(request, wire.challenged(words))

    async def check(self) -> tuple[str, ...]:
        """Tries token, bot, scopes and the long connection for real; findings in Chinese with their cure."""
        missing = _missing(self._settings)
        if missing:
            return missing
        found: list[str] = []
        try:
            bot = (await self._api.get("bot/v3/info")).get("bot")
            if isinstance(bot, dict) and bot.get("activate_status", 2) != 2:
                found.append("飞书:应用还没有启用:请在「版本管理与发布」里发布版本,并由管理员审核、启用")
            if self._settings.mode == "stream":
                await self._api.endpoint()
        except SendFailed as failed:
            return (cure(failed, self._settings.api_base),)
        return (*found, *await self._lacking())

    async def quoted(self, msg: Message) -> Message:
        """The message with what it quotes in the place of its own words; raises SendFailed."""
        if not MESSAGE.fullmatch(msg.quoted_id or ""):
            raise SendFailed("refused", "message-id", retry=False)  # it becomes part of an address
        answer = await self._api.get(f"im/v1/messages/{msg.quoted_id}")
        try:
            return wire.quoting(msg, answer, self._bot)
        except Forged as forged:
            raise SendFailed("refused", forged.reason, retry=False) from forged

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as voice, picture or file, from its message; raises SendFailed."""
        key = msg.media.get("image_key") or msg.media.get("file_key", "")
        kind = "image" if msg.media.get("image_key") else "file"
        number = msg.media.get(wire.SOURCE) or msg.external_id
        if not all(_PLAIN.fullmatch(one) for one in (number, key)):
            raise SendFailed("refused", "file-key", retry=False)  # it becomes part of an address
        return await self._api.file(f"im/v1/messages/{number}/resources/{key}", {"type": kind}, limit)

    async def close(self) -> None:
        """Holds no connection of its own: `listen` ends when it is cancelled."""

    def _hearing(self) -> wire.Hearing:
        return wire.Hearing(self._settings, self._bot, self._clock.now())

    def _read(self, data: dict[str, Any]) -> Received:
        return wire.read(data, self._hearing())

    async def _learn(self) -> None:
        """Asks for the bot's own id, by which it is known among those who are mentioned."""
        while not self._bot:
            try:
                bot = (await self._api.get("bot/v3/info")).get("bot")
                self._bot = str(bot.get("open_id") or "") if isinstance(bot, dict) else ""
                if not self._bot:
                    return
            except SendFailed as failed:
                log.warning("bot unknown yet", extra={"channel": wire.NAME, "code": failed.code})
                await asyncio.sleep(failed.after or _ASK_AGAIN)

    async def _card_or_words(
        self, post: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]], what: Payload, dedupe: str
    ) -> Sent:
        """Sends the card; what is refused for what it holds is said in words, and at last without calling anybody."""
        key = hashlib.sha256(dedupe.encode()).hexdigest()[:40]
        ways = _ways(what)
        for number, (kind, content) in enumerate(ways):
            try:
                answer = await post({"msg_type": kind, "content": _dump(content), "uuid": f"{key}-{number}"})
            except SendFailed as failed:
                if failed.code not in CONTENT_CODES or number + 1 == len(ways):
                    raise
                log.warning("not taken as it is", extra={"channel": wire.NAME, "code": failed.code, "kind": kind})
            else:
                return Sent(_message_id(answer) if kind == "interactive" else "")
        raise AssertionError("there is always one way")

    async def _lacking(self) -> tuple[str, ...]:
        """Scopes that the app was not granted, where it may ask for them."""
        try:
            data = (await self._api.get("application/v6/scopes")).get("data")
        except SendFailed as failed:
            log.info("scopes not told", extra={"channel": wire.NAME, "code": failed.code})
            return ()
        scopes = data.get("scopes") if isinstance(data, dict) else None
        if not isinstance(scopes, list):
            return ()
        granted = {s.get("scope_name") for s in scopes if isinstance(s, dict) and s.get("grant_status") == 1}
        own = self._settings
        wanted = {"", *(["user_id"] if own.people == "user_id" else []), *(["hear_all"] if own.hear_all else [])}
        return tuple(
            f"飞书:还没有权限「{what}」:请在「权限管理」里开通 {names[0]},并发布新版本"
            for names, what, needed in _SCOPES
            if needed in wanted and not granted & set(names)
        )


def _ways(what: Payload) -> list[tuple[str, dict[str, Any]]]:
    """Message types and contents, the best first."""
    card = [("interactive", dict(what["card"]))] if what["prefer"] == "card" else []
    words = list(dict.fromkeys((what["text"], cards.without_mentions(what["text"]))))
    return [*card, *(("text", {"text": text}) for text in words)]


def _receiver(to: ChatRef) -> tuple[str, str]:
    """receive_id_type and receive_id; raises SendFailed where it is neither person nor group."""
    if to.kind is ChatKind.GROUP:
        if not _GROUP.fullmatch(to.chat_id):
            raise SendFailed("refused", "chat-id", retry=False)
        return "chat_id", to.chat_id
    if not _PEOPLE.fullmatch(to.chat_id):
        raise SendFailed("refused", "chat-id", retry=False)
    kinds = {"ou_": "open_id", "on_": "union_id", "oc_": "chat_id"}
    return kinds.get(to.chat_id[:3], "user_id"), to.chat_id


def _hook_body(what: Payload) -> dict[str, Any]:
    if what["prefer"] == "card":
        return {"msg_type": "interactive", "card": what["card"]}
    return {"msg_type": "text", "content": {"text": what["text"]}}


def _message_id(answer: dict[str, Any]) -> str:
    data = answer.get("data")
    number = data.get("message_id") if isinstance(data, dict) else None
    return number if isinstance(number, str) else ""


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _missing(settings: FeishuSettings) -> tuple[str, ...]:
    wanted = {
        "app_id(App ID)": settings.app_id,
        "JIEDAN_FEISHU_SECRET(App Secret)": settings.secret.get_secret_value(),
    }
    where = "请从开发者后台该应用的「凭证与基础信息」页复制"
    return tuple(f"飞书:还没有填写 {name},{where}" for name, value in wanted.items() if not value)
