"""The vocabulary of the company, renewed when its catalogue or the words that customers use change."""

import asyncio
import logging
from datetime import datetime, timedelta

from nlp.lexicon import CustomerRecord, Lexicon, PersonRecord, ProductRecord
from storage import Store

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=2)


class LexiconCache:
    """The lexicon of the catalogue as it stands, looked at again every few seconds."""

    def __init__(self, store: Store) -> None:
        """Nothing is read before the first `current`."""
        self._store = store
        self._lexicon = Lexicon()
        self._version = -1
        self._words = -1
        self._looked: datetime | None = None
        self._lock = asyncio.Lock()

    async def current(self, now: datetime) -> Lexicon:
        """The lexicon; renewing it happens in a thread, and everybody who asks waits for it."""
        if self._looked is None or not timedelta(0) <= now - self._looked < LOOK_EVERY:
            async with self._lock:
                await self._look(now)
        return self._lexicon

    def forget(self) -> None:
        """The next `current` looks again at once: this process has just changed something."""
        self._looked = None

    async def _look(self, now: datetime) -> None:
        async with self._store.read() as uow:
            version, words = await uow.catalogue.version(), await uow.aliases.version()
            if (version, words) != (self._version, self._words):
                aliases = await uow.aliases.by_customer()
            if version != self._version:
                products = [
                    ProductRecord(p.sku, p.name, p.spec, p.aliases, p.unit, p.packs) for p in await uow.catalogue.all()
                ]
                customers = [
                    CustomerRecord(c.id, c.name, c.aliases, c.region, c.owner or "")
                    for c in await uow.parties.all_customers()
                ]
                people = [
                    PersonRecord(p.user, p.name, p.role.value, p.customer_id)
                    for p in await uow.parties.all_people()
                    if p.active
                ]
        if version != self._version:
            renewed = await asyncio.to_thread(self._lexicon.renewed, products, customers, people)
            self._lexicon, self._version = renewed.with_aliases(aliases), version
            log.info("lexicon renewed", extra={"version": version, "products": len(products)})
        elif words != self._words:
            self._lexicon = self._lexicon.with_aliases(aliases)
        self._words, self._looked = words, now
