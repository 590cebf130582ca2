"""Random days over the whole order book, on both databases."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import Postgres
from tests.unit.handlers.book import HAPPENED, MONEY_AND_GOODS, Book
from tests.unit.handlers.pressed_book import DAYS_AND_PLANS, PressedBook


def days(examples: int) -> settings:
    """So many days of 20 steps."""
    return settings(
        max_examples=examples,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def test_the_order_book_stays_sound() -> None:
    run_state_machine_as_test(Book, settings=days(40))
    busy = ("draft", "confirm", "cancel", "undo", "ship", *MONEY_AND_GOODS)
    assert [action for action in busy if not HAPPENED.get(action)] == [], str(HAPPENED)


def test_the_order_book_stays_sound_while_orders_are_parted_and_jump_the_queue() -> None:
    run_state_machine_as_test(PressedBook, settings=days(25))
    assert [action for action in DAYS_AND_PLANS if not HAPPENED.get(action)] == [], str(HAPPENED)


def test_the_order_book_stays_sound_on_postgresql(postgres: Postgres) -> None:
    machine = type("PostgresBook", (PressedBook,), {"postgres": postgres})
    run_state_machine_as_test(machine, settings=days(6))
