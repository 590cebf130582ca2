"""A customer's own words for products, as they are listed and changed."""

from cards import goods, press, words
from cards.card import Block, Card, Fact, Facts, Lines, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.notices import AliasChanged, AliasList, AliasUnclear

SHOWN = 8


def alias_list(notice: AliasList, viewer: Viewer) -> Card:
    """What the customer calls things."""
    whose = "您" if viewer.is_customer else words.one_line(notice.customer, 20)
    if not notice.known:
        about = f"“{words.one_line(notice.words, 16)}”这个" if notice.words else ""
        teach = "想教我一个,请说“别名 叫法=产品”。"
        return sentence(f"{whose}还没有{about}别名。{teach}")
    rows = tuple(
        f"{goods.meaning(word)}{'' if word.source == 'taught' else '(从订单学到)'}" for word in notice.known[:SHOWN]
    )
    more = len(notice.known) - SHOWN
    rest: tuple[Block, ...] = (Note(f"…还有{more}个,可以说“别名 某个词”来查。"),) if more > 0 else ()
    return Card(
        f"{whose}的别名",
        f"{whose}的别名:{rows[0]}" + (f" 等{len(notice.known)}个" if len(notice.known) > 1 else ""),
        (Lines(rows), *rest, Note("不要某个,说“别名 删除 叫法”。")),
    )


def alias_changed(notice: AliasChanged, viewer: Viewer) -> Card:
    """Taught, forgotten or restored, and how to take that back."""
    whose = "您" if viewer.is_customer else words.one_line(notice.customer, 20)
    title = {"taught": "别名已记住", "forgotten": "别名已删除", "restored": "别名已恢复"}[notice.what]
    note = f"只对{whose}生效。"
    if notice.what == "forgotten":
        note = f"以后按产品表里的叫法来认{'您' if viewer.is_customer else whose}说的这个词。"
    facts = [Fact("别名", goods.meaning(notice.word))]
    if notice.old:
        facts.append(Fact("原来", words.one_line(notice.old, 40)))
    return Card(
        title,
        f"{title}:{goods.meaning(notice.word)}",
        (Facts(tuple(facts)), Note(note)),
        (press.alias_undo(notice.word.id),),
        tone="ok" if notice.what != "forgotten" else "plain",
    )


def alias_unclear(notice: AliasUnclear, viewer: Viewer) -> Card:
    """What must be said more exactly."""
    if notice.which is not None:
        names = "、".join(words.one_line(name, 20) for name in notice.which[:6])
        which = f"(有{names})" if names and not viewer.outsider else ""
        return sentence(f"请说一下是哪家客户的别名{which},例如“别名 客户名 叫法=产品”。")
    word = words.one_line(notice.words, 20)
    if not notice.choices:
        return sentence(f"没找到产品“{words.one_line(notice.said, 20)}”,“{word}”先不记。请用产品名或编码再说一遍。")
    rows = tuple(words.one_line(choice, 50) for choice in notice.choices)
    ask = f"“{words.one_line(notice.said, 20)}”有几种,请说全是哪一种:"
    again = Note(f"例如“别名 {word}={rows[0]}”。")
    return Card("别名还没记", f"{ask}{rows[0]}…", (Note(ask, "warn"), Lines(rows), again), tone="warn")
