"""Reads a `.env` file: KEY=value a line, as operators know it from elsewhere."""

from pathlib import Path


def read_env_file(file: Path) -> dict[str, str]:
    """The variables of the file, empty where there is none; quotes around a value and `export` are dropped."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()):
        key, equals, value = line.removeprefix("export ").partition("=")
        if equals and not line.startswith("#"):
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            found[key.strip()] = value
    return found
