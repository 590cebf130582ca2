"""What may be learned from a week: for each of its findings a rule that would have said so in time, or wants proof."""

from dataclasses import dataclass

from handlers.domain.flow import PLAIN, Flow
from handlers.domain.order import Phase
from handlers.domain.rules.model import NAME, RuleText

PROOF, LOOKED_AT, SUPPLIER = "完成凭证", "发货照片", "供应商回执"  # what the pictures are called that are asked for
LACK = "缺料"  # the cause of an alert about a product that is short
LACKS = "缺货"  # the fact of an order that waits for goods
PHOTO, SHIPPED = "photo", "出库"  # a flow's deliverable; the status whose move takes goods out of the house


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
    """A rule that lets no order on without proof; None where the flow wants some there already.

    Of a product a picture before it leaves the house, of what lacks the supplier's word, of a state its own work.
    """
    if seen.product:
        left = next((m for m in flow.spec.moves if SHIPPED in m.words), None)
        if left is None or all(flow.spec.state[state].deliverable == PHOTO for state in left.from_):
            return None
        name = f"必填{seen.name}"[:NAME]
        return RuleText(name, (f"进入 {left.to}",), (f"必填 照片:{LOOKED_AT}",), f"产品编号 含 {seen.name}")
    if seen.name == LACK:
        free = next((state for state in flow.spec.state if _unproved(state, flow)), "")
        what = (f"必填 照片:{SUPPLIER}",)
        return RuleText(f"必填{LACK}", (f"离开 {free}",), what, LACKS) if free else None
    state = seen.name if seen.name in flow.spec.state else _state_of(seen.name, flow)
    if not _unproved(state, flow):
        return None
    return RuleText(f"必填{state}"[:NAME], (f"离开 {state}",), (f"必填 照片:{PROOF}",))


def _unproved(state: str, flow: Flow) -> bool:
    """Whether orders go on from this state, and nothing is to be handed in before."""
    known = flow.spec.state.get(state)
    if known is None or known.deliverable or flow.phase(state) is not Phase.OPEN:
        return False
    return any(move.action not in PLAIN for move in flow.moves(state))
