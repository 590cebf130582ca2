"""What we do: one function per intent, pure of wording, platforms and clocks.

A handler loads, decides, saves and returns `Push`es; it never sends. It awaits nothing but the `UnitOfWork` of
`ports/`, which `storage` implements. `table.py` says which function serves what: read it first.
May import: `nlp.types`, `config`. Imported by: cards, storage, bot.
To add an intent: a TOML file in nlp/intents, a function here, one line in `table.py`.
"""
