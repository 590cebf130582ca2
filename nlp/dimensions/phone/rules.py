"""Telephone numbers of the mainland: mobile, landline with area code, 400 and 800 numbers."""

import re

from nlp.dimensions.found import Found
from nlp.types import Span

MOBILE = r"(?:\+?86[\s-]?)?(?P<mobile>1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})"
LANDLINE = r"(?P<land>\(?0(?:10|2\d|[3-9]\d{2})\)?[\s-]?[2-9]\d{6,7}(?:[\s-]?(?:转|ext\.?|-)\s?\d{1,5})?)"
SERVICE = r"(?P<service>[48]00[\s-]?\d{3}[\s-]?\d{4}|[48]00[\s-]?\d{4}[\s-]?\d{3})"
SHORT = r"(?:电话|座机|固话|传真|tel|fax)\s?[:.]?\s?(?P<short>[2-9]\d{3}[\s-]?\d{3,4})"

FIGURES = re.compile(r"\d{3}[\s-]?\d{3}")  # every number has these; most messages are spared the patterns
PHONE = re.compile(rf"(?<![\da-z*.])(?:{MOBILE}|{LANDLINE}|{SERVICE}|{SHORT})(?![\da-z*]|\.\d)")
CALLED = re.compile(r"(?:电话|手机|座机|联系|号码|致电|热线|tel|phone)[^\d]{0,4}\Z")


def find_phones(text: str) -> list[Found[str]]:
    """Return telephone numbers as plain digits, an extension after a dash."""
    if not FIGURES.search(text):
        return []
    found = []
    for match in PHONE.finditer(text):
        kind = match.lastgroup or "mobile"
        start, end = match.span(kind) if kind == "short" else match.span()
        called = kind == "short" or CALLED.search(text, max(0, start - 8), start) is not None
        found.append(Found(Span(start, end), _digits(match[kind]), text[start:end], 0.99 if called else 0.9))
    return found


def _digits(words: str) -> str:
    number, *extension = re.split(r"转|ext\.?|-(?=\d{1,5}\Z)(?<=\d{7}-)", words)
    plain = "".join(sign for sign in number if sign.isdecimal())
    more = "".join(sign for sign in "".join(extension) if sign.isdecimal())
    return f"{plain}-{more}" if more else plain
