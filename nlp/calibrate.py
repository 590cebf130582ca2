"""`python -m nlp.calibrate WORLD…` fits nlp/calibration.toml on the annotated messages of several companies.

For every field a logistic regression over the signs of `trust`: weights never positive, drawn to a prior by their
squares so that a sign seen five times cannot claim certainty. Every world is also judged by a map fitted on the others
alone; those are the numbers to believe. `--check WORLD…` only judges the map as it stands.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from . import parse, to_expect
from .__main__ import hints_of, load
from .evaluate import right
from .frozen import frozen
from .reliability import Case, cases, error, table
from .trust import Values, merged, probability, weights, whole_signs
from .types import Parse

FILE = Path(__file__).with_name("calibration.toml")
PRIOR = -1.0  # a sign halves the odds and more, as long as nothing is known of it
PRIOR_BIAS = 3.5
PULL = 1.5  # strength of the prior, in cases
STEPS = 4000
FIELDS = ("intent", "customer", "product", "quantity", "date", "price", "message")
Table = dict[str, dict[str, float]]


@frozen
class Row:
    """One stated value: its signs and whether it is right."""

    field: str
    signs: Values
    right: bool


@frozen
class Read:
    """One message as read, with what was expected."""

    want: Mapping[str, object]
    parse: Parse
    common: Values
    found: tuple[Case, ...]
    fine: bool


def read_world(folder: Path) -> list[Read]:
    """Reads the messages of a world and judges every field."""
    lexicon, people, chats = load(folder)
    reads = []
    for line in (folder / "messages.jsonl").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        message = json.loads(line)
        got = parse(message["text"], hints_of(message, people, chats), lexicon)
        shape = to_expect(got)
        fine = right(message["expect"], shape)
        found = tuple(cases(message["expect"], shape, fine))
        reads.append(Read(message["expect"], got, dict(got.signs), found, fine))
    return reads


def rows(reads: Iterable[Read]) -> list[Row]:
    """What the fields and intents of messages teach."""
    found = []
    for one in reads:
        signs = signs_of(one.parse)
        for case in one.found:
            if case.field == "intent":
                found.append(Row("intent", one.common, case.right))
            elif case.field != "message":
                found.append(Row(case.field, merged(signs.get(case.key, {}), one.common), case.right))
    return found


def signs_of(reading: Parse) -> dict[str, Values]:
    """The signs of every field, by the keys of `confidences`."""
    found: dict[str, Values] = {}
    for index, order in enumerate(reading.orders):
        for field, signs in order.signs.items():
            found[f"orders[{index}].{'due' if field == 'date' else field}"] = signs
        for at, line in enumerate(order.items):
            found |= {f"orders[{index}].items[{at}].{field}": signs for field, signs in line.signs.items()}
    return found


def message_rows(reads: Iterable[Read], fitted: Table) -> list[Row]:
    """What whole messages teach, given the map of their fields."""
    found = []
    for one in reads:
        again = retrusted(one, fitted)
        found.append(Row("message", again, one.fine))
    return found


def retrusted(one: Read, fitted: Table) -> Values:
    """The signs of a whole message under another map."""
    sure = [probability("intent", one.common, fitted)]
    for order in one.parse.orders:
        sure += [probability(f, merged(order.signs.get(f, {}), one.common), fitted) for f in order.trust]
        lines = [(line, field) for line in order.items for field in line.trust]
        sure += [probability(f, merged(line.signs.get(f, {}), one.common), fitted) for line, f in lines]
    for line in one.parse.items:
        sure += [probability(f, merged(line.signs.get(f, {}), one.common), fitted) for f in line.trust]
    base = dict(whole_signs(1.0, one.parse.orders, one.parse.items, one.parse.intent))
    base["doubt"] = min(-sum(math.log(max(p, 0.01)) for p in sure), 4.0)
    return base


def fit(data: Sequence[Row], field: str) -> dict[str, float]:
    """Bias and non-positive weights by projected gradient descent."""
    mine = [(dict(row.signs), row.right) for row in data if row.field == field]
    names = sorted({name for signs, _ in mine for name in signs})
    bias, slope = PRIOR_BIAS, dict.fromkeys(names, PRIOR)
    counted: dict[tuple[tuple[tuple[str, float], ...], bool], int] = {}
    for signs, ok in mine:
        key = (tuple(sorted(signs.items())), ok)
        counted[key] = counted.get(key, 0) + 1
    rate = 2.0 / max(len(mine) / 4 + PULL, 1.0)
    for _ in range(STEPS):
        down, steps = PULL * 0.2 * (bias - PRIOR_BIAS), {n: PULL * (slope[n] - PRIOR) for n in names}
        for (signs_, ok), count in counted.items():
            z = bias + sum(slope[name] * much for name, much in signs_)
            miss = count * (1 / (1 + math.exp(-z)) - ok)
            down += miss
            for name, much in signs_:
                steps[name] += miss * much
        bias -= rate * down
        for name in names:
            slope[name] = min(slope[name] - rate * steps[name], 0.0)
    return {"bias": round(bias, 3), **{name: round(value, 3) for name, value in slope.items()}}


def fitted(reads: Sequence[Read]) -> Table:
    """The whole map: fields first, then the message made of them."""
    data = rows(reads)
    found = {field: fit(data, field) for field in FIELDS[:-1]}
    return {**found, "message": fit(message_rows(reads, found), "message")}


def judged(reads: Iterable[Read], by: Table) -> list[Case]:
    """The cases with the confidences of another map."""
    found = []
    for one in reads:
        signs = signs_of(one.parse)
        for case in one.found:
            if case.field == "message":
                sure = probability("message", retrusted(one, by), by)
            elif case.field == "intent":
                sure = probability("intent", one.common, by)
            else:
                sure = probability(case.field, merged(signs.get(case.key, {}), one.common), by)
            found.append(Case(case.field, case.key, sure, case.right, case.marked))
    return found


def written(found: Table) -> str:
    """The map as TOML."""
    lines = ["# Fitted by `python -m nlp.calibrate`; see nlp/trust.py. Not to be edited by hand."]
    for field, row in found.items():
        lines += ["", f"[{field}]", *(f"{name} = {value}" for name, value in row.items())]
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> int:
    """Run the command line; 0 where it worked."""
    ask = argparse.ArgumentParser(prog="python -m nlp.calibrate", description=__doc__)
    ask.add_argument("worlds", nargs="+", type=Path)
    ask.add_argument("--check", action="store_true", help="judge the map as it stands, write nothing")
    options = ask.parse_args(words)
    worlds = {folder.name: read_world(folder) for folder in options.worlds}
    if options.check:
        now = {field: dict(row) for field, row in weights().items()}
        for name, reads in worlds.items():
            print(f"== {name}\n{table(judged(reads, now))}\n")
        return 0
    for name, reads in worlds.items():
        others = [one for other, more in worlds.items() if other != name for one in more]
        if others:
            found = judged(reads, fitted(others))
            print(f"{name} by the others:", *(f"{f} {error(found, f):.3f}" for f in FIELDS))
    everything = [one for reads in worlds.values() for one in reads]
    result = fitted(everything)
    FILE.write_text(written(result), encoding="utf-8")
    print(f"{FILE}: {len(everything)} messages\n{table(judged(everything, result))}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
