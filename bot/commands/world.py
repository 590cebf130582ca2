"""A company's files as the bulk commands need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.commands.exits import CommandError
from handlers.domain.party import Chat, Person
from nlp.lexicon import CustomerRecord, Lexicon, PersonRecord, ProductRecord
from storage import World, read_world


@dataclass(frozen=True, slots=True)
class CompanyWorld:
    """The vocabulary, and who is who."""

    lexicon: Lexicon
    people: Mapping[str, Person]
    chats: Mapping[str, Chat]


def folder_of(path: Path) -> World:
    """Reads the files of a folder; raises CommandError where there is none."""
    if not path.is_dir():
        raise CommandError(f"没有文件夹 {path}")
    return read_world(path)


def open_world(path: Path) -> CompanyWorld:
    """Reads the files of a folder and builds the vocabulary."""
    world = folder_of(path)
    lexicon = Lexicon(
        [ProductRecord(p.sku, p.name, p.spec, p.aliases, p.unit, p.packs) for p in world.products],
        [CustomerRecord(c.id, c.name, c.aliases, c.region, c.owner or "") for c in world.customers],
        [PersonRecord(p.user, p.name, p.role.value, p.customer_id) for p in world.people],
    )
    return CompanyWorld(lexicon, {p.user: p for p in world.people}, {c.chat_id: c for c in world.chats})
