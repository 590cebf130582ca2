"""Products as rows; implements `handlers.ports.Catalogue`."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import RowMapping, bindparam, select

from handlers.domain.party import Product
from storage.connection import Connection
from storage.meta import MetaTable
from storage.tables import products

VERSION = "catalogue_version"
_PRODUCTS = select(products).where(products.c.sku.in_(bindparam("skus", expanding=True)))


class CatalogueTable:
    """Products inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def product(self, sku: str) -> Product | None:
        """A product by SKU."""
        return (await self.products([sku])).get(sku)

    async def products(self, skus: Collection[str]) -> dict[str, Product]:
        """Products by SKU; unknown ones are left out."""
        rows = await self._connection.execute(_PRODUCTS, {"skus": list(skus)})
        return {row["sku"]: product_of(row) for row in rows.mappings()}

    async def all(self) -> list[Product]:
        """Every product, by SKU."""
        rows = await self._connection.execute(select(products).order_by(products.c.sku))
        return [product_of(row) for row in rows.mappings()]

    async def version(self) -> int:
        """Rises with every import that changed products, customers, people or chats; 0 before the first."""
        return int(await MetaTable(self._connection).get(VERSION) or 0)

    async def raise_version(self) -> None:
        """Says that whatever was built from the catalogue is old now."""
        await MetaTable(self._connection).set(VERSION, str(await self.version() + 1))


def product_of(row: RowMapping) -> Product:
    """The product of a row."""
    return Product(
        sku=row["sku"],
        name=row["name"],
        spec=row["spec"],
        aliases=tuple(row["aliases"]),
        unit=row["unit"],
        packs={unit: Decimal(factor) for unit, factor in row["packs"].items()},
        price=row["price"],
        min_price=row["min_price"],
        stock=row["stock"],
        safety_stock=row["safety_stock"],
        lead_days=row["lead_days"],
        substitutes=tuple(row["substitutes"]),
        min_qty=row["min_qty"],
        cost=row["cost"],
        supplier=row["supplier"],
    )
