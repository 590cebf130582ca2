"""Callbacks of every platform, sealed and signed as it does, by the same makers that the tests use."""

import itertools
import os
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr

from tests.fakes import FakeDingtalk, FakeFeishu, FakeKf, FakeOa, FakeWecom, FakeWecomRobot
from tests.fakes.wecom.seal import Callback

NOWHERE = "http://127.0.0.1:9"  # nobody listens: what the bot wants to send stays in its outbox
SENTENCE = "台州恒力 J6P左转向节 300件,15号前到"
CARRYING = ("wecom_robot", "wechat_oa")  # their acknowledgement carries the answer and waits for it
CHANNELS = ("wecom", "wechat_kf", "dingtalk", "feishu", *CARRYING)
_SECRETS = ("secret", "token", "aes_key", "encrypt_key")


class Calls:
    """One platform: what our side is configured with, and its callbacks, none like another."""

    def __init__(self, channel: str) -> None:
        """`channel` is one of CHANNELS; KeyError else."""
        self.channel = channel
        self.settings, self._make = _MAKERS[channel]()

    def company(self) -> str:
        """The channel's part of company.toml."""
        plain = {k: v for k, v in self.settings.model_dump().items() if isinstance(v, str | int) and k != "enabled"}
        lines = (f"{k} = {str(v).lower() if isinstance(v, bool | int) else _quoted(v)}" for k, v in plain.items())
        return "\n".join([f"[channels.{self.channel}]", "enabled = true", *lines, ""])

    def environment(self) -> dict[str, str]:
        """The channel's secrets."""
        found = ((name, getattr(self.settings, name, None)) for name in _SECRETS)
        prefix = f"JIEDAN_{self.channel.upper()}"
        return {
            f"{prefix}_{name.upper()}": value.get_secret_value()
            for name, value in found
            if isinstance(value, SecretStr)
        }

    def made(self, count: int, people: int) -> Iterator[bytes]:
        """`count` HTTP requests of `people` senders in turn."""
        for number in range(count):
            yield _request(self.channel, self._make(f"b{number % people:03}"))


def _quoted(value: object) -> str:
    return f'"{value}"'


def _request(channel: str, call: Callback) -> bytes:
    path = f"/hook/{channel}" + (f"?{urlencode(call.query)}" if call.query else "")
    heads = "".join(f"{name}: {value}\r\n" for name, value in call.headers.items())
    head = f"{call.method} {path} HTTP/1.1\r\nHost: localhost\r\n{heads}Content-Length: {len(call.body)}\r\n\r\n"
    return head.encode() + call.body


_Made = tuple[BaseModel, Callable[[str], Callback]]


def _numbers() -> Iterator[int]:
    """Never the same in another process."""
    return itertools.count(int.from_bytes(os.urandom(6), "big") * 1000)


def _wecom() -> _Made:
    fake, numbers = FakeWecom(), _numbers()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(user, SENTENCE, msgid=next(numbers))


def _wecom_robot() -> _Made:
    fake = FakeWecomRobot()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(user, SENTENCE)


def _wechat_kf() -> _Made:
    fake = FakeKf()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(f"wm{user}", SENTENCE)


def _wechat_oa() -> _Made:
    fake, numbers = FakeOa(), _numbers()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(f"o{user}", SENTENCE, msgid=next(numbers))


def _dingtalk() -> _Made:
    fake, numbers = FakeDingtalk(), _numbers()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(user, SENTENCE, msg_id=f"msg{next(numbers)}==")


def _feishu() -> _Made:
    fake, numbers = FakeFeishu(), _numbers()
    fake.base = NOWHERE
    return fake.settings(), lambda user: fake.text(user, SENTENCE, number=f"om_{next(numbers)}")


_MAKERS = {
    "wecom": _wecom,
    "wecom_robot": _wecom_robot,
    "wechat_kf": _wechat_kf,
    "wechat_oa": _wechat_oa,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}
