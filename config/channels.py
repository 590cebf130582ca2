"""The settings of the chat channels. Every key is explained in default.toml."""

from typing import Literal

from pydantic import Field, SecretStr

from config.addresses import DingtalkApi, FeishuApi, OaApi, SocketAddress, WebAddress, WecomApi
from config.base import Model


class ConsoleSettings(Model):
    """The local chat page. It asks nobody for a password, so it is only served on a loopback address."""

    enabled: bool = True
    people: tuple[str, ...] = ()  # people.user shown side by side; empty: one of each of the usual roles
    groups: tuple[str, ...] = ()  # group chats shown beside them


class WecomSettings(Model):
    """One self-built WeCom app. Secrets: JIEDAN_WECOM_SECRET, _TOKEN, _AES_KEY, _ROBOTS."""

    enabled: bool = False
    corp_id: str = ""
    agent_id: int = 0
    accounts: int = Field(0, ge=0)  # the most accounts the company may have; 0: not known
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    oauth: bool = False  # who opens an order form proves to WeCom who he is
    oauth_base: WebAddress = "https://open.weixin.qq.com"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=key of group robots' webhooks, separated by blanks


class WecomRobotSettings(Model):
    """A smart robot (智能机器人) of WeCom. Secrets: JIEDAN_WECOM_ROBOT_SECRET, or _TOKEN and _AES_KEY."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    bot_id: str = ""  # with callbacks it may be empty: any
    name: str = ""  # as people call it in groups
    stream_url: SocketAddress = "wss://openws.work.weixin.qq.com"
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    secret: SecretStr = SecretStr("")  # of the long connection
    token: SecretStr = SecretStr("")  # of callbacks
    aes_key: SecretStr = SecretStr("")


class WechatKfSettings(Model):
    """微信客服. Secrets: JIEDAN_WECHAT_KF_SECRET, JIEDAN_WECHAT_KF_TOKEN, JIEDAN_WECHAT_KF_AES_KEY."""

    enabled: bool = False
    corp_id: str = ""
    open_kfid: str = ""
    history_hours: int = Field(1, ge=0, le=72)
    per_minute: int = Field(0, ge=0)  # 0: no limit known
    window_hours: int = Field(48, ge=1)
    window_messages: int = Field(5, ge=1)
    api_base: WecomApi = "https://qyapi.weixin.qq.com/cgi-bin"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")


class WechatOaSettings(Model):
    """An official account. Secrets: JIEDAN_WECHAT_OA_SECRET, JIEDAN_WECHAT_OA_TOKEN, JIEDAN_WECHAT_OA_AES_KEY."""

    enabled: bool = False
    app_id: str = ""
    account: str = ""  # the account's own id, gh_…; checked where it is given
    mode: Literal["safe", "plain"] = "safe"
    menus: bool = False  # answers with clickable menus (certified accounts), else numbered text
    messages: bool = True  # may send customer-service messages (certified accounts)
    template_id: str = ""
    template_kind: Literal["template", "subscribe"] = "template"
    template_fields: dict[str, Literal["title", "summary", "number", "time"]] = {}
    template_url: str = ""
    per_minute: int = Field(0, ge=0)  # 0: no limit known
    per_day: int = Field(100_000, ge=0)  # messages to all followers together; 0: no limit known
    window_hours: int = Field(48, ge=1)
    window_messages: int = Field(5, ge=1)
    api_base: OaApi = "https://api.weixin.qq.com"
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")


class DingtalkSettings(Model):
    """One DingTalk enterprise robot. Secrets: JIEDAN_DINGTALK_SECRET, JIEDAN_DINGTALK_ROBOTS."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    client_id: str = ""
    robot_code: str = ""  # empty: the same as client_id
    corp_id: str = ""  # empty: any
    card_template: str = ""  # empty: markdown with numbered answers instead of interactive cards
    public_url: str = ""  # https://… of this server, for card callbacks over HTTP
    reply_links: bool = True
    calls_per_second: int = Field(20, ge=0)  # of one interface, by the company's edition; 0: no limit known
    calls_per_month: int = Field(0, ge=0)  # of the company's edition; 0: not known
    api_base: DingtalkApi = "https://api.dingtalk.com"
    oapi_base: DingtalkApi = "https://oapi.dingtalk.com"
    secret: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=access_token:SEC… of group robots, separated by blanks


class FeishuSettings(Model):
    """One self-built Feishu app. Secrets: JIEDAN_FEISHU_SECRET, _ENCRYPT_KEY, _TOKEN, _ROBOTS."""

    enabled: bool = False
    mode: Literal["stream", "http"] = "stream"
    app_id: str = ""
    people: Literal["user_id", "open_id"] = "user_id"
    calls_per_month: int = Field(0, ge=0)  # of the company's edition; 0: not known
    hear_all: tuple[str, ...] = ()  # groups (oc_…) where the bot need not be called; "*": all of them
    api_base: FeishuApi = "https://open.feishu.cn"
    secret: SecretStr = SecretStr("")
    encrypt_key: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    robots: SecretStr = SecretStr("")  # name=hook-id:secret of group robots, separated by blanks


class Channels(Model):
    """Where people talk to the bot."""

    console: ConsoleSettings = ConsoleSettings()
    wecom: WecomSettings = WecomSettings()
    wecom_robot: WecomRobotSettings = WecomRobotSettings()
    wechat_kf: WechatKfSettings = WechatKfSettings()
    wechat_oa: WechatOaSettings = WechatOaSettings()
    dingtalk: DingtalkSettings = DingtalkSettings()
    feishu: FeishuSettings = FeishuSettings()
