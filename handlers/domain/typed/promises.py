"""Of what somebody promised by word of mouth: it is written down, listed, kept, broken or taken out."""

import re

from handlers.domain.typed.command import NUMBER, Typed, first

_NOTED = (
    r"(?:请|麻烦|帮我|帮忙|再|先)*(?:(?:记(?:一?下|一?[条笔]|着|住|个)|备忘(?:一下)?|记录(?:一下|一条)?)(?:一?[条个])?"
    r"(?:承诺)?|(?:新增|加一?[条个])承诺)[\s:,]*"
)
_WORD = r"(?:答应|承诺|保证)[了过]?(?!的|吗|没)"
_GIVEN = rf"(?:{_WORD}|(?:跟|和|对|向|给)\S{{2,20}}?(?:说|讲|约|定|讲定|说定)[了好过])"
_PROMISED = rf"(?:我们?|咱们?)?(?:已经|刚刚?|刚才|今天|昨天)?(?P<about>{_GIVEN}.{{3,200}})"
_SAID_SO = rf"(?:我们?|咱们?)?(?:已经|刚刚?|刚才|今天|昨天)?(?P<about>{_WORD}.{{3,200}})"
_DAY = (
    r"(?=.*(?:[\d一二三四五六七八九十]\s*[号日点]|周[一二三四五六日天末]|星期|礼拜|[今明后]天"
    r"|月[底初]|年[底前]|下个?月))"
)
_NO_ORDER = (  # goods with an amount are an order; nor is a question a promise
    r"(?!.*\d\s*(?:件|套|箱|只|个(?!月|小时)|台|吨|条|根|支|片|付|副|公斤|kg))"
    r"(?!.*(?:[?吗]|没有)\s*\Z)"
)
_WHICH = r"[\s:]*(?P<about>\d{1,9})?"
_WHY = r"(?:[\s,:;]+(?P<words>\D.{0,100}))?"
_PLEDGES = (
    (
        "repledge",
        re.compile(
            r"(?:改(?:一下)?|修改|更改|调整|把)承诺[\s:]*(?P<about>\d{1,9})(?:[\s:,的]+|(?=[改到推挪延提]))(?P<words>\S.{0,60})"
            r"|承诺[\s:]*(?P<before>\d{1,9})[\s:,]*(?P<rest>(?:改|推|挪|延|提|顺延|调整)\S.{0,60})"
        ),
    ),
    ("pledge", re.compile(rf"{_NOTED}{_PROMISED}", re.DOTALL)),
    ("pledge", re.compile(r"我(?:已经|刚|刚才)?(?P<about>(?:答应|承诺)了(?!的|过的).{3,200})", re.DOTALL)),
    ("pledge", re.compile(rf"{_DAY}{_NO_ORDER}{_SAID_SO}", re.DOTALL)),
    ("pledge", re.compile(rf"{_DAY}{_NO_ORDER}{_NOTED}(?!{NUMBER})(?P<about>\S.{{3,200}})", re.DOTALL)),
    (
        "rate",
        re.compile(
            r"(?P<before>1[0-2]|[1-9]|上)?(?:个?月)?(?:份)?的?承诺的?\s*兑现率\s*(?P<about>1[0-2]|[1-9]|上)?(?:个?月)?"
        ),
    ),
    (
        "pledges",
        re.compile(
            r"(?:我?答应(?:了|过)?(?:客户|人家|别人)?(?:的|过的)?(?:哪些事情?|什么事?情?|事情?)(?:都?有哪些)?|(?:我的|有哪些)承诺"
            r"|承诺(?:有哪些|清单|台账|列表)?)(?P<about>)\??"
        ),
    ),
    (
        "unpledge",
        re.compile(
            r"(?:取消|删掉|删除|撤销|作废)承诺[\s:]*(?P<about>\d{1,9})|承诺[\s:]*(?P<before>\d{1,9})[\s:]*(?:取消|删掉|作废)了?"
        ),
    ),
    ("broken", re.compile(rf"(?:没有?|未)(?:兑现|做到)了?{_WHICH}{_WHY}", re.DOTALL)),
    ("broken", re.compile(rf"(?:承诺[\s:]*)?(?P<about>\d{{1,9}})[\s:]*(?:没有?|未)(?:兑现|做到){_WHY}", re.DOTALL)),
    ("kept", re.compile(rf"(?:已经?)?兑现了?{_WHICH}{_WHY}", re.DOTALL)),
    ("kept", re.compile(rf"承诺[\s:]*(?P<about>\d{{1,9}})[\s:]*(?:已经?)?(?:兑现|做到|完成|办到)了?{_WHY}", re.DOTALL)),
    ("kept", re.compile(rf"(?P<about>\d{{1,9}})[\s:]*(?:已经?)?(?:兑现|做到)了{_WHY}", re.DOTALL)),
)


def promised(said: str) -> Typed | None:
    """A promise, or how one ended; `about` is its words, its number or a month."""
    return first(_PLEDGES, said)
