"""One message about several open drafts, each called by its customer: 闽通改3箱 湘南改2箱."""

from collections.abc import Callable, Sequence

from ..features import fold
from ..lexicon import Lexicon
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, Edit, Hints, Intent, Parse, SetCustomer, Unread
from .scene import in_light_of, within

SHORTEST = 2  # characters of a customer's name that call its draft

Editing = Callable[[Scene, DraftHint, Hints, Lexicon], Sequence[Edit]]


def apart(scene: Scene, hints: Hints, lexicon: Lexicon, editing: Editing) -> Parse | None:
    """What the message changes in each of them; None where it does not speak of two or more by name."""
    called = _called(scene, hints, lexicon) if len(hints.drafts) > 1 and not ASKS.search(scene.folded) else []
    if len(called) < 2:
        return None
    ends = [at for at, _ in called[1:]] + [len(scene.folded)]
    parts: list[Parse] = []
    for at, ((start, draft), end) in enumerate(zip(called, ends, strict=True)):
        part = in_light_of(within(scene, start if at else 0, end), draft.lines, lexicon)
        edits = tuple(editing(part, draft, hints, lexicon))
        if not edits or any(isinstance(e, (SetCustomer, Unread)) for e in edits):
            return None
        parts.append(
            Parse(Intent.EDIT_DRAFT, 0.85, edits=edits, draft=draft.key, rule="several drafts by their customers")
        )
    first, *rest = parts
    return Parse(
        first.intent, first.confidence, edits=first.edits, draft=first.draft, others=tuple(rest), rule=first.rule
    )


def _called(scene: Scene, hints: Hints, lexicon: Lexicon) -> list[tuple[int, DraftHint]]:
    """Where each draft is called by its customer's name or the beginning of it, in order."""
    names = {d.key: _names(d.customer, lexicon) for d in hints.drafts if d.customer}
    found: list[tuple[int, DraftHint]] = []
    for draft in hints.drafts:
        others = [n for key, own in names.items() if key != draft.key for n in own]
        begins = sorted(
            {n[:size] for n in names.get(draft.key, ()) for size in range(SHORTEST, len(n) + 1)}, key=len, reverse=True
        )
        said = [c for c in scene.customers if draft.customer in c.ids]
        if len(said) == 1 and not any(o.customer in said[0].ids for o in hints.drafts if o is not draft):
            found.append((said[0].start, draft))
            continue
        words = next((w for w in begins if w in scene.folded and not any(n.startswith(w) for n in others)), None)
        if words is None:
            continue
        at = scene.folded.index(words)
        if scene.folded.count(words) == 1 and not any(h.start < at + len(words) and at < h.end for h in scene.hits):
            found.append((at, draft))
    return sorted(found, key=lambda one: one[0])


def _names(key: str | None, lexicon: Lexicon) -> list[str]:
    one = lexicon.customers.get(key) if key else None
    return [fold(n) for n in (one.name, *one.aliases)] if one is not None else []
