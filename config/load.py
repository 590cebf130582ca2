"""Reads the configuration: default.toml < the company's file < the environment, and the flows.

Every problem is collected, so that one look mends them all.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.errors import ConfigError, Problem
from config.flow import FlowSpec
from config.lines import line_of
from config.sense import sense
from config.settings import Database, Settings
from config.wording import explain

HOME = Path(__file__).parent
DEFAULT_FILE = HOME / "default.toml"
DEMO_FILE = HOME / "demo.toml"
TEMPLATES = HOME / "company"  # what `jiedan init` writes
COMPANY_FILE = "company.toml"
RULES = "rules"  # the folder of rule files beside it

Place = tuple[int | str, ...]
SECRETS: dict[str, Place] = {
    "JIEDAN_LINK_KEYS": ("web", "link_keys"),
    "JIEDAN_WECOM_SECRET": ("channels", "wecom", "secret"),
    "JIEDAN_WECOM_TOKEN": ("channels", "wecom", "token"),
    "JIEDAN_WECOM_AES_KEY": ("channels", "wecom", "aes_key"),
    "JIEDAN_WECOM_ROBOTS": ("channels", "wecom", "robots"),
    "JIEDAN_WECOM_ROBOT_SECRET": ("channels", "wecom_robot", "secret"),
    "JIEDAN_WECOM_ROBOT_TOKEN": ("channels", "wecom_robot", "token"),
    "JIEDAN_WECOM_ROBOT_AES_KEY": ("channels", "wecom_robot", "aes_key"),
    "JIEDAN_WECHAT_KF_SECRET": ("channels", "wechat_kf", "secret"),
    "JIEDAN_WECHAT_KF_TOKEN": ("channels", "wechat_kf", "token"),
    "JIEDAN_WECHAT_KF_AES_KEY": ("channels", "wechat_kf", "aes_key"),
    "JIEDAN_WECHAT_OA_SECRET": ("channels", "wechat_oa", "secret"),
    "JIEDAN_WECHAT_OA_TOKEN": ("channels", "wechat_oa", "token"),
    "JIEDAN_WECHAT_OA_AES_KEY": ("channels", "wechat_oa", "aes_key"),
    "JIEDAN_DINGTALK_SECRET": ("channels", "dingtalk", "secret"),
    "JIEDAN_DINGTALK_ROBOTS": ("channels", "dingtalk", "robots"),
    "JIEDAN_FEISHU_SECRET": ("channels", "feishu", "secret"),
    "JIEDAN_FEISHU_ENCRYPT_KEY": ("channels", "feishu", "encrypt_key"),
    "JIEDAN_FEISHU_TOKEN": ("channels", "feishu", "token"),
    "JIEDAN_FEISHU_ROBOTS": ("channels", "feishu", "robots"),
    "JIEDAN_KUAIDI100_KEY": ("carriers", "kuaidi100", "key"),
    "JIEDAN_KUAIDI100_SALT": ("carriers", "kuaidi100", "salt"),
    "JIEDAN_KINGDEE_SECRET": ("erp", "kingdee", "secret"),
    "JIEDAN_VOICE_SECRET": ("voice", "secret"),
    "JIEDAN_PURCHASING_SECRET": ("purchasing", "secret"),
    "JIEDAN_SELLING_SECRET": ("selling", "secret"),
    "JIEDAN_TRACKING_SECRET": ("carriers", "webhook_secret"),
}
ENVIRONMENT: dict[str, Place] = SECRETS | {
    "JIEDAN_DATABASE_URL": ("database", "url"),
    "JIEDAN_HOST": ("web", "host"),
    "JIEDAN_PORT": ("web", "port"),
}


@dataclass(frozen=True, slots=True)
class _Source:
    """One file or the environment, as read."""

    name: str
    text: str
    data: dict[str, Any]

    def says(self, place: Place) -> int:
        """How many steps of `place` are written here."""
        here: Any = self.data
        for depth, part in enumerate(place):
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return depth
        return len(place)


def company_file(path: Path) -> Path:
    """The company's file: `path` itself, or company.toml in the folder `path`."""
    return path / COMPANY_FILE if path.is_dir() else path


def flow_file(company: Path, name: str) -> Path:
    """Where a flow is written: in the folder of the company's file, else among the shipped ones."""
    own = company.parent / "flows" / f"{name}.toml"
    return own if own.is_file() else HOME / "flows" / f"{name}.toml"


def load(path: Path | None, env: Mapping[str, str]) -> Settings:
    """Reads everything that was decided; raises ConfigError with all problems found.

    `path` is a file, a folder with company.toml (and its own flows/), or None for the defaults alone.
    """
    problems: list[Problem] = []
    sources = [_read(DEFAULT_FILE, problems)]
    if path is not None:
        company = _read(company_file(path), problems)
        _refuse_secrets(company, problems)
        sources.append(_from_folder(company, company_file(path).parent))
    sources.append(_environment(env))
    flows = _flows(HOME / "flows", problems)
    if path is not None:
        flows |= _flows(company_file(path).parent / "flows", problems)
    merged: dict[str, Any] = {}
    for source in sources:
        _merge(merged, source.data)
    settings = _validate(merged, sources, problems)
    if settings is not None:
        settings = settings.model_copy(update={"flows": flows})
        broken = {Path(problem.file).name for problem in problems}
        # A flow whose file is wrong is there all the same.
        found = [one for one in sense(settings) if one[0] != ("flow",) or f"{settings.flow}.toml" not in broken]
        problems += [_placed(place, words, cure, sources) for place, words, cure in found]
    if problems or settings is None:
        raise ConfigError(tuple(problems))
    return settings


def _read(file: Path, problems: list[Problem]) -> _Source:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return _Source(str(file), text, tomllib.loads(text))
    except FileNotFoundError:
        problems.append(Problem(str(file), "", "找不到这个文件", "请检查路径,或用 jiedan init 文件夹 新建一套"))
    except OSError as wrong:
        problems.append(Problem(str(file), "", f"读不了这个文件({wrong.strerror})", "请检查权限"))
    except UnicodeDecodeError:
        problems.append(Problem(str(file), "", "不是 UTF-8 编码", "请另存为 UTF-8"))
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(wrong))
        where = f"第 {found[2]} 个字符附近" if found else "文件末尾"
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        cure = "常见原因:文字没加英文引号、用了中文引号或中文逗号、同一项写了两次"
        problems.append(Problem(str(file), "", f"TOML 格式不对({where})", cure, line))
    except (ValueError, RecursionError):
        cure = "请把数字写短一些,括号不要一层套一层"
        problems.append(Problem(str(file), "", "TOML 里有太长的数字或套得太深的括号", cure, 1))
    return _Source(str(file), "", {})


def read_toml(file: Path, problems: list[Problem]) -> tuple[dict[str, Any], str]:
    """A file's content and its text; adds to `problems` where it cannot be read."""
    source = _read(file, problems)
    return source.data, source.text


def _refuse_secrets(company: _Source, problems: list[Problem]) -> None:
    for variable, place in SECRETS.items():
        if company.says(place) == len(place):
            cure = f"请从文件里删掉,改用环境变量 {variable}"
            problems.append(
                Problem(
                    company.name, ".".join(map(str, place)), "密钥不能写在文件里", cure, line_of(company.text, place)
                )
            )


def _from_folder(company: _Source, folder: Path) -> _Source:
    """Relative paths in the company's file count from its folder, wherever the command is started."""
    data = dict(company.data)
    if isinstance(world := data.get("world"), str) and world:
        data["world"] = str((folder / world).resolve())
    rules = data.get("rules", RULES)
    if isinstance(rules, str):
        data["rules"] = str((folder / (rules or RULES)).resolve())
    database = data.get("database", {})
    if isinstance(database, dict) and isinstance(url := database.get("url", Database().url), str):
        found = re.fullmatch(r"(sqlite\+aiosqlite:///)([^/:][^?]*)(\?.*)?", url)
        if found:
            data["database"] = database | {"url": f"{found[1]}{(folder / found[2]).resolve()}{found[3] or ''}"}
    return _Source(company.name, company.text, data)


def _environment(env: Mapping[str, str]) -> _Source:
    data: dict[str, Any] = {}
    for variable, place in ENVIRONMENT.items():
        if value := env.get(variable, "").strip():
            here = data
            for part in place[:-1]:
                here = here.setdefault(str(part), {})
            here[str(place[-1])] = value
    return _Source("环境变量", "", data)


def _flows(folder: Path, problems: list[Problem]) -> dict[str, FlowSpec]:
    flows: dict[str, FlowSpec] = {}
    for file in sorted(folder.glob("*.toml")):
        before = len(problems)
        source = _read(file, problems)
        if len(problems) > before:
            continue
        try:
            flow = FlowSpec.model_validate(source.data)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_input=False):
                words, cure = explain(error, FlowSpec)
                problems.append(_placed(error["loc"], words, cure, [source]))
            continue
        if flow.name != file.stem:
            words = f"流程名 {flow.name} 和文件名不一致"
            problems.append(_placed(("name",), words, f'请写 name = "{file.stem}"', [source]))
        flows[file.stem] = flow
    return flows


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            into[key] = dict(into[key])
            _merge(into[key], value)
        else:
            into[key] = value


def _validate(merged: dict[str, Any], sources: list[_Source], problems: list[Problem]) -> Settings | None:
    try:
        return Settings.model_validate(merged)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            words, cure = explain(error, Settings)
            problems.append(_placed(error["loc"], words, cure, sources))
    return None


def _placed(place: Place, words: str, cure: str, sources: list[_Source]) -> Problem:
    """The problem with the place it comes from: the last source that says the most of it.

    What is only in the defaults has to be written into the company's file, where there is one.
    """
    source = max(reversed(sources), key=lambda s: s.says(place))
    if source is sources[0] and len(sources) > 2:
        source = sources[1]
    key = ".".join(map(str, place))
    for variable, at in ENVIRONMENT.items():
        if not source.text and at == place:
            key = variable
    return Problem(source.name, key, words, cure, line_of(source.text, place))
