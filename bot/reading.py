"""Reads what was said, long or short, without keeping everybody else waiting for it."""

import asyncio

from nlp import LIMIT, is_list, parse, read_list
from nlp.lexicon import Lexicon
from nlp.types import Hints, Parse


async def read(text: str, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading; None for a long text that is no list of goods, or a longer one: a part of it would pass for all.

    Others have their turn between the parts of a long list.
    """
    if len(text) <= LIMIT:
        return parse(text, hints, lexicon)
    found = None
    for step in read_list(text, hints, lexicon) if is_list(text) else ():
        found = step
        await asyncio.sleep(0)
    return found
