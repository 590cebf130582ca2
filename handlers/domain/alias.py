"""A customer's own word for a product: what it is, and which words are worth remembering."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LEAST, MOST = 2, 16  # characters of a word that can be learnt
_VAGUE = re.compile(
    r"[?？]|那个|这个|那种|这种|那款|这款|那些|这些|上次|上回|老样子|一样|什么|哪|吗|呢|多少|随便|都行|其他|东西|产品|货$"
    r"|差不多|大概|可能|好像|应该|也许|估计|或者|不是|不要|别的"
)
_UNSURE = re.compile(
    r"[?？]|吗\s*$|呢\s*$|吧\s*$|是不是|对不对|可能|好像|应该是|也许|大概|估计|不确定|不清楚|不知道|随便|都行|哪个|什么"
)
_COUNTS = re.compile(r"^[\d\s.,*/x×+\-]+$|\d\s*(?:件|箱|盒|套|只|个|台|包|袋|桶|瓶|根|条|副|对|打|吨|斤|公斤)")


class AliasSource(StrEnum):
    """How a word came to be known."""

    LEARNT = "learnt"  # from an answer that was confirmed with its order
    TAUGHT = "taught"  # said outright: 别名 大肘子=控制臂


@dataclass(frozen=True, slots=True)
class Alias:
    """One customer's word for one product. `id` is 0 until it is stored."""

    customer_id: str
    words: str
    sku: str
    source: AliasSource
    by: str  # people.user who taught or confirmed it
    at: datetime
    order_id: int | None = None
    gone_at: datetime | None = None
    replaces: int | None = None  # the word's earlier meaning
    id: int = 0

    @property
    def key(self) -> str:
        """What makes two words the same."""
        return key_of(self.words)


@dataclass(frozen=True, slots=True)
class Word:
    """An alias as it is shown."""

    words: str
    label: str  # the product as a person reads it
    source: str  # learnt | taught
    id: int


def key_of(words: str) -> str:
    """The word without blanks, width and letter case."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def tidy(words: str) -> str:
    """The word as it is kept: without stops and brackets around it."""
    return " ".join(words.split()).strip(" ,，。.、;；:：!！的“”\"'《》()（）[]【】")


def learnable(words: str) -> bool:
    """Whether a mention is a word for a thing: no question, no pointing, no amount."""
    plain = tidy(words)
    if not LEAST <= len(plain) <= MOST or "\n" in words:
        return False
    return not _VAGUE.search(plain) and not _COUNTS.search(plain)


def certain(answer: str) -> bool:
    """Whether an answer sounds sure: 是控制臂吧? teaches nothing."""
    return not _UNSURE.search(answer)
