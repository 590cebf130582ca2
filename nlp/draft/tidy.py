"""Edits that say together what none says alone: halves of one line, second goods of it, no loss of what is turned."""

import re
from dataclasses import replace

from ..types import AddItem, DraftHint, Edit, LineItem, RemoveItem, SetItem

HALF = re.compile(r"一半|各半|对半|平分|平均分")
JOINED = re.compile(r"的?\s*(?:和|跟|与|及|、|同|还有|加)\s*")  # between two kinds that are both wanted


def halves(edits: list[Edit], draft: DraftHint) -> list[Edit]:
    """灰的一半米色的一半: the amount of the one line, in equal parts."""
    parts = [e for e in edits if isinstance(e, SetItem) and e.item.sku and e.item.qty is None]
    line = next((x for x in draft.lines if parts and x.no == parts[0].line), None)
    if len(parts) < 2 or line is None or line.qty is None or any(e.line != line.no for e in parts):
        return edits
    share = line.qty / len(parts)
    if share != share.to_integral_value():
        return edits
    counted: list[Edit] = [replace(e, item=replace(e.item, qty=share, unit=line.unit)) for e in parts]
    return [*(e for e in edits if e not in parts), *counted]


def split_up(edits: list[Edit]) -> list[Edit]:
    """白板笔: 黑的10盒 红的5盒: the second product and amount said of one line is another line."""
    done: list[Edit] = []
    settled: dict[int, LineItem] = {}
    kept = {
        e.line
        for e in edits
        if isinstance(e, SetItem) and e.item.qty is not None and "product" in e.item.spans and not _named(e.item)
    }
    for edit in edits:
        if isinstance(edit, SetItem) and edit.line is not None and edit.item.qty is not None:
            first = settled.setdefault(edit.line, edit.item)
            torn = first.sku and edit.item.sku and first.sku != edit.item.sku
            if torn or (edit.line in kept and edit.item.sku):  # 左右各4: the right ones are there already
                edit = AddItem(edit.item)
        done.append(edit)
    return done


def two_of_one(edits: list[Edit], folded: str) -> list[Edit]:
    """SS和S, said of one line: the second is a line of its own, and how many of it are wanted is still to be told."""
    done: list[Edit] = []
    for edit in edits:
        before = next((e for e in reversed(done) if isinstance(e, SetItem)), None)
        if before is not None and isinstance(edit, SetItem) and _another(before, edit, folded):
            edit = AddItem(edit.item)
        done.append(edit)
    return done


def _another(before: SetItem, after: SetItem, folded: str) -> bool:
    one, two = before.item, after.item
    if before.line != after.line or not one.sku or not two.sku or one.sku == two.sku:
        return False
    first, second = one.spans.get("product"), two.spans.get("product")
    if one.qty is not None or two.qty is not None or first is None or second is None:
        return False
    return JOINED.fullmatch(folded, first.end, second.start) is not None


def _named(item: LineItem) -> bool:
    return bool(item.sku or item.candidates)


def without_losses(edits: list[Edit]) -> list[Edit]:
    """漂白的5匹 米黄不要了: a line that becomes another product is not removed as well, and none is removed twice."""
    gone = {e.line for e in edits if isinstance(e, SetItem) and (e.item.sku or e.item.candidates)}
    done: list[Edit] = []
    for edit in edits:
        if not (isinstance(edit, RemoveItem) and edit.line in gone):
            done.append(edit)
        if isinstance(edit, RemoveItem):
            gone.add(edit.line)
    return done
