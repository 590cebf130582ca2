"""The outside world for tests: platforms as strict local servers."""

from tests.dingtalk_callbacks import DingShown
from tests.fake_dingtalk import FakeDingtalk
from tests.fake_feishu import FakeFeishu
from tests.fake_wechat import Bubble, FakeKf, FakeOa
from tests.fake_wecom import FakeWecom
from tests.fake_wecom_robot import FakeWecomRobot
from tests.wecom_callbacks import Shown

__all__ = [
    "Bubble",
    "DingShown",
    "FakeDingtalk",
    "FakeFeishu",
    "FakeKf",
    "FakeOa",
    "FakeWecom",
    "FakeWecomRobot",
    "Shown",
]
