"""PDFs that hold text. One that is only a picture of paper has none, and that is said."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from bot.opening import Found, Unreadable
from bot.opening.rows import written

MAX_PAGES, MAX_CHARACTERS = 20, 20_000


def text(path: Path) -> Found:
    """The text of a PDF, its tables as lines."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("locked")
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable("long")
        found: list[str] = []
        for page in reader.pages:
            found += page.extract_text(extraction_mode="layout").splitlines()
            if sum(len(line.strip()) for line in found) > MAX_CHARACTERS:
                raise Unreadable("long")
    except (PdfReadError, ValueError, KeyError, RecursionError):
        raise Unreadable("broken") from None
    return Found(written([cell for cell in line.split("  ") if cell.strip()] for line in found if line.strip()))
