"""Turns a pydantic finding into words: what is wrong, and what to write instead."""

import re
import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

_TYPES = {
    "int": ("应是整数", "不加引号、不带小数,例如 5"),
    "float": ("应是数字", "不加引号,例如 0.8"),
    "bool": ("应是 true 或 false", "不加引号"),
    "string": ("应是文字", '两边加英文引号,例如 "abc"'),
    "tuple": ("应是列表", '写在方括号里,例如 ["a", "b"]'),
    "dict": ("应是一组键值", "写成一节,例如 [名称] 下面逐行 键 = 值"),
    "model": ("应是一组键值", "写成一节,例如 [名称] 下面逐行 键 = 值"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", "不能小于"),
    "less_than_equal": ("le", "不能大于"),
    "greater_than": ("gt", "要大于"),
    "less_than": ("lt", "要小于"),
}


def explain(error: ErrorDetails, root: type[BaseModel]) -> tuple[str, str]:
    """Returns (what is wrong, cure) for one validation error of a tree of models."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "没有这个配置项", _suggest(str(error["loc"][-1]), known_keys(root, error["loc"][:-1]))
    if kind == "missing":
        return "缺少这一项", "请补上"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return "值不在可选范围内", f"可选:{'、'.join(known)}"
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"{words} {context.get(name)}", "请改成范围内的数"
    for prefix, words_and_cure in _TYPES.items():
        if kind.startswith(prefix):
            return words_and_cure
    return "值不对", "请对照 default.toml 里的说明修改"


def _suggest(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1, cutoff=0.5)
    if close:
        return f"是不是想写 {close[0]}?"
    return f"这里可以写:{'、'.join(known)}" if known else "请删掉这一项"


def known_keys(root: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand at a place of the tree."""
    here: Any = root
    for part in place:
        here = _step(here, part)
    model = _model(here)
    return [] if model is None else [field.alias or name for name, field in model.model_fields.items()]


def _step(here: Any, part: int | str) -> Any:
    model = _model(here)
    if model is not None:
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        return fields.get(str(part))
    if get_origin(here) in (dict, Mapping):
        return get_args(here)[1]
    if get_origin(here) in (tuple, list):
        return get_args(here)[0]
    return None


def _model(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) in (Union, types.UnionType):
        return next((m for m in map(_model, get_args(annotation)) if m), None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None
