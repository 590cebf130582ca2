"""What serves what: every intent, every button, every kind of deadline. Read this first.

To add an intent: a file in nlp/intents, a function here in `handlers`, one line in INTENTS.
A button's verb is a key of TAPS or an action of the flow (config/flows), which `progress.move_tap` serves.
"""

from collections.abc import Awaitable, Callable

from handlers import (
    alerts,
    aliases,
    answering,
    approvals,
    basis,
    cancel,
    changes,
    choices,
    confirm,
    deciding,
    digests,
    doubles,
    drafts,
    fallback,
    filling,
    inquiry,
    intake,
    listening,
    mediating,
    parting,
    picking,
    pledges,
    progress,
    quotations,
    refunds,
    remedies,
    replanning,
    requisitions,
    returns,
    reversals,
    rewatching,
    rushing,
    selfservice,
    slips,
    stalls,
    stocking,
    stops,
)
from handlers.context import Context
from handlers.domain.alert import LATE, MOVED, NEXT, OVER, SETTLE, SHORT
from handlers.domain.approval import ANSWER, HELD_ENDS, OWN_ENDS, PAID
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Deadline
from handlers.domain.pledge import DUE, SOON
from handlers.domain.promise import RECHECK
from handlers.domain.reserve import SOFT_HOLD
from handlers.domain.slip import TELL
from handlers.domain.stop import FLAGGED, STOPPED, UNFLAGGED
from handlers.notices import Push
from handlers.ports import UnitOfWork
from handlers.rewatching import REWATCH
from nlp.types import Intent, Parse

Handler = Callable[[Message, Parse, Context, UnitOfWork], Awaitable[list[Push]]]
TapHandler = Callable[[Message, Tap, Context, UnitOfWork], Awaitable[list[Push]]]
FormHandler = Callable[[Message, Tap, Parse | None, Context, UnitOfWork], Awaitable[list[Push]]]
DeadlineHandler = Callable[[Deadline, Context, UnitOfWork], Awaitable[list[Push]]]

INTENTS: dict[Intent, Handler] = {
    Intent.PLACE_ORDER: drafts.place,
    Intent.EDIT_DRAFT: drafts.edit,
    Intent.CONFIRM: confirm.confirm,
    Intent.DISCARD: cancel.discard,
    Intent.UNDO: cancel.undo,
    Intent.CANCEL_ORDER: cancel.cancel,
    Intent.CHANGE_ORDER: changes.change,
    Intent.ADVANCE_ORDER: progress.advance,
    Intent.ASK_STATUS: selfservice.ask_status,
    Intent.ASK_STOCK: selfservice.ask_stock,
    Intent.ASK_PRICE: selfservice.ask_price,
    Intent.REPORT_SHORTAGE: selfservice.report_shortage,
    Intent.REPEAT_LAST: drafts.repeat,
    Intent.ALIAS: aliases.alias,
    Intent.HELP: fallback.show_help,
    Intent.NONE: fallback.none,
}

TAPS: dict[str, TapHandler] = {
    "confirm": confirm.confirm_tap,  # order, version
    "discard": cancel.discard_tap,  # order, version
    "undo": cancel.undo_tap,  # order, version
    "cancel": cancel.cancel_tap,  # order, version
    "choose": drafts.choose_tap,  # order, version, value: 0-based place among the choices of the open question
    "new": confirm.confirm_tap,  # order, version: the draft is no order once more
    "part": choices.tap,  # order, version: 先发现货
    "whole": choices.tap,  # order, version: 等齐
    "swap": choices.tap,  # order (a confirmed one too), version, value: line-place of the substitute
    "presale": choices.tap,  # order, version, value: line, or empty for every line
    "top_up": choices.tap,  # order, version: what would reach the gift that the draft is just short of
    "top_add": choices.tap,  # order, version, value: 0-based place and base units of one of the ways
    "top_leave": choices.tap,  # order, version
    "merge": choices.tap,  # order, version: the draft is the order it is like
    "ask_customer": doubles.ask_tap,  # order, version: the draft that may be an order once more
    "plans": rushing.tap,  # order (a confirmed one too), version: 插单评估
    "plan": rushing.choose_tap,  # order, version, value: the plan
    "plan_back": replanning.back_tap,  # order, version: a confirmed one that a plan was carried out for
    "fit": choices.tap,  # order, version, value: line-amount
    "fit_all": choices.tap,  # order, version: whole packs of every line
    "grant": deciding.tap,  # value: the approval
    "deny": deciding.tap,  # value: the approval
    "paid_first": deciding.tap,  # value: the approval
    "offer": mediating.offer_tap,  # value: the question about a day
    **dict.fromkeys(("coordinate", "assure", "decline"), mediating.tap),  # value: the question about a day
    "basis": basis.tap,  # order, value: a question about another day of it, or empty
    "part_first": parting.tap,  # value: the question about a day
    "stopped": picking.stopped_tap,  # order, version: the parcel with the old label
    "missed": picking.stopped_tap,  # order, version
    "refund": refunds.tap,  # order, value: the amount
    "unrefund": refunds.undo_tap,  # order, value: the refund
    "reverse": reversals.tap,  # order, value: the payment
    "flawed": returns.flawed_tap,  # order, value: line-amount
    "quotes": quotations.show_tap,  # order: what holds the quote's lines
    **dict.fromkeys(quotations.DEEDS, quotations.tap),  # order: what holds the quote's lines, version: the quote's
    "heard": listening.tap,  # order: the voice message that it was read from
    "ask_again": approvals.ask_again_tap,  # order, version
    "details": selfservice.details_tap,  # order
    "evidence": selfservice.evidence_tap,  # order
    "take": answering.tap,  # value: the alert
    "pass_on": answering.tap,  # value: the alert
    "explain": answering.tap,  # value: the alert
    "fix_day": answering.tap,  # value: the alert
    "mute": answering.tap,  # value: the alert
    "unmute": answering.tap,  # value: the alert
    "solve": answering.tap,  # value: the alert
    "why": answering.tap,  # value: the alert
    "instead": remedies.tap,  # value: the alert
    "recount": remedies.tap,  # value: the alert
    "request": intake.tap,  # order, value: kind-inbox id of the words
    "slip_send": slips.tap,  # value: the slip
    "slip_edit": slips.tap,  # value: the slip
    "slip_hold": slips.tap,  # value: the slip
    "contacted": answering.tap,  # value: the alert
    "reroute": answering.tap,  # value: the alert
    "to_service": answering.tap,  # value: the alert
    "script": stalls.script_tap,  # order, value: scheme-voice
    "voice": stalls.script_tap,  # order, value: -voice
    "buy": requisitions.buy_tap,  # value: the alert
    "requisition": requisitions.shown_tap,  # value: the requisition
    "note": progress.note_tap,  # order, value: 0-based place in the flow's milestones
    "human": inquiry.human_tap,  # order or none, value: inbox id of the message it is about, or empty
    "ask_owner": inquiry.ask_owner_tap,  # order, value: inbox id of the message with the wish
    "alias_undo": aliases.undo_tap,  # value: id of the customer's word
    "rule_from": digests.rule_tap,  # value: the week and the place of the rule
    "help": fallback.help_tap,
}

FORMS: dict[str, FormHandler] = {
    "fill": filling.fill_tap,  # order, version, form: see `handlers.domain.forms`; `parse` is of the line in words
}

# The watches of the flow (config/flows) are deadlines too: `alerts.watch_over` serves them.
DEADLINES: dict[str, DeadlineHandler] = {
    NEXT: alerts.next_step,
    LATE: alerts.should_be_over,
    SETTLE: alerts.settle,
    REWATCH: rewatching.anew,
    SHORT: alerts.still_short,
    MOVED: alerts.figure_moved,
    OVER: alerts.over_at_night,
    digests.DIGEST: digests.morning,
    SOFT_HOLD: stocking.soft_hold_over,
    RECHECK: stocking.promise_again,
    STOPPED: stops.told,
    FLAGGED: stops.flagged,
    UNFLAGGED: stops.flagged,
    TELL: slips.time_is_up,
    **dict.fromkeys(quotations.REMINDERS, quotations.remind),
    SOON: pledges.remind,
    DUE: pledges.remind,
    HELD_ENDS: approvals.expired,
    OWN_ENDS: approvals.expired,
    ANSWER: mediating.unanswered,
    PAID: approvals.paid,
}
