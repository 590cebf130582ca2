"""A message that quotes another one and says no more than "take it": the quoted message is the one that is meant."""

import re

LONGEST = 20_000  # characters of a quotation: more than is read, so that a long one is not taken for a short one
_SIGNS = r"[吧啊了。.,\uff0c!\uff01~\s]*"
_TAKE_IT = re.compile(
    rf"{_SIGNS}(?:(?:请|麻烦|帮我|帮忙|就)*(?:按这个下单|按这个下|下单|接单|录单|录一下|记一下|下这个|这个){_SIGNS}){{0,3}}"
)


def takes_it(words: str) -> bool:
    """Whether these words, said about a quoted message, add nothing to it."""
    return _TAKE_IT.fullmatch(words) is not None
