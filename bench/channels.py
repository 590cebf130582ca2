"""Every channel's callbacks acknowledged, beside a bare handler that only verifies and decrypts them.

The platforms' own interfaces are not there: what the bot wants to answer stays in its outbox, and what is measured is
the way in. An official account's acknowledgement and a smart robot's carry the answer and wait for it, 4 s at most:
their rate is one of answers.
"""

import asyncio
import tempfile
from pathlib import Path

from bench.channel_calls import CARRYING, CHANNELS, Calls
from bench.client import PEOPLE, Seen, rush
from bench.company import found, server
from bench.table import Row, quantile

CLIENTS, SECONDS, MOST = 64, 1.5, 4_000  # connections; of each measurement; requests a second that are prepared


def channels() -> list[Row]:
    """Two rows a channel: the bare handler; ours, with the ratio. One server of each kind for all channels."""
    calls = [Calls(channel) for channel in CHANNELS]
    secrets = {name: value for each in calls for name, value in each.environment().items()}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        company = found(Path(folder), "".join(each.company() for each in calls))
        own = server("bot", "serve", "--config", str(company), environment=secrets)
        with server("bench.channel_bare") as bare_url, own as own_url:
            for each in calls:
                (bare_rate, bare), (own_rate, ours) = _rush(each, bare_url), _rush(each, own_url)
                what = "answered within 4 s" if each.channel in CARRYING else "acknowledged, on disk"
                ratio = own_rate / bare_rate if bare_rate else 0.0
                rows += [
                    (f"{each.channel}: bare, verify and decrypt", _words(bare_rate, bare), ""),
                    (f"{each.channel}: {what}", f"{_words(own_rate, ours)} · ratio {ratio:.2f}", ""),
                ]
    return rows


def _rush(calls: Calls, url: str) -> tuple[float, Seen]:
    prepared, seen = list(calls.made(int(SECONDS * MOST), PEOPLE)), Seen()
    return asyncio.run(rush(url, CLIENTS, SECONDS, seen, prepared)), seen


def _words(rate: float, seen: Seen) -> str:
    refused = f" · {seen.refused} refused" if seen.refused else ""
    late = quantile(seen.acknowledged, 0.99) if seen.acknowledged else 0.0
    return f"{rate:.0f}/s · p99 {late * 1000:.0f} ms{refused}"
