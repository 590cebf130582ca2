"""Who is who: invitation codes, somebody who joined, access that was changed."""

from cards import words
from cards.card import Card, Fact, Facts, Note, Quote
from cards.plain import sentence
from cards.system import sayings
from cards.viewer import Viewer
from handlers.domain.messaging import PLATFORMS
from handlers.notices import Bound, CodeRefused, Invited, Joined, LeftOpen, PersonChanged


def invited(notice: Invited, viewer: Viewer) -> Card:
    """The code with the sentence to pass on; only for the one who asked, where nobody reads along."""
    if not viewer.direct or viewer.person is None or viewer.is_customer:
        return sentence("邀请码只发给邀请人自己,请私聊我要。")
    who = _who(notice.name, notice.company) or words.role(notice.role)
    until = words.moment(notice.until, viewer.now, viewer.zone)
    what = "这个码用来再绑一个账号" if notice.again else "这个码用来开通账号"
    what = f"原来的码发到了群里,已经作废,这是新的。{what}" if notice.instead else what
    return Card(
        title=f"给{words.one_line(notice.name, 20)}的邀请码",
        summary=f"给{who}的邀请码。没看到或丢了,再要一个就行。",
        blocks=(
            Facts((Fact("给谁", who), Fact("有效期", f"{until}前,只能用一次"))),
            Note(f"{what}。请把下面这句转给他,让他原样发给接单助手,别发到群里:"),
            Quote(f"邀请码 {notice.code}"),
        ),
    )


def joined(notice: Joined, viewer: Viewer) -> Card:
    """Tells those who wait for it that somebody is known now."""
    if viewer.outsider or not viewer.direct:
        return sentence("有新的同事开通了。")
    where = PLATFORMS.get(notice.channel, notice.channel)
    done = f"又绑定了一个账号({where})" if notice.again else f"已经在{where}开通"
    return sentence(f"{_who(notice.name, notice.company)}{done},可以直接跟我说话了。")


def bound(notice: Bound, viewer: Viewer) -> Card:
    """A welcome with one thing to try."""
    you = "您" if notice.company else "你"
    tries = sayings(notice.role)
    hint = f"{tries[0]}。" if tries else ""
    company = f"({words.one_line(notice.company, 30)})" if notice.company and viewer.direct else ""
    name = "" if viewer.outsider and not notice.company else f"{words.one_line(notice.name, 20)}{company},"
    return sentence(f"{name}{you}好,账号开通了。{hint}更多说法请发“帮助”。")


_REFUSED = {
    "wrong": "这个邀请码不对、用过了或已过期。请核对一下,或请发码的人重新发一个。",
    "claim": "手机号和订单号没对上。请核对一下再发,或请您的业务员发一个邀请码。",
    "claim_busy": "试的次数太多了,请明天再发,或请您的业务员发一个邀请码。",
    "busy": "试的次数太多了,请过一小时再发,或请发码的人联系管理员。",
    "known": "这个账号已经开通了,不用再发邀请码。",
    "shown": "邀请码发在群里大家都看得到,这个已经作废。请向邀请人再要一个,私聊发给我。",
}


def code_refused(notice: CodeRefused, _viewer: Viewer) -> Card:
    """Why a code does nothing; unknown, used and old ones look the same from outside."""
    return sentence(_REFUSED.get(notice.why, _REFUSED["wrong"]))


_CHANGED = {
    "bound": "{who}:账号绑定好了{accounts},马上可以用。",
    "unbound": "{who}:账号已经解绑{accounts},马上生效。",
    "disabled": "{who}已经停用,马上生效:他发什么、点什么都没有用了,也不再通知他。",
    "enabled": "{who}已经启用,原来的账号可以接着用。",
}


def person_changed(notice: PersonChanged, viewer: Viewer) -> Card:
    """The answer to the one who changed somebody's access."""
    if viewer.outsider or not viewer.direct:
        return sentence("办好了。")
    named = []
    for one in notice.accounts[:3]:
        channel, _, account = one.partition(" ")
        named.append(f"{PLATFORMS.get(channel, channel)} {words.one_line(account, 40)}")
    accounts = f"({'、'.join(named)})" if named else ""
    text = _CHANGED[notice.what].format(who=_who(notice.name, notice.company), accounts=accounts)
    return sentence(text + _left(notice.left))


def _left(left: LeftOpen) -> str:
    """What somebody leaves behind, and who has it now."""
    found = [
        text
        for many, text in (
            (left.pledges, f"承诺{left.pledges}条(到日子提醒主管)"),
            (left.questions, f"等他定的{left.questions}件(已转给主管)"),
            (left.customers, f"负责的客户{left.customers}家(请在 customers.csv 里换业务员)"),
        )
        if many
    ]
    return f"他手上还有:{'、'.join(found)}。" if found else ""


def _who(name: str, company: str) -> str:
    known = words.one_line(name, 20)
    return f"{words.one_line(company, 30)}的{known}" if company else known
