"""CSV files as people send them."""

from pathlib import Path

import pytest

from storage.csv_file import read_csv
from storage.worlds import World, read_world

HEADER = "sku,name,spec,aliases,unit,packs,price,min_price,stock,safety_stock,lead_days,substitutes"


def read(folder: Path, name: str, content: str | bytes) -> World:
    """Reads one file."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(raw)
    return read_world(folder / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_is_read(tmp_path: Path, encoding: str, ends: str) -> None:
    text = ends.join(["sku,name,unit", "A1,转向节(左),件", "A2,垫圈,只", ""])
    world = read(tmp_path, "products.csv", text.encode(encoding))
    assert [(p.sku, p.name, p.unit) for p in world.products] == [("A1", "转向节(左)", "件"), ("A2", "垫圈", "只")]
    assert world.bad == ()


@pytest.mark.parametrize(
    "text",
    [
        "name,sku,unit\n转向节,A1,件\n",
        " Name , SKU ,unit\n 转向节 , A1 , 件 \n",
        "\n,,\nsku,name\nA1,转向节\n\n ,\n",
        "sku\tname\tspec\nA1\t转向节\t\n",
        'sku,name,unit\n"A1","转向节",件\n',
        "sku,name,unit\nA1,转向节\n",
        "sku,name,\nA1,转向节,\n",
    ],
)
def test_order_of_columns_spaces_blank_lines_and_quotes_do_not_matter(tmp_path: Path, text: str) -> None:
    world = read(tmp_path, "products.csv", text)
    assert [(p.sku, p.name, p.unit) for p in world.products] == [("A1", "转向节", "件")]
    assert world.bad == ()


def test_quoted_cells_keep_commas_quotes_and_lines(tmp_path: Path) -> None:
    world = read(tmp_path, "products.csv", 'sku,name,spec\nA1,"管,12""","长\n3米"\nA2,12"管,\n')
    assert [(p.name, p.spec) for p in world.products] == [('管,12"', "长 3米"), ('12"管', "")]
    assert world.bad == ()


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    lines = ["sku,name", 'A1,"转向节', *(f"B{n},垫圈{n}" for n in range(40))]
    world = read(tmp_path, "products.csv", "\n".join(lines))
    assert len(world.products) == 40
    assert [(row.line, row.problem) for row in world.bad] == [(2, "引号没有成对")]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",转向节", "sku", "没有填"),
        ("A1,", "name", "没有填"),
        ("A" * 65 + ",转向节", "sku", "太长了"),
        ("A1," + "长" * 201, "name", "太长了"),
        ("A1,转向节,,,,箱", "packs", "看不懂"),
        ("A1,转向节,,,,箱=", "packs", "看不懂"),
        ("A1,转向节,,,,箱=0", "packs", "是 0"),
        ("A1,转向节,,,,箱=-2", "packs", "负数"),
        ("A1,转向节,,,,箱=2;箱=3", "packs", "写了两次"),
        ("A1,转向节,,,件,件=2", "packs", "基本单位"),
        ("A1,转向节,,,,,十二", "price", "不是数字"),
        ("A1,转向节,,,,,1e5", "price", "不是数字"),
        ("A1,转向节,,,,,nan", "price", "不是数字"),
        ("A1,转向节,,,,," + "9" * 400, "price", "不是数字"),
        ("A1,转向节,,,,,-1", "price", "负数"),
        ("A1,转向节,,,,,1.23456", "price", "小数太多"),
        ("A1,转向节,,,,,,,1.2345", "stock", "小数太多"),
        ("A1,转向节,,,,,,,,,2.5", "lead_days", "小数太多"),
        ("A1,转向节,,,,,,,,,,,多出来", "", "12 个"),
    ],
)
def test_a_bad_row_is_reported_with_its_place_and_stops_nobody(
    tmp_path: Path, row: str, column: str, words: str
) -> None:
    world = read(tmp_path, "products.csv", f"{HEADER}\nG1,好的\n{row}\nG2,也好\n")
    assert [p.sku for p in world.products] == ["G1", "G2"]
    (bad,) = world.bad
    assert (bad.file, bad.line, bad.column) == ("products.csv", 3, column)
    assert words in bad.problem
    assert bad.cure
    assert str(bad).startswith("products.csv 第 3 行")


def test_numbers_as_people_write_them_are_read_exactly(tmp_path: Path) -> None:
    row = 'A1,转向节,,羊角;左羊角;羊角;,件,箱=2;托:48;斤=0.5,"1,812.50元",¥99,-3,10,7,B1;B2'
    (product,) = read(tmp_path, "products.csv", f"{HEADER}\n{row}\n").products
    assert str(product.price) == "1812.50"
    assert str(product.min_price) == "99"
    assert {unit: str(factor) for unit, factor in product.packs.items()} == {"箱": "2", "托": "48", "斤": "0.5"}
    assert product.aliases == ("羊角", "左羊角")
    assert (str(product.stock), product.lead_days, product.substitutes) == ("-3", 7, ("B1", "B2"))


def test_a_second_row_of_the_same_key_is_reported(tmp_path: Path) -> None:
    world = read(tmp_path, "customers.csv", "id,name\nC1,恒力\nC1,恒立\n")
    assert [c.name for c in world.customers] == ["恒力"]
    assert world.bad[0].line == 3
    assert "第 2 行重复" in world.bad[0].problem


@pytest.mark.parametrize(
    ("header", "column", "words"),
    [
        ("sku,单价", "name", "缺少必需的列"),
        ("sku,name,name", "name", "不止一次"),
        ("", "", "文件是空的"),
        ("sku,name,颜色", "颜色", "不认识这一列"),
    ],
)
def test_trouble_with_the_header_is_reported(tmp_path: Path, header: str, column: str, words: str) -> None:
    world = read(tmp_path, "products.csv", f"{header}\n")
    assert any(bad.column == column and words in bad.problem for bad in world.bad)


def test_bytes_in_no_encoding_are_reported(tmp_path: Path) -> None:
    world = read(tmp_path, "products.csv", b"sku,name\nA1,\xff\xff\xff\n")
    assert "编码" in world.bad[0].problem


def test_control_characters_do_not_survive(tmp_path: Path) -> None:
    (product,) = read(tmp_path, "products.csv", "sku,name\nA1\x00,转\u200b向\ufeff节\n").products
    assert (product.sku, product.name) == ("A1", "转 向 节")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sku,name\nA1,转向节\n", "products"),
        ("id,name\nC1,恒力\n", "customers"),
        ("user,name,role\nu1,王,sales\n", "people"),
        ("chat,kind,name\ng1,group,群\n", "chats"),
    ],
)
def test_a_file_of_any_name_is_known_by_its_columns(tmp_path: Path, text: str, kind: str) -> None:
    assert list(read(tmp_path, "导出 (1).csv", text).read) == [kind]


@pytest.mark.parametrize("path", ["nothing", "empty"])
def test_nothing_to_import_is_said(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    world = read_world(tmp_path / path)
    assert "没有找到" in world.bad[0].problem


def test_a_file_that_may_not_be_opened_is_reported(tmp_path: Path) -> None:
    found = read_csv(tmp_path / "products.csv", ("sku",), ("sku",))
    assert [(bad.line, bad.problem) for bad in found.bad] == [(0, "文件读不了")]


def test_a_file_of_unknown_columns_is_nothing_to_import(tmp_path: Path) -> None:
    for text in ("颜色,尺寸\n红,大\n", ""):
        assert "没有找到" in read(tmp_path, "什么.csv", text).bad[0].problem
