"""Cards that stand in a chat already: which of them a row changes, and that all of one alert say the same."""

import logging

from bot.channels.base import Channel, SendFailed
from cards.card import Card, from_json
from handlers.domain.alert import ALERT
from handlers.domain.slip import SLIP
from handlers.ports import Outgoing
from storage import OutboxRow
from storage.outbox import OutboxQueue

log = logging.getLogger(__name__)

ONE_THING = (ALERT, SLIP)  # keys begin so where all cards of a key are about one thing as it is now


class Standing:
    """What the chats show, as far as the outbox knows."""

    def __init__(self, outbox: OutboxQueue) -> None:
        """Reads only."""
        self._outbox = outbox

    async def earlier(self, out: Outgoing) -> str:
        """The card to change in place: the one that was pressed; for news from a timer the last one of the same key.

        An answer to words is a new message: nobody looks for it further up.
        """
        if out.card_ref or (out.trace and not out.renews):
            return out.card_ref
        return next(iter(await self._outbox.refs(out.chat, out.key, 1)), "")

    async def known(self, row: OutboxRow, card: Card) -> bool:
        """Whether the reader sees already what this card says in short."""
        shown = await self._outbox.shown(row)
        return shown is not None and from_json(shown).summary == card.summary

    async def others_follow(self, channel: Channel, out: Outgoing, card: Card, but: str = "") -> None:
        """Every other card of the same alert in this chat says what this one says; raises SendFailed to be tried again.

        One that cannot be changed any more stays as it is.
        """
        if not channel.caps.update or not out.key.startswith(ONE_THING):
            return
        parts = channel.render(card, out.chat)
        for ref in await self._outbox.refs(out.chat, out.key):
            if ref == but or len(parts) != 1:
                continue
            try:
                await channel.update(out.chat, ref, parts[0])
            except SendFailed as failed:
                if failed.retry:
                    raise
                log.info("older card stays as it is", extra={"channel": channel.name, "code": failed.code})
