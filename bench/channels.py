"""Every channel's callbacks acknowledged, beside a bare handler that only verifies and decrypts them.

The platforms' own interfaces are not there: what the bot wants to answer stays in its outbox, and what is measured is
the way in. An official account's acknowledgement and a smart robot's carry the answer and wait for it, 4 s at most:
their rate is one of answers. What the others acknowledge is handled in the same process meanwhile: that takes about as
much of it as the way in does, and verifying, decrypting and reading a callback a tenth (60 to 140 µs).
"""

import asyncio
import tempfile
from pathlib import Path

from bench.callbacks import CARRYING, CHANNELS, Calls
from bench.client import Seen, rush
from bench.company import found, server
from bench.table import Row, quantile

CLIENTS, SECONDS, MOST = 64, 1.5, 4_000  # connections; of each measurement; requests a second that are prepared


def channels() -> list[Row]:
    """Two rows a channel: the bare handler; ours, with the ratio. Each on a server that has nothing else to do."""
    return [row for channel in CHANNELS for row in _measured(Calls(channel))]


def _measured(calls: Calls) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        company = found(Path(folder), calls.company())
        own = server("bot", "serve", "--config", str(company), secrets=calls.secrets())
        with server("bench.bare") as bare_url, own as own_url:
            (bare_rate, bare), (own_rate, ours) = _rush(calls, bare_url), _rush(calls, own_url)
    what = "answered within 4 s" if calls.channel in CARRYING else "acknowledged, on disk"
    ratio = own_rate / bare_rate if bare_rate else 0.0
    return [
        (f"{calls.channel}: bare, verify and decrypt", _words(bare_rate, bare), ""),
        (f"{calls.channel}: {what}", f"{_words(own_rate, ours)} · ratio {ratio:.2f}", ""),
    ]


def _rush(calls: Calls, url: str) -> tuple[float, Seen]:
    prepared, seen = calls.requests(int(SECONDS * MOST)), Seen()
    return asyncio.run(rush(url, CLIENTS, SECONDS, seen, prepared)), seen


def _words(rate: float, seen: Seen) -> str:
    refused = f" · {seen.refused} refused" if seen.refused else ""
    late = quantile(seen.acknowledged, 0.99) if seen.acknowledged else 0.0
    return f"{rate:.0f}/s · p99 {late * 1000:.0f} ms{refused}"
