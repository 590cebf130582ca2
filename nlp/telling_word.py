"""A word beside a size that is no word of the list by itself, but stands in the names of only some: 250*125那个锰的."""

import re
from collections.abc import Sequence

from .dimensions.found import covered, stretch
from .goods import written
from .lexicon import NOTHING, Lexicon, Mask
from .products import Choice, Hit
from .scene import Scene
from .words import FILLER, SAYS_NOTHING

BEHIND = re.compile(
    r"\s?(?P<that>(?:要|是)?[那这][个种款支根张条块])?\s?(?P<word>[\u4e00-\u9fff]{1,3}?)(?:的|那[个种款])"
)
BEFORE = re.compile(r"(?:\A|[\s,、;:。要来拿])(?P<word>[\u4e00-\u9fff]{1,2})的\s?\Z")
MOST = 60  # products that are compared
REACH = 5  # characters before a mention that are looked at


def told_by_word(choice: Choice, group: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> tuple[Choice, bool]:
    """The products in whose names the word beside stands, where it parts them; True where it speaks of none of them."""
    if "的" not in scene.signs or not choice.mask:
        return choice, False
    end, start = max(h.end for h in group), min(h.start for h in group)
    behind = BEHIND.match(scene.folded, end)
    before = None if behind else BEFORE.search(scene.folded, max(0, start - REACH), start)
    match = behind or before
    if match is None:
        return choice, False
    word, span = match["word"], match.span("word")
    if word in FILLER or SAYS_NOTHING.issuperset(word) or covered(scene.known) & stretch(*span):
        return choice, False
    wide = _all_of(group)
    if not 1 < len(wide) <= MOST:
        return choice, False
    fit = Mask(at for at in wide if any(word in name for name in written(lexicon.products[at])))
    if fit and fit != wide:
        return Choice(fit & choice.mask or fit, choice.used, choice.skipped), False
    return choice, bool(behind and behind["that"] and not fit)


def _all_of(group: Sequence[Hit]) -> Mask:
    """The products that have all the words, be it as pieces."""
    mask = group[0].masks[2] if group else NOTHING
    for hit in group[1:]:
        mask = mask & hit.masks[2]
    return mask
