"""Findings about when people work and who is told of what is late: each would fail only when it is needed."""

from collections.abc import Iterator

from config.people import Role
from config.policy import Policy

Finding = tuple[tuple[int | str, ...], str, str]  # place, what is wrong, cure
STAFF = tuple(role for role in Role if role is not Role.CUSTOMER)
OTHERS = ("owner", "seller", "placer")
DAY = 24 * 60


def alert_findings(policy: Policy) -> Iterator[Finding]:
    """Yields what is wrong with shifts, people who are away, ladders, and who gets the digest."""
    yield from _shifts(policy)
    for place, one in enumerate(policy.away):
        if one.until < one.since:
            yield ("policy", "away", place, "until"), "结束早于开始", "until 是请假的最后一天"
        if one.instead == one.user:
            yield ("policy", "away", place, "instead"), "不能由他自己代班", "写代班的人,没有人代就不写"
    for name, ladder in policy.ladders.items():
        here = ("policy", "ladders", name)
        for place, rung in enumerate(ladder.rungs):
            if not rung.to:
                yield (*here, "rungs", place, "to"), "没有要告诉的人", '例如 ["owner"]'
            for who in rung.to:
                if not _somebody(who):
                    cure = f"可选:{'、'.join((*OTHERS, *STAFF))}、group:角色(它的群)、user:编号(一个人)"
                    yield (*here, "rungs", place, "to"), f"不认识 {who}", cure
        if ladder.quiet and ladder.quiet[:5] == ladder.quiet[-5:]:
            yield (*here, "quiet"), "开始和结束是同一个时间", '例如 "21:00-08:00",不限就留空'
    for role in policy.digest_to:
        if role not in STAFF:
            yield ("policy", "digest_to"), f"不能发给 {role}", f"可选:{'、'.join(STAFF)}"


def _somebody(who: str) -> bool:
    kind, _, name = who.partition(":")
    if kind == "user":
        return bool(name)
    return name in STAFF if kind == "group" else who in STAFF or who in OTHERS


def _shifts(policy: Policy) -> Iterator[Finding]:
    """A minute must not count twice, nor may a shift have none."""
    spans = []
    for place, words in enumerate(policy.shifts):
        begin, end = _minutes(words[:5]), _minutes(words[-5:])
        if begin == end:
            cure = '例如 "08:30-12:00";全天不停就写 shifts = []'
            yield ("policy", "shifts", place), "开始和结束是同一个时间", cure
        spans.append((begin, end if end > begin else end + DAY, words))
    spans.sort()
    for (_, over, words), (begin, _, other) in zip(spans, [*spans[1:], *_next_day(spans[:1])], strict=True):
        if begin < over:
            yield ("policy", "shifts"), f"{words} 和 {other} 有一段重叠", "同一段时间只写一次"


def _next_day(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return [(begin + DAY, end + DAY, words) for begin, end, words in spans]


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
