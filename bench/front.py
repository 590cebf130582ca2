"""The way through the web: message to card, acknowledgement under load, throughput against the yardstick."""

import contextlib
import json
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.callbacks import Calls
from bench.company import found, free_port, measure, server
from bench.table import Row, quantile, spread

SECONDS = 10
ROUNDS = 5
CLIENTS = "64"


def card() -> list[Row]:
    """From the callback to the card that WeCom gets, at 20 messages a second on SQLite."""
    with _serving() as (url, port):
        measure("cards", url, "5", "2", str(port))  # the first messages warm everything up
        seen = measure("cards", url, "20", str(SECONDS), str(port))
    words = spread(seen["cards"]) + (f", {seen['missing']} missing" if seen["missing"] else "")
    return [("message to card, 20/s, SQLite", words, "p95 ≤ 300 ms")]


def ack() -> list[Row]:
    """Callbacks answered, each durable, at 200 a second while the worker works."""
    with _serving() as (url, port):
        measure("cards", url, "5", "2", str(port))
        before = _inbox(url)
        seen = measure("pace", url, "200", str(SECONDS), str(port))
        handled = _inbox(url)["done"] - before["done"]
    words = spread(seen["ack"]) + (f", {seen['refused']} refused" if seen["refused"] else "")
    return [
        ("callback acknowledged, 200/s", words, "p99 ≤ 50 ms"),
        ("… handled meanwhile", f"{handled / SECONDS:.0f}/s", ""),
    ]


def rush() -> list[Row]:
    """As many acknowledgements as possible, against a handler that keeps nothing; in turns, the middle one counts."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        with server("bench.bare") as url:
            measure("rush", url, CLIENTS, "1")
            bare.append(measure("rush", url, CLIENTS, "3"))
        ours.append(_rush_ours())
    ratios = [own["rate"] / plain["rate"] for own, plain in zip(ours, bare, strict=True)]
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    lost = sum(own["lost"] for own in ours)
    return [
        ("bare aiohttp: verify, decrypt", _rate(bare), ""),
        ("acknowledged, on disk", _rate(ours), ""),
        ("ratio", f"{statistics.median(ratios):.2f} ({each})", "≥ 0.50"),
        ("… acknowledged but not on disk", str(lost), "0"),
        ("… handled after the rush", f"{statistics.median(own['handled'] for own in ours):.0f}/s", ""),
    ]


def _rush_ours() -> dict[str, Any]:
    with _serving() as (url, port):
        measure("cards", url, "5", "2", str(port))
        before = _inbox(url)
        seen = measure("rush", url, CLIENTS, "3", str(port))
        after = _inbox(url)
        measure("platform", url, "0", "5", str(port))  # takes the answers
        handled = (_inbox(url)["done"] - after["done"]) / 5
    kept = sum(after.values()) - sum(before.values())
    return seen | {"lost": max(0, len(seen["ack"]) - kept), "handled": handled}


@contextlib.contextmanager
def _serving() -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        wecom = Calls("wecom", f"http://127.0.0.1:{port}")
        company = found(Path(folder), wecom.company())
        with server("bot", "serve", "--config", str(company), secrets=wecom.secrets()) as url:
            yield url, port


def _inbox(url: str) -> dict[str, int]:
    """How many messages there are in each state."""
    with urllib.request.urlopen(f"{url}/ready") as answer:
        counts: dict[str, int] = json.load(answer)["inbox"]
        return counts


def _rate(seen: list[dict[str, Any]]) -> str:
    rate = statistics.median(each["rate"] for each in seen)
    late = statistics.median(quantile(each["ack"], 0.99) for each in seen)
    return f"{rate:.0f}/s · p99 {late * 1000:.0f} ms"
