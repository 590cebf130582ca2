"""Companies' folders: what is read without a database, and what importing does with one."""

from decimal import Decimal
from pathlib import Path

import pytest

from handlers.domain.messaging import ChatKind, ChatRef, UserRef
from handlers.domain.party import Role
from storage import Store, import_path, import_world, read_world
from tests.contract.storage_rows import NOW

WORLDS = Path(__file__).parents[2] / "worlds"

FILES = {
    "customers.csv": """\
id,name,aliases,level,region,credit_limit,owner
C1,台州恒力,恒力,vip,浙江,660000.00,u1
C2,温州恒力,,,,,
""",
    "products.csv": """\
sku,name,unit,packs,price
A1,转向节,件,箱=2,812.5
A2,垫圈,只,,0.0125
""",
    "people.csv": """\
user,name,role,customer,active
u1,陈海波,Sales,,
u2,恒力采购,customer,C1,是
u3,走了的,sales,,否
""",
    "chats.csv": """\
chat,kind,name,customer
d-u1,direct,陈海波,
g1,group,恒力群,C1
g2,GROUP,仓库群,
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small company."""
    company = tmp_path / "company"
    company.mkdir()
    for name, text in FILES.items():
        (company / name).write_text(text, encoding="utf-8")
    return company


@pytest.mark.parametrize(("name", "counts"), [("autoparts", (640, 250, 37, 51)), ("frozen", (525, 250, 36, 49))])
def test_the_sample_companies_are_read_without_a_complaint(name: str, counts: tuple[int, ...]) -> None:
    world = read_world(WORLDS / name)
    assert tuple(map(len, (world.products, world.customers, world.people, world.chats))) == counts
    assert world.bad == ()


@pytest.mark.parametrize(
    ("file", "line", "column", "words"),
    [
        ("people.csv", "u9,王,boss,", "role", "boss"),
        ("people.csv", "u9,王,customer,", "customer", "没有写属于哪个客户"),
        ("people.csv", "u9,王,customer,C404", "customer", "没有客户「C404」"),
        ("people.csv", "u9,王,sales,C1", "customer", "自己人"),
        ("people.csv", "u9,王,sales,,也许", "active", "也许"),
        ("chats.csv", "g9,crowd,群,", "kind", "crowd"),
        ("chats.csv", "g9,group,群,C404", "customer", "没有客户「C404」"),
        ("chats.csv", "d9,direct,王,C1", "customer", "单聊"),
        ("customers.csv", "C9,恒立,,D", "level", "D"),
        ("customers.csv", "C9,恒立,,A,,1.005", "credit_limit", "小数太多"),
    ],
)
def test_rows_that_contradict_the_company_are_left_out(
    folder: Path, file: str, line: str, column: str, words: str
) -> None:
    with (folder / file).open("a", encoding="utf-8") as end:
        end.write(line + "\n")
    world = read_world(folder)
    (bad,) = world.bad
    assert (bad.file, bad.line, bad.column) == (file, FILES[file].count("\n") + 1, column)
    assert words in bad.problem
    assert (len(world.customers), len(world.people), len(world.chats)) == (2, 3, 3)


async def test_a_company_is_imported_once_and_a_second_time_changes_nothing(store: Store, folder: Path) -> None:
    first = await import_path(store, folder, "console", "wecom")
    assert [(r.file, r.added, r.changed, r.unchanged, r.bad) for r in first] == [
        ("customers.csv", 2, 0, 0, ()),
        ("products.csv", 2, 0, 0, ()),
        ("people.csv", 3, 0, 0, ()),
        ("chats.csv", 3, 0, 0, ()),
    ]
    second = await import_path(store, folder, "console", "wecom")
    assert [(r.added, r.changed, r.unchanged) for r in second] == [(0, 0, 2), (0, 0, 2), (0, 0, 3), (0, 0, 3)]
    async with store.read() as uow:
        assert await uow.catalogue.version() == 1
        world = read_world(folder)
        assert {p.sku: p for p in world.products} == {p.sku: p for p in await uow.catalogue.all()}
        assert {c.id: c for c in world.customers} == {c.id: c for c in await uow.parties.all_customers()}
        assert {p.user: p for p in world.people} == {p.user: p for p in await uow.parties.all_people()}
        assert {c.chat_id: c for c in world.chats} == {c.chat_id: c for c in await uow.parties.all_chats()}


async def test_the_sample_companies_survive_the_database_unchanged(store: Store) -> None:
    world = read_world(WORLDS / "frozen")
    await import_world(store, world)
    async with store.read() as uow:
        assert {p.sku: p for p in world.products} == {p.sku: p for p in await uow.catalogue.all()}


async def test_what_changed_is_changed_and_what_is_missing_stays(store: Store, folder: Path) -> None:
    await import_path(store, folder)
    (folder / "products.csv").write_text("sku,name,unit,price\nA2,垫圈,只,0.02\nA3,螺栓,只,\n", encoding="utf-8")
    (report,) = await import_path(store, folder / "products.csv")
    assert (report.added, report.changed, report.unchanged) == (1, 1, 0)
    async with store.read() as uow:
        products = await uow.catalogue.products(["A1", "A2", "A3", "A4"])
        assert {sku: p.price for sku, p in products.items()} == {
            "A1": Decimal("812.5"),
            "A2": Decimal("0.02"),
            "A3": None,
        }
        assert await uow.catalogue.version() == 2
        assert await uow.catalogue.product("A4") is None


async def test_a_single_file_is_checked_against_the_database(store: Store, folder: Path) -> None:
    (lost, *_) = await import_path(store, folder / "people.csv")
    assert (lost.added, [(bad.line, bad.problem) for bad in lost.bad]) == (2, [(3, "没有客户「C1」")])
    await import_path(store, folder / "customers.csv")
    (found,) = await import_path(store, folder / "people.csv")
    assert (found.added, found.unchanged, found.bad) == (1, 2, ())


async def test_an_empty_folder_is_reported_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    (report,) = await import_path(store, tmp_path)
    assert (report.added, len(report.bad)) == (0, 1)


async def test_people_are_found_by_their_accounts(store: Store, folder: Path) -> None:
    await import_path(store, folder, "console", "wecom")
    async with store.write() as uow:
        parties = uow.parties
        boss = await parties.person_at(UserRef("wecom", "u1"))
        assert boss is not None
        assert (boss.name, boss.role) == ("陈海波", Role.SALES)
        assert await parties.person_at(UserRef("console", "u3")) is None
        assert (await parties.person("u3")) is not None
        assert await parties.person_at(UserRef("console", "nobody")) is None
        assert [p.user for p in await parties.with_role(Role.SALES)] == ["u1"]
        assert [p.user for p in await parties.of_customer("C1")] == ["u2"]
        assert await parties.direct_chat(UserRef("console", "u1")) == ChatRef("console", "d-u1")
        assert await parties.direct_chat(UserRef("console", "u2")) == ChatRef("console", "u2")
        assert await parties.direct_chat(UserRef("wecom", "u1")) == ChatRef("wecom", "u1")
        assert await parties.groups_of("C1") == [ChatRef("console", "g1", ChatKind.GROUP)]
        assert await parties.groups_of("C2") == []
        chat = await parties.chat(ChatRef("console", "g1", ChatKind.GROUP))
        assert chat is not None
        assert (chat.name, chat.customer_id) == ("恒力群", "C1")
        assert await parties.chat(ChatRef("wecom", "g1")) is None
        assert list(await parties.customers(["C1", "C404"])) == ["C1"]
        assert await parties.customer("C404") is None


async def test_the_account_that_was_seen_last_comes_first(store: Store, folder: Path) -> None:
    await import_path(store, folder, "console", "wecom")
    async with store.write() as uow:
        await uow.parties.seen(UserRef("wecom", "u1"), NOW)
        assert await uow.parties.accounts("u1") == [UserRef("wecom", "u1"), UserRef("console", "u1")]
        await uow.parties.seen(UserRef("console", "u1"), NOW.replace(hour=5))
        await uow.parties.seen(UserRef("console", "u1"), NOW.replace(hour=0))
        await uow.parties.seen(UserRef("console", "stranger"), NOW)
        assert await uow.parties.accounts("u1") == [UserRef("console", "u1"), UserRef("wecom", "u1")]
        await uow.parties.bind(UserRef("wecom", "WangHaiBo"), "u1", "chat-9")
        await uow.parties.bind(UserRef("wecom", "u1"), "u2")
        assert await uow.parties.direct_chat(UserRef("wecom", "WangHaiBo")) == ChatRef("wecom", "chat-9")
        assert UserRef("wecom", "u1") not in await uow.parties.accounts("u1")
