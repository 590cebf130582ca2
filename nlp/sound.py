"""How Chinese words sound: toneless pinyin with the confusions of the south folded, and initials."""

import re
from functools import lru_cache

from pypinyin.pinyin_dict import pinyin_dict

_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


@lru_cache(maxsize=16384)
def syllable(char: str) -> str:
    """The commonest toneless reading of a character; the character itself where it has none."""
    readings = pinyin_dict.get(ord(char))
    return readings.split(",")[0].translate(_TONES) if readings else char


class _Blurred(dict[int, str]):
    """A translation table that works a character's sound out when it is first met; a space ends it."""

    def __missing__(self, code: int) -> str:
        sound = re.sub("^(z|c|s)h", r"\1", syllable(chr(code)))
        found = self[code] = re.sub("(a|e|i)ng$", r"\1n", sound) + " "
        return found


_BLURRED = _Blurred()


def sound_of(word: str) -> str:
    """The word's sound, one space between syllables; words that sound alike give the same string."""
    return word.translate(_BLURRED)[:-1]


def spelled(word: str) -> str:
    """The word as one would type it in pinyin, without spaces."""
    return "".join(syllable(char) for char in word)


def initials(word: str) -> str:
    """First letters, as typed in a hurry: zxj for 转向节."""
    return "".join(syllable(char)[:1] for char in word)


def clipped(first: str, last: str) -> str:
    """The key of a name of three characters said without the middle one: 琵腿 for 琵琶腿."""
    return f"{sound_of(first)} * {sound_of(last)}"
