"""What was said: chat text in, a frozen reading out.

Anybody may import this package; it imports nothing of ours and does no I/O beyond its own TOML at import.
One public function reads: `parse(text, hints, lexicon)`; `warm_up` loads what the first reading would wait for. A list
that is too long for it is read by `read_list`, a part with every step. A `Lexicon` is built by the caller from plain
records after each change of the catalogue and is immutable; `renewed` and `with_changes` give the next one, which
shares what was packed. `table` packs words and numbers, `goods` and `clients` say what a word may stand for.

How a reading comes about: `scene` recognises values (products, customers, `dimensions/`), `lines` binds quantities
to products, `tables/` what stands in columns and rows, `choose` weighs the cues of `intents/*.toml`, `orders` and
`changes` fill in the rest, `draft/` reads an answer in the light of the sender's open draft, `trust` gives
every field its probability, `doubt` says what must be asked. `explain` shows all of it for one message.

To add an intent: one TOML in `intents/` with cues, ten examples and five counter-examples. To add a kind of value:
one folder in `dimensions/` and one line in `scene.see`.
"""

from .expect import to_expect
from .explain import explain
from .lexicon import CustomerRecord, Lexicon, PersonRecord, ProductRecord
from .lists import is_list, read_list
from .reading import LIMIT, read, warm_up
from .types import Hints, Parse

__all__ = [
    "LIMIT",
    "CustomerRecord",
    "Hints",
    "Lexicon",
    "Parse",
    "PersonRecord",
    "ProductRecord",
    "explain",
    "is_list",
    "parse",
    "read_list",
    "to_expect",
    "warm_up",
]


def parse(text: str, hints: Hints, lexicon: Lexicon) -> Parse:
    """Read one message; never raises, whatever the text."""
    return read(text, hints, lexicon)
