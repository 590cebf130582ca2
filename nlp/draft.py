"""Reads a message in the light of the sender's open drafts."""

from collections.abc import Sequence

from .choose import Verdict
from .grouping import Item
from .lexicon import Lexicon
from .scene import Scene
from .types import Hints, Parse


def in_draft(scene: Scene, items: Sequence[Item], verdict: Verdict, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading where a draft is open; None where the message is to be read on its own."""
    del scene, items, verdict, hints, lexicon
    return None
