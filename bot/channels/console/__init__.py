"""A platform without credentials: a chat page and a terminal on this machine.

`wire.py` reads what the page posts, `card.py` writes cards for it, `client.py` keeps what was said in the store,
`routes.py` serves the page and its live stream, `terminal.py` is the same in a terminal. Nobody is asked for a
password, so it is served on loopback addresses only.
"""
