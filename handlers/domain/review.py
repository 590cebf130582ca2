"""What may be learned from a week: for each of its findings a rule that would have said so in time, or wants proof."""

from dataclasses import dataclass

from handlers.domain.flow import PLAIN, Flow
from handlers.domain.rules.model import NAME, RuleText

PROOF = "完成凭证"  # what the picture is called that is asked for
LACK = "缺料"  # the cause of an alert about a product that is short


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that happened several times: a cause, or a product by its code."""

    name: str
    count: int
    product: bool = False


def proposal(seen: Seen, flow: Flow) -> RuleText | None:
    """A rule that speaks when it begins again; None where nothing of the flow can tell that it does."""
    if seen.product:
        say = f"{{单号}} 有 {seen.name},上周它出过{seen.count}次问题,请先核对"
        return RuleText(f"复盘{seen.name}", ("下单",), (f"通知 负责人:{say}",), f"产品编号 含 {seen.name}")
    if seen.name == LACK:
        say = f"{{单号}} 又缺料,上周缺了{seen.count}次,请先核供应商交期"
        return RuleText(f"复盘{LACK}", ("缺货",), (f"加标签 {LACK}", f"通知 采购:{say}"))
    state = seen.name if seen.name in flow.spec.state else _state_of(seen.name, flow)
    if not state:
        return None
    what = "超时" if state == seen.name else seen.name
    say = f"{{单号}} 到了{state},上周这里{what}{seen.count}次,请别拖"
    return RuleText(f"复盘{seen.name}", (f"进入 {state}",), (f"通知 负责人:{say}",))


def _state_of(title: str, flow: Flow) -> str:
    """The first state in which a watch of this title counts."""
    return next((watch.states[0] for watch in flow.spec.watches if watch.title == title and watch.states), "")


def field_for(seen: Seen, flow: Flow) -> RuleText | None:
    """A rule that lets no order leave the state of a finding without proof; None where the flow wants some already."""
    state = "" if seen.product else seen.name if seen.name in flow.spec.state else _state_of(seen.name, flow)
    known = flow.spec.state.get(state)
    if known is None or known.deliverable or not any(m.action not in PLAIN for m in flow.moves(state)):
        return None
    return RuleText(f"必填{state}"[:NAME], (f"离开 {state}",), (f"必填 照片:{PROOF}",))
