"""What one of a customer's people says to the order that a colleague is making in the group of their house."""

import re

from ..types import AddItem, Edit, Hints, Intent, Parse, SetItem, Unread

# Speaks of an order that is being made: more for it, a change of it; without such a word an amount is an own order.
OF_IT = re.compile(
    r"再|补充|追加|[加添补]|另|一[起齐并道]|同埋|埋|还(?:要|得|差|缺|需|有)|仲(?:要|有)|也|都(?:要|系)|[改换变]"
    r"|[不唔勿]要|不用|莫|别|[去拿删减]|够|[多少](?:要|来|点|啲|一点)|[那这嗰][个款种样]"
)
FINAL = re.compile(r"确认|確認|下单|提交|下吧|[走落出开录]单|同意|订了|定了")  # a mere 好的 is for the colleague


def of_the_house(parse: Parse, text: str, hints: Hints) -> bool:
    """Whether this reading in the light of the colleague's draft is what was meant.

    Who has a hand in the draft already goes on in it. Of others it takes a word that speaks of the order, so that an
    order of their own is never mixed with it.
    """
    if parse.intent is Intent.CONFIRM:
        return hints.joined or FINAL.search(text) is not None
    if parse.intent is Intent.DISCARD:
        return hints.joined
    if parse.intent is not Intent.EDIT_DRAFT:
        return False
    if hints.joined:
        return True
    known = [edit for edit in parse.edits if not isinstance(edit, Unread)]
    waiting = {x.no for x in hints.house.lines if x.qty is None or x.sku is None} if hints.house else set()
    if not known or any(isinstance(edit, AddItem) or _counts(edit, waiting) for edit in known):
        return OF_IT.search(text) is not None or any(_answers(edit, waiting) for edit in known)
    return True


def _answers(edit: Edit, waiting: set[int]) -> bool:
    """Whether it tells what a line of the draft waits for."""
    return isinstance(edit, SetItem) and edit.line in waiting


def _counts(edit: Edit, waiting: set[int]) -> bool:
    """Whether it gives a line another amount, which may as well be an order of one's own."""
    return isinstance(edit, SetItem) and edit.item.qty is not None and edit.line not in waiting
