"""Every group of test vectors has a test that reads it, or a reason why it has none."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors"
READ = {
    "wecom_crypto.json": {"vectors": "test_wecom_wire", "aibot_media": "test_wecom_robot_wire"},
    "wechat_oa.json": {"plain_signature": "test_wechat", "secure_mode": "test_wechat"},
    "dingtalk.json": dict.fromkeys(
        ("robot_callback_headers", "custom_robot_url", "card_http_callback", "stream_frames"), "test_dingtalk_wire"
    ),
    "feishu.json": dict.fromkeys(
        ("events", "plain", "decrypt_published_example", "custom_bot_sign"), "test_feishu_wire"
    ),
    "logistics.json": {"kuaidi100": "test_kuaidi100", "kingdee": "test_kingdee"},
}
UNREAD = {
    # No page of ours runs a script, and none needs what the JS-SDK gives (scanning, sharing, choosing people): the form
    # is plain HTML, and OAuth says who opened it. So nothing is signed for it.
    "wecom_crypto.json": {"js_sdk_signature"},
    # Wanted of carriers (F102, G84) is 快递100, which asks 顺丰 too, a signed webhook and CSV: a second way to the
    # same parcels would be asked for the same news twice, for an account that every company must sign for first.
    "logistics.json": {"sf_express"},
}
ABOUT = {"platform", "generated_with", "rules", "verdicts_from"}  # words about a file, no vectors


def test_every_file_of_vectors_is_known() -> None:
    assert {file.name for file in VECTORS.iterdir()} == set(READ)


@pytest.mark.parametrize("name", READ)
def test_every_group_is_read_or_has_a_reason(name: str) -> None:
    groups = set(json.loads((VECTORS / name).read_text("utf-8"))) - ABOUT
    assert groups == set(READ[name]) | UNREAD.get(name, set())
    for group, module in READ[name].items():
        words = (HERE / f"{module}.py").read_text("utf-8")
        assert name in words
        assert f'"{group}"' in words


@pytest.mark.parametrize("name", sorted(READ))
def test_what_a_vector_expects_is_what_its_test_can_tell(name: str) -> None:
    """The tests choose their vectors by `expect`: with another word in it one would be passed over in silence."""
    told = {"ok", "reject", "either"} if name in ("wecom_crypto.json", "wechat_oa.json") else {"ok", "reject"}
    groups = json.loads((VECTORS / name).read_text("utf-8"))
    read = [vector for group in READ[name] for vector in groups[group] if isinstance(vector, dict)]
    assert {vector["expect"] for vector in read if "expect" in vector} <= told
