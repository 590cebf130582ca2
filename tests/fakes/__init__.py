"""The outside world for tests: platforms as strict local servers."""

from tests.fakes.dingtalk.callbacks import DingShown
from tests.fakes.dingtalk.server import FakeDingtalk
from tests.fakes.feishu.server import FakeFeishu
from tests.fakes.wechat import Bubble, FakeKf, FakeOa
from tests.fakes.wecom.callbacks import Shown
from tests.fakes.wecom.robot import FakeWecomRobot
from tests.fakes.wecom.server import FakeWecom

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
