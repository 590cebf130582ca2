"""A company's files, read without a database: products.csv, customers.csv, people.csv, chats.csv.

Beside them may lie inbound.csv (what is on its way), receivables.csv (what customers owe), prices.csv (prices of
contracts, of promotions and by amount) and capacity.csv (what production lines make, on usual and on single days).

A row that is wrong is reported with file, line, column and cure; it never stops the others.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Generic, TypeVar

from config.people import LEVELS
from handlers.domain.messaging import ChatKind
from handlers.domain.party import Chat, Customer, Person, Product, Role
from handlers.domain.pricing import BEGINNING
from handlers.domain.promise import Inbound
from storage.cells import BadCell, Cells
from storage.columns import MONEY_PLACES, PRICE_PLACES, QTY_PLACES
from storage.csv_file import BadRow, CsvFile, header_of, read_csv

T = TypeVar("T")
CONSOLE = "console"
"""The channel of a chat whose row names none."""


@dataclass(frozen=True, slots=True)
class Receivable:
    """Money a customer owes: an invoice, or all it owes under one number. Once it is `paid` it is history."""

    customer_id: str
    number: str
    amount: Decimal
    due: date
    paid: date | None = None


EVERYBODY = frozenset({"*", "所有", "所有客户"})  # as the customer of a price: not left empty, lest it be forgotten


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A price of a customer, or of everybody, from an amount on, from a day on and, where given, up to a day."""

    customer_id: str  # empty: everybody
    sku: str
    price: Decimal
    since: date
    until: date | None = None
    from_qty: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineDay:
    """What a production line makes: on a usual day, where `day` is BEGINNING, else on that one."""

    name: str
    day: date
    skus: tuple[str, ...]  # of the row of the usual day
    per_day: Decimal  # pieces, or minutes
    each: Decimal = Decimal(1)  # minutes a piece
    timed: bool = False  # counted in minutes


@dataclass(frozen=True, slots=True)
class World:
    """What the files say. `places` is the line of each row by file kind and key, `read` the files that were there."""

    products: tuple[Product, ...] = ()
    customers: tuple[Customer, ...] = ()
    people: tuple[Person, ...] = ()
    chats: tuple[Chat, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    receivables: tuple[Receivable, ...] = ()
    prices: tuple[ListedPrice, ...] = ()
    capacity: tuple[LineDay, ...] = ()
    bad: tuple[BadRow, ...] = ()
    places: Mapping[tuple[str, str], int] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)  # kind -> file name
    unsaid: frozenset[str] = frozenset()  # people whose row does not say whether they are active


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of file."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    build: Callable[[Cells], T]
    key: Callable[[T], str]


def _product(cells: Cells) -> Product:
    unit = cells.text("unit", "件")
    return Product(
        sku=cells.key("sku"),
        name=cells.name("name"),
        spec=cells.text("spec"),
        aliases=cells.names("aliases"),
        unit=unit,
        packs=cells.packs("packs", unit),
        price=cells.number("price", PRICE_PLACES),
        min_price=cells.number("min_price", PRICE_PLACES),
        stock=cells.number("stock", QTY_PLACES, negative=True) or Decimal(0),
        safety_stock=cells.number("safety_stock", QTY_PLACES) or Decimal(0),
        lead_days=cells.whole("lead_days"),
        substitutes=cells.names("substitutes"),
        min_qty=cells.number("min_qty", QTY_PLACES) or Decimal(0),
        cost=cells.number("cost", PRICE_PLACES),
        supplier=cells.text("supplier")[:60],
    )


def _customer(cells: Cells) -> Customer:
    return Customer(
        id=cells.key("id"),
        name=cells.name("name"),
        aliases=cells.names("aliases"),
        level=cells.word("level", LEVELS) if cells.text("level") else LEVELS[-1],
        region=cells.text("region"),
        credit_limit=cells.number("credit_limit", MONEY_PLACES) or Decimal(0),
        owner=cells.text("owner") or None,
    )


def _person(cells: Cells) -> Person:
    role = cells.word("role", Role)
    customer = cells.text("customer") or None
    if role is Role.CUSTOMER and customer is None:
        raise BadCell("customer", "客户的人没有写属于哪个客户", "请填 customers.csv 里的 id")
    if role is not Role.CUSTOMER and customer is not None:
        raise BadCell("customer", "自己人不应写客户", "请清空,或把 role 改成 customer")
    active = cells.yes("active", default=True)
    return Person(cells.key("user"), cells.name("name"), role, customer, active, _tail(cells.text("phone")))


def _tail(phone: str) -> str:
    digits = re.sub(r"[\s()+-]", "", phone)
    if digits and not re.fullmatch(r"[0-9]{4,15}", digits):
        raise BadCell("phone", "不是电话号码", "请填手机号,或只填后四位;系统只保存后四位")
    return digits[-4:]


def _chat(cells: Cells) -> Chat:
    kind = cells.word("kind", ChatKind)
    customer = cells.text("customer") or None
    if kind is ChatKind.DIRECT and customer is not None:
        raise BadCell("customer", "单聊不应写客户", "请清空;单聊属于谁由 people.csv 决定")
    return Chat(cells.text("channel", CONSOLE), cells.key("chat"), kind.value, cells.text("name"), customer)


def _inbound(cells: Cells) -> Inbound:
    qty = cells.number("qty", QTY_PLACES)
    return Inbound(cells.key("number"), cells.key("sku"), _given("qty", qty), _given("due", cells.day("due")))


def _receivable(cells: Cells) -> Receivable:
    amount = _given("amount", cells.number("amount", MONEY_PLACES, negative=True))
    due, paid = _given("due", cells.day("due")), cells.day("paid")
    return Receivable(cells.key("customer"), cells.text("number", "-")[:64], amount, due, paid)


def _price(cells: Cells) -> ListedPrice:
    since, until = cells.day("since") or BEGINNING, cells.day("until")
    if until is not None and until < since:
        raise BadCell("until", "结束早于开始", "请改正 since 或 until")
    price = _given("price", cells.number("price", PRICE_PLACES))
    from_qty = cells.number("qty", QTY_PLACES) or Decimal(0)
    customer = cells.key("customer")
    return ListedPrice("" if customer in EVERYBODY else customer, cells.key("sku"), price, since, until, from_qty)


def _line_day(cells: Cells) -> LineDay:
    """A usual day says what the line makes; a single day only how much there is of it."""
    name, day, skus = cells.key("name"), cells.day("day"), cells.names("skus")
    pieces, hours, minutes = (cells.number(column, QTY_PLACES) for column in ("per_day", "hours", "minutes"))
    if (pieces is None) == (hours is None):
        problem = "没有填" if pieces is None else "per_day 和 hours 都填了"
        raise BadCell("per_day", problem, "按件数填 per_day,按工时填 hours,只填一样")
    per_day, timed = pieces if pieces is not None else (hours or Decimal(0)) * 60, hours is not None
    if day is not None:
        if skus or minutes is not None:
            raise BadCell(
                "skus" if skus else "minutes", "某一天的行不用填", "请清空,只填 name、day 和 per_day 或 hours"
            )
        return LineDay(name, day, (), per_day, timed=timed)
    if not skus:
        raise BadCell("skus", "没有填", "写这条线做哪些货,分号隔开,* 代表任意字")
    if hours is not None and not minutes:
        raise BadCell("minutes", "没有填", "按工时算要写一件几分钟")
    if pieces is not None and minutes is not None:
        raise BadCell("minutes", "按件数算不用填", "请清空,或改填 hours")
    return LineDay(name, BEGINNING, skus, per_day, minutes or Decimal(1), timed)


def _given(column: str, value: T | None) -> T:
    if value is None:
        raise BadCell(column, "没有填", "这一列必须填写")
    return value


CUSTOMERS = Kind(
    "customers",
    ("id", "name", "aliases", "level", "region", "credit_limit", "owner"),
    ("id", "name"),
    _customer,
    lambda customer: customer.id,
)
PRODUCTS = Kind(
    "products",
    (
        *("sku", "name", "spec", "aliases", "unit", "packs", "price", "min_price", "stock", "safety_stock"),
        *("lead_days", "substitutes", "min_qty", "cost", "supplier"),
    ),
    ("sku", "name"),
    _product,
    lambda product: product.sku,
)
PEOPLE = Kind(
    "people",
    ("user", "name", "role", "customer", "active", "phone"),
    ("user", "name", "role"),
    _person,
    lambda who: who.user,
)
CHATS = Kind(
    "chats",
    ("chat", "kind", "name", "customer", "channel"),
    ("chat", "kind"),
    _chat,
    lambda chat: f"{chat.channel} {chat.chat_id}",
)
INBOUND = Kind(
    "inbound",
    ("number", "sku", "qty", "due"),
    ("number", "sku", "qty", "due"),
    _inbound,
    lambda x: f"{x.number} {x.sku}",
)
RECEIVABLES = Kind(
    "receivables",
    ("customer", "number", "amount", "due", "paid"),
    ("customer", "amount", "due"),
    _receivable,
    lambda x: f"{x.customer_id} {x.number}",
)
PRICES = Kind(
    "prices",
    ("customer", "sku", "price", "since", "until", "qty"),
    ("customer", "sku", "price"),
    _price,
    lambda x: " ".join(
        (x.customer_id or "所有客户", x.sku, "" if x.since == BEGINNING else str(x.since), f"{x.from_qty:f}件起")
    ),
)
CAPACITY = Kind(
    "capacity",
    ("name", "skus", "per_day", "hours", "minutes", "day"),
    ("name", "skus", "per_day"),
    _line_day,
    lambda x: x.name if x.day == BEGINNING else f"{x.name} {x.day}",
)
KINDS = {
    kind.name: kind.required for kind in (CUSTOMERS, PRODUCTS, PEOPLE, CHATS, INBOUND, RECEIVABLES, PRICES, CAPACITY)
}


def read_world(path: Path) -> World:
    """Reads a company's folder, or one of its files; what cannot be read is in `bad`."""
    files = _files(path)
    if not files:
        cure = "请提供 products.csv、customers.csv、people.csv 或 chats.csv"
        return World(bad=(BadRow(path.name, 0, "", "没有找到可以导入的文件", cure),))
    reader = _Reader(files)
    world = World(
        customers=reader.read(CUSTOMERS),
        products=reader.read(PRODUCTS),
        people=reader.read(PEOPLE),
        chats=reader.read(CHATS),
        inbound=reader.read(INBOUND),
        receivables=reader.read(RECEIVABLES),
        prices=reader.read(PRICES),
        capacity=reader.read(CAPACITY),
        bad=tuple(reader.bad),
        places=reader.places,
        read={kind: file.name for kind, file in files.items()},
        unsaid=frozenset(reader.unsaid),
    )
    world = _of_lines(world)
    return drop_strangers(world, ()) if CUSTOMERS.name in files else world


def _of_lines(world: World) -> World:
    """Leaves out single days of production lines that have no usual day, or one that is counted otherwise."""
    lines = {one.name: one.timed for one in world.capacity if one.day == BEGINNING}
    kept, bad = [], []
    for one in world.capacity:
        if lines.get(one.name) == one.timed:
            kept.append(one)
            continue
        place = world.read[CAPACITY.name], world.places[(CAPACITY.name, CAPACITY.key(one))]
        if one.name in lines:
            said = ("per_day", "hours") if lines[one.name] else ("hours", "per_day")
            bad.append(BadRow(*place, said[0], f"产线「{one.name}」平常是按 {said[1]} 写的", f"请改填 {said[1]}"))
        else:
            cure = "请加一行:name、skus 和 per_day(或 hours、minutes),day 留空"
            bad.append(BadRow(*place, "name", f"没有产线「{one.name}」平常一天的行", cure))
    return replace(world, capacity=tuple(kept), bad=(*world.bad, *bad)) if bad else world


def drop_strangers(world: World, known: Collection[str]) -> World:
    """Leaves out people and chats of customers that are neither in the world nor known otherwise."""
    customers = {customer.id for customer in world.customers} | set(known)
    bad: list[BadRow] = []

    def stays(kind: str, key: str, customer: str | None) -> bool:
        if customer is None or customer in customers:
            return True
        file, line = world.read.get(kind, f"{kind}.csv"), world.places.get((kind, key), 0)
        bad.append(BadRow(file, line, "customer", f"没有客户「{customer}」", "请先在 customers.csv 里添加,或改正编号"))
        return False

    people = tuple(p for p in world.people if stays(PEOPLE.name, PEOPLE.key(p), p.customer_id))
    chats = tuple(c for c in world.chats if stays(CHATS.name, CHATS.key(c), c.customer_id))
    return replace(world, people=people, chats=chats, bad=(*world.bad, *bad))


class _Reader:
    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self.bad: list[BadRow] = []
        self.places: dict[tuple[str, str], int] = {}
        self.unsaid: set[str] = set()

    def read(self, kind: Kind[T]) -> tuple[T, ...]:
        path = self._files.get(kind.name)
        if path is None:
            return ()
        file = read_csv(path, kind.columns, kind.required)
        values = [value for line, row in file.rows if (value := self._value(kind, file, line, row)) is not None]
        self.bad += file.bad
        return tuple(values)

    def _value(self, kind: Kind[T], file: CsvFile, line: int, row: Mapping[str, str]) -> T | None:
        try:
            value = kind.build(Cells(row))
        except BadCell as wrong:
            file.complain(line, wrong.column, wrong.problem, wrong.cure)
            return None
        place = (kind.name, kind.key(value))
        if place in self.places:
            problem = f"「{kind.key(value)}」和第 {self.places[place]} 行重复,这一行没有导入"
            file.complain(line, kind.required[0], problem, "请删掉其中一行")
            return None
        self.places[place] = line
        if kind.name == PEOPLE.name and not row.get("active"):
            self.unsaid.add(kind.key(value))
        return value


def _files(path: Path) -> dict[str, Path]:
    if path.is_dir():
        return {kind: path / f"{kind}.csv" for kind in KINDS if (path / f"{kind}.csv").is_file()}
    if not path.is_file():
        return {}
    if path.stem in KINDS:
        return {path.stem: path}
    header = header_of(path)
    return next(({kind: path} for kind, required in KINDS.items() if header.issuperset(required)), {})
