"""What a carrier says of a parcel: scans, and the one status they come to. What is not known by name is 待核."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from handlers.domain.order import OrderId


class Status(StrEnum):
    """Where a parcel is. UNKNOWN is for a person to look at; it is never taken for a good one."""

    WAITING = "waiting"  # nothing heard yet
    PICKED = "picked"
    TRANSIT = "transit"
    OUT = "out"
    SIGNED = "signed"
    REFUSED = "refused"
    TROUBLE = "trouble"
    BACK = "back"
    UNKNOWN = "unknown"


NAMES: Mapping[Status, str] = {
    Status.WAITING: "待揽收",
    Status.PICKED: "已揽收",
    Status.TRANSIT: "在途",
    Status.OUT: "派件中",
    Status.SIGNED: "已签收",
    Status.REFUSED: "拒签",
    Status.TROUBLE: "疑难",
    Status.BACK: "退回",
    Status.UNKNOWN: "待核",
}
STALLED = "物流异常"  # the tag of an order whose parcel is stuck, until it is there
UNDER_WAY = frozenset({Status.PICKED, Status.TRANSIT, Status.OUT})
AHEAD = timedelta(hours=12)  # how far a carrier's clock may be before ours: it may be of another zone
BAD = frozenset({Status.REFUSED, Status.TROUBLE, Status.BACK})

_WORDS: Mapping[str, Status] = {
    **dict.fromkeys(("待揽收", "已下单", "waiting"), Status.WAITING),
    **dict.fromkeys(("揽收", "已揽收", "揽件", "已揽件", "picked"), Status.PICKED),
    **dict.fromkeys(("在途", "在途中", "运输中", "干线", "转投", "转单", "清关", "清关中", "transit"), Status.TRANSIT),
    **dict.fromkeys(("派件", "派件中", "派送中", "派送", "out"), Status.OUT),
    **dict.fromkeys(("签收", "已签收", "本人签收", "代签", "signed"), Status.SIGNED),
    **dict.fromkeys(("拒签", "拒收", "refused"), Status.REFUSED),
    **dict.fromkeys(("疑难", "疑难件", "问题件", "异常", "破损", "超区", "滞留", "trouble"), Status.TROUBLE),
    **dict.fromkeys(("退回", "退件", "退签", "退回中", "back"), Status.BACK),
}

# 快递100: https://api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc
_CODES: Mapping[str, Status] = {
    **dict.fromkeys(("1", "103"), Status.PICKED),
    **dict.fromkeys(("101", "102"), Status.WAITING),
    **dict.fromkeys(("0", "1001", "1002", "1003", "7", "8", "10", "11", "12"), Status.TRANSIT),
    **dict.fromkeys(("5", "501"), Status.OUT),
    **dict.fromkeys(("3", "301", "302", "303", "304"), Status.SIGNED),
    **dict.fromkeys(("14", "203"), Status.REFUSED),
    **dict.fromkeys(("2", "13", "201", "202", "204", "205", "206", "207", "208", "209", "210"), Status.TROUBLE),
    **dict.fromkeys(("6", "4"), Status.BACK),
}


def possible(at: datetime) -> bool:
    """Whether a carrier can mean this instant: others break the reckoning with zones, or are a clock never set."""
    return 2000 <= at.year <= 2100


def by_word(said: str) -> Status:
    """The status of a word that people and other systems write."""
    return _WORDS.get(said.strip().lower(), Status.UNKNOWN)


def by_code(code: str) -> Status:
    """The status of a code of 快递100."""
    return _CODES.get(code.strip(), Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Scan:
    """One line of a parcel's way, at the instant that the carrier gives."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a carrier says of one waybill. `whole`: these are all its scans, earlier ones that lack were corrected."""

    number: str
    status: Status
    said: str  # the status as the carrier wrote it
    scans: tuple[Scan, ...] = ()
    source: str = ""  # which way it came: kuaidi100 | webhook | csv
    whole: bool = False
    over: bool = False  # the carrier's news of it end here

    @property
    def last(self) -> Scan | None:
        """The newest scan."""
        return max(self.scans, key=lambda scan: scan.at, default=None)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order's waybill and how it stands."""

    order_id: OrderId
    number: str
    carrier: str = ""  # code of 快递100; empty: unknown
    status: Status = Status.WAITING
    said: str = ""
    at: datetime | None = None  # of the newest scan
    words: str = ""  # the newest scan
    poll_at: datetime | None = None  # when to ask for it next; None: it is not asked for
    subscribed: bool = False
    province: str = ""  # where it goes
    city: str = ""
    left_at: datetime | None = None
    promised: date | None = None  # the last day that was told when it left
    signed_at: datetime | None = None
    silence: timedelta = timedelta()  # how long altogether nothing was heard of it for too long


_CARRIERS: Mapping[str, str] = {
    "顺丰快运": "shunfengkuaiyun",
    "顺丰": "shunfeng",
    "中通快运": "zhongtongkuaiyun",
    "中通": "zhongtong",
    "圆通": "yuantong",
    "申通": "shentong",
    "韵达": "yunda",
    "德邦": "debangkuaidi",
    "京东": "jd",
    "极兔": "jtexpress",
    "安能": "annengwuliu",
    "百世": "baishiwuliu",
    "跨越": "kuayue",
    "壹米滴答": "yimidida",
    "邮政": "youzhengguonei",
    "EMS": "ems",
}
_PREFIXES: Mapping[str, str] = {
    "SF": "shunfeng",
    "YT": "yuantong",
    "JD": "jd",
    "JT": "jtexpress",
    "DPK": "debangkuaidi",
}


def carrier_name(code: str) -> str:
    """What people call a carrier; its code where nobody does."""
    return next((name for name, known in _CARRIERS.items() if known == code), code)


_NUMBER = re.compile(r"[A-Za-z]{0,5}\d[A-Za-z0-9]{5,30}")


def waybill(tracking: str) -> tuple[str, str] | None:
    """The number and the carrier's code ("" where unknown) in what was said of a waybill; None: no number in it."""
    found = _NUMBER.search(tracking)
    if found is None:
        return None
    number = found[0].upper()
    named = next((code for name, code in _CARRIERS.items() if name in tracking), "")
    guessed = next((code for start, code in _PREFIXES.items() if number.startswith(start)), "")
    return number, named or guessed
