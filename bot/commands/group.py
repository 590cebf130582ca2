"""`jiedan group`: creates a group chat in which the WeCom app may speak."""

import argparse
import csv
import re
import sys

from bot.channels.base import SendFailed
from bot.channels.transport import http_client
from bot.channels.wecom import Wecom
from bot.channels.wecom.errors import cure
from bot.channels.wecom.wire import NAME, USER_ID
from bot.clock import SystemClock
from bot.commands.common import add_config, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from config.settings import Settings
from handlers.domain.messaging import ChatKind, ChatRef

HELP = """jiedan group 仓库群 ZhouKu HeCai --id warehouse1
    用企业微信自建应用建一个群,第一个人是群主,并在群里说一句话(不说话的新群谁也看不见)。
    只有应用自己建的群,应用才能往里发通知。建好以后打印要写进 [notify] 和 chats.csv 的两行。
"""
HELLO = "这里会收到接单的通知。要下单、查单或处理,请私聊应用。"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("name", metavar="群名", help="最多 50 个字")
    parser.add_argument("members", nargs="+", metavar="成员", help="企业微信账号(UserId),至少两个,第一个是群主")
    parser.add_argument("--id", default="", metavar="编号", help="群的会话 ID,最多 32 个字母或数字;不写由企业微信取")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Checks what was typed, then creates the group."""
    members = list(dict.fromkeys(options.members))
    if len(members) < 2 or not all(USER_ID.fullmatch(member) for member in members):
        raise CommandError("成员要写企业微信账号(UserId),至少两个不同的人")
    if options.id and not re.fullmatch(r"[0-9A-Za-z]{1,32}", options.id):
        raise CommandError("--id 最多 32 个字母或数字")
    settings = settings_of(options)
    if not settings.channels.wecom.enabled:
        raise CommandError("没有打开企业微信:请在 company.toml 里写 channels.wecom.enabled = true")
    chat = run_async(_make(settings, options.name, members, options.id))
    print(f"建好了:{options.name},会话 ID 是 {chat}")
    print("让某个角色的通知发到这里,在 company.toml 里写:")
    print(f'[notify]\nwarehouse = {{ channel = "wecom", chat = "{chat}" }}')
    print("并在 chats.csv 加一行(列:chat,kind,name,customer,channel),再运行 jiedan import:")
    csv.writer(sys.stdout, lineterminator="\n").writerow((chat, "group", options.name, "", NAME))
    return Exit.OK


async def _make(settings: Settings, name: str, members: list[str], chat_id: str) -> str:
    async with http_client() as http:
        wecom = Wecom(settings.channels.wecom, http, SystemClock())
        try:
            made = await wecom.make_group(name, members, chat_id)
            to = ChatRef(wecom.name, made, ChatKind.GROUP)
            await wecom.send(to, {"msgtype": "text", "text": {"content": HELLO}}, "hello")
        except SendFailed as failed:
            raise CommandError(cure(failed, settings.channels.wecom.api_base), Exit.UNREACHABLE) from failed
    return made
