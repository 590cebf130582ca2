"""Reads and judges the 如果 of a rule: 金额 >= 10000 且 (客户等级 = VIP 或 加急) 且 非 缺货. No code in it."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from handlers.domain.flow_check import meant
from handlers.domain.rules.model import Compare, Condition, Every, Not, Some, Value
from handlers.domain.rules.vocabulary import CHOICE, CODES, FLAG, MANY, NUMBER, ROLE_WORDS, SECOND, Vocabulary
from handlers.domain.signs import half_width

LONGEST = 500  # characters
DEEPEST = 12  # brackets in brackets
_AND, _OR, _NOT = ("并且", "而且", "且", "&&"), ("或者", "或是", "或", "||"), ("并非", "不是", "非")
_OPS = {
    ">=": ">=",
    "<=": "<=",
    "!=": "!=",
    "==": "=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    ">": ">",
    "<": "<",
    "=": "=",
    "大于等于": ">=",
    "小于等于": "<=",
    "不少于": ">=",
    "不低于": ">=",
    "至少": ">=",
    "不超过": "<=",
    "不多于": "<=",
    "最多": "<=",
    "超过": ">",
    "大于": ">",
    "多于": ">",
    "高于": ">",
    "小于": "<",
    "少于": "<",
    "低于": "<",
    "不等于": "!=",
    "不是": "!=",
    "等于": "=",
    "不包含": "lacks",
    "不含": "lacks",
    "没有": "lacks",
    "包含": "has",
    "属于": "in",
    "含": "has",
    "有": "has",
    "是": "=",
    "为": "=",
}
_ALLOWED = {
    NUMBER: ("=", "!=", ">", ">=", "<", "<="),
    FLAG: ("=", "!="),
    MANY: ("has", "lacks"),
    CHOICE: ("=", "!=", "in"),
    "text": ("=", "!=", "has", "lacks", "in"),
}
_SAID = {"=": "=", "!=": "不是", "has": "含", "lacks": "不含", "in": "属于"}
_QUOTES = {'"': '"', "'": "'", "“": "”", "「": "」", "‘": "’"}
_NUMBER = re.compile(r"(-?\d{1,12}(?:,\d{3})*(?:\.\d{1,4})?)\s*(万|千)?\s*(?:元|块|天|小时|件|个|单|箱|行|种)?")
_UNIT = re.compile(r"(?:万|千)?\s*(?:元|块|天|小时|件|个|单|箱|行|种)?")
_TIMES = {"万": 10_000, "千": 1_000}
_YES, _NO = ("是", "true", "对"), ("否", "不是", "false", "不")


class WrongWords(Exception):
    """What cannot be read, and what helps."""

    def __init__(self, words: str, cure: str) -> None:
        super().__init__(f"{words},{cure}")
        self.words, self.cure = words, cure


def read_condition(text: str, known: Vocabulary) -> Condition:
    """The condition; raises WrongWords."""
    if len(text) > LONGEST:
        raise WrongWords(f"太长(超过{LONGEST}字)", "请拆成几条规则")
    reader = _Reader(text, known)
    found = reader.some(0)
    if reader.rest:
        raise WrongWords(f"“{reader.rest[:12]}”读不懂", "两个条件之间请写 且 或 或")
    return found


def holds(condition: Condition | None, facts: Mapping[str, Value | None]) -> bool:
    """Whether it is so; a fact that is not known is like nothing: it only differs."""
    match condition:
        case None:
            return True
        case Not(of):
            return not holds(of, facts)
        case Every(parts):
            return all(holds(part, facts) for part in parts)
        case Some(parts):
            return any(holds(part, facts) for part in parts)
        case Compare(fact, op, value):
            return _compare(facts.get(fact), op, value, whole=fact == CODES)


def _compare(fact: Value | None, op: str, value: Value, *, whole: bool) -> bool:
    if fact is None:
        return op in ("lacks", "!=")
    if isinstance(fact, Decimal) and isinstance(value, Decimal):
        return _number(fact, op, value)
    if op == "in":
        return isinstance(value, tuple) and fact in value
    if op in ("has", "lacks"):
        parts = fact if isinstance(fact, tuple) else (str(fact),)
        return any(_in(str(value).casefold(), part.casefold(), whole) for part in parts) is (op == "has")
    return (fact == value) is (op == "=")


def _in(wanted: str, part: str, whole: bool) -> bool:
    """Whether it holds these words; a code is not the longer one that begins so: LT-1 is not LT-10, LT-1* is."""
    if not whole:
        return wanted in part
    begun, more = wanted.removesuffix("*"), "" if wanted.endswith("*") else r"(?![a-z0-9])"
    return bool(begun) and re.search(rf"(?<![a-z0-9]){re.escape(begun)}{more}", part) is not None


def _number(fact: Decimal, op: str, value: Decimal) -> bool:
    return {
        "=": fact == value,
        "!=": fact != value,
        ">": fact > value,
        ">=": fact >= value,
        "<": fact < value,
        "<=": fact <= value,
    }[op]


class _Reader:
    """Reads from the left; `rest` is what is not read yet."""

    def __init__(self, text: str, known: Vocabulary) -> None:
        self.rest = half_width(text).strip()
        self._known = known
        names = {**{name: name for name in known.facts if " " not in name}, **SECOND}
        self._names = dict(sorted(names.items(), key=lambda pair: -len(pair[0])))
        self._flags = dict(sorted(known.flags.items(), key=lambda pair: -len(pair[0])))

    def some(self, depth: int) -> Condition:
        """One or more conditions joined by 或."""
        parts = [self._every(depth)]
        while self._take(_OR):
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _every(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._take(_AND):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise WrongWords("括号套得太深", "请拆成几条规则")
        if self._take(("(",)):
            inner = self.some(depth + 1)
            if not self._take((")",)):
                raise WrongWords("括号没有配对", "请补上右括号")
            return inner
        flag = next((name for name in self._flags if self.rest.startswith(name)), "")
        fact = next((name for name in self._names if self.rest.startswith(name)), "")
        if flag and len(flag) >= len(fact):
            return self._flag(flag)
        if fact:
            return self._test(fact)
        if self._take(_NOT):
            return Not(self._one(depth + 1))
        raise self._unknown()

    def _flag(self, name: str) -> Condition:
        self._drop(len(name))
        fact, value = self._known.flags[name]
        op = next((sign for sign in ("==", "=", "是") if self.rest.startswith(sign)), "")
        if op:
            self._drop(len(op))
            word = self._value()
            if word not in (*_YES, *_NO):
                raise WrongWords(f"“{name}”只能是 是 或 否", "例如:加急 = 是;或只写 加急")
            value = value is (word in _YES)
        return Compare(fact, "=", value)

    def _test(self, name: str) -> Condition:
        self._drop(len(name))
        fact = self._names[name]
        kind = self._known.facts[fact]
        sign = next((sign for sign in sorted(_OPS, key=len, reverse=True) if self.rest.startswith(sign)), "")
        if not sign:
            raise WrongWords(f"“{name}”后面缺少比较", f"例如:{name} {_EXAMPLES[kind]}")
        op = _OPS[sign]
        if op not in _ALLOWED[kind]:
            can = "、".join(_SAID.get(one, one) for one in _ALLOWED[kind])
            raise WrongWords(f"“{name}”不能用“{sign}”比较", f"可用:{can}")
        self._drop(len(sign))
        word = self._value()
        if not word:
            raise WrongWords(f"“{name} {sign}”后面缺少值", f"例如:{name} {_EXAMPLES[kind]}")
        if op == "in":
            return Compare(fact, op, tuple(self._checked(fact, kind, one) for one in re.split("[、,/]", word) if one))
        if kind == NUMBER:
            unit = _UNIT.match(self.rest)  # 5 天
            if unit and unit[0]:
                self._drop(len(unit[0]))
                word += unit[0]
            return Compare(fact, op, number(word, name))
        return Compare(fact, op, self._checked(fact, kind, word))

    def _checked(self, fact: str, kind: str, word: str) -> str:
        """A value of a closed set must be one of them; roles are kept as their keys."""
        if kind != CHOICE:
            return word
        if word not in self._known.choices[fact]:
            raise WrongWords(f"{fact}没有“{word}”", meant(word, self._known.choices[fact]))
        role = ROLE_WORDS.get(word) if fact in ("下单人", "操作人") else None
        return role.value if role else word

    def _value(self) -> str:
        """Quoted, or up to the next 且, 或, bracket or blank."""
        self.rest = self.rest.lstrip()
        end = _QUOTES.get(self.rest[:1])
        if end is not None:
            place = self.rest.find(end, 1)
            if place < 0:
                raise WrongWords("引号没有配对", f"请补上 {end}")
            word = self.rest[1:place].strip()
            self._drop(place + 1)
            return word
        stop = re.search(r"[\s()]|&&|\|\||并且|而且|或者|或是|且|或|\Z", self.rest)
        place = stop.start() if stop else len(self.rest)
        word = self.rest[:place]
        self._drop(place)
        return word

    def _take(self, words: tuple[str, ...]) -> bool:
        for word in words:
            if self.rest.startswith(word):
                self._drop(len(word))
                return True
        return False

    def _drop(self, count: int) -> None:
        self.rest = self.rest[count:].lstrip()

    def _unknown(self) -> WrongWords:
        if not self.rest:
            return WrongWords("条件没有写完", "例如:金额 >= 10000 且 客户等级 = VIP")
        found = re.match(r"[^\s()=<>!≥≤且或]+", self.rest)
        word = found[0] if found else self.rest[:1]
        names = [*(n for n in self._names if n not in SECOND), *(n for n in self._flags if n not in self._names)]
        return WrongWords(f"没有“{word[:12]}”这个条件项", _near(word, names, list(self._known.facts)))


_EXAMPLES = {
    NUMBER: ">= 10000",
    MANY: "含 某某",
    CHOICE: "= 某某",
    "text": "= 某某",
    FLAG: "",
}


def _near(word: str, names: list[str], listed: list[str]) -> str:
    cure = meant(word, names)
    return cure if cure.startswith("是不是") else "可用:" + "、".join(n for n in listed if " " not in n)


def number(word: str, name: str) -> Decimal:
    """10000, 1万, 3天; raises WrongWords."""
    found = _NUMBER.fullmatch(word)
    try:
        return Decimal((found[1] if found else "x").replace(",", "")) * _TIMES.get(found[2] if found else "", 1)
    except InvalidOperation:
        raise WrongWords(f"“{name}”要和数字比,“{word[:12]}”不是数字", f"例如:{name} >= 10000") from None
