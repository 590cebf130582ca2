"""WeChat's small XML, read without ever trusting it: no DOCTYPE, no entities, few elements, little depth."""

import re
from xml.parsers import expat

from bot.channels.base import Forged

MAX_DEPTH = 6
MAX_ELEMENTS = 400

_ODD = r"\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"  # what XML forbids, and the carriage return that it rewrites
_PLAIN_ELEMENT = re.compile(
    rf"[ \t\n]*<([A-Za-z][A-Za-z0-9_]*)>(?:<!\[CDATA\[([^\]{_ODD}]*)\]\]>|([^<>&{_ODD}]*))</\1>"
)

Fields = dict[str, list[str]]


def read(body: bytes | str) -> Fields:
    """Reads `<xml>` into path -> texts, e.g. `SelectedItems/SelectedItem/QuestionKey`; raises Forged.

    What repeats is a list of several, what does not a list of one, so that one and many look alike.
    """
    try:
        text = body.decode() if isinstance(body, bytes) else body
    except UnicodeDecodeError:
        raise Forged("encoding") from None
    text = text.lstrip("\ufeff \t\r\n")
    plain = _read_plain(text)
    return _read_any(text) if plain is None else plain


def _read_plain(text: str) -> Fields | None:
    """What the platforms nearly always send, several times as fast: a row of elements without anything special.

    None for everything else, well-formed or not.
    """
    fields: Fields = {}
    at, count = 5, 0
    if not text.startswith("<xml>"):
        return None
    while element := _PLAIN_ELEMENT.match(text, at):
        name, quoted, bare = element.groups("")
        fields.setdefault(name, []).append(quoted or bare)
        at, count = element.end(), count + 1
    ends = count < MAX_ELEMENTS and text[at:].strip(" \t\n") == "</xml>"
    return fields if ends else None


def _read_any(text: str) -> Fields:
    reader = _Reader()
    # Given text, expat does not believe a document that claims another encoding.
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        raise Forged("xml") from None
    return reader.fields


def one(fields: Fields, name: str) -> str:
    """The text of an element without the blanks around it, empty where it is missing.

    Raises Forged("xml") where it is there twice.
    """
    found = fields.get(name)
    if found is None:
        return ""
    if len(found) > 1:
        raise Forged("xml")
    return found[0].strip()


class _Reader:
    def __init__(self) -> None:
        self.fields: Fields = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._count = 0

    def start(self, tag: str, _: dict[str, str]) -> None:
        self._count += 1
        depth = len(self._path)
        if depth >= MAX_DEPTH or self._count > MAX_ELEMENTS or (depth == 0 and tag != "xml"):
            raise Forged("xml")
        self._path.append(tag)
        self._text = []

    def text(self, data: str) -> None:
        self._text.append(data)

    def end(self, _: str) -> None:
        if len(self._path) > 1:
            self.fields.setdefault("/".join(self._path[1:]), []).append("".join(self._text))
        self._path.pop()
        self._text = []

    def refuse(self, *_: object) -> None:
        raise Forged("xml")
