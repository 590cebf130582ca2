"""Findings that need more than one value, or knowledge of the world: time zone, flow, URL, order number."""

import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr

from config.people import Role
from config.policy import Policy
from config.sense_alerts import Finding, alert_findings
from config.settings import Settings

ROLES = tuple(Role)
SCHEMES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")


def sense(settings: Settings) -> Iterator[Finding]:
    """Yields what a single field's type cannot tell."""
    yield from _company(settings)
    if not settings.database.url.startswith(SCHEMES):
        yield ("database", "url"), "不认识的数据库地址", "以 sqlite+aiosqlite:/// 或 postgresql+asyncpg:// 开头"
    if settings.flow not in settings.flows:
        yield ("flow",), f"没有流程 {settings.flow}", f"可选:{'、'.join(sorted(settings.flows)) or '(无)'}"
    if settings.policy.ask_below > settings.policy.confirm_below:
        yield ("policy", "ask_below"), "不能大于 confirm_below", "问的门槛要低于标黄的门槛"
    yield from _limits(settings.policy)
    yield from alert_findings(settings.policy)
    yield from _capacity(settings.policy)
    for topic, roles in settings.policy.approvers.items():
        for role in roles:
            if role not in ROLES or role == "customer":
                yield ("policy", "approvers", topic), f"不能由 {role} 批", f"可选:{'、'.join(ROLES[2:])}、sales"
        if not roles:
            yield ("policy", "approvers", topic), "没有人可以批", '例如 ["manager"]'
    yield from _gifts(settings.policy)
    for role in settings.notify:
        if role not in ROLES:
            yield ("notify", role), f"没有角色 {role}", f"可选:{'、'.join(ROLES)}"
    yield from _forms(settings)
    yield from _wecom(settings)
    yield from _wecom_robot(settings)
    yield from _wechat_kf(settings)
    yield from _wechat_oa(settings)
    yield from _dingtalk(settings)
    yield from _feishu(settings)
    yield from _kuaidi100(settings)
    yield from _kingdee(settings)
    for name, hook, what in (
        ("voice", settings.voice, "打电话"),
        ("purchasing", settings.purchasing, "采购系统"),
        ("selling", settings.selling, "停售通知"),
    ):
        if hook.url and not hook.secret.get_secret_value():
            yield (name, "secret"), f"{what}的接口没有签名密钥", f"设环境变量 JIEDAN_{name.upper()}_SECRET"


def _limits(policy: Policy) -> Iterator[Finding]:
    """A field that is asked must not be one that is not even marked; a ladder that is named must be there."""
    own = [(("policy", "levels", str(level)), terms) for level, terms in policy.levels.items()]
    own += [(("policy", "customers", customer), terms) for customer, terms in policy.customers.items()]
    for place, terms in own:
        if terms.ladder is not None and terms.ladder not in policy.ladders:
            yield (*place, "ladder"), f"没有提醒规则 {terms.ladder}", f"可选:{'、'.join(policy.ladders)}"
    wrong = "不能大于同一项的标黄门槛"
    for field, ask in policy.ask_fields.items():
        if ask > policy.confirm_fields.get(field, policy.confirm_below):
            yield ("policy", "ask_fields", field), wrong, "问的门槛要低于标黄的门槛"
    for customer, one in policy.customers.items():
        mark = policy.confirm_below if one.confirm_below is None else one.confirm_below
        if one.ask_below is not None and one.ask_below > mark:
            yield ("policy", "customers", customer, "ask_below"), wrong, "问的门槛要低于标黄的门槛"


def _capacity(policy: Policy) -> Iterator[Finding]:
    names: set[str] = set()
    for place, one in enumerate(policy.capacity):
        here = ("policy", "capacity", place)
        if one.name in names:
            yield (*here, "name"), f"有两条产线都叫{one.name}", "每条产线一个名字"
        names.add(one.name)
        if (one.per_day is None) == (one.hours is None or one.minutes is None):
            cure = "写 per_day(一天几件),或者写 hours(一天几小时)和 minutes(一件几分钟)"
            yield here, f"{one.name}一天能做多少没写清楚", cure


def _gifts(policy: Policy) -> Iterator[Finding]:
    """Campaigns are told apart by name, tiers by their amount."""
    names: set[str] = set()
    for index, campaign in enumerate(policy.gifts):
        here = ("policy", "gifts", index)
        if campaign.name in names:
            yield (*here, "name"), f"活动「{campaign.name}」写了两次", "请换一个名字,每位客户的次数按名字算"
        names.add(campaign.name)
        if campaign.since is not None and campaign.until is not None and campaign.until < campaign.since:
            yield (*here, "until"), "结束早于开始", "请改正 since 或 until"
        amounts = [tier.from_ for tier in campaign.tiers]
        if len(set(amounts)) < len(amounts):
            yield (*here, "tiers"), "有两档的 from 相同", "一个金额只写一档;要送两样请分成两个活动"


def _company(settings: Settings) -> Iterator[Finding]:
    try:
        ZoneInfo(settings.company.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ("company", "timezone"), f"没有时区 {settings.company.timezone}", '例如 "Asia/Shanghai"'
    for name, what in (("number_format", "订单号"), ("quote_format", "报价单号")):
        yield from _numbers(name, what, getattr(settings.policy, name))


def _numbers(key: str, what: str, number: str) -> Iterator[Finding]:
    """A series must name its day and its count, or numbers would come twice."""
    cure = "要含 {day…} 和 {count…},例如 SO{day:%Y%m%d}-{count:04d}"
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(number) if name is not None}
        sample = number.format(day=date(2026, 1, 2), count=3)
        other = number.format(day=date(2026, 1, 3), count=3)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        yield ("policy", key), f"{what}格式不对", cure
        return
    if names != {"day", "count"} or sample == other:
        yield ("policy", key), f"{what}会重复", cure


def _forms(settings: Settings) -> Iterator[Finding]:
    """Links in chats need an address that phones reach, and keys that sign them."""
    url, keys = settings.web.public_url, settings.web.link_keys.get_secret_value().split()
    own_machine = re.fullmatch(r"http://(127\.0\.0\.1|localhost)(:\d+)?", url)
    if url and not own_machine and not re.fullmatch(r"https://[0-9A-Za-z.-]+(:\d+)?(/[0-9A-Za-z._~-]+)*", url):
        yield ("web", "public_url"), "不像外网地址", '以 https:// 开头,末尾不带斜杠,例如 "https://bot.example.com"'
    cure = "设环境变量 JIEDAN_LINK_KEYS,写成 名字:密钥,密钥至少 32 个字母数字(例如 k1:加上 openssl rand -hex 32 的结果)"
    if url and not keys:
        yield ("web", "link_keys"), "填了 public_url,没有签链接的密钥", cure
    names = [word.partition(":")[0] for word in keys]
    if not all(re.fullmatch(r"[0-9A-Za-z]{1,12}:[0-9A-Za-z_-]{32,200}", word) for word in keys):
        yield ("web", "link_keys"), "格式不对", cure
    elif len(set(names)) < len(names):
        yield ("web", "link_keys"), "两把密钥同名", "每把密钥的名字要不同;新的放最前面,旧的留到旧链接过期"
    if settings.channels.wecom.oauth and not url:
        yield ("channels", "wecom", "oauth"), "网页授权要有外网地址", "请填 web.public_url"


def _wecom(settings: Settings) -> Iterator[Finding]:
    wecom = settings.channels.wecom
    if not wecom.enabled:
        return
    if not wecom.corp_id:
        yield ("channels", "wecom", "corp_id"), "没有填", "填企业 ID:企业微信管理后台“我的企业”页面最下方"
    if wecom.agent_id <= 0:
        yield ("channels", "wecom", "agent_id"), "没有填", "填应用的 AgentId:管理后台“应用管理”里该应用的页面"
    for name, value, where in (
        ("secret", wecom.secret, "应用页面的 Secret"),
        ("token", wecom.token, "应用页面“接收消息 → 设置 API 接收”里的 Token"),
        ("aes_key", wecom.aes_key, "同一处的 EncodingAESKey"),
    ):
        if not value.get_secret_value():
            yield ("channels", "wecom", name), "没有填", f"设环境变量 JIEDAN_WECOM_{name.upper()}:{where}"
    key = wecom.aes_key.get_secret_value()
    if key and not re.fullmatch(r"[A-Za-z0-9+/]{43}", key):
        yield ("channels", "wecom", "aes_key"), "EncodingAESKey 应是 43 个字母或数字", "请重新复制"
    yield from _robots("wecom", wecom.robots, "[0-9A-Za-z-]{16,64}", "Webhook地址里key=后面那一串")


def _wecom_robot(settings: Settings) -> Iterator[Finding]:
    own = settings.channels.wecom_robot
    if not own.enabled:
        return
    where = "企业微信里该智能机器人的“API 模式”设置"
    if own.mode == "http":
        yield from _keys("wecom_robot", {"token": own.token, "aes_key": own.aes_key}, where)
        return
    if not own.bot_id:
        yield ("channels", "wecom_robot", "bot_id"), "没有填", f"填 BotID:{where}"
    yield from _keys("wecom_robot", {"secret": own.secret}, where)


def _wechat_kf(settings: Settings) -> Iterator[Finding]:
    own = settings.channels.wechat_kf
    if not own.enabled:
        return
    if not own.corp_id:
        yield ("channels", "wechat_kf", "corp_id"), "没有填", "填企业 ID:企业微信管理后台“我的企业”页面最下方"
    where = "企业微信管理后台“微信客服 → API”"
    yield from _keys("wechat_kf", {"secret": own.secret, "token": own.token, "aes_key": own.aes_key}, where)


def _wechat_oa(settings: Settings) -> Iterator[Finding]:
    own = settings.channels.wechat_oa
    if not own.enabled:
        return
    if not own.app_id:
        yield ("channels", "wechat_oa", "app_id"), "没有填", "填 AppID:公众平台“设置与开发 → 基本配置”"
    keys = {"secret": own.secret, "token": own.token}
    if own.mode == "safe":
        keys["aes_key"] = own.aes_key
    yield from _keys("wechat_oa", keys, "公众平台“设置与开发 → 基本配置”")
    if own.template_id and not own.template_fields:
        cure = '照模板的字段填,例如 { thing1 = "title", thing2 = "summary" }'
        yield ("channels", "wechat_oa", "template_fields"), "填了 template_id,没有填字段", cure


def _keys(channel: str, keys: Mapping[str, SecretStr], where: str) -> Iterator[Finding]:
    for name, value in keys.items():
        if not value.get_secret_value():
            cure = f"设环境变量 JIEDAN_{channel.upper()}_{name.upper()}:{where}"
            yield ("channels", channel, name), "没有填", cure
    key = keys["aes_key"].get_secret_value() if "aes_key" in keys else ""
    if key and not re.fullmatch(r"[A-Za-z0-9+/]{43}", key):
        yield ("channels", channel, "aes_key"), "EncodingAESKey 应是 43 个字母或数字", "请重新复制"


def _dingtalk(settings: Settings) -> Iterator[Finding]:
    dingtalk = settings.channels.dingtalk
    if not dingtalk.enabled:
        return
    here = ("channels", "dingtalk")
    if not dingtalk.client_id:
        yield (*here, "client_id"), "没有填", "填 Client ID:钉钉开发者后台该应用的“凭证与基础信息”页"
    if not dingtalk.secret.get_secret_value():
        yield (*here, "secret"), "没有填", "设环境变量 JIEDAN_DINGTALK_SECRET:同一页的 Client Secret"
    if dingtalk.card_template and not dingtalk.card_template.endswith(".schema"):
        yield (*here, "card_template"), "不像模板 ID", "卡片平台里复制模板 ID,以 .schema 结尾"
    if dingtalk.mode == "http" and dingtalk.card_template and not dingtalk.public_url.startswith("https://"):
        yield (*here, "public_url"), "没有填,卡片上的按钮点了没有反应", "填 https:// 开头的外网地址,或改用 stream"
    yield from _robots(
        "dingtalk", dingtalk.robots, "[0-9A-Za-z]{16,128}(:SEC[0-9A-Za-z]{16,128})?", "access_token:SEC加签密钥"
    )


def _feishu(settings: Settings) -> Iterator[Finding]:
    feishu = settings.channels.feishu
    if not feishu.enabled:
        return
    here = ("channels", "feishu")
    page = "飞书开发者后台该应用的“凭证与基础信息”页"
    if not feishu.app_id:
        yield (*here, "app_id"), "没有填", f"填 App ID(cli_ 开头):{page}"
    if not feishu.secret.get_secret_value():
        yield (*here, "secret"), "没有填", f"设环境变量 JIEDAN_FEISHU_SECRET:{page}的 App Secret"
    if feishu.mode == "http":
        where = "该应用的“事件与回调 → 加密策略”页"
        if not feishu.encrypt_key.get_secret_value():
            yield (*here, "encrypt_key"), "没有填", f"设环境变量 JIEDAN_FEISHU_ENCRYPT_KEY:{where}的 Encrypt Key"
        if not feishu.token.get_secret_value():
            yield (*here, "token"), "没有填", f"设环境变量 JIEDAN_FEISHU_TOKEN:{where}的 Verification Token"
    yield from _robots(
        "feishu", feishu.robots, "[0-9A-Za-z-]{16,64}(:[0-9A-Za-z_-]{8,128})?", "webhook地址最后一段:签名密钥"
    )


def _robots(channel: str, listed: SecretStr, shape: str, words: str) -> Iterator[Finding]:
    """Group robots are listed in one variable, each with its name and keys."""
    if not all(re.fullmatch(f"[0-9A-Za-z_-]{{1,40}}={shape}", word) for word in listed.get_secret_value().split()):
        cure = f"JIEDAN_{channel.upper()}_ROBOTS 写成 名字={words},几个群机器人之间用空格分开"
        yield ("channels", channel, "robots"), "格式不对", cure


def _kuaidi100(settings: Settings) -> Iterator[Finding]:
    own, at = settings.carriers.kuaidi100, ("carriers", "kuaidi100")
    if not own.enabled:
        return
    if not own.customer:
        yield (*at, "customer"), "没有填授权码 customer", "快递100 企业管理后台“授权信息”里抄"
    if not own.key.get_secret_value():
        yield (*at, "key"), "没有授权 key", "设环境变量 JIEDAN_KUAIDI100_KEY"
    if own.phone and not re.fullmatch(r"\d{4}|1\d{10}", own.phone):
        yield (*at, "phone"), "不是手机号或它的后四位", "寄件人的手机号,或只写后四位"
    if own.push and not settings.web.public_url.startswith("https://"):
        yield (*at, "push"), "推送要有外网地址", '填 web.public_url = "https://…",或 push = false 改成定时查询'
    if own.push and len(own.salt.get_secret_value()) < 16:
        yield (*at, "salt"), "推送要有签名串(16 位以上)", "设环境变量 JIEDAN_KUAIDI100_SALT,随便生成一串"


def _kingdee(settings: Settings) -> Iterator[Finding]:
    own, at = settings.erp.kingdee, ("erp", "kingdee")
    if not own.enabled:
        return
    where = "金蝶“第三方系统登录授权”里抄"
    wanted = {"acct_id": own.acct_id, "user": own.user, "org": own.org}
    for name, value in wanted.items():
        if not value:
            yield (*at, name), "没有填", where if name != "org" else "销售组织的编码"
    if not re.fullmatch(r"[0-9A-Za-z]+_[0-9A-Za-z+/]{32}", own.app_id):
        yield (*at, "app_id"), "不是应用 ID", f"形如 200001_ 加 32 个字:{where}"
    if not own.secret.get_secret_value():
        yield (*at, "secret"), "没有应用密钥", "设环境变量 JIEDAN_KINGDEE_SECRET"
