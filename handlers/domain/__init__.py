"""The pure core: what an order, a flow, a person and a deadline are.

No `await`, no clock, no I/O, no float. Everything is a frozen value; time is passed in as an aware UTC instant.
Who may import it: everybody but `nlp` and `config`.
"""
