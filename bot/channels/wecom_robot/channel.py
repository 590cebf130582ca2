"""A smart robot of WeCom as a Channel: joins wire, card, client and stream.

Over the long connection it may speak at any time to whoever has written to it once. With callbacks it speaks in the
answer to a callback, and once more within an hour after it: what comes later waits until its reader writes.
"""

import hashlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import Capabilities, Forged, Knock, Payload, Put, Received, SendFailed, Sent, WebRequest
from bot.channels.transport import unkeyed
from bot.channels.wechat_crypto import WechatCrypto, knock
from bot.channels.wecom.card import MORE, task_id
from bot.channels.wecom_robot import card as cards
from bot.channels.wecom_robot import wire
from bot.channels.wecom_robot.client import REMEMBERED, Api
from bot.channels.wecom_robot.errors import TAKEN, cure
from bot.channels.wecom_robot.pending import Pending, stream
from bot.channels.wecom_robot.stream import RESPOND, SEND, UPDATE, WELCOME, Line
from bot.channels.wecom_robot.wire import Heard, Turn
from bot.clock import Clock
from cards.card import Card
from config.channels import WecomRobotSettings
from handlers.domain.budget import Allowance, WindowKind
from handlers.domain.messaging import ChatKind, ChatRef, Message
from handlers.ports import Outgoing

log = logging.getLogger(__name__)

_HOUR = 3_600
READY = "处理好了:"  # stands above a card that was not ready in time
ABOVE = "(其余的在上面)"
_EVER_AFTER = Allowance(10**9, 10 * 365 * 24 * _HOUR)  # whoever has written once may be told things from then on
_ONE_ADDRESS = Allowance(1, _HOUR)  # beside the answer to the callback itself, which is not counted


class WecomRobot:
    """People write to it alone, or call it in a group; it answers with cards whose buttons work in groups too."""

    name = wire.NAME

    def __init__(self, settings: WecomRobotSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; raises ValueError where the token or the EncodingAESKey of callbacks is malformed."""
        self._settings = settings
        self._clock = clock
        self._api = Api(settings, http, clock)
        self._pending = Pending(clock)
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._line = Line(settings, clock, self._read, self._turns.clear)
        http_mode = settings.mode == "http"
        token, key = settings.token.get_secret_value(), settings.aes_key.get_secret_value()
        self._crypto = WechatCrypto(token, key, "") if http_mode else None
        self.caps = Capabilities(
            unkeyed=frozenset({"direct", "group"}),
            update=True,
            max_text=cards.MAX_BYTES,
            per_minute=30,
            per_hour=1000,
            window={WindowKind.SAID: _ONE_ADDRESS if http_mode else _EVER_AFTER},
            inline_reply=http_mode,
        )

    def receive(self, request: WebRequest) -> Received:
        """Verifies, decrypts and normalises; raises Forged."""
        if self._crypto is None:
            raise Forged("mode")
        heard = self._remember(wire.receive(request, self._crypto, self._settings, self._clock.now()))
        if heard.poll:
            return wire.answer(request, heard.received, self._pending.rest(heard.poll), self._crypto, self._clock.now())
        return heard.received

    async def listen(self, put: Put) -> None:
        """Holds the long connection; returns at once where messages come by callback."""
        if self._settings.mode == "stream":
            await self._line.run(put)

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:  # noqa: ARG002
        """Template cards, in groups too; markdown for what has no buttons. A robot cannot mention anybody."""
        return cards.render(card)

    def inline(self, card: Card, out: Outgoing) -> Payload | None:
        """The card as the answer to a callback, where it fits into one message."""
        first, *rest = cards.render(card)
        if len(rest) > 1 or (rest and first["msgtype"] != "template_card"):
            return None
        more = {"more": rest[0]["markdown"]["content"]} if rest else {}
        return {"says": first, **more, "once": secrets.token_hex(16), "replaces": bool(out.card_ref)}

    def in_callback(self, request: WebRequest, got: Received, what: Payload) -> Received | None:
        """The body that carries it; a pressed card can only be replaced, and only by what is told in its place."""
        said, says, once = got.messages[0], what["says"], str(what["once"])
        match said.media.get("event", ""):
            case wire.PRESSED:
                drawn = _standing(says)
                if not what["replaces"] or drawn is None or said.tap is None or "more" in what:
                    return None
                body = _replacing(drawn, said.tap.card_ref)
            case wire.ENTERED:
                body = _greeting(says, once)
            case _ if "more" in what:
                body = _both(_below(says), once, what["more"])
            case _:
                body = _answer(says, once)
        return wire.answer(request, got, body, self._crypto, self._clock.now()) if self._crypto else None

    def later(self, request: WebRequest, got: Received) -> Received | None:
        """What the answer to a callback shows while its own answer is not ready: the platform asks for that."""
        said = got.messages[0]
        if said.media.get("event") or self._crypto is None:
            return None
        body = self._pending.begin(said.chat.chat_id, said.external_id, secrets.token_hex(16))
        return wire.answer(request, got, body, self._crypto, self._clock.now())

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Says it unprompted over the long connection, else through an address that is left; raises SendFailed."""
        return await self.reply(to, "", what, dedupe)

    async def reply(self, to: ChatRef, quoted: str, what: Payload, dedupe: str) -> Sent:
        """Answers a message; raises SendFailed. Where it cannot be answered any more it is told in the chat."""
        once = _digest(dedupe)
        if self._settings.mode == "http":
            _check_chat(to)
            if await self._pending.finish(to.chat_id, quoted, _rest(what, once)):
                return Sent()
            await self._api.answer(to.chat_id, quoted, _news(what, once), dedupe)
            return Sent()
        turn = self._turns.get(quoted)
        if turn is not None and turn.chat == to and await self._answered(turn, what, once):
            return Sent()
        kind = 2 if to.kind is ChatKind.GROUP else 1
        sending = self._taken(SEND, {"chatid": _check_chat(to), "chat_type": kind, **_news(what, once)})
        await (sending if what["msgtype"] == "template_card" else unkeyed(sending))  # a card's task is known again
        return Sent()

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:  # noqa: ARG002 the reference is enough
        """Changes the pressed card for everybody who sees it, or greets whoever came in; raises SendFailed.

        Within five seconds: later it is told as everything else is.
        """
        task, _, request = ref.partition(" ")
        if request and task == wire.ENTERED:
            await self._line.ask(WELCOME, _greeting(what, secrets.token_hex(16)), request)
            return Sent()
        drawn = _standing(what)
        if self._settings.mode == "http" or not request or drawn is None:
            raise SendFailed("refused", "no-card", retry=False)
        await self._line.ask(UPDATE, _replacing(drawn, task), request)
        return Sent()

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as picture or file, decrypted; raises SendFailed."""
        return await self._api.fetch(msg.media, limit)

    def knock(self) -> Knock | None:
        """The check of the address, where there is one."""
        return knock(self._crypto, self._clock.now()) if self._crypto else None

    async def check(self) -> tuple[str, ...]:
        """Tries the credentials for real; findings in Chinese with their cure, empty where all is well."""
        missing = _missing(self._settings)
        if missing:
            return missing
        try:
            if self._settings.mode == "stream":
                await self._line.try_once()
            else:
                await self._api.reach()
        except SendFailed as failed:
            own = self._settings
            return (cure(failed, own.stream_url if own.mode == "stream" else own.api_base),)
        return ()

    async def close(self) -> None:
        """Holds no connection of its own: `listen` ends when it is cancelled."""

    def _read(self, body: dict[str, Any], request: str) -> Received:
        return self._remember(wire.read(body, self._settings, self._clock.now(), request=request)).received

    def _remember(self, heard: Heard) -> Heard:
        turn = heard.turn
        if turn is None:
            return heard
        if self._settings.mode == "http":
            self._api.remember(turn)
        elif turn.external_id not in self._turns:
            self._turns[turn.external_id] = turn
            if len(self._turns) > REMEMBERED:
                self._turns.popitem(last=False)
        return heard

    async def _answered(self, turn: Turn, what: Payload, once: str) -> bool:
        """Whether it could be said as an answer; a stream that is said twice is shown once."""
        if turn.event:
            return False
        try:
            await self._taken(RESPOND, _answer(what, once), turn.request)
        except SendFailed as failed:
            if failed.retry:
                raise
            log.info("cannot be answered", extra={"channel": wire.NAME, "code": failed.code})
            return False
        return True

    async def _taken(self, command: str, body: Mapping[str, Any], request: str = "") -> None:
        try:
            await self._line.ask(command, body, request)
        except SendFailed as failed:
            if failed.code != TAKEN:
                raise


def _news(what: Payload, once: str) -> dict[str, Any]:
    """What is told unprompted, or through an address: a card or markdown. `once` makes a repeated card known."""
    if what["msgtype"] == "template_card":
        card = what["template_card"]
        return {"msgtype": "template_card", "template_card": {**card, "task_id": task_id(card, once)}}
    return {"msgtype": "markdown", "markdown": what["markdown"]}


def _answer(what: Payload, once: str) -> dict[str, Any]:
    """The answer to a message: a card, or a stream that is complete at once and has a name of its own."""
    if what["msgtype"] == "template_card":
        return _news(what, once)
    return stream(once, what["markdown"]["content"])


def _both(what: Payload, once: str, words: str) -> dict[str, Any]:
    """Words and a card in one answer, the words above it."""
    return {**stream(once, words), **_news(what, once), "msgtype": "stream_with_template_card"}


def _below(what: Payload) -> Payload:
    """A card that stands below what did not fit on it."""
    card = what["template_card"]
    said = card.get("sub_title_text", "").replace(MORE, ABOVE)
    return {**what, "template_card": {**card, **({"sub_title_text": said} if said else {})}}


def _rest(what: Payload, once: str) -> dict[str, Any]:
    """The same where only a stream is taken: then a card stands below words."""
    if what["msgtype"] == "template_card":
        return _both(what, once, READY)
    return _answer(what, once)


def _greeting(what: Payload, once: str) -> dict[str, Any]:
    """Who comes in is greeted with a card or with plain text."""
    if what["msgtype"] == "template_card":
        return _news(what, once)
    return {"msgtype": "text", "text": {"content": what["plain"]}}


def _standing(what: Payload) -> dict[str, Any] | None:
    """The card that can stand where one was pressed."""
    drawn = what.get("template_card") or what.get("replace")
    return dict(drawn) if drawn else None


def _replacing(drawn: Mapping[str, Any], ref: str) -> dict[str, Any]:
    task = ref.partition(" ")[0]
    return {"response_type": "update_template_card", "template_card": {**drawn, "task_id": task}}


def _check_chat(to: ChatRef) -> str:
    if not (wire.CHAT if to.kind is ChatKind.GROUP else wire.PERSON).fullmatch(to.chat_id):
        raise SendFailed("refused", "chat-id", retry=False)
    return to.chat_id


def _digest(dedupe: str) -> str:
    return hashlib.sha256(dedupe.encode()).hexdigest()[:32]


def _missing(settings: WecomRobotSettings) -> tuple[str, ...]:
    wanted = {"JIEDAN_WECOM_ROBOT_SECRET(长连接的 Secret)": settings.secret}
    if settings.mode == "http":
        wanted = {
            "JIEDAN_WECOM_ROBOT_TOKEN(Token)": settings.token,
            "JIEDAN_WECOM_ROBOT_AES_KEY(EncodingAESKey)": settings.aes_key,
        }
    missing = [name for name, value in wanted.items() if not value.get_secret_value()]
    if settings.mode == "stream" and not settings.bot_id:
        missing.insert(0, "bot_id(BotID)")
    return tuple(f"智能机器人:还没有填写 {name},请从该机器人的“API 模式”设置里复制" for name in missing)
