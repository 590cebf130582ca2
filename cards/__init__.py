"""How we say it: notice + viewer -> Card, in natural, short, polite Chinese; no platform's dialect.

May import: handlers, config. Imported by: bot. Pure.

    build(notice, viewer)     build.py    the one way to a card; checks what the viewer may see
    to_text(card, max_bytes)  text.py     the same as numbered plain text
    Viewer                    viewer.py   who reads, where and when: the one place of the privacy rules
    BUILDERS                  table.py    notice type -> function

Wording of dates, numbers and doubts is in words.py, of an order's goods in goods.py, of refusals in refusals.py;
every button is written in press.py; limits.py makes every card fit.

To add a card: a dataclass in handlers/notices/, a function here, one line in `table.py`, an entry in
tests/unit/cards/gallery/.
"""
