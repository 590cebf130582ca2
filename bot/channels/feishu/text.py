"""Words for Feishu: markdown that shows what was meant, text that mentions nobody by accident, pieces that fit."""

import re

from bot.channels.text import sound

MAX_BYTES = 20_000  # of one text message; Feishu takes 150 KB, nobody reads that
# https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text: characters with a
# meaning are written as entities.
_ENTITIES = {c: f"&#{ord(c)};" for c in "&<>*_~`[]()!\\$#|{}"}
_MEANING = re.compile(f"[{re.escape(''.join(_ENTITIES))}]")
_HEAD = re.compile(r"^(\s*)([-+]|\d+\.)(?=\s|$)", re.MULTILINE)
_LINK = re.compile(r"\]\(")


def escaped(text: str) -> str:
    """Takes the meaning out of markdown in somebody's words: no links, mentions, pictures, lists or emphasis."""
    plain = _MEANING.sub(lambda found: _ENTITIES[found[0]], sound(text))
    if "." not in plain and "-" not in plain and "+" not in plain:
        return plain
    return _HEAD.sub(lambda found: f"{found[1]}{found[2][:-1]}&#{ord(found[2][-1])};", plain)


def harmless(text: str) -> str:
    """The same for a text message, which knows <at>, <b> and [words](address)."""
    return _LINK.sub("］(", sound(text).replace("<", "＜"))
