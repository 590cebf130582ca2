"""`python -m nlp "text"` explains a reading; `python -m nlp --score DIR` scores a world folder."""

import argparse
import csv
import json
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from . import CustomerRecord, Hints, Lexicon, PersonRecord, ProductRecord, explain, parse, to_expect
from .evaluate import report, score


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def load(folder: Path) -> tuple[Lexicon, dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """The lexicon of a world folder, its people and its chats."""
    people = _rows(folder / "people.csv")
    chats = _rows(folder / "chats.csv")
    lexicon = Lexicon(
        [
            ProductRecord(
                r["sku"],
                r["name"],
                r["spec"],
                _many(r["aliases"]),
                r["unit"],
                {unit: Decimal(factor) for unit, factor in (pack.split("=") for pack in _many(r["packs"]))},
            )
            for r in _rows(folder / "products.csv")
        ],
        [
            CustomerRecord(r["id"], r["name"], _many(r["aliases"]), r["region"], r["owner"])
            for r in _rows(folder / "customers.csv")
        ],
        [PersonRecord(r["user"], r["name"], r["role"], r["customer"] or None) for r in people],
    )
    return lexicon, {r["user"]: r for r in people}, {r["chat"]: r for r in chats}


def hints_of(message: dict[str, Any], people: dict[str, dict[str, str]], chats: dict[str, dict[str, str]]) -> Hints:
    """What is known of a message besides its words."""
    person, chat = people.get(message["sender"], {}), chats.get(message["chat"], {})
    hints = Hints(datetime.fromisoformat(message["now"]), person.get("role"), chat_kind=chat.get("kind", "direct"))
    own = person.get("customer") if person.get("role") == "customer" else None
    return replace(hints, sender_customer=own or None, chat_customer=chat.get("customer") or None)


def main(words: list[str]) -> int:
    """Run the command line; 0 where it worked."""
    ask = argparse.ArgumentParser(prog="python -m nlp", description=__doc__)
    ask.add_argument("text", nargs="?")
    ask.add_argument("--world", type=Path)
    ask.add_argument("--now", default="2026-03-04T09:15:00+08:00", help="when the text was written (ISO, with zone)")
    ask.add_argument("--score", type=Path)
    ask.add_argument("--fails", type=int, default=0)
    options = ask.parse_args(words)
    if options.score:
        lexicon, people, chats = load(options.score)
        lines = (options.score / "messages.jsonl").read_text(encoding="utf-8").splitlines()
        messages = [json.loads(line) for line in lines if line.strip()]
        answers = [to_expect(parse(m["text"], hints_of(m, people, chats), lexicon)) for m in messages]
        print(report(score(messages, answers), options.fails))
        return 0
    if options.text is None:
        ask.print_usage()
        return 2
    lexicon = load(options.world)[0] if options.world else Lexicon()
    hints = Hints(datetime.fromisoformat(options.now))
    print(json.dumps(to_expect(parse(options.text, hints, lexicon)), ensure_ascii=False, indent=1))
    print(explain(options.text, hints, lexicon))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
