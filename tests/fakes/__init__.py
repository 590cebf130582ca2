"""The outside world for tests: platforms as strict local servers."""

from tests.fakes.dingtalk.server import FakeDingtalk
from tests.fakes.dingtalk.shown import DingShown
from tests.fakes.feishu.server import FakeFeishu
from tests.fakes.wechat.kf import FakeKf
from tests.fakes.wechat.oa import FakeOa
from tests.fakes.wechat.phones import Bubble
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
