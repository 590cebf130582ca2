"""Cards about operators' rules: what they say and did, the list, a try, why an order is where it is."""

from cards import findings, press, words
from cards.card import Block, Card, Fact, Facts, Lines, Note
from cards.goods import customer, ref
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.rules.model import RuleVersion
from handlers.notices import Because, RuleList, RuleNews, RuleTried

ROWS = 9
TEXT = 300  # characters of a template, filled in


def rule_news(notice: RuleNews, viewer: Viewer) -> Card:
    """The template's text; or what a rule did, for who set it off. Whoever is outside reads of no rule."""
    number = ref(notice.order)
    if notice.did:
        if viewer.outsider:
            return sentence(f"您的订单{number}有新进展:{notice.order.state}。")
        done = "、".join(words.one_line(one, 40) for one in notice.did)
        return sentence(f"{number} {done}({words.one_line(notice.rule, 40)})")
    own = viewer.is_customer and viewer.may_see(notice.order)  # a customer knows what he owes, not how he is rated
    text = words.cut(words.clean(notice.text if viewer.prices else notice.discreet), TEXT)
    if viewer.outsider:
        return Card(f"订单 {number}", words.one_line(text, 60), (Note(text),)) if own else sentence("已收到。")
    by = Note(words.one_line(notice.rule, 40))
    return Card(
        f"{number} {notice.order.state}", words.one_line(text, 60), (Note(text), by), (press.details(notice.order),)
    )


def rule_list(notice: RuleList, viewer: Viewer) -> Card:
    """Every rule in one row; one alone in full. Only for our own people."""
    if viewer.outsider:
        return sentence("规则只给自己人看。")
    title = notice.done or ("规则" if len(notice.rules) != 1 else f"规则“{notice.rules[0][0].name}”")
    if notice.wrong:
        rows = tuple(words.one_line(one, 160) for one in notice.wrong[:ROWS])
        return Card(title, f"{title}:{rows[0]}", (Lines(rows),), tone="warn")
    if not notice.rules:
        how = "可以这样写(分行发给我):\n规则 大单审批\n当 下单\n如果 金额 >= 50000\n那么 要求审批 财务:大单"
        return Card("还没有规则", "还没有规则", (Note(how),))
    if len(notice.rules) == 1:
        version, on = notice.rules[0]
        return Card(title, f"{title} {_state(version, on)}", (*_text(version, on), Note(_next(version, on))))
    rows = tuple(f"{one.name}:{_state(one, on)}" for one, on in notice.rules[:ROWS])
    more = (Note(f"还有{len(notice.rules) - ROWS}条没列出。"),) if len(notice.rules) > ROWS else ()
    hint = Note("看一条:“规则 名称”;试跑:“试跑 名称”;退回上一步:“回滚 规则”。")
    return Card(f"规则 {len(notice.rules)} 条", f"规则 {len(notice.rules)} 条:{rows[0]}", (Lines(rows), *more, hint))


def _state(version: RuleVersion, on: int) -> str:
    tried = f"试跑过,近30天会触发{version.hits}张" if version.tried_at else "没有试跑"
    if on == version.version:
        return f"第{on}版启用中"
    return f"第{version.version}版未启用({tried})" + (f",启用的是第{on}版" if on else "")


def _text(version: RuleVersion, on: int) -> tuple[Block, ...]:
    text = version.text
    note = (Fact("说明", words.one_line(text.note, 80)),) if text.note else ()
    return (Facts((*_says(version), Fact("版本", _state(version, on)), *note)),)


def _says(version: RuleVersion) -> tuple[Fact, ...]:
    text = version.text
    cond = (Fact("如果", words.one_line(text.cond, 160)),) if text.cond else ()
    when, then = words.one_line(" 或 ".join(text.when), 120), words.one_line(";".join(text.then), 200)
    return (Fact("当", when), *cond, Fact("那么", then))


def _next(version: RuleVersion, on: int) -> str:
    name = version.name
    if on == version.version:
        return f"停用:“停用 规则 {name}”;退回上一步:“回滚 规则 {name}”。"
    return f"启用:“启用 规则 {name}”。" if version.tried_at else f"先试跑再启用:“试跑 {name}”。"


def rule_tried(notice: RuleTried, viewer: Viewer) -> Card:
    """Which orders of the last days it would have hit."""
    if viewer.outsider:
        return sentence("规则只给自己人看。")
    version = notice.rule
    title = f"试跑“{version.name}”第{version.version}版:近{notice.days}天会触发 {len(notice.hits)} 张单"
    rows = []
    for order, at, why in notice.hits[: ROWS - 2]:
        when = words.moment(at, viewer.now, viewer.zone)
        rows.append(f"{ref(order)} {customer(order, viewer)} {when} {words.one_line(why, 20)}".strip())
    blocks: list[Block] = [Lines(tuple(rows))] if rows else []
    if len(notice.hits) > len(rows):
        blocks.append(Note(f"…共{len(notice.hits)}张"))
    if notice.stuck:
        blocks.append(
            Note(f"其中{notice.stuck}张当时的状态,流程不允许这样改:启用后遇到这样的单不会动,只记在修改记录里。", "warn")
        )
    if not notice.full:
        blocks.append(Note(f"单子太多,只看了最近有动静的{notice.looked}张。"))
    blocks.append(Note(f"试跑没有改动任何订单。要启用请发“启用 规则 {version.name}”。金额、货品、缺货按现在的算。"))
    return Card(title, title, tuple(blocks))


def because(notice: Because, viewer: Viewer) -> Card:
    """The last move in words: who or which rule, when, why."""
    order, event = notice.order, notice.event
    if viewer.outsider or event is None:
        return sentence(f"{ref(order)} 现在是“{order.state}”。")
    at = words.moment(event.at, viewer.now, viewer.zone)
    rows = [Fact("从哪到哪", f"{event.from_state} → {event.to_state}"), Fact("谁", f"{notice.by or '系统'},{at}")]
    if event.reason:
        rows.append(Fact("因为", words.one_line(event.reason, 80)))
    if notice.rule is not None:
        rows += _says(notice.rule)
    title = f"{ref(order)} 为什么是“{order.state}”"
    blocks: tuple[Block, ...] = (Facts(tuple(rows)), *findings.held_by(order, viewer))
    return Card(title, f"{title}:{notice.by} {event.reason}".strip(), blocks, (press.details(order),))
