"""Pictures, read by RapidOCR: its models come in its package, nothing is fetched. `pip install jiedan[ocr]`."""

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.opening import Found, Unreadable
from bot.opening.rows import written

MAX_PIXELS = 50_000_000
LONG = 3_000  # pixels of the longer side: more costs time and is read no better


def text(path: Path) -> Found:
    """What is written in a picture: pieces of one height are one line, left to right."""
    from rapidocr_onnxruntime import RapidOCR

    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Unreadable("large")
            picture = _upright_on_white(opened)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Unreadable("broken") from None
    picture.thumbnail((LONG, LONG))
    import numpy

    found, _ = RapidOCR()(numpy.asarray(picture)[:, :, ::-1])
    pieces = [(box[0][1], box[0][0], box[2][1] - box[0][1], words) for box, words, _sure in found or ()]
    return Found(written(_lines(sorted(pieces))))


def _upright_on_white(opened: Image.Image) -> Image.Image:
    """As people see it: turned as the camera says it was held, and on white where it is transparent."""
    turned = ImageOps.exif_transpose(opened)
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    seen = turned.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _lines(pieces: list[tuple[float, float, float, str]]) -> list[list[str]]:
    lines: list[list[tuple[float, str]]] = []
    below = 0.0
    for top, left, height, words in pieces:
        if not lines or top > below:
            lines.append([])
            below = top + height / 2
        lines[-1].append((left, words))
    return [[words for _, words in sorted(line)] for line in lines]
