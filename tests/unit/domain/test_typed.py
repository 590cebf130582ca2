"""Commands as a Chinese keyboard writes them: full-width signs part the words, and what a person wrote stays so."""

import pytest

from handlers.domain.customer_no import customer_no
from handlers.domain.proof import signer
from handlers.domain.reasons import reason_in, reason_to_cancel
from handlers.domain.typed import read, yuan

COLON, COMMA, STOP, BANG, ASK = "\uff1a", "\uff0c", "\u3002", "\uff01", "\uff1f"


@pytest.mark.parametrize(
    ("said", "command"),
    [
        (f"到货{COLON}LT-07 300{BANG}", ("receipt", "LT-07", "")),
        (f"批准 0001{COMMA}老客户", ("grant", "0001", "老客户")),
        (f"通知客户 0012{COMMA}周三到{COMMA}抱歉", ("slip_send", "0012", f"周三到{COMMA}抱歉")),
        (f"已解决 2{COMMA}车都到了", ("solve", "2", "车都到了")),
        (f"报价{COLON}台州恒力 左转向节300件", ("quote", "", "台州恒力 左转向节300件")),
        (f"备注 0012{COLON}送货前打电话{COMMA}谢谢", ("remark", "0012", f"送货前打电话{COMMA}谢谢")),
        (f"0012{COLON}单价改成700{COMMA}老客户让利", ("price", "0012", "老客户让利")),
        (f"记一条{COLON}答应博泰周五前到", ("pledge", "答应博泰周五前到", "")),
        (f"暂停日报{BANG}", ("pause", "", "")),
        (f"承运商{ASK}", ("carriers", "", "")),
        (f"0012{COMMA}已付{COLON}5000", ("pay", "0012", "")),
        ("0012 已付 \uffe55000", ("pay", "0012", "")),
        (f"试跑{COLON}大单", ("rule_try", "大单", "")),
    ],
)
def test_full_width_signs_part_a_command(said: str, command: tuple[str, str, str]) -> None:
    found = read(said)
    assert found is not None
    assert (found.verb, found.about, found.words) == command


def test_full_width_signs_part_reasons_numbers_and_names() -> None:
    assert str(yuan(f"5{COMMA}000")) == "5000"
    assert reason_in(f"改到周五 原因{COLON}客户仓库搬了{STOP}") == "客户仓库搬了"
    assert reason_to_cancel(f"这单取消{COMMA}麻烦了") == ""
    assert customer_no(f"采购单号{COLON}PO-2603117") == "PO-2603117"
    assert signer(f"签收人{COLON}王强") == "王强"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("取消0012 客户项目停了", "客户项目停了"),
        (f"0012取消{COMMA}客户项目停了{COMMA}麻烦了", "客户项目停了"),
        ("客户不要了 0012 取消", "客户不要了"),
        ("取消 SO20260310-0012 对方 资金链断了", "对方 资金链断了"),
        (f"0012 取消{COMMA}仓库说货{COMMA}三个月内都补不上{STOP}", f"仓库说货{COMMA}三个月内都补不上"),
        ("0012 客户说取消这单", "客户说取消这单"),
        ("取消0012 谢谢", ""),
    ],
)
def test_the_reason_of_a_cancellation_is_without_its_command(said: str, why: str) -> None:
    assert reason_to_cancel(said) == why
