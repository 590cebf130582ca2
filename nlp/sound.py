"""How Chinese words sound: toneless pinyin with the confusions of the south folded, and initials."""

import re
from functools import lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path


def _readings() -> dict[int, str]:
    """The readings of every character, from the one table of pypinyin: the whole package holds 40 MB of phrases."""
    package = find_spec("pypinyin")
    folder = Path(package.origin).parent if package and package.origin else Path()
    table = spec_from_file_location("pinyin_dict", folder / "pinyin_dict.py")
    if table is None or table.loader is None:
        raise ModuleNotFoundError("pypinyin has no table of readings")
    module = module_from_spec(table)
    table.loader.exec_module(module)
    readings: dict[int, str] = module.pinyin_dict
    return readings


_READINGS = _readings()
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


@lru_cache(maxsize=16384)
def syllable(char: str) -> str:
    """The commonest toneless reading of a character; the character itself where it has none."""
    readings = _READINGS.get(ord(char))
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
