"""Buttons and cards on their way through the outbox, and words for special readers."""

from dataclasses import replace

import pytest

from cards.action import Action, unpack
from cards.build import build
from cards.card import from_json
from cards.text import to_text
from handlers import notices as n
from handlers.domain.messaging import ChatKind
from handlers.domain.order import Asked, Choice, Question
from handlers.domain.party import Role
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import BUYER, PLACED, SALES, WAREHOUSE, viewer
from tests.unit.cards.gallery.drafts import ASK_DATE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "confirm",
        "confirm:1:2",
        "confirm:1:2:3:4",
        "Confirm:1:2:",
        "confirm:-1:2:",
        "confirm:1:2:左",
        "confirm:1:2:" + "9" * 60,
        f"confirm:{'9' * 19}::",
        "confirm:1:2:\n",
    ],
)
def test_foreign_buttons_are_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="not one of our buttons"):
        unpack(text)


@pytest.mark.parametrize("action", [Action("confirm", 1, 2, "左"), Action("No"), Action("ship", 1, 2, "9" * 70)])
def test_what_does_not_fit_a_button_is_not_packed(action: Action) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        action.pack()


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"title":"a"}', '{"blocks":[{"kind":"other"}]}'])
def test_what_is_no_card_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the JSON reader's own words differ
        from_json(text)


def test_strangers_get_no_help_but_the_way_in() -> None:
    for notice in (n.HelpShown(None), n.Welcome("", None)):
        assert "开通" in to_text(build(notice, viewer(None)))


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CUSTOMER])
def test_everybody_on_the_staff_gets_help(role: Role) -> None:
    assert len(to_text(build(n.HelpShown(role.value), viewer(replace(SALES, role=role)))).splitlines()) > 2


def test_the_warehouse_is_told_to_stop_and_the_salesperson_is_not() -> None:
    news = GALLERY["order_news_cancel"]
    assert "请停止处理" in to_text(build(news, viewer(WAREHOUSE)))
    assert "请停止处理" in to_text(build(news, viewer(None, ChatKind.GROUP)))
    assert "请停止处理" not in to_text(build(news, viewer(SALES)))


def test_prices_are_asked_of_those_who_know_them() -> None:
    assert to_text(build(GALLERY["price"], viewer(WAREHOUSE))) == "价格请问业务员或客服。"


def test_a_customer_is_offered_only_what_customers_may_do() -> None:
    news = n.OrderNews(PLACED, "confirm", "", can=("schedule", "sign"))
    assert not build(news, viewer(BUYER)).buttons


def test_a_void_order_cannot_be_pressed_back_to_life() -> None:
    gone = replace(PLACED, phase=type(PLACED.phase).VOID, state="已取消")
    assert "已经取消" in to_text(build(n.StaleNotice(gone), viewer(SALES)))
    assert to_text(build(n.StaleNotice(gone, "马丽"), viewer(SALES))) == "马丽取消了这张单。"


@pytest.mark.parametrize("brackets", ["()", "\uff08\uff09"])
def test_choices_are_named_by_what_tells_them_apart(brackets: str) -> None:
    choices = tuple(Choice(side, f"转向节{brackets[0]}{side}{brackets[1]} 大号") for side in ("左", "右"))
    draft = replace(ASK_DATE, asked=Question(Asked.PRODUCT, 1, choices))
    labels = [button.label for button in build(n.DraftShown(draft, None), viewer(SALES)).buttons]
    assert {"1 左", "2 右"} <= set(labels)


def test_an_empty_list_is_no_list() -> None:
    assert "没有查到" in to_text(build(n.StatusList(()), viewer(SALES)))


def test_evidence_that_is_gone_is_said_to_be_gone() -> None:
    assert "查不到依据" in to_text(build(n.EvidenceShown(PLACED, {}), viewer(SALES)))


def test_a_customers_group_never_names_another_customer() -> None:
    draft = replace(PLACED, placed_by="u1", customer_id="C9", customer_name="北辰广告")
    card = build(n.OrderPlaced(draft, draft.created_at), viewer(SALES, ChatKind.GROUP, "C1"))
    assert "北辰广告" not in to_text(card)
