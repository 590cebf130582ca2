"""Numbers for people."""

from collections.abc import Sequence


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def spread(values: Sequence[float]) -> str:
    """p50, p95 and p99 of seconds, as milliseconds."""
    return " · ".join(f"p{int(q * 100)} {millis(quantile(values, q))}" for q in (0.5, 0.95, 0.99)) + " ms"


def millis(seconds: float) -> str:
    """Milliseconds, with two places where there are few."""
    return f"{seconds * 1000:.{2 if seconds < 0.01 else 1}f}"


Row = tuple[str, str, str]  # what, measured, wanted


def show(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    table = [("what", "measured", "wanted"), *rows]
    widths = [max(len(row[i]) for row in table) for i in range(3)]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in table]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
