"""What somebody decides who was asked, and the wish to be asked again."""

import re

from handlers.domain.typed.command import NUMBER, Typed, first

_FREED = r"(?:回款|款到|付款|付清)[以之]?后再?放行"
_PLAIN = (
    ("paid_first", re.compile(rf"{_FREED}[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s,的:]*{_FREED}")),
    ("ask_again", re.compile(rf"重新申请[\s:]*(?P<about>{NUMBER})")),
)
_VERDICTS = {
    **dict.fromkeys(("批准", "同意", "特批", "通过"), "grant"),
    **dict.fromkeys(("驳回", "拒绝", "不批"), "deny"),
}
_DECIDED = re.compile(
    rf"(?P<verb>{'|'.join(_VERDICTS)})[\s:]*(?P<about>{NUMBER})[\s,。:]*(?P<words>.*)",
    re.DOTALL,
)


def decided(said: str) -> Typed | None:
    """A verdict with its reason, or the wish to be asked again."""
    if found := first(_PLAIN, said):
        return found
    if match := _DECIDED.fullmatch(said):
        own = match["verb"] == "通过"
        return Typed(_VERDICTS[match["verb"]], match["about"], words=match["words"].strip(), own=own)
    return None
