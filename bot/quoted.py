"""What a message quotes where its platform only names it: looked up among what we were told before."""

from dataclasses import replace

from handlers.context import Context
from handlers.domain.messaging import QUOTE, Message, MessageKind
from handlers.hints import open_drafts
from storage import Store

READABLE = frozenset({MessageKind.TEXT, MessageKind.VOICE, MessageKind.FILE, MessageKind.IMAGE})


async def said_before(msg: Message, ctx: Context, store: Store) -> Message:
    """The message with what it quotes in its place, or why that cannot be seen.

    As it was where a draft is open: it may be the draft's card that is quoted.
    """
    async with store.read() as uow:
        said = (await uow.inbox.versions(msg.channel, msg.quoted_id or ""))[-1:]
        drafts = await open_drafts(msg, ctx, uow)
    if said and said[0].chat == msg.chat and said[0].kind in READABLE:
        return replace(msg, kind=said[0].kind, text=said[0].text, media={**msg.media, **said[0].media})
    if drafts or msg.media.get("quoted"):
        return msg
    return replace(msg, kind=MessageKind.OTHER, media={**msg.media, "type": QUOTE})
