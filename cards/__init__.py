"""How we say it: notice + viewer -> Card, in natural, short, polite Chinese; no platform's dialect.

May import: handlers, config. Imported by: bot. Pure.
To add a card: a dataclass in handlers/notices.py, a function here, one line in `table.py`.
"""
