"""Which step a report means, in the words of those who moved the order."""

import pytest

from nlp.types import Intent
from tests.building_world import read


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("0034的货客户签了,差一箱说是自己数错", "签收"),
        ("0034 对方已经签好了", "签收"),
        ("0034那单门卫收了", "签收"),
        ("0034 已收全款", "付款"),
        ("0034客户打了尾款", "付款"),
        ("0034 收到货款了", "付款"),
        ("0034 货款已打", "付款"),
        ("0034 开始分装了", "生产"),
        ("0034 正在贴标", "生产"),
        ("0034那车刚装完,22:00出发", "运输"),
        ("0034 车已装满 半小时前出发了", "运输"),
        ("0034 验收合格,已质检", "质检"),
        ("0034 客户验收合格", "签收"),
        ("0034 装箱打包好了", "备料"),
        ("0034 出库了 司机老刘", "出库"),
    ],
)
def test_a_report_names_its_step(text: str, status: str) -> None:
    parse = read(text, role="warehouse")
    assert (parse.intent, parse.status) == (Intent.ADVANCE_ORDER, status)
