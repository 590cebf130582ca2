"""What a row's card looks like when it is sent: with the links that are made only then, and as one message."""

from dataclasses import replace

from bot.channels.base import Channel, Payload
from bot.form_link import Links
from bot.labels import typed
from cards.action import unpack
from cards.card import Card, Note, from_json
from cards.press import holds_some
from cards.text import to_text
from handlers.ports import Outgoing


def drawn(channel: Channel, out: Outgoing, links: Links | None) -> Card:
    """The card with the link to its form or recording, which is made here and kept nowhere."""
    card = from_json(out.card)
    if links is None or not links.on:
        return card
    if card.voice:
        number, _, user = card.voice.partition(":")
        text = f"{card.summary}\n点开听:{links.voice(user, int(number), out.not_before or out.created_at)}"
        return replace(card, summary=text, blocks=(Note(text),))
    form = card.form
    if form is None or not form.reader or (channel.caps.form and not holds_some(form)):
        return card
    action = unpack(form.action)
    if action.order_id is None or action.version is None:
        return card
    chat, made = out.chat, out.not_before or out.created_at
    url = links.url(form.reader, chat.channel, chat.chat_id, action.order_id, action.version, made)
    return replace(card, form=replace(form, url=url))


def one_message(channel: Channel, out: Outgoing, card: Card) -> Payload:
    """The card as a single message: as the channel draws it, else as text that is cut until it fits."""
    parts = channel.render(card, out.chat, out.mention)
    if len(parts) == 1:
        return parts[0]
    size = channel.caps.max_text - 50
    while True:
        text = to_text(card, size, typed(card))
        parts = channel.render(Card("", card.summary, (Note(text),), text_only=True), out.chat, out.mention)
        if len(parts) == 1 or size < 100:
            return parts[0]
        size = size * 3 // 4
