"""The first sign of a word that parts the kinds of a thing, right behind its name: 鱼肚白800亮 5箱, of 亮面."""

import re
from functools import lru_cache

from .features import CJK, spec_tokens
from .lexicon import Lexicon, Mask
from .products import Choice
from .words import FILLER, SAYS_NOTHING

SIGN = re.compile(r"\s?([\u4e00-\u9fff])(?:的|色的?)?\s?(?=[\d一二两三四五六七八九十百半几各])")
MOST = 60  # products that are compared


def told_by_sign(choice: Choice, behind: str, lexicon: Lexicon) -> Choice:
    """The products of which one word begins with the sign, where no word of the others has it.

    `behind` is the text behind the mention, up to and with its amount.
    """
    match = SIGN.match(behind) if 1 < len(choice.mask) <= MOST else None
    if match is None or match[1] in FILLER or match[1] in SAYS_NOTHING or match[1] in lexicon.counters:
        return choice
    sign = match[1]
    words = {at: _words(lexicon.products[at].spec) for at in choice.mask}
    fit = Mask([at for at, own in words.items() if any(word[0] == sign for word in own)])
    others = choice.mask - fit
    if not fit or not others or any(sign in word for at in others for word in words[at]):
        return choice
    return Choice(fit, choice.used, choice.skipped)


@lru_cache(maxsize=8192)
def _words(spec: str) -> tuple[str, ...]:
    """The words of two and three Chinese characters of a specification."""
    return tuple(token for token in spec_tokens(spec) if CJK.fullmatch(token) and 1 < len(token) <= 3)
