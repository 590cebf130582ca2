"""Card -> plain text. Works in every channel, so every card has it and every button can be typed."""

from collections.abc import Sequence

from cards.card import Block, Card, Fact, Facts, Lines, Note, Quote

FILL = "填表修改"  # what the link to a form is called
LAMP = {"": "", "ok": "", "amber": " 🟡", "red": " 🔴"}


Said = Sequence[tuple[str, str]]
"""What may be typed instead of pressing a button, and that button's label."""


def to_text(card: Card, max_bytes: int | None = None, said: Said | None = None) -> str:
    """Writes a card as lines of text; with `max_bytes` (UTF-8) it is cut at a line end and says so.

    Choices are typed as their number, which is the number that `Parse.choice` means. The line that says what may be
    typed is kept when the rest is cut: each button's `reply`, or `said` where a channel has other words for them.
    """
    body, last = contents(card), hint(card, said)
    if max_bytes is not None:
        return _cut(body, last, max_bytes)
    return "\n".join([*body, *last])


def contents(card: Card) -> list[str]:
    """The lines above the hint: the title, and each block's."""
    body = [card.title] if card.title else []
    for block in card.blocks:
        body += lines(block)
    return body


def lines(block: Block) -> list[str]:
    """A block's."""
    match block:
        case Facts():
            return [_fact(r) for r in block.rows]
        case Lines():
            return [f"{i}. {r}" for i, r in enumerate(block.rows, 1)] if block.numbered else list(block.rows)
        case Note():
            return block.text.split("\n")
        case Quote():
            return _quote(block)


def _fact(fact: Fact) -> str:
    note = f"({fact.note})" if fact.note else ""
    return f"{fact.label}:{fact.value}{LAMP[fact.mark]}{note}"


def _quote(quote: Quote) -> list[str]:
    text = quote.text
    for start, end in sorted(quote.marks, reverse=True):
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    lines = text.split("\n")
    return [f"{quote.who}:", *lines] if quote.who else lines


def hint(card: Card, said: Said | None = None) -> list[str]:
    """The last lines: what may be typed instead of pressing."""
    numbered: list[tuple[str, str]] = []
    worded: list[str] = []
    for words, label in [(b.reply, b.label) for b in card.buttons] if said is None else said:
        if words.isdecimal():
            numbered.append((words, label))
        elif words:
            worded.append(words)
    listed = sum(len(b.rows) for b in card.blocks if isinstance(b, Lines) and b.numbered)
    entries = [number for number, _ in numbered if int(number) <= listed]
    others = [f"{number} {label.removeprefix(f'{number} ')}" for number, label in numbered if number not in entries]
    parts = []
    if entries:
        first, last = entries[0], entries[-1]
        parts.append(f"回复 {first}–{last} 选择" if len(entries) > 1 else f"回复 {last} 选择")
    if others:
        parts.append(("" if parts else "回复 ") + "  ".join(others))
    if worded:
        shown = worded[:1] if listed and len(worded) > 2 else worded
        start = "或回复" if parts else "回复,比如" if len(shown) < len(worded) else "回复"
        parts.append(start + "".join([f"“{words}”" for words in shown]))
    link = [f"{FILL}:{card.form.url}"] if card.form and card.form.url else []
    return [*([",".join(parts)] if parts else []), *link]


def _cut(body: list[str], last: list[str], max_bytes: int) -> str:
    whole = "\n".join([*body, *last])
    if len(whole.encode()) <= max_bytes:
        return whole
    for kept in range(len(body) - 1, 0, -1):
        text = "\n".join([*body[:kept], f"…(共{len(body)}行)", *last])
        if len(text.encode()) <= max_bytes:
            return text
    return _hard("\n".join([*body[:1], *last]), max_bytes)


def _hard(text: str, max_bytes: int) -> str:
    """Where not even one line fits: the beginning, cut between characters."""
    if len(text.encode()) <= max_bytes:
        return text
    return text.encode()[: max(max_bytes - 3, 0)].decode("utf-8", "ignore") + ("…" if max_bytes >= 3 else "")
