"""A draft's form: opened, filled in, submitted, and confirmed by the same press where that is wished."""

from dataclasses import dataclass, replace

from handlers.confirm import confirm_changed
from handlers.context import Context
from handlers.domain import forms
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Order, OrderId
from handlers.drafts import change, chosen, own_draft, show
from handlers.hints import hints_for
from handlers.limits import calendar_of
from handlers.lookup import order_there
from handlers.notices import DraftShown, Push
from handlers.ports import UnitOfWork
from nlp.types import Doubt, Edit, Hints, Parse, SetDue


async def opened_form(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> DraftShown:
    """What somebody sees who opens the form of a draft: the same as on its card; raises Stale and Refused."""
    notice = (await show(await own_draft(tap, ctx, uow), msg, ctx, uow)).notice
    if not isinstance(notice, DraftShown):
        raise Refused("button.unknown")
    return notice


@dataclass(frozen=True, slots=True)
class Added:
    """The words of one more line, twice: alone, with as many blanks before them, and behind the customer's name.

    Alone they tell whether they name a customer; goods that are in no list are only read behind a name.
    """

    alone: str
    behind: str
    hints: Hints


async def words_of(msg: Message, ctx: Context, uow: UnitOfWork) -> Added | None:
    """What is to be read of a submitted form, and in which light: one more line, as an order of the draft's customer.

    None where no line was written, or the draft is gone.
    """
    tap = msg.tap
    if tap is None or tap.order_id is None or not (words := forms.added(tap.form)):
        return None
    draft = await order_there(OrderId(tap.order_id), uow)
    if draft is None:
        return None
    hints = await hints_for(msg, ctx, uow)
    alone = replace(hints, drafts=(), orders=(), recent_order=False, chat_customer=draft.customer_id)
    before = _named(draft)
    return Added(" " * len(before) + words, before + words, alone)


async def fill_tap(msg: Message, tap: Tap, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A submitted form of the draft: only what differs from the draft is changed. `parse` is of `words_of`."""
    draft = await own_draft(tap, ctx, uow)
    number = forms.choice(tap.form)
    answered = chosen(draft, number) if number else ()
    edits = (
        *answered,
        *(_looked_at(edit, ctx) for edit in forms.edits(draft, tap.form)),
        *forms.more(tap.form, parse, len(_named(draft)), draft.customer_id),
    )
    if forms.then_confirm(tap.form):
        return await confirm_changed(draft, edits, msg, ctx, uow)
    return [await change(draft, edits, msg, ctx, uow) if edits else await show(draft, msg, ctx, uow)]


def _looked_at(edit: Edit, ctx: Context) -> Edit:
    """A day that is over, or on which nobody works, is marked as it is where it was said."""
    if not isinstance(edit, SetDue) or edit.due is None:
        return edit
    over = edit.due < ctx.local.date()
    if not over and calendar_of(ctx.policy).works(edit.due):
        return edit
    return replace(edit, doubts=(Doubt("date", "past" if over else "rest", edit.words),))


def _named(draft: Order) -> str:
    """Whose order it is, said before its words: goods that are in no list are only read behind a name."""
    return f"{draft.customer_name} " if draft.customer_name else ""
