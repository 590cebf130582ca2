"""The outside world for tests: platforms as strict local servers."""

from tests.fake_feishu import FakeFeishu
from tests.fake_wecom import FakeWecom
from tests.wecom_callbacks import Shown

__all__ = ["FakeFeishu", "FakeWecom", "Shown"]
