"""Why somebody wants something, where the same message says so."""

import re

_SAID = re.compile(r"(?:原因|理由)(?:是|为)?[\s::,,]*(?P<why>.+)|(?:因为|由于)(?P<cause>.+)", re.DOTALL)
_PARTS = re.compile(r"[,,。;;!!\n]+")
_CANCEL = re.compile(r"取消|撤单|退单|作废|不做了|停掉|删掉")
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\d-]{2,20}")
_TELLS = re.compile(r"\s[^\s]{0,12}(?:[了错不没要重改])[^\s]*")  # 刚那单取消 他们写错了
LONGEST = 200


def reason_in(text: str) -> str:
    """What follows 原因 or 因为; empty where neither is said."""
    found = _SAID.search(text)
    return ((found["why"] or found["cause"] or "").strip(" 。,;") if found else "")[:LONGEST]


def reason_to_cancel(text: str) -> str:
    """The same, else the message where a part of it says more than what is to be cancelled."""
    parts = [_NUMBER.sub("", part).strip() for part in _PARTS.split(text)]
    rest = any(len(part) > 2 and not _CANCEL.search(part) for part in parts)
    behind = _CANCEL.search(text)
    told = behind is not None and _TELLS.search(text, behind.end()) is not None
    return reason_in(text) or (text.strip()[:LONGEST] if rest or told else "")
