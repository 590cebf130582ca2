"""Frames of the long connection as the vendor's own protobuf writes and reads them.

Only that part of lark-oapi is loaded: the rest takes seconds and binds an event loop.
"""

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any


def _vendor() -> Any:
    found = importlib.util.find_spec("lark_oapi")
    assert found is not None
    assert found.origin
    root = Path(found.origin).parent
    for name, folder in (("lark_oapi", root), ("lark_oapi.ws", root / "ws")):
        if name not in sys.modules:
            hollow = ModuleType(name)
            hollow.__path__ = [str(folder)]
            sys.modules[name] = hollow
    return importlib.import_module("lark_oapi.ws.pb.pbbp2_pb2")


_FRAME = _vendor().Frame


def vendor_read(raw: bytes) -> Any:
    """A frame as lark-oapi reads it."""
    frame = _FRAME()
    frame.ParseFromString(raw)
    return frame


def vendor_frame(method: int, headers: Mapping[str, str], payload: bytes) -> bytes:
    """A frame as lark-oapi writes it."""
    frame = _FRAME()
    frame.SeqID, frame.LogID, frame.service, frame.method = 1, 2, 33554678, method
    for key, value in headers.items():
        header = frame.headers.add()
        header.key, header.value = key, value
    frame.payload = payload
    return bytes(frame.SerializeToString())
