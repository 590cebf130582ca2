"""The shape of what is watched: deadlines and escalation ladders."""

from typing import Literal

from pydantic import Field

from config.base import Model, Span, Task, Term


class RungSpec(Model):
    """One level of a ladder: who is told, and how long they may leave it unanswered."""

    to: tuple[str, ...]  # roles; "owner", "seller", "placer", "user:" and a key, "group:" and a role: its group
    wait: Term = "20m working"
    call: bool = False  # they are called by telephone too, where there is a [voice] hook
    urgent: bool = False  # they are told in the quiet hours too


class LadderSpec(Model):
    """What happens when nobody answers an alert, or nothing comes of it."""

    rungs: tuple[RungSpec, ...] = Field(min_length=1, max_length=9)
    progress: Term = "30m working"  # taken over, and nothing has come of it since
    repeat: Term = "2h working"  # the last level is reminded so often
    times: int = Field(3, ge=0, le=20)  # reminders at most: of the last level, of whoever took it over
    close: Term = "24h"  # within this an alert must be over
    quiet: Span | Literal[""] = ""  # nobody is told of anything in these hours


LADDERS: dict[str, LadderSpec] = {
    "usual": LadderSpec(rungs=(RungSpec(to=("owner",)), RungSpec(to=("manager",)))),
    "anytime": LadderSpec(
        rungs=(RungSpec(to=("owner",), wait="1h", call=True), RungSpec(to=("manager",), wait="2h")),
        progress="4h",
        repeat="12h",
        quiet="21:00-08:00",
    ),
    "short": LadderSpec(rungs=(RungSpec(to=("owner", "group:warehouse")), RungSpec(to=("manager",)))),
    "request": LadderSpec(
        rungs=(
            RungSpec(to=("owner",), wait="30m working"),
            RungSpec(to=("service",), wait="30m working"),
            RungSpec(to=("manager",), wait="1h working"),
        ),
        progress="2h working",
        close="4h working",
    ),
}


class WatchSpec(Model):
    """Something else than leaving a state that must happen in time."""

    name: str  # ASCII, the kind of its deadlines
    title: str
    states: tuple[str, ...]  # only while the order is in one of these
    since: str = "state"  # what starts the clock: entering the states, "tracking" news, or a milestone
    within: str
    owner: str  # role
    ladder: str = "usual"
    also: dict[str, Task] = {}
    measured: bool = False  # no sooner than our own parcels usually take there, where that is known
