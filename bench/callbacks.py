"""Callbacks of every platform, sealed and signed as it does, by the same makers that the tests use."""

import itertools
import os
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr

from tests.fakes import FakeDingtalk, FakeFeishu, FakeKf, FakeOa, FakeWecom, FakeWecomRobot
from tests.fakes.wecom.seal import Callback

NOWHERE = "http://127.0.0.1:9"  # nobody listens: what the bot wants to send stays in its outbox
PEOPLE = 400
SENTENCES = (
    "台州恒力 J6P左转向节 300件,15号前到",
    "温州恒力要豪沃刹车片前桥加厚的20套 周五到",
    "宁波恒立 6204-2RS 三盒 6205ZZ 五盒 下周三之前",
    "济南鲁通 柴滤CX0814 20箱,下周三前",
    "台州恒力 天龙转向节左右各20件 明天要",
)
CARRYING = ("wecom_robot", "wechat_oa")  # their acknowledgement carries the answer and waits for it
CHANNELS = ("wecom", "wechat_kf", "dingtalk", "feishu", *CARRYING)
_SECRETS = ("secret", "token", "aes_key", "encrypt_key")


class Calls:
    """One platform: what our side is configured with, and its callbacks, none like another."""

    def __init__(self, channel: str, interface: str = NOWHERE) -> None:
        """`channel` is one of CHANNELS, KeyError else; `interface` is where the platform is called."""
        self.channel = channel
        self.settings, self._make = _MAKERS[channel](interface)

    def company(self) -> str:
        """The channel's part of company.toml."""
        plain = {k: v for k, v in self.settings.model_dump().items() if isinstance(v, str | int) and k != "enabled"}
        lines = (f"{k} = {str(v).lower() if isinstance(v, bool | int) else _quoted(v)}" for k, v in plain.items())
        return "\n".join([f"[channels.{self.channel}]", "enabled = true", *lines, ""])

    def secrets(self) -> dict[str, str]:
        """The channel's secrets, as variables of the environment."""
        found = ((name, getattr(self.settings, name, None)) for name in _SECRETS)
        prefix = f"JIEDAN_{self.channel.upper()}"
        return {
            f"{prefix}_{name.upper()}": value.get_secret_value()
            for name, value in found
            if isinstance(value, SecretStr)
        }

    def call(self, number: int) -> Callback:
        """What the platform sends when one person after the other says one sentence after the other."""
        return self._make(user_of(number), SENTENCES[number % len(SENTENCES)])

    def path(self, call: Callback) -> str:
        """Where it sends that."""
        return f"/hook/{self.channel}" + (f"?{urlencode(call.query)}" if call.query else "")

    def requests(self, count: int) -> list[bytes]:
        """So many of them as HTTP requests, sealed beforehand, so that sealing is not measured."""
        return [self._request(self.call(number)) for number in range(count)]

    def _request(self, call: Callback) -> bytes:
        heads = "".join(f"{name}: {value}\r\n" for name, value in call.headers.items())
        line = f"{call.method} {self.path(call)} HTTP/1.1\r\nHost: localhost\r\n"
        return f"{line}{heads}Content-Length: {len(call.body)}\r\n\r\n".encode() + call.body


def user_of(number: int) -> str:
    """One of PEOPLE, in turn."""
    return f"b{number % PEOPLE:03}"


def _quoted(value: object) -> str:
    return f'"{value}"'


_Made = tuple[BaseModel, Callable[[str, str], Callback]]


def _numbers() -> Iterator[int]:
    """Never the same in another process."""
    return itertools.count(int.from_bytes(os.urandom(6), "big") * 1000)


def _wecom(interface: str) -> _Made:
    fake, numbers = FakeWecom(), _numbers()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(user, said, msgid=next(numbers))


def _wecom_robot(interface: str) -> _Made:
    fake = FakeWecomRobot()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(user, said)


def _wechat_kf(interface: str) -> _Made:
    fake = FakeKf()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(f"wm{user}", said)


def _wechat_oa(interface: str) -> _Made:
    fake, numbers = FakeOa(), _numbers()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(f"o{user}", said, msgid=next(numbers))


def _dingtalk(interface: str) -> _Made:
    fake, numbers = FakeDingtalk(), _numbers()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(user, said, msg_id=f"msg{next(numbers)}==")


def _feishu(interface: str) -> _Made:
    fake, numbers = FakeFeishu(), _numbers()
    fake.base = interface
    return fake.settings(), lambda user, said: fake.text(user, said, number=f"om_{next(numbers)}")


_MAKERS = {
    "wecom": _wecom,
    "wecom_robot": _wecom_robot,
    "wechat_kf": _wechat_kf,
    "wechat_oa": _wechat_oa,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}
