"""What people call a customer: the full name, its aliases, their short parts, and the people there."""

import re
from collections.abc import Iterable, Sequence

from .features import BRACKETS, fold
from .gazetteer import Gazetteer
from .sound import sound_of
from .words import GENERIC

TRADE_TAIL = re.compile(
    r"(股份|有限责任|有限|责任)*(公司|集团|总公司|分公司|商行|商贸行|经营部|批发部|服务部|服务站|服务中心|营销部|门市部|门市|销售部|"
    r"批发行|经销处|专营店|专卖店|旗舰店|总店|分店|工厂|总部)$"
)
TITLED = re.compile(
    r"[\u3400-\u9fff](?:总|姐|哥|叔|姨|经理|老板|老板娘|师傅|胖子|主管|主任|工|厂长|店长|会计|小姐|先生|女士)$|^[老小阿][\u3400-\u9fff]$"
)


def core_of(name: str) -> str:
    """A full name without brackets and without the words every company has."""
    bare = BRACKETS.sub("", fold(name)).strip()
    short = TRADE_TAIL.sub("", bare)
    return short if len(short) >= 2 else bare


class CustomerIndex:
    """Words -> customers. Strong words name one outright, weak ones only hint, places only tell apart."""

    def __init__(
        self,
        customers: Sequence[tuple[str, str, tuple[str, ...], str]],
        people: Iterable[tuple[str, str | None]],
        staff: Iterable[str],
    ) -> None:
        """Index (id, name, aliases, region) rows, the customers' people and our own."""
        self.ids = tuple(row[0] for row in customers)
        self.labels = {row[0]: row[1] for row in customers}
        self.strong: dict[str, set[str]] = {}
        self.weak: dict[str, set[str]] = {}
        self.places: dict[str, set[str]] = {}
        self.staff = frozenset(fold(name) for name in staff if len(name) > 1)
        for key, name, aliases, region in customers:
            self._learn(key, name, aliases, region)
        for name, customer in people:
            self._meet(name, customer)
        for word in [w for w in self.weak if w in self.strong]:
            self.weak[word] |= self.strong[word]
        self.gazetteer = Gazetteer(self.strong.keys() | self.weak.keys() | self.places.keys() | self.staff)
        self.sounds: dict[str, set[str]] = {}
        for table in (self.strong, self.weak):
            for word, ids in table.items():
                if 2 <= len(word) <= 6 and not word.isascii():
                    self.sounds.setdefault(sound_of(word), set()).update(ids)

    def _add(self, table: dict[str, set[str]], word: str, key: str) -> None:
        if len(word) >= 2 and word not in GENERIC and not word.isdigit():
            table.setdefault(word, set()).add(key)

    def _learn(self, key: str, name: str, aliases: tuple[str, ...], region: str) -> None:
        full = fold(name)
        self._add(self.strong, full, key)
        self._add(self.strong, BRACKETS.sub("", full), key)
        self._add(self.strong, core_of(name), key)
        heads = [core_of(name)] + [BRACKETS.sub("", fold(alias.strip())) for alias in aliases if alias.strip()]
        for alias in heads[1:]:
            self._add(self.strong, alias, key)
        for place in {fold(region), heads[0][:2]} | {h[:2] for h in heads[1:] if len(h) >= 4}:
            self._add(self.places, place.removesuffix("省").removesuffix("市"), key)
        for inside in BRACKETS.split(full)[1::2]:
            self._add(self.places, inside, key)
        for head in heads:
            for rest in (head[2:], head[3:] if len(head) >= 5 else ""):
                if 2 <= len(rest) <= 4:
                    self._add(self.weak, rest, key)
            for other in heads:
                if len(head) > len(other) >= 2 and other in head:
                    rest = head.replace(other, "", 1)
                    if not head.startswith(rest):
                        self._add(self.weak, rest, key)
            for tail in (head[-2:], head[-3:]):
                if TITLED.search(tail) and len(head) > len(tail):
                    self._add(self.weak, tail, key)
        self._shared(heads, key)

    def _shared(self, heads: list[str], key: str) -> None:
        """The longest piece that two names of one customer share is its core word."""
        for i, one in enumerate(heads):
            for two in heads[i + 1 :]:
                best = ""
                for start in range(len(one)):
                    for end in range(len(one), start + max(1, len(best)), -1):
                        if one[start:end] in two:
                            best = one[start:end]
                            break
                if 2 <= len(best) < 7:
                    self._add(self.weak, best, key)

    def _meet(self, name: str, customer: str | None) -> None:
        if customer is None:
            return
        for piece in re.split(r"[\s\-_·,，/]+", fold(name)):
            if len(piece) >= 2:
                self._add(self.weak, piece, customer)
