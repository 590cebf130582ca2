"""Prices said beside what a message changes in a draft: each belongs to the line that it follows, else to the next."""

from collections.abc import Sequence
from dataclasses import replace

from .scene import Scene
from .types import AddItem, Edit, SetItem


def with_prices(edits: Sequence[Edit], scene: Scene) -> list[Edit]:
    """The edits, those of lines with the price of one piece that was said with them; a sum of all belongs to none."""
    done = list(edits)
    for found in scene.prices:
        at = {place: _start(edit) for place, edit in enumerate(done)}
        counted = {place: start for place, start in at.items() if start is not None}
        before = [place for place, start in counted.items() if start < found.span.start]
        after = [place for place, start in counted.items() if start > found.span.start]
        place = max(before, key=counted.__getitem__) if before else min(after, key=counted.__getitem__, default=None)
        edit = None if place is None or found.value.total else done[place]
        if place is not None and isinstance(edit, SetItem | AddItem) and edit.item.price is None:
            spans = {**edit.item.spans, "price": found.span}
            done[place] = replace(edit, item=replace(edit.item, price=found.value.yuan, spans=spans))
    return done


def _start(edit: Edit) -> int | None:
    """Where the words of a line begin."""
    if not isinstance(edit, SetItem | AddItem) or not edit.item.spans:
        return None
    return min(span.start for span in edit.item.spans.values())
