"""A made-up company of any size: families × specifications × brands, codes in several styles, customers whose names
are easily confused, and messages as people write them, misspelt ones too."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from nlp import CustomerRecord, Lexicon, PersonRecord, ProductRecord

_WORDS = {
    name: words.split()
    for name, words in tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8")).items()
}
STEMS, KINDS, BRANDS, MODELS, SIZES = (_WORDS[name] for name in ("stems", "kinds", "brands", "models", "sizes"))
TOWNS, SYLLABLES, TRADES, ENDS = (_WORDS[name] for name in ("towns", "syllables", "trades", "ends"))
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
UNITS = (("件", "箱", "12"), ("只", "箱", "40"), ("套", "盒", "50"), ("桶", "托", "33"), ("根", "捆", "5"))
SAME_SOUND = dict(zip("恒力鑫通器节盘片阀封", "衡立新同气接盆偏罚风", strict=True))


@dataclass(frozen=True, slots=True)
class Made:
    """Records of a company, and what may be asked of it."""

    products: list[ProductRecord]
    customers: list[CustomerRecord]
    people: list[PersonRecord]

    def lexicon(self) -> Lexicon:
        """The vocabulary."""
        return Lexicon(self.products, self.customers, self.people)


def company(products: int, customers: int, seed: int = 7) -> Made:
    """A company with so many products and customers; the same for the same seed."""
    chance = random.Random(seed)
    goods = [goods for goods, _ in zip(_products(chance), range(products), strict=False)]
    clients = [client for client, _ in zip(_customers(chance), range(customers), strict=False)]
    people = [PersonRecord(f"u{n}", f"{chance.choice(SURNAMES)}{chance.choice(SYLLABLES)}", "sales") for n in range(40)]
    people += [
        PersonRecord(
            f"k{n}", f"{chance.choice(clients).aliases[0]} {chance.choice(SURNAMES)}总", "customer", clients[n].id
        )
        for n in range(min(len(clients), 2000))
    ]
    return Made(goods, clients, people)


def _products(chance: random.Random) -> Iterator[ProductRecord]:
    """Families of a few to some thousand members; each name with a short one as people call it."""
    number = 0
    while True:
        stem = chance.choice(STEMS[:6] if chance.random() < 0.3 else STEMS)  # a few families are very large
        kind = "" if chance.random() < 0.4 else chance.choice(KINDS)
        name = kind + stem
        short = stem[1:] if len(stem) > 2 else f"{stem}件"
        aliases = (short,) if chance.random() < 0.7 else (short, chance.choice(KINDS)[:2] + stem)
        unit, pack, factor = chance.choice(UNITS)
        letters = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(3))
        family = [(b, m) for b in chance.sample(BRANDS, chance.randint(1, 8)) for m in chance.sample(MODELS, 4)]
        for brand, model in family:
            for size in chance.sample(SIZES, chance.randint(1, 4)):
                for side in ("(左)", "(右)") if chance.random() < 0.2 else ("",):
                    number += 1
                    style = number % 3
                    sku = f"{letters}-{model}{side[1:2] and 'LR'['右' in side]}-{number}"
                    sku = sku if style == 0 else f"{letters}{number:06d}" if style == 1 else f"{number:07d}{letters[0]}"
                    yield ProductRecord(
                        sku, name + side, f"{brand}{model} {size}", aliases, unit, {pack: Decimal(factor)}
                    )


def _customers(chance: random.Random) -> Iterator[CustomerRecord]:
    """Names of two or three syllables in a town; the same name lives in several towns and trades."""
    number = 0
    while True:
        core = "".join(chance.sample(SYLLABLES, chance.choice((2, 2, 3))))
        for town in chance.sample(TOWNS, chance.choice((1, 1, 1, 2, 3))):
            number += 1
            trade, end = chance.choice(TRADES), chance.choice(ENDS)
            boss = (f"{core}{chance.choice(SURNAMES)}总",) if chance.random() < 0.2 else ()
            aliases = (f"{town}{core}", f"{core}{trade[:2]}", *boss)
            yield CustomerRecord(f"C{number:06d}", f"{town}{core}{trade}{end}", aliases, town, f"u{number % 40}")


def messages(made: Made, count: int, seed: int = 11) -> list[str]:
    """Messages about these products and customers: orders, questions, lists, slips, talk."""
    chance = random.Random(seed)
    return [_message(made, chance) for _ in range(count)]


def _message(made: Made, chance: random.Random) -> str:
    client, one, two = chance.choice(made.customers), chance.choice(made.products), chance.choice(made.products)
    who = chance.choice((client.aliases[0], client.aliases[0], client.aliases[1], client.name))
    amount, unit = chance.choice((1, 2, 5, 10, 20, 30, 60, 100, 300)), chance.choice((one.unit, *one.packs))
    when = chance.choice(("15号前到", "明天要", "下周三送到", "月底前", "尽快", "", ""))
    first, second = _said(one, chance), _said(two, chance)
    if chance.random() < 0.15:
        first = misspelt(first, chance)
    if chance.random() < 0.1:
        who = misspelt(who, chance)
    shapes: Sequence[str] = (
        f"{who} {first} {amount}{unit},{when}",
        f"{who}要{amount}{unit}{first} {when}",
        f"{first}来{amount}{unit} {who} {when}",
        f"{who} {first}{amount}{unit},{second}{amount * 2}{two.unit},{when}",
        f"{one.sku} {amount}{unit} {who} {when}",
        f"{first}还有货吗",
        f"{who}那单{first}改成{amount}{unit}",
        f"{who}的货到哪了",
        f"{first}多少钱一{one.unit}",
        f"@小李 {first}和{second}各{amount}{unit} 给{who} {when}",
        f"大家中午好,今天{when}下班,{who}的人要来看看",
    )
    return chance.choice(shapes)


def _said(product: ProductRecord, chance: random.Random) -> str:
    name = chance.choice((product.name, product.name, *product.aliases))
    brand, size = product.spec.split(" ")
    return chance.choice((f"{brand}{name} {size}", f"{brand}{name}", f"{name} {size}", name, f"{size}{name}"))


def misspelt(words: str, chance: random.Random) -> str:
    """The words with a character that sounds the same, or with one missing, doubled or in the wrong place."""
    sounding = [at for at, char in enumerate(words) if char in SAME_SOUND]
    if sounding and chance.random() < 0.6:
        at = chance.choice(sounding)
        return words[:at] + SAME_SOUND[words[at]] + words[at + 1 :]
    at = chance.randrange(len(words))
    head, char, tail = words[:at], words[at], words[at + 1 :]
    return chance.choice((head + tail, head + char + char + tail, head + tail[:1] + char + tail[1:]))


def long_list(made: Made, lines: int, seed: int = 13) -> str:
    """One order with so many lines."""
    chance = random.Random(seed)
    rows = [
        f"{n}. {_said(chance.choice(made.products), chance)} {chance.choice((5, 10, 20))}件"
        for n in range(1, lines + 1)
    ]
    return f"{made.customers[0].aliases[0]}\n" + "\n".join(rows)
