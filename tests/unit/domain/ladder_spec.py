"""What a ladder must do, said a second time and in another way: minute by minute, with no deadlines.

One alert on the wall clock. `told` is (minute, audience, why). The rules as people say them:

- the first level hears of it at once; each next one where nobody answered within the wait of the one before;
- after the last level it is said again every `repeat`, at most `times` times;
- who took it over is reminded every `progress`, at most `times` times, from the second time on with the
  next level;
- 静音: nothing until then, then the one who took it over hears (else the level that heard last), and waits begin anew;
- a change of hands tells the new one, and only him; closed is closed.
"""

from dataclasses import dataclass, field


@dataclass
class Spec:
    """The ladder as numbers of minutes."""

    rungs: list[tuple[str, int]]
    progress: int
    repeat: int
    times: int
    told: list[tuple[int, str, str]] = field(default_factory=list)
    level: int = 0
    mode: str = "open"
    taker: str = ""
    said: int = 0  # reminders
    look: int = 0  # the minute of the next look
    silent_until: int = 0

    def minute(self, now: int) -> None:
        """One minute goes by."""
        if self.mode == "closed" or now < self.look or self.look < 0:
            return
        if self.mode == "muted":
            self.mode = "taken" if self.taker else "open"
            self.level = self.level or 1
            who = self.taker or self.rungs[self.level - 1][0]
            self.told.append((now, who, "unmuted"))
            self.look = now + (self.progress if self.taker else self.rungs[self.level - 1][1])
        elif self.mode == "taken":
            self._remind(now)
        elif self.level < len(self.rungs):
            self.level, self.said = self.level + 1, 0
            self.told.append((now, self.rungs[self.level - 1][0], "level"))
            self.look = now + self.rungs[self.level - 1][1]
        elif self.said < self.times:
            self.said += 1
            self.told.append((now, self.rungs[-1][0], "again"))
            self.look = now + self.repeat
        else:
            self.look = -1

    def _remind(self, now: int) -> None:
        if self.said >= self.times:
            self.look = -1
            return
        self.told.append((now, self.taker, "still"))
        if self.said >= 1 and self.level < len(self.rungs):
            self.told.append((now, self.rungs[self.level][0], "still"))
            self.level += 1
        self.said += 1
        self.look = now + self.progress

    def does(self, what: str, who: str, minutes: int, now: int) -> None:
        """Somebody answers."""
        if self.mode == "closed":
            return
        if what == "close":
            self.mode = "closed"
        elif what == "mute":
            self.mode, self.look = "muted", now + minutes
        else:
            self.mode, self.taker, self.said, self.look = "taken", f"user:{who}", 0, now + self.progress
            if what == "give":
                self.told.append((now, f"user:{who}", "given"))
