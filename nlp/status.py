"""Which step of its way an order has reached, from the words of those who moved it."""

import re

STATUSES: tuple[tuple[str, str], ...] = (
    ("退货", r"退货|退回来|拒收|退回"),
    ("付款", r"款到|到账|收款|付款|打款|货款|尾款|回款|已付|付清|款已"),
    ("签收", r"签收|送达|收到货|送到了|客户收了"),
    ("质检", r"质检|送检|抽检|检验|检完|品检"),
    (
        "运输",
        r"发车|装车|揽收|揽件|在途|运输|上路|发走|发出|已发|今天发|发了|发货|单号|装柜|启运|快递|物流|派送|在路上|走了",
    ),
    ("出库", r"出库|出完|出仓|提货"),
    ("备料", r"料齐|备料|配料|备齐|备货|配齐|拣货|拣好|拣完|分拣|备好|领料"),
    ("排产", r"排产|排上|排好|排到|排进|排了|上排|排期"),
    ("生产", r"上线|加工|开工|生产|在做|开始做|做完|下线|做好|完工|开机|分割"),
    ("审核", r"审核|过审|批了|审过|审了|批准|审批"),
)


def status_of(folded: str, tracking: bool) -> str | None:
    """The status the words speak of; a tracking number alone means it is on its way."""
    early: list[tuple[int, str]] = []
    for status, pattern in STATUSES:
        match = re.search(pattern, folded)
        if match:
            early.append((match.start(), status))
    found = [status for _, status in early]
    if "出库" in found and "运输" in found and not tracking:
        return "出库" if re.search(r"出库|出完", folded) else "运输"
    if tracking and not {"签收", "退货"} & set(found):
        return "运输"
    return found[0] if found else None
