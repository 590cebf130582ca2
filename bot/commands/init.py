"""`jiedan init`: a company's folder: made where there is none, examined where it is filled in."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bot.commands.common import company_settings
from bot.commands.exits import CommandError, Exit
from bot.doctor_data import Books, book_findings, platforms
from bot.findings import Finding, Level
from config import DEFAULT_FILE, TEMPLATES, ConfigError, company_file, load
from config.settings import Settings
from storage import World, read_world
from storage.worlds import CHATS, CUSTOMERS, PEOPLE, PRODUCTS

HELP = """jiedan init 文件夹   没有 company.toml 时:写好带说明的配置、空表格和 README,从不覆盖已有的文件;
                     已经填过时:逐项检查,有问题说明在哪个文件第几行、怎么改,退出码为 1。
jiedan init 文件夹 --flow b2b   新建时选好订单流程:five_state、production、b2b、retail、eleven_node。
jiedan init --reference   打印全部配置项和默认值。
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("folder", nargs="?", type=Path, metavar="文件夹", help="公司文件夹")
    flows = ", ".join(_shipped())
    parser.add_argument("--flow", default="", metavar="流程", help=f"新建时订单走哪个流程:{flows}")
    parser.add_argument("--reference", action="store_true", help="打印全部配置项和默认值")


def run(options: argparse.Namespace) -> int:
    """Makes or examines."""
    if options.reference:
        print(DEFAULT_FILE.read_text(encoding="utf-8"), end="")
        return Exit.OK
    if options.folder is None:
        raise CommandError("要写一个文件夹,例如 jiedan init 我的公司")
    if options.flow and options.flow not in _shipped():
        raise CommandError(f"没有流程 {options.flow},可选:{'、'.join(_shipped())}")
    if company_file(options.folder).is_file():
        if options.flow:
            raise CommandError(f'{company_file(options.folder)} 已经有了,请在里面改 flow = "{options.flow}"')
        return _examine(options.folder)
    return _make(options.folder, options.flow)


def _shipped() -> list[str]:
    """The flows to choose from."""
    return list(load(None, {}).flows)


def _make(folder: Path, flow: str) -> int:
    files = {name: (TEMPLATES / source).read_text(encoding="utf-8") for name, source in _TEMPLATES.items()}
    if flow:
        files["company.toml"] = files["company.toml"].replace('flow = "five_state"', f'flow = "{flow}"', 1)
    files |= {f"{kind.name}.csv": "\ufeff" + ",".join(kind.columns) + "\n" for kind in _KINDS}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            if (folder / name).exists():
                print(f"已有 {folder / name},没有动")
                continue
            (folder / name).write_text(text, encoding="utf-8")
            print(f"已建 {folder / name}")
    except OSError as wrong:
        raise CommandError(f"写不了 {folder}:{wrong.strerror}") from wrong
    print(f"\n接下来:照 {folder / 'README.md'} 填好,再运行一次 jiedan init {folder} 检查")
    return Exit.OK


_KINDS = (PRODUCTS, CUSTOMERS, PEOPLE, CHATS)
_TEMPLATES = {
    "company.toml": "company.toml",
    "rules/rules.toml": "rules.toml",
    "README.md": "README.md",
    ".env.example": "env.example",
}


def _examine(folder: Path) -> int:
    bad = 0
    try:
        settings: Settings | None = company_settings(folder)
    except ConfigError as wrong:
        settings = None
        for problem in wrong.problems:
            print(Finding(Level.BAD, "配置", str(problem)))
        bad += len(wrong.problems)
    else:
        print(Finding(Level.OK, "配置", f"{company_file(folder)} 没有问题"))
    world = read_world(Path(settings.world) if settings and settings.world else folder)
    for row in world.bad:
        print(Finding(Level.BAD, "资料", str(row)))
    for finding in _books(world, settings) if settings else ():
        print(finding)
        bad += finding.level is Level.BAD
    bad += len(world.bad)
    print(f"\n有 {bad} 处要改" if bad else f"\n没有要改的。启动:jiedan serve --config {folder}")
    return Exit.FOUND if bad else Exit.OK


def _books(world: World, settings: Settings) -> Iterator[Finding]:
    people = [person for person in world.people if person.active]
    accounts = {person.user: platforms(settings) for person in people}
    yield from book_findings(
        Books(world.products, world.customers, people, world.chats, accounts, world.places), settings
    )
