"""The words of all customers: which may stand for which, packed, with the latest changes on top."""

from collections.abc import Iterable, Mapping, Sequence

from pyroaring import FrozenBitMap as Mask

from .customer_words import PLACE, SOUND, STRONG, WEAK, customer_words
from .features import fold
from .frozen import frozen
from .gazetteer import Match
from .held import Held
from .shelf import Shelf
from .sound import sound_of
from .table import Builder, Table, table_of

NOTHING = Mask()
KEPT = 4096  # words whose customers are held ready


@frozen
class CustomerRecord:
    """A customer as the books have it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    region: str = ""
    owner: str = ""


@frozen
class Called:
    """A word and the customers it may stand for. Strong words name one outright, weak ones hint, places tell apart."""

    strong: Mask
    weak: Mask
    places: Mask
    staff: bool = False  # one of our own people

    @property
    def ids(self) -> Mask:
        """Whom the word may mean."""
        return self.weak or self.strong


NOBODY = Called(NOTHING, NOTHING, NOTHING)


@frozen
class Part:
    """The words of some customers: immutable, shared by all lexicons that hold them."""

    words: Table
    sounds: Table

    @classmethod
    def of(cls, customers: Iterable[tuple[int, CustomerRecord]], people: Mapping[str, Sequence[str]]) -> "Part":
        """Packs customers with their positions; `people` are the names of each customer's people."""
        words, sounds = Builder(), Builder()
        for at, one in customers:
            said = customer_words(one.name, one.aliases, one.region, people.get(one.id, ()))
            words.add(at, said)
            heard = {w for w, worth in said if worth <= WEAK and len(w) <= 6 and not w.isascii()}
            sounds.add(at, [(sound_of(word), SOUND) for word in heard])
        return cls(words.packed(), sounds.packed())


SLOTS = tuple(enumerate((STRONG, WEAK, PLACE)))


class Clients:
    """Finds words of customers; `parts` are asked together, `gone` says what no longer counts of the first."""

    def __init__(
        self, customers: Shelf[CustomerRecord], parts: tuple[Part, ...], staff: frozenset[str], gone: Mask = NOTHING
    ) -> None:
        """Made by `Lexicon`; `customers` by position, `staff` the folded names of our own people."""
        self._customers, self._parts, self._gone, self.staff = customers, parts, gone, staff
        self._ours = table_of(staff)
        self._held: Held[str, Called] = Held(KEPT)

    def get(self, word: str) -> Called:
        """Whom a word may stand for."""
        return self._held.get(word) or self._held.keep(word, self._called(word))

    def _called(self, word: str) -> Called:
        found = [NOTHING, NOTHING, NOTHING]
        for part, gone in zip(self._parts, (self._gone, NOTHING), strict=False):
            at = part.words.at(word)
            for place, slot in SLOTS if at >= 0 else ():
                if filed := part.words.filed(at, slot):
                    alive = Mask(filed) - gone if gone else Mask(filed)
                    found[place] = found[place] | alive if found[place] else alive
        strong, weak, places = found
        return Called(strong, weak | strong if weak else weak, places, word in self.staff)

    def staff_in(self, text: str) -> list[Match]:
        """Where our own people are named."""
        return self._ours.find(text)

    def find(self, text: str) -> list[Match]:
        """Every occurrence of a word, by its end, longer ones first."""
        found, more = self._parts[0].words.find(text), self.staff_in(text)
        if len(self._parts) > 1:
            more = [match for part in self._parts[1:] for match in part.words.find(text)] + more
        if more:
            every = {(match.end, match.start): match for match in (*found, *more)}
            found = [every[where] for where in sorted(every)]
        if self._gone:
            found = [match for match in found if (who := self.get(match.word)).ids or who.places or who.staff]
        return found

    def sounding(self, sound: str) -> tuple[str, ...]:
        """The customers one of whose words sounds so."""
        heard = NOTHING
        for part, gone in zip(self._parts, (self._gone, NOTHING), strict=False):
            at = part.sounds.at(sound)
            if at >= 0:
                heard |= Mask(part.sounds.filed(at, SOUND)) - gone
        return self.ids(heard)

    def ids(self, mask: Mask) -> tuple[str, ...]:
        """The ids of customers, sorted."""
        return tuple(sorted(self._customers[at].id for at in mask))


def staff_names(names: Iterable[str]) -> frozenset[str]:
    """Our own people as they may be written."""
    return frozenset(fold(name) for name in names if len(name) > 1)
