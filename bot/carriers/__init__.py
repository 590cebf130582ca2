"""Where news of parcels come from: 快递100 (asked, or pushing), a signed webhook of any system, a CSV file.

A carrier turns what it hears into `handlers.domain.tracking.Report`; `bot/tracker.py` asks those that can be asked,
`bot/carriers/pages.py` takes what is pushed. To add one: a file here with `Asked` and/or `Calling`, and a line in
`open_carriers`.
"""

from collections.abc import Mapping

import httpx

from bot.carriers import kuaidi100, webhook
from bot.carriers.base import Carrier
from bot.clock import Clock
from config.settings import Settings


def open_carriers(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Mapping[str, Carrier]:
    """Those that are switched on, by name."""
    found = (kuaidi100.build(settings, http), webhook.build(settings, clock))
    return {carrier.name: carrier for carrier in found if carrier is not None}
