"""Rows of tables as lines of text: columns of sizes and sides."""

import pytest

from bot.opening.rows import written


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("产品|左|右 J6P转向节|300|50 J6P横拉杆||", ["J6P转向节 左 300", "J6P转向节 右 50", "J6P横拉杆"]),
        ("产品|右|左|单位 转向节|1|2|件", ["转向节 右 1件", "转向节 左 2件"]),
        ("产品|L|R|合计 转向节|3|5|8", ["转向节 左 3", "转向节 右 5"]),
        ("产品|左数量|右数量 转向节|3|5", ["转向节 左 3", "转向节 右 5"]),
        ("品名|颜色|S|M|L|数量 T恤|白|1|2|3|6", ["T恤 白 S码 1", "T恤 白 M码 2", "T恤 白 L码 3"]),
        ("客户|品名|M码|XL码 恒达|T恤|1|0 |衬衫||4", ["客户:恒达 T恤 M码 1", "衬衫 XL码 4"]),
        ("型号|36|37|38|单位 碎钉鞋|5||8|双", ["碎钉鞋 36码 5双", "碎钉鞋 38码 8双"]),
        ("品名|尺码|数量 T恤|M|3", ["T恤 M 3"]),
    ],
)
def test_columns_of_sizes_are_amounts_of_each(rows: str, wanted: list[str]) -> None:
    assert written(row.split("|") for row in rows.split(" ")).splitlines() == wanted


def test_sizes_that_do_not_make_their_sum_are_not_taken_apart() -> None:
    rows = [["品名", "S", "M", "数量"], ["T恤", "1", "2", "9"]]
    assert written(rows) == "T恤 9"


def test_a_row_of_numbers_is_no_head_of_sizes() -> None:
    assert written([["型号A17", "30", "40"], ["型号A18", "31", "90", "20"]]) == "型号A17 30 40\n型号A18 31 90 20"
