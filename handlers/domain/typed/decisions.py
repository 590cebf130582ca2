"""What somebody decides who was asked: a verdict, a plan, a part first; and the wish to be asked again."""

import re
from dataclasses import replace

from handlers.domain.typed.command import NUMBER, Typed, first

_FREED = r"(?:回款|款到|付款|付清)[以之]?后再?放行"
_TOLD = "(?:答应|告诉)客户"
_PLAIN = (
    ("paid_first", re.compile(rf"{_FREED}[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s,的:]*{_FREED}")),
    ("ask_again", re.compile(rf"重新申请[\s:]*(?P<about>{NUMBER})")),
    (
        "coordinate",
        re.compile(rf"(?:找\S{{1,8}})?协调[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s,的:]*(?:找\S{{1,8}})?协调"),
    ),
    ("assure", re.compile(rf"{_TOLD}[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s,的:]*{_TOLD}")),
    ("basis", re.compile(rf"看?产能依据(?:[\s:]*(?P<about>{NUMBER}))?|(?P<before>{NUMBER})[\s,的:]*看?产能依据")),
    ("part_first", re.compile(rf"(?:同意)?先交(?:一部分)?[\s:]*(?P<about>{NUMBER})")),
    (
        "plans",
        re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:插单评估|评估插单|插单)|插单评估[\s:]*(?P<after>{NUMBER})"),
    ),
    ("plan", re.compile(rf"(?P<about>{NUMBER})[\s:]*选(?P<words>[A-Ca-c])")),
    ("plan_back", re.compile(rf"撤销插单[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s:]*撤销插单")),
)
_VERDICTS = {
    **dict.fromkeys(("批准", "同意", "特批", "通过"), "grant"),
    **dict.fromkeys(("驳回", "拒绝", "不批", "不批准", "不同意", "不通过"), "deny"),
    "婉拒": "decline",
    "同意加班": "grant",
}
_VERDICT = "|".join(sorted(_VERDICTS, key=len, reverse=True))
_DECIDED = (
    re.compile(rf"(?P<verb>{_VERDICT})[\s:]*(?P<about>{NUMBER})[\s,。:]*(?P<words>.*)", re.DOTALL),
    re.compile(
        rf"(?P<about>{NUMBER})[\s,的:]*(?P<verb>(?!不?通过)(?:{_VERDICT}))(?:[\s,。:]+(?P<words>.*))?", re.DOTALL
    ),
)


def decided(said: str) -> Typed | None:
    """A verdict with its reason, a plan that is taken, or the wish to be asked again."""
    if found := first(_PLAIN, said):
        return replace(found, words=found.words.upper())
    if match := next((match for way in _DECIDED if (match := way.fullmatch(said))), None):
        own = match["verb"].endswith("通过")
        return Typed(_VERDICTS[match["verb"]], match["about"], words=(match["words"] or "").strip(), own=own)
    return None
