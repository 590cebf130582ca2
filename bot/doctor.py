"""Looks at everything a running company needs, and says for each finding how to mend it."""

import os
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url

from bot.carriers import kuaidi100
from bot.channels import open_channels
from bot.channels.transport import failing, http_client, trouble
from bot.clock import Clock
from bot.doctor_calls import call_findings
from bot.doctor_data import data_findings
from bot.erp.kingdee import Kingdee
from bot.findings import Finding, Level
from config.load import SECRETS
from config.settings import Settings
from handlers.domain.calendar import AHEAD
from handlers.limits import calendar_of
from storage import Store, StoreError, open_store

FREE_WARN, FREE_BAD = 1 << 30, 100 << 20  # bytes
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Yields findings as they are made; the platforms are asked for real."""
    yield _clock(settings, clock)
    for finding in _calendar(settings, clock):
        yield finding
    file = database_file(settings)
    for finding in _disk(file):
        yield finding
    if file is not None and not file.exists():
        yield Finding(
            Level.WARN, "数据库", f"{file} 还没有建立", "启动 jiedan serve 或运行 jiedan db upgrade 时会自动建立"
        )
    else:
        async for finding in _database(settings, file):
            yield finding
    for finding in _web(settings):
        yield finding
    if settings.web.public_url:
        yield await _forms(settings)
    async for finding in _channels(settings, clock):
        yield finding
    async for finding in _carriers(settings):
        yield finding
    async for finding in _erp(settings, clock):
        yield finding


def database_file(settings: Settings) -> Path | None:
    """The SQLite file; None for another database."""
    url = make_url(settings.database.url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database).absolute()


def _clock(settings: Settings, clock: Clock) -> Finding:
    now = clock.now().astimezone(settings.company.zone)
    words = f"{settings.company.timezone} 现在是 {now:%Y-%m-%d %H:%M}"
    if now.year < 2024:
        return Finding(Level.BAD, "时间", words, "机器的时钟不对,请校时(例如 timedatectl set-ntp true)")
    return Finding(Level.OK, "时间", words)


def _calendar(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Whether the holidays of the days that are reckoned with are known, or guessed by law and weekends."""
    day = clock.now().astimezone(settings.company.zone).date() + AHEAD
    if calendar_of(settings.policy).guessed(day):
        words = f"{day.year}年的放假调休安排这一版还没有,上班日先按周末和法定节日算"
        cure = "国务院公布后(一般在上一年11月)升级 jiedan 和 chinesecalendar;来不及就写 policy.days_off、days_on"
        yield Finding(Level.WARN, "日历", words, cure)


def _disk(file: Path | None) -> Iterator[Finding]:
    if file is None:
        return
    folder = next(parent for parent in file.parents if parent.exists())
    if not os.access(folder, os.W_OK):
        yield Finding(Level.BAD, "磁盘", f"没有权限写 {folder}", "请改文件夹权限,或把 database.url 指到别处")
    free = shutil.disk_usage(folder).free
    words = f"{folder} 还剩 {free / (1 << 30):.1f} GB"
    if free < FREE_WARN:
        yield Finding(Level.BAD if free < FREE_BAD else Level.WARN, "磁盘", words, "请清理磁盘,或把数据库移到更大的盘")
    else:
        yield Finding(Level.OK, "磁盘", words)


async def _database(settings: Settings, file: Path | None) -> AsyncIterator[Finding]:
    try:
        store = await open_store(settings.database.url)
    except StoreError as wrong:
        yield Finding(Level.BAD, "数据库", wrong.problem, wrong.cure)
        return
    try:
        health = await store.health()
        if not health.current:
            words = f"结构是 {health.revision or '空的'},不是本程序的版本"
            yield Finding(Level.BAD, "数据库", words, "请运行 jiedan db upgrade(serve 启动时也会自动升级)")
            return
        yield Finding(Level.OK, "数据库", f"{health.database},结构版本 {health.revision}")
        yield await _writable(store)
        if file is not None:
            yield _journal(file)
        async for finding in data_findings(store, settings):
            yield finding
    except StoreError as wrong:
        yield Finding(Level.BAD, "数据库", wrong.problem, wrong.cure)
    finally:
        await store.close()


async def _writable(store: Store) -> Finding:
    try:
        await store.write_something()
    except StoreError as wrong:
        return Finding(Level.BAD, "数据库", wrong.problem, wrong.cure)
    return Finding(Level.OK, "数据库", "可以写入")


def _journal(file: Path) -> Finding:
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    except sqlite3.Error:
        mode = "?"
    finally:
        connection.close()
    if mode == "wal":
        return Finding(Level.OK, "数据库", "WAL 日志已打开")
    return Finding(Level.BAD, "数据库", f"日志方式是 {mode},不是 WAL", "请把数据库放在本机磁盘上(不要放网络盘)")


def _web(settings: Settings) -> Iterator[Finding]:
    channels = settings.channels
    backstage = {"wecom": "企业微信后台", "wechat_kf": "微信客服后台", "wechat_oa": "公众平台后台"}
    called = [name for name in backstage if getattr(channels, name).enabled]
    for name in called:
        yield Finding(Level.OK, "回调", f"{backstage[name]}的回调 URL 填:https://你的域名/hook/{name}")
    if channels.wechat_oa.enabled and channels.wechat_oa.mode == "plain":
        words = "公众号用明文模式,消息内容没有签名,别人可以冒充客户"
        yield Finding(Level.WARN, "wechat_oa", words, '在公众平台改成安全模式,并写 mode = "safe"')
    robot = channels.wecom_robot
    if robot.enabled and robot.mode == "http":
        called.append("wecom_robot")
        words = "智能机器人“API 模式”的回调 URL 填:https://你的域名/hook/wecom_robot;用回调时机器人不能主动通知人"
        yield Finding(Level.OK, "回调", words)
    elif robot.enabled:
        words = "智能机器人用长连接收消息,不需要域名;“API 模式”里的连接方式要选长连接"
        yield Finding(Level.OK, "回调", words)
    dingtalk, feishu = channels.dingtalk, channels.feishu
    if dingtalk.enabled and dingtalk.mode == "http":
        called.append("dingtalk")
        address = dingtalk.public_url.rstrip("/") or "https://你的域名"
        yield Finding(Level.OK, "回调", f"钉钉后台「机器人」页的消息接收地址填:{address}/hook/dingtalk")
    elif dingtalk.enabled:
        yield Finding(Level.OK, "回调", "钉钉用长连接收消息,不需要域名;后台「机器人」页的消息接收模式要选 Stream 模式")
    if feishu.enabled:
        where = "用长连接接收" if feishu.mode == "stream" else "请求地址填 https://你的域名/hook/feishu"
        events = "接收消息 v2.0、撤回消息、消息被编辑、用户进入会话;卡片回传交互 card.action.trigger"
        words = f"飞书「事件与回调」里事件和回调都{where},各添加:{events};改完要发布新版本"
        yield Finding(Level.OK, "回调", words)
        if feishu.mode == "http":
            called.append("feishu")
    # DingTalk's own address is its cards'.
    if set(called) - ({"dingtalk"} if dingtalk.public_url else set()) and not settings.web.public_url:
        cure = '在公司文件夹的 company.toml 的 [web] 写 public_url = "https://你的域名",doctor 就照平台的样子真的调一次'
        yield Finding(Level.WARN, "回调", "还没有写外网地址,回调地址通不通没有试", cure)
    if called and settings.web.host in LOOPBACK:
        cure = "同一台机器上要有 HTTPS 反向代理转到这个端口;没有的话把 web.host 改成 0.0.0.0 并另设代理"
        yield Finding(Level.WARN, "回调", f"只监听 {settings.web.host}:{settings.web.port}", cure)


async def _forms(settings: Settings) -> Finding:
    """Whether the order forms can be opened from where phones are: as far as this machine can tell."""
    url = f"{settings.web.public_url}/form/style.css"
    try:
        async with http_client() as http:
            status = str((await http.get(url)).status_code)
    except httpx.HTTPError as wrong:
        status = trouble(failing(wrong))
    if status == "200":
        return Finding(Level.OK, "填表", f"{settings.web.public_url} 打得开")
    cure = "先启动 jiedan serve;再看域名、证书,反向代理要转发 /form/ 开头的路径"
    return Finding(Level.WARN, "填表", f"{url} 打不开({status})", cure)


async def _channels(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    async with http_client() as http:
        try:
            channels = open_channels(settings, http, clock)
        except ValueError as wrong:
            yield Finding(Level.BAD, "平台", "平台的配置不能用", str(wrong))
            return
        for name, channel in channels.items():
            found = await channel.check()
            for words in found:
                yield Finding(Level.BAD, name, words, _to_change(name, words, settings))
            if not found:
                yield Finding(Level.OK, name, "密钥可用,接口连得上")
        async for finding in call_findings(settings, channels, http):
            yield finding
        for channel in channels.values():
            await channel.close()
        if not channels:
            yield Finding(Level.OK, "平台", "只开了本机聊天页,没有要检查的密钥")


def _to_change(name: str, words: str, settings: Settings) -> str:
    """Which file holds what a finding of this channel names; empty where it is mended on the platform's side."""
    own = type(getattr(settings.channels, name)).model_fields
    named = set(_NAME.findall(words))
    files = [".env"] if named & set(SECRETS) else []
    files = [f"company.toml 的 [channels.{name}]", *files] if named & set(own) else files
    return f"写在公司文件夹的 {'、'.join(files)};改好要重启 jiedan serve" if files else ""


async def _erp(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    if not settings.erp.kingdee.enabled:
        return
    async with http_client() as http:
        erp = Kingdee(settings.erp.kingdee, http, clock)
        found = await erp.check()
    for words in found:
        yield Finding(Level.BAD, erp.name, words)
    if not found:
        yield Finding(Level.OK, erp.name, "能登录,能查销售订单")


async def _carriers(settings: Settings) -> AsyncIterator[Finding]:
    async with http_client() as http:
        carrier = kuaidi100.build(settings, http)
        if carrier is None:
            return
        found = await carrier.check()
        for words in found:
            yield Finding(Level.BAD, carrier.name, words)
        if not found:
            yield Finding(Level.OK, carrier.name, "账号可用,接口连得上")
    own = settings.carriers.kuaidi100
    if own.push:
        words = f"快递100 会推送到 {settings.web.public_url}/track/…,反向代理要转发 /track/ 开头的路径"
        yield Finding(Level.OK, carrier.name, words)
    if not own.phone:
        cure = "查顺丰要填 carriers.kuaidi100.phone:寄件人手机号或后四位"
        yield Finding(Level.WARN, carrier.name, "没有填寄件人电话,顺丰的单不会查", cure)
