"""Callbacks that nobody should send us: each is refused, or is a harmless message, and the next one works.

for case in CALLBACKS:
    status, _ = await wecom.post(case.make(wecom.account, second))
    assert (status == 200) is not case.refused
"""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fakes.wecom.seal import (
    Account,
    Callback,
    cipher,
    document,
    encrypt,
    envelope,
    frame,
    pad,
    query,
    seal,
    sign,
)

SECRET_WORDS = "机密客户恒力的订单"  # stands in every body; may stand in no log and no error


@dataclass(frozen=True)
class Hostile:
    """`make(account, second)` gives the request; `refused` says whether the answer may be 200."""

    name: str
    refused: bool
    make: Callable[[Account, int], Callback]


def inner(account: Account, second: int, **changed: str | int | None) -> str:
    """A proper text message with some fields changed, or left out (None)."""
    fields: dict[str, str | int | None] = {
        "ToUserName": account.corp_id,
        "FromUserName": "lisi",
        "CreateTime": second,
        "MsgType": "text",
        "Content": SECRET_WORDS,
        "MsgId": 7_400_000_000_000_099_999,
        "AgentID": account.agent_id,
    }
    return document(**{name: value for name, value in (fields | changed).items() if value is not None})


def _fields(**changed: str | int | None) -> Callable[[Account, int], Callback]:
    return lambda account, second: seal(inner(account, second, **changed), account, second)


def _event(**changed: str | int | None) -> Callable[[Account, int], Callback]:
    return _fields(MsgType="event", Content=None, MsgId=None, **changed)


def _inside(edit: Callable[[str], str]) -> Callable[[Account, int], Callback]:
    return lambda account, second: seal(edit(inner(account, second)), account, second)


def _outside(edit: Callable[[bytes], bytes]) -> Callable[[Account, int], Callback]:
    def make(account: Account, second: int) -> Callback:
        good = seal(inner(account, second), account, second)
        return replace(good, body=edit(good.body))

    return make


def _query(**changed: str | None) -> Callable[[Account, int], Callback]:
    def make(account: Account, second: int) -> Callback:
        good = seal(inner(account, second), account, second)
        edited = {name: value for name, value in ({**good.query} | changed).items() if value is not None}
        return replace(good, query=edited)

    return make


def _cipher(edit: Callable[[str], str]) -> Callable[[Account, int], Callback]:
    """A changed ciphertext, signed properly all the same."""

    def make(account: Account, second: int) -> Callback:
        secret = edit(encrypt(inner(account, second), account))
        return Callback("POST", query(account, secret, second), envelope(account, secret))

    return make


def _frame(build: Callable[[Account, bytes], bytes]) -> Callable[[Account, int], Callback]:
    """A changed frame, encrypted and signed properly all the same."""

    def make(account: Account, second: int) -> Callback:
        secret = cipher(build(account, inner(account, second).encode()), account.aes_key)
        return Callback("POST", query(account, secret, second), envelope(account, secret))

    return make


def _wrong_token(account: Account, second: int) -> Callback:
    good = seal(inner(account, second), account, second)
    return replace(good, query=query(replace(account, token="anotherToken"), encrypt("x", account), second))


def _other_key(account: Account, second: int) -> Callback:
    stranger = replace(account, aes_key="Z" * 42 + "E")
    secret = encrypt(inner(account, second), stranger)
    return Callback("POST", query(account, secret, second), envelope(account, secret))


def _other_agent_outside(account: Account, second: int) -> Callback:
    secret = encrypt(inner(account, second), account)
    return Callback("POST", query(account, secret, second), envelope(account, secret, agent="77"))


def _get(**changed: str | None) -> Callable[[Account, int], Callback]:
    def make(account: Account, second: int) -> Callback:
        secret = encrypt("echo", account)
        full: dict[str, str | None] = {**query(account, secret, second), "echostr": secret}
        return Callback("GET", {name: value for name, value in (full | changed).items() if value is not None})

    return make


def _raw(body: bytes, method: str = "POST") -> Callable[[Account, int], Callback]:
    return lambda account, second: Callback(method, query(account, "x", second), body)


def _foreign_echo(account: Account, second: int) -> Callback:
    secret = encrypt("echo", account, receiver="ww99othercorp001")
    return Callback("GET", {**query(account, secret, second), "echostr": secret})


def _latin(account: Account, second: int) -> Callback:
    good = encrypt(inner(account, second), account)
    return Callback(
        "POST", query(account, good, second), b"<xml><Encrypt>\xff\xfe" + good.encode() + b"</Encrypt></xml>"
    )


def _signed_nonsense(account: Account, second: int) -> Callback:
    """Everything right but what is said in the query: a number nobody can read."""
    secret = encrypt(inner(account, second), account)
    stamp, nonce = "９" * 400, "\u202e"
    made = {"msg_signature": sign(account.token, stamp, nonce, secret), "timestamp": stamp, "nonce": nonce}
    return Callback("POST", made, envelope(account, secret))


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><xml><Encrypt>&d;</Encrypt></xml>'
)
_FILE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_DEEP = "<a>" * 20_000 + "</a>" * 20_000

CALLBACKS: tuple[Hostile, ...] = (
    Hostile("signature of another token", True, _wrong_token),
    Hostile("signature missing", True, _query(msg_signature=None)),
    Hostile("signature empty", True, _query(msg_signature="")),
    Hostile("signature not hex", True, _query(msg_signature="签名" * 20)),
    Hostile("signature in capitals and longer", True, _query(msg_signature="A" * 400)),
    Hostile("timestamp missing", True, _query(timestamp=None)),
    Hostile("timestamp changed", True, _query(timestamp="1")),
    Hostile("timestamp of 400 digits, nonce a direction mark, well signed", False, _signed_nonsense),
    Hostile("nonce missing", True, _query(nonce=None)),
    Hostile("nonce changed", True, _query(nonce="'; DROP TABLE inbox; --")),
    Hostile("body truncated", True, _outside(lambda body: body[: len(body) // 2])),
    Hostile("body empty", True, _raw(b"")),
    Hostile("body of blanks", True, _raw(b" \r\n\t ")),
    Hostile("body is JSON", True, _raw(b'{"encrypt":"x","text":"' + SECRET_WORDS.encode() + b'"}')),
    Hostile("body is a form", True, _raw(b"a=1&b=2")),
    Hostile("body is random bytes", True, lambda a, s: Callback("POST", query(a, "x", s), os.urandom(4096))),
    Hostile("body is invalid UTF-8", True, _latin),
    Hostile("body is UTF-16", True, _outside(lambda body: body.decode().encode("utf-16"))),
    Hostile("body claims another encoding", True, _raw(b'<?xml version="1.0" encoding="utf-7"?><xml>+ADw-</xml>')),
    Hostile("body of 10 MB", True, _raw(b"<xml><Encrypt>" + b"A" * 10_485_760 + b"</Encrypt></xml>")),
    Hostile("body of 300 KB, well signed", True, _fields(Content=SECRET_WORDS * 9_000)),
    Hostile("body with a null byte", True, _outside(lambda body: body.replace(b"<Encrypt>", b"<Encrypt>\0"))),
    Hostile("envelope without Encrypt", True, _raw(b"<xml><ToUserName>x</ToUserName></xml>")),
    Hostile("envelope with two Encrypt", True, _outside(lambda b: b.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>"))),
    Hostile("envelope with another root", True, _outside(lambda body: body.replace(b"xml>", b"html>"))),
    Hostile("envelope for another agent", True, _other_agent_outside),
    Hostile("XML bomb", True, _raw(_LAUGHS.encode())),
    Hostile("external entity", True, _raw(f"{_FILE}<xml><Encrypt>&f;</Encrypt></xml>".encode())),
    Hostile("DOCTYPE only", True, _outside(lambda body: b"<!DOCTYPE xml>" + body)),
    Hostile("external DTD", True, _outside(lambda b: b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd">' + b)),
    Hostile("processing instruction", True, _outside(lambda b: b'<?xml-stylesheet href="x"?>' + b)),
    Hostile("20,000 nested elements", True, _raw(f"<xml>{_DEEP}</xml>".encode())),
    Hostile("5,000 elements side by side", True, _raw(b"<xml>" + b"<a/>" * 5_000 + b"</xml>")),
    Hostile("PUT", True, _raw(b"<xml/>", "PUT")),
    Hostile("DELETE", True, _raw(b"", "DELETE")),
    Hostile("GET without echostr", True, _get(echostr=None)),
    Hostile("GET with a forged signature", True, _get(msg_signature="0" * 40)),
    Hostile("GET with an echostr of somebody else", True, _foreign_echo),
    Hostile("ciphertext not base64", True, _cipher(lambda _: "@@@@not-base64@@@@")),
    Hostile("ciphertext empty", True, _cipher(lambda _: "")),
    Hostile("ciphertext not ASCII", True, _cipher(lambda _: "密文" * 32)),
    Hostile("ciphertext cut to half a block", True, _cipher(lambda s: base64.b64encode(b"x" * 40).decode())),
    Hostile(
        "ciphertext one block short", True, _cipher(lambda s: base64.b64encode(base64.b64decode(s)[:-16]).decode())
    ),
    Hostile("ciphertext under another key", True, _other_key),
    Hostile("padding of zero", True, _frame(lambda a, m: pad(frame(m, a.corp_id))[:-1] + b"\0")),
    Hostile("padding of 200", True, _frame(lambda a, m: pad(frame(m, a.corp_id))[:-1] + b"\xc8")),
    Hostile("padding inconsistent", True, _frame(lambda a, m: pad(frame(m, a.corp_id) + b"\1\2\3")[:-1] + b"\x05")),
    Hostile("length beyond the end", True, _frame(lambda a, m: pad(frame(m, a.corp_id, length=2**32 - 1)))),
    Hostile("receiver of another corp", True, _frame(lambda a, m: pad(frame(m, "ww99othercorp001")))),
    Hostile("receiver missing", True, _frame(lambda a, m: pad(frame(m, "")))),
    Hostile("message is invalid UTF-8", True, _frame(lambda a, m: pad(frame(m[:-8] + b"\xff\xfe", a.corp_id)))),
    Hostile("message is not XML", True, _inside(lambda _: SECRET_WORDS)),
    Hostile("message is JSON", True, _inside(lambda _: '{"msgtype":"text"}')),
    Hostile("message is empty", True, _inside(lambda _: "")),
    Hostile("message with an entity bomb", True, _inside(lambda text: _LAUGHS)),
    Hostile("message with a file entity", True, _inside(lambda t: _FILE + t.replace("lisi", "&f;"))),
    Hostile("message with nested elements", True, _inside(lambda t: t.replace("</xml>", f"{_DEEP}</xml>"))),
    Hostile("message for another corp", True, _fields(ToUserName="ww99othercorp001")),
    Hostile("message for another agent", True, _fields(AgentID=77)),
    Hostile("message with an agent that is no number", True, _fields(AgentID="admin")),
    Hostile("message without agent", False, _fields(AgentID=None)),
    Hostile("message without sender", True, _fields(FromUserName=None)),
    Hostile("message with an empty sender", True, _fields(FromUserName="")),
    Hostile("message from everybody", True, _fields(FromUserName="@all")),
    Hostile("message from two people at once", True, _fields(FromUserName="lisi|zhangsan")),
    Hostile("message from a sender of 5,000 letters", True, _fields(FromUserName="a" * 5_000)),
    Hostile(
        "message with two senders", True, _inside(lambda t: t.replace("</xml>", "<FromUserName>b</FromUserName></xml>"))
    ),
    Hostile("message without type", True, _fields(MsgType=None)),
    Hostile("message without time", True, _fields(CreateTime=None)),
    Hostile("message with a negative time", True, _fields(CreateTime="-1735689600")),
    Hostile("message with a time of 400 digits", True, _fields(CreateTime="9" * 400)),
    Hostile("message with a time in words", True, _fields(CreateTime="昨天")),
    Hostile("message without MsgId", True, _fields(MsgId=None)),
    Hostile("message with a MsgId of 400 digits", True, _fields(MsgId="7" * 400)),
    Hostile("message with a negative MsgId", True, _fields(MsgId="-1")),
    Hostile("message with a MsgId that is SQL", True, _fields(MsgId="1' OR '1'='1")),
    Hostile("message without Content", False, _fields(Content=None)),
    Hostile("message with empty Content", False, _fields(Content="")),
    Hostile("message of an unknown type", False, _fields(MsgType="hologram")),
    Hostile("message of a type of 5,000 letters", False, _fields(MsgType="x" * 5_000)),
    Hostile("message that quotes markup", False, _fields(Content="<!DOCTYPE html><script>alert(1)</script>]]>&amp;")),
    Hostile("message that is a template", False, _fields(Content="{{7*7}} ${jndi:ldap://x} %s %n")),
    Hostile(
        "message with a character reference to nothing",
        True,
        _inside(lambda t: t.replace("</xml>", "<A>&#0;</A></xml>")),
    ),
    Hostile("image without media", False, _fields(MsgType="image", Content=None)),
    Hostile("event without a name", True, _event()),
    Hostile("event of an unknown name", False, _event(Event="moon_landing")),
    Hostile("event without a person", False, _event(Event="kf_msg_or_event", FromUserName=None)),
    Hostile("tap without a key", False, _event(Event="template_card_event")),
    Hostile("tap with a foreign key", False, _event(Event="template_card_event", EventKey="rm -rf /")),
    Hostile("tap with a key of 5,000 letters", False, _event(Event="template_card_event", EventKey="k" * 5_000)),
    Hostile("tap on order 400 digits", False, _event(Event="template_card_event", EventKey=f"confirm:{'9' * 400}:1:")),
    Hostile("tap on a drop-down that chose nothing", False, _event(Event="template_card_event", EventKey="select:::")),
    Hostile("tap with an unknown verb", False, _event(Event="template_card_event", EventKey="launch:1:1:")),
    Hostile("menu click with a foreign key", False, _event(Event="click", EventKey="menu_7")),
)
