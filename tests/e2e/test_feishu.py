"""The main job through Feishu, by callback and over the long connection; never lost, never twice."""

from tests.e2e.conftest import FeishuShop
from tests.e2e.test_orders import NUMBER, SENTENCE

SELLER, COLLEAGUE, BUYER, OTHER, STOCK, PLANNER, OPS = "u01", "u02", "u25", "u26", "u09", "u14", "u24"


async def test_an_order_is_taken_confirmed_and_told(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    said = await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    assert "300" in card.reads()
    assert card.parent == said
    answer = await feishu_shop.taps(SELLER, "确认下单")
    assert NUMBER in str(answer["card"]), "the acknowledgement brings the receipt"
    assert answer["toast"]["type"] == "success"
    assert feishu.problems == []
    assert NUMBER in card.reads()
    assert len(feishu.seen[SELLER]) == 1, "the pressed card becomes the receipt"
    for user in (STOCK, PLANNER, BUYER):
        assert NUMBER in feishu_shop.last(user), user
    assert not feishu.seen[OTHER]
    await feishu_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in feishu_shop.last(BUYER)
    await feishu_shop.says(OTHER, "我的货到哪了")
    assert NUMBER not in feishu_shop.last(OTHER)
