"""General word lists, read once from words.toml."""

import tomllib
from importlib.resources import files

_DATA = tomllib.loads(files("nlp").joinpath("words.toml").read_text(encoding="utf-8"))

FILLER = frozenset(_DATA["filler"].split())
PADDING = frozenset(_DATA["padding"].split())
COUNTED_THINGS = frozenset(_DATA["counted_things"].split())
GENERIC = frozenset(_DATA["generic"].split())
KINDS = frozenset(_DATA["kinds"].split())
DECIDING = frozenset(_DATA["deciding"])
COLOURS = frozenset(_DATA["colours"])
TELLING = DECIDING | COLOURS  # signs that tell kinds of one thing apart
OPPOSITES = {char: frozenset(group.replace(char, "")) for group in _DATA["opposites"].split() for char in group}
NOT_AFTER = {char: frozenset(before) for char, before in _DATA["not_after"].items()}
NOT_BEFORE = {char: frozenset(after) for char, after in _DATA["not_before"].items()}
SAYS_NOTHING = frozenset(word for word in (*FILLER, *DECIDING, *COLOURS) if len(word) == 1) | frozenset(
    "说是赠调找写记报定买鲜嫩老好优净散收弄搞整换改配补留租借问催退减共计约叫她它此该某只单做印打点购销存缺少"
)  # what may stand before a name without making another thing of it
