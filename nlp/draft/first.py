"""An amount that answers for an open line, before goods with amounts of their own: 2只 配阀芯2只."""

from ..scene import Scene
from ..types import DraftHint

NEAR = 2  # characters between goods and their amount


def answer_ends(scene: Scene, draft: DraftHint) -> int | None:
    """Where such an amount ends; None where there is none.

    The line that waits for an amount is the only one, the amount opens the message, and all goods behind it are
    followed by theirs: in 2只 阀芯 3只 滤芯 each amount stands before its own.
    """
    amounts, hits = scene.quantities, scene.hits
    if len(amounts) < 2 or not hits or sum(line.qty is None for line in draft.lines) != 1:
        return None
    first, last = amounts[0], amounts[-1]
    if scene.folded[: first.span.start].strip() or first.span.end > hits[0].start or last.span.start < hits[-1].end:
        return None
    if first.span.end == hits[0].start or first.value.unit is None:
        return None  # 2只阀芯: it counts what it is glued to
    return first.span.end if last.span.start - hits[-1].end <= NEAR else None
