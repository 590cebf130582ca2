"""What is wrong with the company's own data: things that load but will disappoint somebody."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels import REGISTRY
from bot.findings import Finding, Level
from config.settings import Settings
from handlers.domain.party import Chat, Customer, Person, Product, Role
from storage import Store

SHOWN = 5  # names in one finding


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that was imported, or is about to be."""

    products: Sequence[Product]
    customers: Sequence[Customer]
    people: Sequence[Person]  # active ones
    chats: Sequence[Chat]
    channels: Mapping[str, frozenset[str]]  # people.user -> platforms with an account
    places: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (kind of file, key) -> line

    def named(self, kind: str, key: str) -> str:
        """A key with the line it stands in, where that is known."""
        line = self.places.get((kind, key))
        return key if line is None else f"{key}(第 {line} 行)"


async def data_findings(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Yields findings about catalogue, people, groups and dead letters."""
    for finding in book_findings(await _read(store), settings):
        yield finding
    dead = (await store.inbox.counts()).get("dead", 0) + (await store.outbox.counts()).get("dead", 0)
    async with store.read() as uow:
        dead += (await uow.deadlines.counts())["dead"]
    if dead:
        cure = "看:jiedan dead list;重试:jiedan dead replay all"
        yield Finding(Level.WARN, "死信", f"有 {dead} 条处理或发送失败,或到期没处理成", cure)


def book_findings(books: Books, settings: Settings) -> Iterator[Finding]:
    """Yields findings about the flow, catalogue, people and groups."""
    yield _flow(settings)
    if not books.products and not books.people:
        first = "填好 products.csv、people.csv 等,第一次启动 serve 时自动导入" if settings.world else "在配置里写 world"
        cure = f"{first};也可以用 jiedan import 文件夹"
        yield Finding(Level.WARN, "资料", "还没有产品和人员", cure)
        return
    counts = f"{len(books.products)} 个产品、{len(books.customers)} 个客户、{len(books.people)} 个人"
    yield Finding(Level.OK, "资料", counts)
    yield from _catalogue(books)
    yield from _people(books, settings)
    yield from _groups(books, settings)


def _flow(settings: Settings) -> Finding:
    """Which way orders go, and which other ways there are."""
    spec = settings.flows[settings.flow]
    way = " → ".join(name for name, state in spec.state.items() if state.phase in ("open", "done"))
    others = "、".join(f"{name} {other.title}" for name, other in settings.flows.items() if name != settings.flow)
    return Finding(Level.OK, "流程", f"{settings.flow} {spec.title}:{way}。要换,在 company.toml 改 flow,可选:{others}")


async def _read(store: Store) -> Books:
    async with store.read() as uow:
        people = [person for person in await uow.parties.all_people() if person.active]
        channels = {p.user: frozenset(ref.channel for ref in await uow.parties.accounts(p.user)) for p in people}
        return Books(
            await uow.catalogue.all(),
            await uow.parties.all_customers(),
            people,
            await uow.parties.all_chats(),
            channels,
        )


def _catalogue(books: Books) -> Iterator[Finding]:
    skus = {product.sku for product in books.products}

    def some(found: Iterable[Product], words: str, cure: str) -> Iterator[Finding]:
        return _some([books.named("products", product.sku) for product in found], "产品", words, cure)

    cure = "在 products.csv 补 price 后重新导入;没有价格的产品报不出金额"
    yield from some((p for p in books.products if p.price is None), "没有价格", cure)
    below = (p for p in books.products if p.price is not None and p.min_price is not None and p.price < p.min_price)
    yield from some(below, "单价低于最低价", "核对 products.csv 的 price 和 min_price")
    lost = (p for p in books.products if set(p.substitutes) - skus)
    yield from some(lost, "的替代品编号不存在", "核对 products.csv 的 substitutes")


def _people(books: Books, settings: Settings) -> Iterator[Finding]:
    users = {person.user for person in books.people}
    on = platforms(settings)
    mute = [books.named("people", p.user) for p in books.people if not books.channels.get(p.user, frozenset()) & on]
    cure = f"用 jiedan import --channel 平台 重新导入 people.csv(已开的平台:{'、'.join(sorted(on)) or '无'})"
    yield from _some(mute, "人员", "在已开的平台上没有账号,收不到通知", cure)
    yield from _some([u for u in settings.ops if u not in users], "ops", "不在 people.csv 里", "改配置里的 ops")
    policy = settings.policy
    away = dict.fromkeys(user for one in policy.away for user in (one.user, one.instead) if user and user not in users)
    yield from _some(list(away), "policy.away", "不在 people.csv 里,请假代班不起作用", "改配置里的 away")
    rungs = [to for ladder in policy.ladders.values() for rung in ladder.rungs for to in rung.to]
    called = dict.fromkeys(to[5:] for to in rungs if to.startswith("user:") and to[5:] not in users)
    yield from _some(list(called), "policy.ladders", "不在 people.csv 里,轮到他时没有人收到", "改配置里的 ladders")
    shown = [u for u in settings.channels.console.people if u not in users]
    yield from _some(shown, "channels.console.people", "不在 people.csv 里", "改配置,或导入这些人")
    lost = [books.named("customers", c.id) for c in books.customers if c.owner is not None and c.owner not in users]
    yield from _some(lost, "客户", "的业务员不在 people.csv 里", "在 customers.csv 改 owner,或导入这个人")
    staffed = {person.role.value for person in books.people}
    owners = {state.owner for state in settings.flows[settings.flow].state.values() if state.owner}
    idle = sorted(owner for owner in owners if owner not in staffed and owner not in settings.notify)
    yield from _some(idle, "流程", "角色要办事,却没有人也没有群", "导入人员,或在 [notify] 里给角色配一个群")
    if not {Role.SALES.value, Role.SERVICE.value, Role.CUSTOMER.value} & staffed:
        yield Finding(Level.WARN, "人员", "没有业务、客服或客户,没有人能下单", "在 people.csv 里加上")


def platforms(settings: Settings) -> frozenset[str]:
    """The names of the platforms that are switched on."""
    on = {name for name in REGISTRY if getattr(getattr(settings.channels, name, None), "enabled", False)}
    return frozenset(on | ({"console"} if settings.channels.console.enabled else set()))


def _groups(books: Books, settings: Settings) -> Iterator[Finding]:
    known = {(chat.channel, chat.chat_id) for chat in books.chats}
    for role, target in settings.notify.items():
        if (target.channel, target.chat) not in known:
            words = f"{role} 的群 {target.channel}/{target.chat} 不在资料里"
            yield Finding(Level.BAD, "notify", words, "核对会话编号,或在 chats.csv 加上这个群后重新导入")
        elif target.channel not in platforms(settings):
            yield Finding(
                Level.BAD, "notify", f"{role} 的群在没有打开的平台 {target.channel} 上", "打开平台,或换一个群"
            )
    ids = {chat.chat_id for chat in books.chats}
    shown = [group for group in settings.channels.console.groups if group not in ids]
    yield from _some(shown, "channels.console.groups", "不在 chats.csv 里", "改配置,或导入这些群")


def _some(names: Sequence[str], about: str, words: str, cure: str) -> Iterator[Finding]:
    if names:
        listed = "、".join(names[:SHOWN]) + (f" 等 {len(names)} 个" if len(names) > SHOWN else "")
        yield Finding(Level.WARN, about, f"{listed} {words}", cure)
