"""What the doctor says about the address of callbacks."""

import pytest

from bot.doctor import _web
from config.channels import Channels, DingtalkSettings, WecomRobotSettings, WecomSettings
from config.settings import Settings


@pytest.mark.parametrize(
    ("channels", "said", "warned"),
    [
        (Channels(), [], False),
        (Channels(wecom=WecomSettings(enabled=True)), ["/hook/wecom"], True),
        (Channels(wecom_robot=WecomRobotSettings(enabled=True)), ["选长连接"], False),
        (Channels(wecom_robot=WecomRobotSettings(enabled=True, mode="http")), ["/hook/wecom_robot"], True),
        (Channels(dingtalk=DingtalkSettings(enabled=True)), ["Stream 模式"], False),
        (
            Channels(dingtalk=DingtalkSettings(enabled=True, mode="http", public_url="https://b.cn/")),
            ["https://b.cn/hook/dingtalk"],
            True,
        ),
    ],
)
def test_the_doctor_names_the_address_and_what_stands_before_it(
    channels: Channels, said: list[str], warned: bool
) -> None:
    findings = [str(finding) for finding in _web(Settings(channels=channels))]
    assert all(any(words in finding for finding in findings) for words in said)
    assert any("只监听" in finding for finding in findings) is warned
