"""The way through the web: message to card, acknowledgement under load, throughput against the yardstick."""

import tempfile
from pathlib import Path
from typing import Any

from bench.company import found, free_port, measure, server
from bench.table import Row, quantile, spread

SECONDS = 10


def card() -> list[Row]:
    """From the callback to the card that WeCom gets, at 20 messages a second on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        company = found(Path(folder), port)
        with server("bot", "serve", "--config", str(company)) as url:
            measure("cards", url, "5", "2", str(port))  # the first messages warm everything up
            seen = measure("cards", url, "20", str(SECONDS), str(port))
    words = spread(seen["cards"]) + (f", {seen['missing']} missing" if seen["missing"] else "")
    return [("message to card, 20/s, SQLite", words, "p95 ≤ 300 ms")]


def ack() -> list[Row]:
    """Callbacks answered, each durable, at 200 a second while the worker works."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        company = found(Path(folder), port)
        with server("bot", "serve", "--config", str(company)) as url:
            measure("cards", url, "5", "2", str(port))
            seen = measure("pace", url, "200", str(SECONDS), str(port))
    words = spread(seen["ack"]) + (f", {seen['refused']} refused" if seen["refused"] else "")
    return [("callback acknowledged, 200/s", words, "p99 ≤ 50 ms")]


def rush() -> list[Row]:
    """As many acknowledgements as possible, against a handler that keeps nothing."""
    with server("bench.bare") as url:
        measure("rush", url, "32", "1")
        bare = measure("rush", url, "32", str(SECONDS / 3))
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        company = found(Path(folder), port)
        with server("bot", "serve", "--config", str(company)) as url:
            measure("cards", url, "5", "2", str(port))
            ours = measure("rush", url, "32", str(SECONDS / 3), str(port))
    ratio = ours["rate"] / bare["rate"]
    return [
        ("bare aiohttp: verify, decrypt", _rate(bare), ""),
        ("acknowledged, on disk", _rate(ours), ""),
        ("ratio", f"{ratio:.2f}", "≥ 0.50"),
    ]


def _rate(seen: dict[str, Any]) -> str:
    return f"{seen['rate']:.0f}/s · p99 {quantile(seen['ack'], 0.99) * 1000:.0f} ms"
