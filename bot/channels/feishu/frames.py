"""The frames of the long connection: a small protobuf message, written and read by hand; pure.

message Frame { uint64 SeqID = 1; uint64 LogID = 2; int32 service = 3; int32 method = 4; repeated Header headers = 5;
                string payload_encoding = 6; string payload_type = 7; bytes payload = 8; string LogIDNew = 9; }
message Header { string key = 1; string value = 2; }

as PyPI's lark-oapi has them (lark_oapi/ws/pb/pbbp2_pb2.py); a test reads and writes the same with that library.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.base import Forged

CONTROL = 0
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. Headers keep their order; the last of the same name counts."""

    method: int
    service: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    payload: bytes = b""
    seq: int = 0
    log: int = 0
    encoding: str = ""
    kind: str = ""
    log_new: str = ""

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        return dict(self.headers).get(name, "")


def ping(service: int) -> Frame:
    """What keeps a connection."""
    return Frame(CONTROL, service, (("type", "ping"),))


def write(frame: Frame) -> bytes:
    """The bytes of a frame."""
    out = _number(1, frame.seq) + _number(2, frame.log) + _number(3, frame.service) + _number(4, frame.method)
    for key, value in frame.headers:
        out += _chunk(5, _chunk(1, key.encode()) + _chunk(2, value.encode()))
    for place, text in ((6, frame.encoding), (7, frame.kind)):
        out += _chunk(place, text.encode()) if text else b""
    out += _chunk(8, frame.payload) if frame.payload else b""
    return out + (_chunk(9, frame.log_new.encode()) if frame.log_new else b"")


def read(raw: bytes) -> Frame:
    """A frame; raises Forged for what is none."""
    numbers: dict[int, int] = {}
    chunks: dict[int, bytes] = {}
    headers: list[tuple[str, str]] = []
    try:
        for place, value in _fields(raw):
            if isinstance(value, int):
                numbers[place] = value
            elif place == 5:
                pair = {p: v.decode() for p, v in _fields(value) if isinstance(v, bytes)}
                headers.append((pair.get(1, ""), pair.get(2, "")))
            else:
                chunks[place] = value
        return Frame(
            method=numbers.get(4, 0),
            service=numbers.get(3, 0),
            headers=tuple(headers),
            payload=chunks.get(8, b""),
            seq=numbers.get(1, 0),
            log=numbers.get(2, 0),
            encoding=chunks.get(6, b"").decode(),
            kind=chunks.get(7, b"").decode(),
            log_new=chunks.get(9, b"").decode(),
        )
    except (ValueError, IndexError):
        raise Forged("frame") from None


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field numbers and values, numbers or chunks; raises ValueError and IndexError."""
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        place, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(raw, at)
            yield place, value
            continue
        length, at = (
            _varint(raw, at) if wire == _BYTES else ({_FIXED64: 8, _FIXED32: 4}[wire] if wire in (1, 5) else -1, at)
        )
        if length < 0 or at + length > len(raw):
            raise ValueError("field does not fit")
        if wire == _BYTES:
            yield place, raw[at : at + length]
        at += length


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value & _MASK, at
        if shift > 63:
            raise ValueError("number does not end")


def _number(place: int, value: int) -> bytes:
    return _encoded(place << 3) + _encoded(value & _MASK)


def _chunk(place: int, value: bytes) -> bytes:
    return _encoded(place << 3 | _BYTES) + _encoded(len(value)) + value


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
