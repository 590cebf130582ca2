"""Reading with huge catalogues: time a message, memory, building, changing; jieba's cut of the same words as yardstick.

Each size is measured in a process of its own, so that its memory is its own: `python -m bench.reading_scale 5000 2000`.
Times are of the processor, so that neighbours on the machine count for less. As in the bot, dictionaries and weights
are loaded before the first message, and they and the vocabulary are no business of the garbage collector.
"""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bench.catalogue import company, long_list, messages
from bench.table import Row, millis, quantile, spread
from nlp import CustomerRecord, Hints, ProductRecord, parse, warm_up

NOW = datetime(2026, 3, 4, 9, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
SIZES = ((5_000, 2_000, "p50 ≤ 0.5 ms", 6), (100_000, 100_000, "p50 ≤ 0.7, p99 ≤ 4 ms", 10))
MESSAGES = 1000


def _took(do: Callable[[], object]) -> float:
    start = time.thread_time()
    do()
    return time.thread_time() - start


def _least(times: int, do: Callable[[], object]) -> float:
    return min(_took(do) for _ in range(times))


def measure(products: int, customers: int) -> dict[str, object]:
    """All numbers of one size, in seconds and megabytes; memory before the yardstick is loaded."""
    made = company(products, customers)
    start = time.thread_time()
    lexicon = made.lexicon()
    building = time.thread_time() - start
    hints = Hints(now=NOW)
    warm_up(hints, lexicon)
    gc.collect()
    gc.freeze()
    texts, rows = messages(made, MESSAGES), long_list(made, 60)
    for text in texts[:50]:
        parse(text, hints, lexicon)
    reading = [_took(lambda text=text: parse(text, hints, lexicon)) for text in texts]  # type: ignore[misc]
    sixty = _least(3, lambda: parse(rows, hints, lexicon))
    product = ProductRecord("XIN-1", "折叠支架(左)", "解放J9 M99", ("支架",), "件", {"箱": Decimal(4)})
    customer = CustomerRecord("X1", "泰州新客来机电有限公司", ("新客来",), "泰州")
    changed = made.products[0]
    adding = max(
        _took(lambda: lexicon.with_changes([product])),
        _took(lambda: lexicon.with_changes(customers=[customer])),
        _took(lambda: lexicon.with_changes([changed], without_products=[made.products[-1].sku])),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "building": building,
        "reading": reading,
        "sixty": sixty,
        "adding": adding,
        "memory": memory,
        "beside": _beside(texts, lambda text: parse(text, hints, lexicon)),
    }


def _beside(texts: list[str], read: Callable[[str], object]) -> tuple[float, float]:
    """The median message and the median of jieba's cut of the same messages, turn by turn."""
    import jieba

    jieba.setLogLevel(60)
    jieba.lcut("预热")
    read_in, cut_in = [], []
    for text in texts:
        read_in.append(_took(lambda text=text: read(text)))  # type: ignore[misc]
        cut_in.append(_took(lambda text=text: jieba.lcut(text)))  # type: ignore[misc]
    return quantile(read_in, 0.5), quantile(cut_in, 0.5)


def scale() -> list[Row]:
    """The rows of both sizes."""
    rows = []
    for products, customers, wanted, times in SIZES:
        command = [sys.executable, "-m", "bench.reading_scale", str(products), str(customers)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        got = json.loads(done.stdout)
        mine, jieba = got["beside"]
        size = f"{products:,} products, {customers:,} customers"
        rows += [
            (f"parse with {size}", spread(got["reading"]), wanted),
            (
                "… beside jieba.lcut of the same messages, medians",
                f"{millis(mine)} ms : {millis(jieba)} ms = {mine / jieba:.1f} ×",
                f"≤ {times} ×",
            ),
            ("… a list of 60 lines", f"{got['sixty'] * 1000:.0f} ms", "≤ 50 ms"),
            ("… building", f"{got['building']:.1f} s", "≤ 10 s"),
            ("… adding or changing one record", f"{got['adding'] * 1000:.0f} ms", "≤ 50 ms"),
            ("… peak memory of the process", f"{got['memory']:.0f} MB", "≤ 500 MB"),
        ]
    return rows


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
