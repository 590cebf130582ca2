"""The order form in a browser: one page for a signed link. What is sent is a message like any other.

The page shows what the draft's card shows. What is filled in goes into the inbox as the person's own tap, is handled
by the same handler as a form in a chat, and what came of it is shown here and in the chat. No script, no outside
asset, nothing that a foreign page could use.
"""

import asyncio
import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.channels.base import Channel, Identifying, SendFailed
from bot.clock import Clock
from bot.dispatch import Desk
from bot.form_link import SENT, Claim, Links
from cards.build import Viewer, build
from cards.card import Card, Field, from_json
from cards.order_form import Row, order_form
from cards.press import SAVE, SAVE_AND_CONFIRM
from handlers.domain import forms
from handlers.domain.errors import AppError, Stale
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.party import Person
from handlers.filling import opened_form
from storage import UnitOfWork

log = logging.getLogger(__name__)

PAGES = Path(__file__).parent / "pages"
INPUTS, VALUE = 1_100, 400  # of one submitted form; characters of one value
PATIENCE, LOOK = 8.0, 0.1  # seconds until the page does not wait for what comes of it; between two looks
STATE, OPENER = "jiedan_state", "jiedan_opener"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_OLD = "这个链接已经过期。请回到聊天里,点最新那张卡片上的“填表修改”。"
_NONE = "这个链接打不开。请回到聊天里,点最新那张卡片上的“填表修改”。"
_STALE = "这张草稿已经更新过,这个页面不能再改。请回到聊天里看最新的卡片。"
_DROPPED = "这张草稿已经取消,没有下单。还要的话,请回到聊天里再说一遍。"
_FOREIGN = "这个链接是发给别人的,请打开发给您自己的那一个。"
_UNSURE = "暂时没能核对您的身份,请稍后回到聊天里再点一次。"
_LATER = "已经收到,正在处理,结果会发到聊天里。"
_SAME = "没有改动:填的和草稿上的一样。"
_OPEN = "还没有下单:请看下面的草稿还缺什么。"


class _Closed(Exception):
    """The page ends here with one sentence."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


@dataclass(frozen=True, slots=True)
class _Opened:
    """A draft as its one person sees it now."""

    claim: Claim
    sender: UserRef
    viewer: Viewer
    card: Card
    order: Order
    rows: tuple[Row, ...]
    more: Field
    due: Field
    address: Field
    question: str
    answers: tuple[str, ...]
    wrong: tuple[str, ...] = ()  # names of the inputs that could not be read


class FormPages:
    """Everything below /form."""

    def __init__(self, desk: Desk, links: Links, channels: Mapping[str, Channel], clock: Clock) -> None:
        """`channels` by name: the link's own one may say who opens it."""
        self._desk = desk
        self._store = desk.store
        self._links = links
        self._channels = channels
        self._clock = clock
        pages = Environment(
            loader=FileSystemLoader(PAGES), autoescape=select_autoescape(), undefined=StrictUndefined, enable_async=True
        )
        self._page = pages.get_template("form.html")
        self._style = (PAGES / "form" / "form.css").read_text(encoding="utf-8")
        self._origin = "://".join(urlsplit(links.base)[:2])
        self._path = f"{urlsplit(links.base).path}/form"

    def routes(self) -> list[web.RouteDef]:
        """The page, what it sends, and its style."""
        return [
            web.get("/form/style.css", self.style),
            web.get("/form/{token}", self.show, allow_head=False),
            web.post("/form/{token}", self.submit),
        ]

    async def style(self, _: web.Request) -> web.Response:
        """The page's only asset."""
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=3600"}
        return web.Response(text=self._style, content_type="text/css", headers=headers)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The draft, prefilled."""
        token = request.match_info["token"]
        try:
            claim = self._claim(token)
            if (elsewhere := await self._proved(request, token, claim)) is not None:
                return elsewhere
            opened = await self._open(claim)
        except _Closed as closed:
            return await self._say(closed)
        return await self._draw(token, opened)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """What was filled in: kept once, handled like a form in the chat, and shown."""
        token = request.match_info["token"]
        try:
            claim = self._claim(token)
            said = await self._said(request, token)
            self._must_be_proved(request, token, claim)
            return await self._take(token, claim, said)
        except _Closed as closed:
            return await self._say(closed)

    def _claim(self, token: str) -> Claim:
        claim = self._links.read(token)
        if claim is None:
            log.warning("form link refused", extra={"reason": "signature"})
            raise _Closed(_NONE, 404)
        if claim.until <= self._clock.now().timestamp():
            raise _Closed(_OLD, 410)
        return claim

    async def _said(self, request: web.Request, token: str) -> dict[str, str]:
        """The inputs that are a draft's, from our own page only."""
        origin = request.headers.get("Origin", "null")
        if request.content_type != "application/x-www-form-urlencoded" or origin not in ("null", self._origin):
            raise _Closed(_NONE, 403)
        try:  # a long order has more inputs than aiohttp takes of a form
            values = dict(parse_qsl(await request.text(), keep_blank_values=True, max_num_fields=INPUTS))
        except (ValueError, LookupError):  # too many, or in no known letters
            values = {}
        if not self._links.fits("csrf", token, values.pop("proof", "")):
            log.warning("form refused", extra={"reason": "proof"})
            raise _Closed(_NONE, 403)
        return {name: value[:VALUE] for name, value in sorted(values.items())}

    # Who opens it.

    def _authorize(self, claim: Claim, token: str, state: str) -> str | None:
        channel = self._channels.get(claim.channel)
        back = f"{self._links.base}/form/{token}"
        return channel.authorize(back, state) if isinstance(channel, Identifying) else None

    def _must_be_proved(self, request: web.Request, token: str, claim: Claim) -> None:
        if self._authorize(claim, token, "") is not None and not self._is_opener(request, token):
            raise _Closed(_UNSURE, 403)

    def _is_opener(self, request: web.Request, token: str) -> bool:
        """Whether this browser has shown for this link who holds it."""
        return self._links.fits(OPENER, token, request.cookies.get(OPENER, ""))

    async def _proved(self, request: web.Request, token: str, claim: Claim) -> web.Response | None:
        """None where the platform has said who opens it, or is not asked; else the way there, or back from there."""
        state = secrets.token_hex(16)
        away = self._authorize(claim, token, state)
        if away is None or self._is_opener(request, token):
            return None
        code, expected = request.query.get("code", ""), request.cookies.get(STATE, "")
        if (
            not code
            or not expected
            or not secrets.compare_digest(
                request.query.get("state", "").encode(errors="replace"), expected.encode(errors="replace")
            )
        ):
            leave = web.Response(status=302, headers=HEADERS | {"Location": away})
            self._set(leave, STATE, state)
            return leave
        await self._check_opener(claim, code)
        home = web.Response(status=303, headers=HEADERS | {"Location": f"{self._links.base}/form/{token}"})
        home.del_cookie(STATE, path=self._path)
        self._set(home, OPENER, self._links.seal(OPENER, token))
        return home

    async def _check_opener(self, claim: Claim, code: str) -> None:
        channel = self._channels[claim.channel]
        try:
            account = await channel.opener(code) if isinstance(channel, Identifying) else ""
        except SendFailed as failed:
            log.warning("opener not known", extra={"channel": claim.channel, "code": failed.code})
            raise _Closed(_UNSURE, 502 if failed.retry else 403) from failed
        async with self._store.read() as uow:
            person = await uow.parties.person_at(UserRef(claim.channel, account)) if account else None
        if person is None or person.user != claim.user:
            log.warning("form link opened by somebody else", extra={"channel": claim.channel})
            raise _Closed(_FOREIGN, 403)

    def _set(self, response: web.Response, name: str, value: str) -> None:
        secure = self._origin.startswith("https:")
        age = self._desk.settings.web.form_minutes * 60
        response.set_cookie(name, value, path=self._path, max_age=age, httponly=True, secure=secure, samesite="Lax")

    # The draft.

    async def _open(self, claim: Claim) -> _Opened:
        """The draft as the link's version of it; raises _Closed where it is not that any more, or not his."""
        async with self._store.write() as uow:  # stock is locked while it is counted; nothing is changed
            person, sender = await self._person(claim, uow)
            msg = self._message(claim, sender, {})
            ctx = self._desk.context(self._clock.now(), person)
            try:
                notice = await opened_form(msg, msg.tap or Tap("fill"), ctx, uow)
            except Stale as stale:
                raise _Closed(_outdated(stale.order), 409) from None
            except AppError:
                raise _Closed(_FOREIGN, 403) from None
        viewer = self._viewer(person)
        inputs = order_form(notice.order, viewer)
        question = inputs.question
        return _Opened(
            claim=claim,
            sender=sender,
            viewer=viewer,
            card=build(notice, viewer),
            order=notice.order,
            rows=inputs.rows,
            more=inputs.more,
            due=inputs.due,
            address=inputs.address,
            question=question.text if question else "",
            answers=question.answers if question else (),
        )

    async def _person(self, claim: Claim, uow: UnitOfWork) -> tuple[Person, UserRef]:
        """Whose link it is, and his account there: who left, or was unbound, has none."""
        person = await uow.parties.person(claim.user)
        mine = [ref for ref in await uow.parties.accounts(claim.user) if ref.channel == claim.channel]
        here = [ref for ref in mine if (await uow.parties.direct_chat(ref)).chat_id == claim.chat_id]
        if person is None or not person.active or not mine:
            raise _Closed(_NONE, 403)
        return person, (here or mine)[0]

    def _viewer(self, person: Person) -> Viewer:
        settings = self._desk.settings
        zone = settings.company.zone
        return Viewer(person, ChatKind.DIRECT, zone, self._clock.now(), None, flows=settings.flows)

    # What was filled in.

    def _message(self, claim: Claim, sender: UserRef, form: Mapping[str, str]) -> Message:
        """The same link with the same values is the same message, however often it is sent."""
        now = self._clock.now()
        once = json.dumps([claim.user, claim.order_id, claim.version, claim.until, dict(form)], sort_keys=True)
        return Message(
            id=0,
            channel=claim.channel,
            external_id=f"{SENT}{hashlib.sha256(once.encode(errors='replace')).hexdigest()[:40]}",
            chat=ChatRef(claim.channel, claim.chat_id, ChatKind.DIRECT),
            sender=sender,
            kind=MessageKind.TAP,
            sent_at=now,
            received_at=now,
            text=forms.said(form),
            tap=Tap("fill", claim.order_id, claim.version, form=dict(form)),
        )

    async def _take(self, token: str, claim: Claim, form: Mapping[str, str]) -> web.Response:
        async with self._store.read() as uow:
            _, sender = await self._person(claim, uow)
        msg = self._message(claim, sender, form)
        known = await self._store.inbox.known(msg.channel, msg.external_id)
        if known is None:
            try:
                await self._open(claim)  # what is not to be changed any more makes no message
                known = await self._store.inbox.put(msg, json.dumps(dict(form), ensure_ascii=False))
            except _Closed:  # unless it was just changed by this very form, sent twice
                if (known := await self._store.inbox.known(msg.channel, msg.external_id)) is None:
                    raise
            known = known or await self._store.inbox.known(msg.channel, msg.external_id)
        if known is None or not await self._handled(known):
            return await self._draw(token, None, words=_LATER)
        return await self._result(token, claim, msg, known, form)

    async def _handled(self, row: int) -> bool:
        """Waits a little until the message is handled."""
        for _ in range(int(PATIENCE / LOOK)):
            if await self._store.inbox.finished(row):
                return True
            await asyncio.sleep(LOOK)
        return False

    async def _result(self, token: str, claim: Claim, msg: Message, row: int, form: Mapping[str, str]) -> web.Response:
        """What came of it: the new card, or what is wrong beside what was filled in."""
        async with self._store.read() as uow:
            cards = [from_json(text) for text in await uow.outbox.answers(msg.chat, row)]
            events = await uow.events.of(OrderId(claim.order_id))
            order = await uow.orders.get(OrderId(claim.order_id))
        changed = any(event.message_id == row for event in events)
        answer = cards[0] if cards else None
        if changed and answer is not None:
            words, good = _done(form, order)
            return await self._draw(token, None, card=answer, words=words, good=good)
        try:
            opened = await self._open(claim)
        except _Closed as closed:
            return await self._say(closed)
        same = _OPEN if forms.then_confirm(form) else _SAME
        words = same if answer is None or answer.form is not None else answer.summary
        await self._store.outbox.shown_elsewhere(row, self._clock.now())
        return await self._draw(token, _filled(opened, form), words=words)

    # Drawing.

    async def _say(self, closed: _Closed) -> web.Response:
        return await self._draw("", None, words=closed.words, status=closed.status)

    async def _draw(
        self,
        token: str,
        opened: _Opened | None,
        *,
        card: Card | None = None,
        words: str = "",
        good: bool = False,
        status: int = 200,
    ) -> web.Response:
        html = await self._page.render_async(
            company=self._desk.settings.company.name,
            style=f"{self._links.base}/form/style.css",
            action=f"{self._links.base}/form/{token}" if opened else "",
            proof=self._links.seal("csrf", token) if opened else "",
            card=card or (opened.card if opened else None),
            opened=opened,
            words=words,
            good=good,
            save=SAVE,
            save_and_confirm=SAVE_AND_CONFIRM,
            confirms=forms.CONFIRM,
        )
        return web.Response(text=html, content_type="text/html", headers=HEADERS, status=status)


def _outdated(order: Order | None) -> str:
    """Why a page changes nothing any more: the draft is an order by now, was dropped, or was only changed."""
    if order is None or order.phase is Phase.DRAFT:
        return _STALE
    if order.phase is Phase.VOID:
        return _DROPPED
    return f"这张草稿已经是订单 {order.number},这个页面不能再改。要改的话,请回到聊天里说单号和怎么改。"


def _done(form: Mapping[str, str], order: Order) -> tuple[str, bool]:
    """What is said above the card that came of a form which changed something, and whether all went well."""
    if order.phase is not Phase.DRAFT:
        return f"已保存,{order.number} {'等批准' if order.held else '已下单'}。", True
    if forms.then_confirm(form):
        return "已保存,还没有下单:请回到聊天里,看最新的卡片还要确认什么。", False
    return "已保存。请回到聊天里,在最新的卡片上确认。", True


def _filled(opened: _Opened, form: Mapping[str, str]) -> _Opened:
    """What was filled in stays in the inputs, so that one value can be mended."""

    def again(field: Field) -> Field:
        return replace(field, value=form.get(field.name, field.value)[:VALUE])

    return replace(
        opened,
        rows=tuple(
            replace(r, quantity=r.quantity and again(r.quantity), drop=r.drop and again(r.drop)) for r in opened.rows
        ),
        more=again(opened.more),
        due=again(opened.due),
        address=again(opened.address),
        wrong=forms.unreadable(opened.order, form),
    )
