"""A whole series of models: 16全系高清膜 means those of 16, 16Pro and 16ProMax."""

import re
from collections.abc import Sequence

from .features import Kind, fold
from .lexicon import NOTHING, Lexicon, Mask
from .products import Choice, Hit
from .scene import Scene

SERIES = re.compile(
    r"全系列?的?(?:机型|型号)?|全套(?:机型|型号)|所有(?:机型|型号|规格|尺码|码数|颜色)|全(?:部|套)?(?:颜色|色|尺码|码数)(?!的)"
)


def in_series(choice: Choice, group: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> Mask:
    """All of the thing whose model goes on from the one named, where the whole series is said: 16全系高清膜."""
    if "全" not in scene.signs and "所" not in scene.signs:
        return choice.mask
    start, end = min(h.start for h in group), max(h.end for h in group)
    if not SERIES.search(scene.folded, max(0, start - 8), end + 8):
        return choice.mask
    mask = NOTHING
    for hit in group:
        if hit.kind is Kind.HEAD and not (mask and not mask.intersect(hit.masks[2])):
            mask = mask & hit.masks[2] if mask else hit.masks[0] or hit.masks[2]
    models = [h.word for h in group if h.kind is not Kind.HEAD and any(char.isdigit() for char in h.word)]
    for word in models:
        written = re.compile(rf"(?<!\d){re.escape(word)}(?!\d)")
        mask = Mask([at for at in mask if written.search(fold(lexicon.products[at].spec))])
    return mask if models and len(mask) > 1 else choice.mask
