"""The signed heads of 金蝶云星空's WebAPI, as its own SDK writes them (kingdee.cdp.webapi.sdk 8.2.0); pure.

Both signatures are HMAC-SHA256 in hex, and that text in base64.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

_MASK = b"0054f397c6234378b09ca7d3e5debce7"  # what the second half of an AppId is hidden under, known to everybody


@dataclass(frozen=True, slots=True)
class Login:
    """Who calls: a user of one set of books (acct), with an app that is allowed to."""

    acct: str
    user: str
    app_id: str  # number_code
    secret: str = field(repr=False)
    lcid: int = 2052
    org: str = "0"


def heads(login: Login, url: str, timestamp: str, nonce: str) -> dict[str, str]:
    """The heads of one call; raises ValueError for an AppId that is none."""
    number, _, hidden = login.app_id.partition("_")
    path = quote(urlsplit(url).path).replace("/", "%2F")
    said = f"POST\n{path}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{timestamp}\n"
    data = f"{login.acct},{login.user},{login.lcid},{login.org}"
    return {
        "X-Api-ClientID": number,
        "X-Api-Auth-Version": "2.0",
        "x-api-timestamp": timestamp,
        "x-api-nonce": nonce,
        "x-api-signheaders": "x-api-timestamp,x-api-nonce",
        "X-Api-Signature": _mac(unhidden(hidden), said),
        "X-Kd-Appkey": login.app_id,
        "X-Kd-Appdata": base64.b64encode(data.encode()).decode(),
        "X-Kd-Signature": _mac(login.secret, login.app_id + data),
    }


def unhidden(code: str) -> str:
    """The key in the second half of an AppId; raises ValueError."""
    try:
        raw = base64.b64decode(code, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(code) != len(_MASK) or not raw:
        raise ValueError("AppId")
    return base64.b64encode(bytes(a ^ b for a, b in zip(raw, _MASK, strict=False))).decode()


def _mac(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
    return base64.b64encode(digest.encode()).decode()
