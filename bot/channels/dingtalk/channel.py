"""An enterprise robot of DingTalk as a Channel: joins wire, card, client and stream."""

import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from bot.channels.base import (
    ROBOT,
    Capabilities,
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
from bot.channels.dingtalk import card as cards
from bot.channels.dingtalk import frames, sign, track, wire
from bot.channels.dingtalk.client import MESSAGES, Api
from bot.channels.dingtalk.errors import ALREADY_THERE, cure
from bot.channels.dingtalk.stream import Line
from bot.channels.dingtalk.wire import Heard, Session, robot_code
from bot.channels.json_fields import loads
from bot.clock import Clock
from cards.card import Card
from config.channels import DingtalkSettings
from handlers.domain.messaging import ChatKind, ChatRef, Message
from handlers.domain.quota import Quota, Span

log = logging.getLogger(__name__)

QUOTA = "钉钉这个月的调用额度用完了,说的话没有送到:到开发者后台看用量,升级或等下月;请大家过后再发一遍"

ROBOT_PER_MINUTE = 20  # above that a group robot is blocked for ten minutes
FREE_CALLS = 10_000  # in a month, of the standard edition: https://www.dingtalk.com/qidian/help-detail-1061621972.html
ROUTE = "jiedan"  # callbackRouteKey of our cards
PAGE = 100  # members of one answer
REMEMBERED = 2_000  # chats whose reply address, and people whose name, are kept in memory
_MARGIN = timedelta(minutes=1)


class Dingtalk:
    """People write to the robot alone or call it in a group; it answers with cards or markdown."""

    name = wire.NAME

    def __init__(self, settings: DingtalkSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        self._settings = settings
        self._clock = clock
        self._api = Api(settings, http, clock)
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._nicks: OrderedDict[str, str] = OrderedDict()
        self._halfway: OrderedDict[str, bool] = OrderedDict()  # cards that may have been created and not delivered
        self._registered = False
        template, known = bool(settings.card_template), settings.calls_per_month
        self.caps = Capabilities(
            unkeyed=frozenset({"direct", "group"}),
            update=template,
            numbered=not template,
            form=template,
            max_text=6_000,
            robot_per_minute=ROBOT_PER_MINUTE,
            quotas=(Quota(known or FREE_CALLS, Span.MONTH, calls=True, assumed=not known),),
        )

    def share(self, turns: Turns) -> None:
        """From now on all processes take their turns there."""
        self._api.turns = turns

    def receive(self, request: WebRequest) -> Received:
        """Verifies and normalises; raises Forged."""
        return self._remember(wire.receive(request, self._settings, self._clock.now())).received

    async def listen(self, put: Put) -> None:
        """Holds the long connection of Stream mode; returns at once where messages come by callback."""
        if self._settings.mode == "stream":
            await Line(self._api, self._clock, self._read).run(put)

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """Interactive cards where a template is configured, else markdown with numbered answers."""
        template = bool(self._settings.card_template) and not to.chat_id.startswith((ROBOT, wire.OUTSIDER))
        links = self._settings.reply_links and not to.chat_id.startswith(ROBOT)
        return cards.render(card, to, mention, template=template, links=links)

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed. Only a card that is sent twice is shown once for certain."""
        if to.chat_id.startswith(ROBOT):
            once = hashlib.sha256(dedupe.encode()).hexdigest()[:32]
            await self._api.robot(to.chat_id.removeprefix(ROBOT), _hook_body(what) | {"msgUuid": once})
            return Sent()
        if what["prefer"] == "card" and (sent := await self._send_card(to, what, dedupe)):
            return sent
        if await self._send_by_session(to, what):
            return Sent()
        if what["at"] and "card" in what and (sent := await self._send_card(to, what, dedupe)):
            return sent  # the API for group messages cannot mention anybody, a card can
        await self._send_message(to, what)
        return Sent()

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:
        """Changes a card where it stands, for everybody who sees it; raises SendFailed."""
        if not ref.startswith("jd-") or not what.get("card"):
            raise SendFailed("refused", "no-card", retry=False)
        if track.chat_of(ref, to.chat_id).chat_id != to.chat_id:
            raise SendFailed("refused", "other-chat", retry=False)
        body = {
            "outTrackId": ref,
            "cardData": {"cardParamMap": what["card"]},
            "cardUpdateOptions": {"updateCardDataByKey": True},
            "userIdType": 1,
        }
        await self._api.put("card/instances", body)
        return Sent(ref)

    async def members(self) -> tuple[Member, ...]:
        """Everybody in the company that the app may see, department by department; raises SendFailed.

        https://open.dingtalk.com/document/orgapp/queries-the-simple-information-of-a-department-user
        """
        found: dict[str, Member] = {}
        departments = [1]  # the whole company
        for department in departments:
            below = await self._api.old("v2/department/listsubid", {"dept_id": department})
            departments += [one for one in below.get("dept_id_list") or () if one not in departments]
            cursor, more = 0, True
            while more:
                page = await self._api.old("user/listsimple", {"dept_id": department, "cursor": cursor, "size": PAGE})
                for one in page.get("list") or ():
                    found[one["userid"]] = Member(one["userid"], str(one.get("name") or ""))
                cursor, more = int(page.get("next_cursor") or 0), bool(page.get("has_more"))
        return tuple(found.values())

    def knock(self) -> Knock | None:
        """There is no check of the address here; a message of a month without quota is signed and says nothing."""
        if self._settings.mode != "http":
            return None
        stamp = str(sign.milliseconds(self._clock.now()))
        signed = {"timestamp": stamp, "sign": sign.robot(stamp, self._settings.secret.get_secret_value())}
        request = WebRequest("POST", {}, b'{"errorCode":"20001"}', {"Content-Type": "application/json"} | signed)
        return Knock(request, wire.NOTHING)

    async def check(self) -> tuple[str, ...]:
        """Tries token, robot, stream and card template for real; findings in Chinese with their cure."""
        missing = _missing(self._settings)
        if missing:
            return missing
        found: list[str] = []
        try:
            await self._api.token()
            if self._settings.mode == "stream":
                await self._api.open_stream()
        except SendFailed as failed:
            return (cure(failed, self._settings.api_base),)
        for attempt in (self._try_robot, self._try_template):
            try:
                await attempt()
            except SendFailed as failed:
                found.append(cure(failed, self._settings.api_base))
        return tuple(dict.fromkeys(found))

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """What was sent as voice, picture or file, through its download code; raises SendFailed."""
        code = msg.media.get("download_code", "")
        return await self._api.file({"downloadCode": code, "robotCode": robot_code(self._settings)}, limit)

    async def close(self) -> None:
        """Holds no connection of its own: `listen` ends when it is cancelled."""

    def _read(self, frame: frames.Frame) -> Heard:
        now, data = self._clock.now(), loads(frame.data)
        if frame.topic == MESSAGES:
            return self._remember(wire.read_robot(data, self._settings, now))
        return wire.read_card(data, self._settings, now, frame.message_id)

    def _remember(self, heard: Heard) -> Heard:
        if heard.session is not None:
            _keep(self._sessions, heard.session.chat_id, heard.session)
        if heard.nick is not None:
            _keep(self._nicks, *heard.nick)
        if heard.lost:
            log.error("a message came without its words", extra={"channel": self.name, "code": "20001", "cure": QUOTA})
        return heard

    async def _send_card(self, to: ChatRef, what: Payload, dedupe: str) -> Sent | None:
        """Creates and delivers the card; None where this card cannot be, and a message has to do."""
        number = track.number(to, dedupe)
        body = self._card_body(to, what, number)
        try:
            await self._register()
            try:
                _check_delivered(await self._api.post("card/instances/createAndDeliver", body))
            except SendFailed as failed:
                if failed.code != ALREADY_THERE:
                    raise
                await self._deliver_again(body)
        except SendFailed as failed:
            if failed.reason == "server":
                _keep(self._halfway, number, True)
            if failed.retry:
                raise
            log.warning("card not taken, sent as a message", extra={"channel": wire.NAME, "code": failed.code})
            return None
        return Sent(number)

    async def _deliver_again(self, body: Mapping[str, Any]) -> None:
        """A card that is there already was shown, unless DingTalk itself said that something broke halfway."""
        if self._halfway.pop(body["outTrackId"], False):
            names = ("outTrackId", "openSpaceId", "userIdType", "imGroupOpenDeliverModel", "imRobotOpenDeliverModel")
            _check_delivered(await self._api.post("card/instances/deliver", {n: body[n] for n in names if n in body}))

    def _card_body(self, to: ChatRef, what: Payload, number: str) -> dict[str, Any]:
        settings, robot = self._settings, robot_code(self._settings)
        body: dict[str, Any] = {
            "cardTemplateId": settings.card_template,
            "outTrackId": number,
            "callbackType": settings.mode.upper(),
            "cardData": {"cardParamMap": what["card"]},
            "userIdType": 1,
        }
        if settings.mode == "http":
            body["callbackRouteKey"] = ROUTE
        notice = {"supportForward": False, "notification": {"alertContent": what["card"]["summary"]}}
        if to.kind is ChatKind.GROUP:
            called = {user: self._nicks.get(user, user) for user in what["at"]}
            deliver = {"robotCode": robot} | ({"atUserIds": called} if called else {})
            space = f"dtv1.card//IM_GROUP.{to.chat_id}"
            return body | {"openSpaceId": space, "imGroupOpenSpaceModel": notice, "imGroupOpenDeliverModel": deliver}
        deliver = {"spaceType": "IM_ROBOT", "robotCode": robot}
        space = f"dtv1.card//IM_ROBOT.{to.chat_id}"
        return body | {"openSpaceId": space, "imRobotOpenSpaceModel": notice, "imRobotOpenDeliverModel": deliver}

    async def _register(self) -> None:
        """Tells DingTalk once where presses go, in HTTP mode."""
        settings = self._settings
        if settings.mode != "http" or self._registered:
            return
        body = {
            "callbackRouteKey": ROUTE,
            "callbackUrl": f"{settings.public_url.rstrip('/')}/hook/{wire.NAME}",
            "apiSecret": sign.card_secret(settings.secret.get_secret_value()),
            "forceUpdate": True,
        }
        await self._api.post("card/callbacks/register", body)
        self._registered = True

    async def _send_by_session(self, to: ChatRef, what: Payload) -> bool:
        """Answers through the chat's own address while that is good; False where another way has to be tried."""
        session = self._sessions.get(to.chat_id)
        if session is None:
            return False
        if session.until <= self._clock.now() + _MARGIN:
            del self._sessions[to.chat_id]
            return False
        try:
            await self._api.session(session.url, _hook_body(what))
        except SendFailed as failed:
            if failed.retry:
                raise
            self._sessions.pop(to.chat_id, None)
            log.info("session not taken", extra={"channel": wire.NAME, "code": failed.code})
            return False
        return True

    async def _send_message(self, to: ChatRef, what: Payload) -> None:
        if to.chat_id.startswith(wire.OUTSIDER):
            # Somebody without a userid here can be answered while his session lasts, and not written to otherwise.
            raise SendFailed("window", "no-session", retry=False)
        key, param = _api_message(what["message"])
        body = {"robotCode": robot_code(self._settings), "msgKey": key, "msgParam": param}
        if to.kind is ChatKind.GROUP:
            await self._api.post_unkeyed("robot/groupMessages/send", body | {"openConversationId": to.chat_id})
            return
        answer = await self._api.post_unkeyed("robot/oToMessages/batchSend", body | {"userIds": [to.chat_id]})
        if answer.get("invalidStaffIdList"):
            raise SendFailed("refused", "invalid-staff", retry=False)
        if answer.get("flowControlledStaffIdList"):
            raise SendFailed("rate", "flow-controlled", retry=True, after=60.0)

    async def _try_robot(self) -> None:
        await self._api.post("robot/plugins/query", {"robotCode": robot_code(self._settings)})

    async def _try_template(self) -> None:
        """Creates a card that is delivered to nobody."""
        settings = self._settings
        if not settings.card_template:
            return
        await self._register()
        number = f"jd-check-{sign.milliseconds(self._clock.now())}"
        empty = cards.render(Card("检查", "检查"), ChatRef(wire.NAME, "x"), template=True)[0]["card"]
        body = {"cardTemplateId": settings.card_template, "outTrackId": number, "cardData": {"cardParamMap": empty}}
        notice = {"supportForward": False}
        await self._api.post("card/instances", body | {"imRobotOpenSpaceModel": notice})


def _keep(where: OrderedDict[str, Any], key: str, value: object) -> None:
    where[key] = value
    where.move_to_end(key)
    if len(where) > REMEMBERED:
        where.popitem(last=False)


def _check_delivered(answer: Mapping[str, Any]) -> None:
    """200 with a chat that was not reached is a failure, since each card has one chat."""
    result = answer.get("result")
    delivered = result.get("deliverResults") if isinstance(result, dict) else None
    for one in delivered if isinstance(delivered, list) else ():
        if isinstance(one, dict) and one.get("success") is False:
            raise SendFailed("refused", "not-delivered", retry=False)


def _hook_body(what: Payload) -> dict[str, Any]:
    """For a session's address or a group robot; who is mentioned must also stand in the words."""
    message, at = what["message"], list(what["at"])[:50]
    called = "".join(f"@{user} " for user in at)
    body: dict[str, Any] = {"msgtype": message["msgtype"]}
    match message["msgtype"]:
        case "text":
            body["text"] = {"content": called + message["text"]}
        case "markdown":
            head = f"{called}\n\n" if called else ""
            body["markdown"] = {"title": message["title"], "text": head + message["text"]}
        case _:
            buttons = [{"title": b["title"], "actionURL": b["url"]} for b in message["buttons"]]
            body["actionCard"] = {"title": message["title"], "text": message["text"], "btnOrientation": "0"}
            single = {"singleTitle": buttons[0]["title"], "singleURL": buttons[0]["actionURL"]}
            body["actionCard"] |= {"btns": buttons} if len(buttons) > 1 else single
    return body | ({"at": {"atUserIds": at, "isAtAll": False}} if at else {})


def _api_message(message: Mapping[str, Any]) -> tuple[str, str]:
    """msgKey and msgParam of the message API."""
    match message["msgtype"]:
        case "text":
            key, param = "sampleText", {"content": message["text"]}
        case "markdown":
            key, param = "sampleMarkdown", {"title": message["title"], "text": message["text"]}
        case _:
            buttons = message["buttons"]
            param = {"title": message["title"], "text": message["text"]}
            if len(buttons) == 1:
                key = "sampleActionCard"
                param |= {"singleTitle": buttons[0]["title"], "singleURL": buttons[0]["url"]}
            else:
                key = f"sampleActionCard{len(buttons)}"
                for number, button in enumerate(buttons, 1):
                    param |= {f"actionTitle{number}": button["title"], f"actionURL{number}": button["url"]}
    return key, json.dumps(param, ensure_ascii=False)


def _missing(settings: DingtalkSettings) -> tuple[str, ...]:
    wanted = {
        "client_id(Client ID)": settings.client_id,
        "JIEDAN_DINGTALK_SECRET(Client Secret)": settings.secret.get_secret_value(),
    }
    where = "请从开发者后台该应用的「凭证与基础信息」页复制"
    return tuple(f"钉钉:还没有填写 {name},{where}" for name, value in wanted.items() if not value)
