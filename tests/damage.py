"""Damages text files as people do: for tests of what is said about them."""

import re

from hypothesis import strategies as st


def damaged(lines: list[str], data: st.DataObject) -> list[str]:
    """The lines with a few of them gone, doubled, swapped, cut or with another sign in them."""
    lines = [*lines]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        what = data.draw(st.sampled_from(["drop", "double", "swap", "cut", "sign", "name"]))
        if what == "drop" and len(lines) > 1:
            del lines[at]
        elif what == "double":
            lines.insert(at, line)
        elif what == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "name":
            names = re.findall(r'"([^"]+)"', "\n".join(lines))
            old = re.search(r'"([^"]+)"', line)
            lines[at] = line.replace(old[1], data.draw(st.sampled_from(names))) if old and names else line
        elif line:
            place = data.draw(st.integers(0, len(line) - 1))
            sign = data.draw(st.sampled_from(list('x{}"[]=.1乙'))) if what == "sign" else ""
            lines[at] = line[:place] + sign + line[place + 1 :]
    return lines
