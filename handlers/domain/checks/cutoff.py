"""The wanted day against cut-off, working days and the way there: with everything in stock it would still be late."""

import re
from datetime import date, timedelta

from handlers.domain.checks.facts import Facts, Found
from handlers.domain.finding import Finding
from handlers.domain.order import DueKind, Order

FAR = timedelta(days=270)  # a day without its year that is so far ahead was over lately: 3月1日, said on the 10th
_DAY = re.compile(r"月|\d[./-]\d")
_YEAR = re.compile(r"年|\d{4}|\d{2}[./-]\d{1,2}[./-]\d|year", re.IGNORECASE)


def over(due: date, words: str, today: date) -> bool:
    """Whether a day that was said without its year has passed, so that the next year's was taken."""
    return due - today > FAR and bool(_DAY.search(words)) and not _YEAR.search(words)


def cutoff(order: Order, facts: Facts) -> Found:
    """Where it is set to `block` the cut-off is strict, where to `warn` it is flexible."""
    level, shipping = facts.level("cutoff"), facts.shipping
    if level is None or order.due is None or order.due_kind is DueKind.AFTER:
        return []
    first, today = shipping.first, facts.now.date()
    if over(order.due, order.due_words, today):
        said = {"words": order.due_words, "due": order.due.isoformat()}
        return [Finding("cutoff.far", level, said)]
    if order.due >= first or order.due < today:  # what is past has its own doubt
        return []
    closed = shipping.cutoff is not None and shipping.now.time() >= shipping.cutoff
    said = {"first": first.isoformat(), "due": order.due.isoformat()}
    if closed and shipping.calendar.works(today):
        said["cutoff"] = f"{shipping.cutoff:%H:%M}"
    return [Finding("cutoff.late", level, said)]
