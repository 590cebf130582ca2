"""Readers of values in a message: numbers, quantities, prices, dates, phones, order numbers, addresses.

Every folder holds one kind of value: `rules.py` reads it, `corpus.toml` says what must come out. A reader gets
text that went through `nlp.normalize.normalize` and returns `Found` values in the order of the text; spans count
characters of that text, which are those of the original. Readers take no part in choosing: where a value is
less than sure the confidence says so, and `masked` keeps them off places that belong to something else.
A new kind is a new folder; the corpus runner finds it by its name in the table of readers.
"""
