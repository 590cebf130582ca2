"""Reads a rule's words against a flow: the rule, or everything that is wrong with it, each with place and cure."""

import re
from collections.abc import Callable
from typing import TypeVar

from handlers.domain.errors import Refused
from handlers.domain.flow import DELIVERABLES, PLAIN, Flow
from handlers.domain.flow_check import Flaw, meant
from handlers.domain.order import Phase
from handlers.domain.party import Role
from handlers.domain.rules.condition import WrongWords, read_condition
from handlers.domain.rules.model import (
    NAME,
    Action,
    Ask,
    Condition,
    Hurry,
    Move,
    Notify,
    Require,
    Rule,
    RuleText,
    Tag,
    Trigger,
)
from handlers.domain.rules.stands import forbidden
from handlers.domain.rules.vocabulary import (
    FACTS,
    FIELDS,
    GIVEN,
    ROLE_WORDS,
    SECOND,
    TRACKING,
    Vocabulary,
    milestones,
    vocabulary,
)
from handlers.domain.signs import half_width

T = TypeVar("T")
MOST = 10  # triggers, or actions, of one rule
LONGEST = 200  # characters of one line
TAG = 12
WHEN: tuple[str, ...] = (
    "下单",
    "进入 状态",
    "离开 状态",
    "运单号已填",
    "某交付物已上传",
    "财务通过",
    "财务驳回",
    "记录 付款",
    "数量变更",
    "交期变更",
    "地址变更",
    "订单变更",
    "加上标签 某某",
    "超时",
    "缺货",
)
THEN = (
    "状态改为 某状态",
    "通知 谁:说什么",
    "加标签 某某",
    "去标签 某某",
    "设为加急",
    "取消加急",
    "要求审批 财务:原因",
    "必填 照片:质检单",
)
REQUIRED = {called: kind for kind, called in DELIVERABLES.items()}
PEOPLE = {"业务员": "seller", "跟单业务员": "seller", "下单人": "placer", "负责人": "owner", "客户": "customer"}
IN_BRACES = re.compile(r"\{([^{}]*)\}")


def read_rule(text: RuleText, flow: Flow) -> tuple[Rule | None, tuple[Flaw, ...]]:
    """The rule, or what is wrong with it; places are ("when", 0), ("if",), ("then", 1), ("name",)."""
    known = vocabulary(flow)
    flaws: list[Flaw] = [*_name(text)]
    triggers = _each(text.when, "when", lambda words: _trigger(words, known), flaws)
    actions = _each(text.then, "then", lambda words: _action(words, known), flaws)
    condition: Condition | None = None
    if text.cond.strip():
        try:
            condition = read_condition(text.cond, known)
        except WrongWords as wrong:
            flaws.append(Flaw(("if",), "if", wrong.words, wrong.cure))
    if flaws:
        return None, tuple(flaws)
    rule = Rule(text, tuple(triggers), condition, tuple(actions))
    return (rule, ()) if not (more := tuple(_together(rule, flow))) else (None, more)


def checked(text: RuleText, flow: Flow) -> Rule:
    """The rule; raises Refused with the first thing that is wrong with it."""
    rule, flaws = read_rule(text, flow)
    if rule is None:
        raise Refused("rule.wrong", {"规则": text.name, "哪里": flaws[0].words}, cure=flaws[0].cure)
    return rule


def _name(text: RuleText) -> list[Flaw]:
    name = text.name
    if not name.strip() or len(name) > NAME or not name.isprintable() or re.search(r"[:\s{}“”\"]", name):
        return [Flaw(("name",), "name", f"规则名“{name[:NAME]}”不能用", f"请用 1 到 {NAME} 个字,不带空格、冒号和引号")]
    return []


def _each(lines: tuple[str, ...], key: str, read: Callable[[str], T], flaws: list[Flaw]) -> list[T]:
    found: list[T] = []
    if not lines:
        cure = f"可写:{'、'.join(WHEN if key == 'when' else THEN)}"
        flaws.append(Flaw((key,), key, "没有写发生什么时" if key == "when" else "没有写做什么", cure))
    if len(lines) > MOST:
        flaws.append(Flaw((key,), key, f"超过 {MOST} 条", "请拆成几条规则"))
    for place, line in enumerate(lines[:MOST]):
        try:
            found.append(read(_short(line)))
        except WrongWords as wrong:
            flaws.append(Flaw((key, place), f"{key}[{place + 1}]", wrong.words, wrong.cure))
    return found


def _short(line: str) -> str:
    if len(line) > LONGEST:
        raise WrongWords(f"太长(超过{LONGEST}字)", "请写短一些")
    return line.strip()


def _trigger(said: str, known: Vocabulary) -> Trigger:
    said = half_width(said)
    if said in ("下单", "订单确认", "确认下单", "新订单"):
        return Trigger("confirm", words=said)
    if said in ("超时", "超时提醒"):
        return Trigger("overdue", words=said)
    if said in ("缺货", "出现缺货", "缺料"):
        return Trigger("short", words=said)
    if said in ("订单变更", "订单修改"):
        return Trigger("change", words=said)
    if found := re.fullmatch(r"(数量|货品|产品|交期|地址|加急)(?:变更|修改|改变|变了)", said):
        return Trigger("field", FIELDS[found[1]], words=said)
    if found := re.fullmatch(r"(进入|变为|状态变为|到了|离开)[\s:]*(\S+)", said):
        _known(found[2], known.states, "状态")
        return Trigger("leave" if found[1] == "离开" else "enter", found[2], words=said)
    if found := re.fullmatch(r"(加上|去掉)标签[\s:]*(\S+)", said):
        return Trigger("tag" if found[1] == "加上" else "untag", _tag(found[2]), words=said)
    if found := re.fullmatch(r"(?:记录|登记)[\s:]*(\S+)", said):
        _known(found[1], milestones(known.flow), "可以记录的进展")
        return Trigger("note", found[1], words=said)
    if found := re.fullmatch(r"(\S*?)(?:审批)?(通过|驳回)", said):
        if found[1]:
            _known(found[1], tuple(ROLE_WORDS), "角色")
        kind = "passed" if found[2] == "通过" else "refused"
        return Trigger(kind, ROLE_WORDS[found[1]].value if found[1] else "", words=said)
    if found := re.fullmatch(rf"(\S+?)\s*(?:{'|'.join(GIVEN)})", said):
        _known(found[1], tuple(known.deliverables), "交付物")
        states = known.deliverables[found[1]]
        return Trigger("tracking" if found[1] == TRACKING else "given", found[1], states, words=said)
    raise WrongWords(f"“{said[:20]}”不知道是什么时候", _one_of(said, WHEN))


def _action(written: str, known: Vocabulary) -> Action:
    said = half_width(written)
    if found := re.fullmatch(r"(?:→|->)?\s*(?:状态)?(?:改为|改成|转到|进入)[\s:]*(\S+)|(?:→|->)\s*(\S+)", said):
        state = found[1] or found[2]
        _known(state, known.states, "状态")
        return _movable(state, known.flow)
    if found := re.fullmatch(r"通知[\s:]*([^:]+?)\s*(?::\s*(.+))?", said, re.DOTALL):
        to = tuple(_audience(who.strip()) for who in re.split(r"[、,和]", found[1]) if who.strip())
        text = written[found.start(2) : found.end(2)] if found[2] else "{单号} 现在是“{状态}”"
        return Notify(to, _template(text))
    if found := re.fullmatch(r"(加|加上|打|去|去掉)标签[\s:]*(\S+)", said):
        return Tag(_tag(found[2]), not found[1].startswith("去"))
    if said in ("设为加急", "加急", "优先"):
        return Hurry()
    if said in ("取消加急", "不加急"):
        return Hurry(on=False)
    if found := re.fullmatch(r"(?:要求|请)[\s:]*(?:审批[\s:]*(\S+?)|(\S+?)\s*审批)\s*(?::\s*(.+))?", said):
        word = found[1] or found[2]
        _known(word, tuple(ROLE_WORDS), "角色")
        return Ask(ROLE_WORDS[word].value, (found[3] or "按规则要审批").strip()[:60])
    if found := re.fullmatch(r"(?:必填|必须有|要有)[\s:]*(\S+?)\s*(?::\s*(\S.{0,11}))?", said):
        _known(found[1], tuple(REQUIRED), "必填项")
        return Require(REQUIRED[found[1]], (found[2] or found[1]).strip())
    raise WrongWords(f"“{said[:20]}”不知道要做什么", _one_of(said, THEN))


def _movable(state: str, flow: Flow) -> Move:
    """Rules move orders as a manager could; never confirm, undo or cancel them."""
    ways = [move for move in flow.spec.moves if move.to == state and move.action not in PLAIN]
    if not ways:
        raise WrongWords(f"规则不能把订单改为“{state}”", "下单、撤销、取消只能由人来做")
    if not any(Role.MANAGER.value in move.who for move in ways):
        raise WrongWords(f"规则不能把订单改为“{state}”", "流程里这一步不归主管做(规则按主管的权限做)")
    return Move(state)


def _audience(word: str) -> str:
    if word in PEOPLE:
        return PEOPLE[word]
    role = ROLE_WORDS.get(word) or ROLE_WORDS.get(re.sub(r"(?:部门?|人员|经理|主管)\Z", "", word))
    return role.value if role else f"@{word.lstrip('@')}"


def _template(text: str) -> str:
    for name in IN_BRACES.findall(text):
        if SECOND.get(name, name) not in FACTS:
            raise WrongWords(f"大括号里没有“{name[:12]}”这个内容", meant(name, tuple(FACTS)))
    if re.search(r"[{}]", IN_BRACES.sub("", text)):
        raise WrongWords("大括号没有配对", "例如:{单号} 款已到,请排产")
    return text.strip()


def _tag(word: str) -> str:
    if len(word) > TAG or re.search(r"[{}“”\"]", word):
        raise WrongWords(f"标签“{word[:TAG]}”不能用", f"请用 {TAG} 个字以内,不带引号")
    return word


def _known(word: str, names: tuple[str, ...], kind: str) -> None:
    if word not in names:
        raise WrongWords(f"没有{kind}“{word[:12]}”", meant(word, names) if names else "请换一个写法")


def _one_of(said: str, forms: tuple[str, ...]) -> str:
    cure = meant(said, forms)
    return cure if cure.startswith("是不是") else f"可写:{'、'.join(forms)}"


def _together(rule: Rule, flow: Flow) -> list[Flaw]:
    """What no line alone can tell."""
    moves = [action for action in rule.actions if isinstance(action, Move)]
    asks = [action for action in rule.actions if isinstance(action, Ask)]
    flaws = []
    if len(moves) > 1:
        flaws.append(Flaw(("then",), "then", "一条规则只能改一次状态", "请拆成几条规则"))
    if len(asks) > 1:
        flaws.append(Flaw(("then",), "then", "一条规则只能要求一次审批", "请拆成几条规则"))
    if moves and asks:
        flaws.append(Flaw(("then",), "then", "不能又改状态又要求审批", "请在审批通过后再改:另写一条规则,当 财务通过"))
    if any(isinstance(action, Require) for action in rule.actions):
        flaws += _required(rule, flow)
    return flaws + forbidden(rule, flow)


def _required(rule: Rule, flow: Flow) -> list[Flaw]:
    """What must be there is looked at before a move that people or rules make; confirming and cancelling are none."""
    if any(t.kind not in ("leave", "enter") for t in rule.triggers):
        return [Flaw(("when",), "when", "必填要写在离开或进入哪个状态之前", "请把 当 写成:离开 某状态,或 进入 某状态")]
    ways = [move for move in flow.spec.moves if move.action not in PLAIN and flow.phase(move.to) is not Phase.VOID]
    looked_at = {("enter", move.to) for move in ways} | {("leave", state) for move in ways for state in move.from_}
    never = [t.words for t in rule.triggers if (t.kind, t.about) not in looked_at]
    return [Flaw(("when",), "when", f"“{one}”时不查必填", "下单和取消不受必填限制,请换一个状态") for one in never]
