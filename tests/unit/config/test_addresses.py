"""Where a platform's interface is: as its documents write it, or the host alone."""

import pytest
from pydantic import ValidationError

from config.settings import (
    DingtalkSettings,
    FeishuSettings,
    Kuaidi100Settings,
    WechatKfSettings,
    WechatOaSettings,
    WecomRobotSettings,
    WecomSettings,
)


@pytest.mark.parametrize("host", ["http://127.0.0.1:9000", "https://qyapi.example.cn", "http://[::1]:9000"])
@pytest.mark.parametrize("tail", ["", "/"])
def test_a_host_is_enough(host: str, tail: str) -> None:
    for kind in (WecomSettings, WecomRobotSettings, WechatKfSettings):
        assert kind(api_base=host + tail).api_base == f"{host}/cgi-bin"
        assert kind(api_base=f"{host}/proxy/cgi-bin{tail}").api_base == f"{host}/proxy/cgi-bin"
    assert WechatOaSettings(api_base=f"{host}/cgi-bin{tail}").api_base == host
    assert FeishuSettings(api_base=f"{host}/open-apis{tail}").api_base == host
    assert DingtalkSettings(api_base=f"{host}/v1.0{tail}", oapi_base=host + tail).api_base == host
    assert Kuaidi100Settings(api_base=f"{host}/poll{tail}").api_base == host


@pytest.mark.parametrize("wrong", ["", "qyapi.weixin.qq.com", "ftp://x.cn", "https://", "http://[::1", "http://x?a=1"])
def test_what_is_no_address_is_told_when_it_is_read(wrong: str) -> None:
    for kind in (WecomSettings, WechatOaSettings, FeishuSettings, DingtalkSettings, Kuaidi100Settings):
        with pytest.raises(ValidationError):
            kind(api_base=wrong)
    with pytest.raises(ValidationError):
        WecomRobotSettings(stream_url=wrong)
