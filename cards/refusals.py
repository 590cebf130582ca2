"""One clear sentence for every refusal code, with what is possible instead."""

from collections import defaultdict
from collections.abc import Mapping

from cards.words import one_line, role

_SENTENCES: dict[str, str] = {}


def refusal(code: str, facts: Mapping[str, str], cure: str = "", *, outsider: bool = False) -> str:
    """The sentence for a code; a natural general one where the code is new."""
    known = {k: one_line(str(v), 60) for k, v in facts.items()}
    pattern = _SENTENCES.get(code) or _SENTENCES.get(code.split(".")[0] + ".*")
    if pattern is None:
        after = one_line(cure, 60) if cure and not cure.isascii() else ""
        return f"这一步现在做不了{f',{after}' if after else ''}。需要帮忙请联系{'业务员' if outsider else '主管'}。"
    if "role" in known:
        known["role"] = role(known["role"])
    return pattern.format_map(defaultdict(str, known))
