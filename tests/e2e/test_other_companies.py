"""Callbacks for another company or app are refused; people of another company are not taken for ours."""

import json
import logging
from typing import Any

import pytest

from tests.e2e.conftest import DingShop, FeishuShop, WecomShop
from tests.e2e.test_orders import SENTENCE
from tests.fakes.dingtalk.callbacks import GROUP as DING_GROUP
from tests.fakes.wecom.seal import seal
from tests.hostile import inner

SELLER = "u01"
UNKNOWN = "还没有开通"


def refusals(caplog: pytest.LogCaptureFixture) -> int:
    """How many lines in the log say that something was for somebody else."""
    said = [record for record in caplog.records if record.levelno == logging.WARNING]
    return sum(getattr(record, "reason", "") in ("receiveid", "agent") for record in said)


@pytest.mark.parametrize("changed", [{"chatbotCorpId": "dingother"}, {"robotCode": "dingother"}])
async def test_dingtalk_for_another_company_or_robot_is_refused(
    ding_shop: DingShop, caplog: pytest.LogCaptureFixture, changed: dict[str, Any]
) -> None:
    ding = ding_shop.dingtalk
    body = ding.said_body(SELLER, "text", {"content": SENTENCE}, **changed)
    if ding_shop.mode == "http":
        assert (await ding.post(ding.signed(body)))[0] == 403
    else:
        assert (await ding.push(ding.frame("/v1.0/im/bot/messages/get", body)))["code"] == 400
    await ding_shop.shop.settles()
    assert not ding_shop.shown()
    assert refusals(caplog) == 1


async def test_a_dingtalk_card_pressed_in_another_company_is_refused(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    ding, card = ding_shop.dingtalk, ding_shop.card(SELLER, "确认下单")
    body = ding.pressed_body(SELLER, card, "确认下单") | {"corpId": "dingother"}
    if ding_shop.mode == "http":
        assert (await ding.post(ding.signed_card(body)))[0] == 403
    else:
        assert (await ding.push(ding.frame("/v1.0/card/instances/callback", body)))["code"] == 400
    await ding_shop.shop.settles()
    async with ding_shop.shop.store.read() as uow:
        assert not await uow.orders.find(limit=10)


async def test_somebody_of_another_company_in_dingtalk_is_not_our_colleague_of_the_same_userid(
    ding_shop: DingShop,
) -> None:
    ding = ding_shop.dingtalk
    await ding.sends(SELLER, "text", {"content": f"@接单 {SENTENCE}"}, group=DING_GROUP, senderCorpId="dingother")
    await ding_shop.shop.settles()
    assert "300件" not in ding_shop.last(DING_GROUP)
    assert UNKNOWN in ding_shop.last(DING_GROUP)


@pytest.mark.parametrize("changed", [{"ToUserName": "wwother"}, {"AgentID": "999"}])
async def test_wecom_for_another_company_or_app_is_refused(
    wecom_shop: WecomShop, caplog: pytest.LogCaptureFixture, changed: dict[str, Any]
) -> None:
    account, second = wecom_shop.wecom.account, int(wecom_shop.shop.clock.now().timestamp())
    callback = seal(inner(account, second, FromUserName=SELLER, Content=SENTENCE, **changed), account, second)
    assert (await wecom_shop.wecom.post(callback))[0] in (401, 403)
    await wecom_shop.shop.settles()
    assert not wecom_shop.shown()
    assert refusals(caplog) == 1


async def test_feishu_for_another_app_is_refused_and_another_companys_people_are_strangers(
    feishu_shop: FeishuShop, caplog: pytest.LogCaptureFixture
) -> None:
    feishu = feishu_shop.feishu
    data = json.loads(feishu.text(SELLER, SENTENCE).plain)
    other = data | {"header": data["header"] | {"app_id": "cli_other"}}
    if feishu.mode == "http":
        assert (await feishu.post(feishu.sealed(other)))[0] == 403
        assert refusals(caplog) == 1
    else:
        with pytest.raises(TimeoutError):  # not acknowledged
            await feishu.push(feishu.sealed(other))
    await feishu_shop.shop.settles()
    assert not feishu.seen[SELLER]
    data["event"]["sender"]["tenant_key"] = "another"
    await feishu.hears(feishu.sealed(data))
    await feishu_shop.shop.settles()
    assert UNKNOWN in "".join(shown.reads() for screen in feishu.seen.values() for shown in screen)
    assert "300件" not in "".join(shown.reads() for screen in feishu.seen.values() for shown in screen)
