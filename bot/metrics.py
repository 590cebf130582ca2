"""The only importer of prometheus_client: what operators watch, as numbers.

Labels are channels, states, levels and outcomes of our own: never a person, a chat, an order or a word of theirs.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.clock import Clock
from bot.web import Hooks
from handlers.domain.transit import within_a_day
from storage import Store, StoreError
from storage.figures import Figures

READING = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # seconds
HANDLING = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """What this process counts while it works."""

    def __init__(self) -> None:
        """Everything begins at nothing."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        here = self.registry
        self.messages = Counter("jiedan_messages", "Messages taken in hand.", ["channel", "outcome"], registry=here)
        self.told = Counter("jiedan_told", "Outbox rows that were tried.", ["channel", "outcome"], registry=here)
        self.fired = Counter("jiedan_deadlines_fired", "Deadlines whose time came.", registry=here)
        self.reading = Histogram("jiedan_reading_seconds", "Reading one text.", buckets=READING, registry=here)
        self.handling = Histogram(
            "jiedan_handling_seconds", "One message from claim to commit.", buckets=HANDLING, registry=here
        )


class MetricsPage:
    """GET /metrics: what the process counted, and what stands in the database now."""

    def __init__(self, metrics: Metrics, store: Store, hooks: Hooks, clock: Clock, zone: ZoneInfo) -> None:
        """`hooks` for its counters of callbacks; `zone` is the shop's, whose days are told."""
        self._zone = zone
        self._metrics = metrics
        self._store = store
        self._hooks = hooks
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """The page; it holds counts only, and like /health it is not for the world."""
        return [web.get("/metrics", self.page)]

    async def page(self, _: web.Request) -> web.Response:
        """Prometheus text; where the database does not answer, what can be said without it."""
        now = self._clock.now()
        try:
            found: Figures | None = await self._store.figures(now)
        except StoreError:
            found = None
        families = [*self._callbacks(), *self._database(found), *(_standing(found, now, self._zone) if found else ())]
        body = generate_latest(self._metrics.registry) + generate_latest(_Now(families))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _callbacks(self) -> Iterator[Metric]:
        family = CounterMetricFamily("jiedan_callbacks", "What came in from a platform.", labels=["channel", "outcome"])
        for outcome, counts in (("taken", self._hooks.taken), ("refused", self._hooks.refused)):
            for channel, count in counts.items():
                family.add_metric([channel, outcome], count)
        yield family

    def _database(self, found: Figures | None) -> Iterator[Metric]:
        yield GaugeMetricFamily("jiedan_database_up", "Whether the database answers.", int(found is not None))
        yield CounterMetricFamily("jiedan_database_errors", "Statements that failed.", self._store.errors)


class _Now(CollectorRegistry):
    """Families that were made for one page."""

    def __init__(self, families: Iterable[Metric]) -> None:
        super().__init__()
        self._families = tuple(families)

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _standing(found: Figures, now: datetime, zone: ZoneInfo) -> Iterator[Metric]:
    rows = GaugeMetricFamily("jiedan_queue_rows", "Rows in hand or given up.", labels=["queue", "state"])
    age = GaugeMetricFamily("jiedan_queue_oldest_seconds", "Age of the oldest waiting row.", labels=["queue"])
    for queue, states, since in (
        ("inbox", found.inbox, found.inbox_since),
        ("outbox", found.outbox, found.outbox_since),
    ):
        for state, count in states.items():
            rows.add_metric([queue, state], count)
        age.add_metric([queue], (now - since).total_seconds() if since else 0)
    deadlines = GaugeMetricFamily("jiedan_deadlines", "Deadlines by how they stand.", labels=["state"])
    for state, count in (("open", found.open), ("overdue", found.overdue), ("dead", found.dead)):
        deadlines.add_metric([state], count)
    alerts = GaugeMetricFamily("jiedan_alerts", "Alerts that are not closed.", labels=["level", "state"])
    for (level, state), count in found.alerts.items():
        alerts.add_metric([str(level), state], count)
    days = GaugeMetricFamily("jiedan_arrival_days_told", "Parcels of 30 days that a day was told for.", labels=["kept"])
    kept = sum(within_a_day(told, signed, zone) for told, signed in found.arrivals)
    days.add_metric(["within_24h"], kept)
    days.add_metric(["missed"], len(found.arrivals) - kept)
    yield from (rows, age, deadlines, alerts, days)
