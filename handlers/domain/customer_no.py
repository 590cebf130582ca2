"""The customer's own order number, where the words give one: 采购单号 PO-2603117."""

import re

_NAMED = re.compile(
    r"(?:(?:客户|采购|贵司|我司|我方|对方)?(?:采购)?(?:订?单号?|合同)(?:编号|号)?|P\.?O\.?(?:号|单号)?|合同号)"
    r"\s*[:\uff1a#是为]?\s*(?P<no>(?=[A-Za-z0-9/_-]*\d)[A-Za-z0-9][A-Za-z0-9/_-]{4,29})",
    re.IGNORECASE,
)
_OWN = re.compile(r"SO\d{8}-\d+\Z", re.IGNORECASE)


def customer_no(text: str) -> str:
    """The first number that is named as an order's and is none of ours; empty where there is none."""
    for found in _NAMED.finditer(text[:2000]):
        if not _OWN.match(found["no"]):
            return found["no"]
    return ""
