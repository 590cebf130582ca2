"""BUILDERS: notice type -> function. One line for every notice; a test demands it."""

from collections.abc import Callable

from cards import alias, approval, asking, draft, order, people, progress, stock, system
from cards.card import Card
from handlers import notices

BUILDERS: dict[type, Callable[..., Card]] = {
    notices.DraftShown: draft.draft_shown,
    notices.DraftDiscarded: draft.draft_discarded,
    notices.RecalledLater: draft.recalled_later,
    notices.OrderPlaced: order.order_placed,
    notices.OrderNews: order.order_news,
    notices.OrderMoved: order.order_moved,
    notices.Noted: order.noted,
    notices.Undone: draft.undone,
    notices.OrderCancelled: order.order_cancelled,
    notices.OrderChanged: order.order_changed,
    notices.Progress: progress.progress,
    notices.StatusList: progress.status_list,
    notices.NoOrders: progress.no_orders,
    notices.EvidenceShown: asking.evidence_shown,
    notices.StockInfo: asking.stock_info,
    notices.PriceInfo: asking.price_info,
    notices.PassedOn: asking.passed_on,
    notices.Inquiry: asking.inquiry,
    notices.StockChanged: stock.stock_changed,
    notices.PromiseMoved: stock.promise_moved,
    notices.ApprovalAsked: approval.approval_asked,
    notices.ReasonAsked: approval.reason_asked,
    notices.ApprovalDecided: approval.approval_decided,
    notices.ShortageReported: asking.shortage_reported,
    notices.Overdue: progress.overdue,
    notices.RefusedNotice: system.refused,
    notices.StaleNotice: system.stale,
    notices.NothingOpen: system.nothing_open,
    notices.AliasList: alias.alias_list,
    notices.AliasChanged: alias.alias_changed,
    notices.AliasUnclear: alias.alias_unclear,
    notices.HelpShown: system.help_shown,
    notices.Welcome: system.welcome,
    notices.Unbound: system.unbound,
    notices.Invited: people.invited,
    notices.Joined: people.joined,
    notices.Bound: people.bound,
    notices.CodeRefused: people.code_refused,
    notices.PersonChanged: people.person_changed,
    notices.CannotRead: system.cannot_read,
    notices.NotUnderstood: system.not_understood,
    notices.Sorry: system.sorry,
    notices.HandedOver: asking.handed_over,
    notices.OpsAlarm: system.ops_alarm,
}
