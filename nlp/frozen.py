"""Values: classes with fields that nobody changes."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A dataclass with slots whose fields mypy lets nobody set.

    A message is read by making some sixty of these, and one that is frozen at run time as well takes four times as long
    to make.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
