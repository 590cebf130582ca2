"""`python -m bench [NAME …]`: runs the benchmarks named, or all, and prints one table."""

import sys

from bench import anew, channels, confirm, deadlines, doubles, front, reading, reading_scale, rendering, status
from bench.table import show

ALL = {
    "card": front.card,
    "ack": front.ack,
    "confirm": confirm.confirm,
    "atp": confirm.atp,
    "doubles": doubles.doubles,
    "anew": anew.anew,
    "deadlines": deadlines.deadlines,
    "status": status.status,
    "rush": front.rush,
    "channels": channels.channels,
    "render": rendering.rendering,
    "parse": reading.parsing,
    "lexicon": reading.lexicon,
    "scale": reading_scale.scale,
    "replay": reading.replaying,
}


def main(names: list[str]) -> int:
    """Prints the table; 2 for an unknown name."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(ALL)}", file=sys.stderr)
        return 2
    rows = []
    for name in names or ALL:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += ALL[name]()
    print(show(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
