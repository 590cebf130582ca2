"""`jiedan rules`: operators' rules, checked, tried, put in force and taken back."""

import argparse

from bot.clock import SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from bot.rule_files import examine, take_in
from cards.refusals import refusal
from config.settings import Settings
from handlers import rulebook
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.flow import Flow
from handlers.domain.rules.model import RuleVersion
from storage import UnitOfWork

HELP = """jiedan rules check             检查规则文件:有错会说在哪个文件第几行、怎么改(有则退出码为 1)
jiedan rules list              全部规则:最新第几版、启用的是第几版、有没有试跑过
jiedan rules try 名称          试跑最新一版:近 30 天哪些订单会触发;不改动任何订单
jiedan rules enable 名称       启用最新一版(--version 指定哪一版);没有试跑过的不能启用
jiedan rules disable 名称      停用
jiedan rules history 名称      每一版写的什么、什么时候试跑、启用、停用、回滚
jiedan rules rollback [名称]   退回上一次启用或停用之前;不写名称则退回最近的一次
规则写在公司文件夹的 rules/*.toml 里,写法见操作手册。改动对运行中的机器人立即生效,不用重启。
"""
VERBS = ("check", "list", "try", "enable", "disable", "history", "rollback")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    parser.add_argument("name", nargs="?", default="", metavar="名称", help="哪条规则")
    parser.add_argument("--version", type=int, default=0, metavar="版", help="enable:哪一版(默认最新)")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Does it."""
    settings = settings_of(options)
    if options.verb in ("try", "enable", "disable", "history") and not options.name:
        raise CommandError(f"{options.verb} 后面要写规则的名称,先看 jiedan rules list")
    if options.version and options.verb != "enable":
        raise CommandError("--version 只用于 enable")
    return run_async(_run(options, settings))


async def _run(options: argparse.Namespace, settings: Settings) -> int:
    flow, zone = Flow(settings.flows[settings.flow]), settings.company.zone
    ctx = Context(SystemClock().now(), zone, None, settings.policy, flow)
    async with ready_store(settings) as store:
        async with store.read() as uow:
            if not await uow.catalogue.version():
                print("提示:还没有导入资料(jiedan import,或先启动一次),规则里的人名、群名现在认不出来")
        if options.verb == "check":
            async with store.read() as uow:
                return await _check(settings, ctx, uow)
        async with store.write() as uow:
            for problem in await take_in(settings.rules, ctx, uow):
                print(f"没有读进来:{problem}")
            await uow.commit()
        try:
            async with store.write() as uow:
                code = await _do(options, ctx, uow)
                await uow.commit()
        except Refused as refused:
            raise CommandError(refusal(refused.code, refused.facts)) from refused
    return code


async def _check(settings: Settings, ctx: Context, uow: UnitOfWork) -> int:
    good, problems = await examine(settings.rules, ctx, uow)
    for problem in problems:
        print(problem)
    if problems:
        print(f"有 {len(problems)} 处要改;正在使用的规则照旧有效")
        return Exit.FOUND
    print(f"{len(good)} 条规则没有问题" if good else f"{settings.rules or '规则文件夹'} 里还没有规则")
    return Exit.OK


async def _do(options: argparse.Namespace, ctx: Context, uow: UnitOfWork) -> int:
    name = options.name
    match options.verb:
        case "list":
            await _list(uow)
        case "try":
            await _try(await rulebook.known(name, 0, uow), ctx, uow)
        case "enable":
            found = await rulebook.enable(name, options.version, "", ctx, uow)
            print(f"规则“{name}”第{found.version}版已启用,马上生效")
        case "disable":
            await rulebook.disable(name, "", ctx, uow)
            print(f"规则“{name}”已停用,马上生效")
        case "history":
            await _history(name, ctx, uow)
        case _:
            back = await rulebook.roll_back(name, "", ctx, uow)
            now = f"现在是第{back.version}版" if back.version else "现在停用"
            print(f"规则“{back.name}”已回滚,{now},马上生效")
    return Exit.OK


async def _list(uow: UnitOfWork) -> None:
    found = await rulebook.listed(uow)
    for rule, on in found:
        tried = f"试跑会触发{rule.hits}张" if rule.tried_at else "没有试跑"
        state = f"启用第{on}版" if on else "未启用"
        print(f"{rule.name}\t最新第{rule.version}版\t{state}\t{tried}\t{rule.source or '聊天里写的'}")
    if not found:
        print("还没有规则")


async def _try(version: RuleVersion, ctx: Context, uow: UnitOfWork) -> None:
    tried = await rulebook.try_out(version, "", ctx, uow)
    for order, at, why in tried.hits:
        print(f"{order.number}\t{order.customer_name}\t{at.astimezone(ctx.zone):%Y-%m-%d %H:%M}\t{why}\t{order.state}")
    if tried.stuck:
        print(f"其中 {tried.stuck} 张当时的状态,流程不允许这样改:启用后遇到这样的单不会动,只记在修改记录里")
    looked = "" if tried.full else f"(只看了最近有动静的{tried.looked}张)"
    print(f"规则“{version.name}”第{version.version}版:近{tried.days}天会触发 {len(tried.hits)} 张单{looked}")
    print(f"没有改动任何订单。启用:jiedan rules enable {version.name}")


async def _history(name: str, ctx: Context, uow: UnitOfWork) -> None:
    await rulebook.known(name, 0, uow)
    rows = []
    for one in await uow.rules.versions(name):
        who = one.by or one.source or "命令行"
        words = f"写下\t当 {' 或 '.join(one.text.when)}"
        words += f"\t如果 {one.text.cond}" if one.text.cond else ""
        rows.append((one.at, 0, f"第{one.version}版\t{who}\t{words}\t那么 {';'.join(one.text.then)}"))
        if one.tried_at:
            rows.append((one.tried_at, 1, f"第{one.version}版\t{one.tried_by or '命令行'}\t试跑,会触发{one.hits}张"))
    for switch in await uow.rules.switches(name):
        what = "回滚" if switch.undoes else "启用" if switch.version else "停用"
        version = f"第{switch.version}版" if switch.version else "停用"
        rows.append((switch.at, 2, f"{version}\t{switch.by or '命令行'}\t{what}"))
    for at, _, words in sorted(rows):
        print(f"{at.astimezone(ctx.zone):%Y-%m-%d %H:%M:%S}\t{words}")
