"""Voice, files and pictures through the front door: fetched as each platform has it, read like text, never trusted."""

import csv
import io
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from config.settings import Media
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import Order
from tests.e2e.conftest import DingShop, FeishuShop, KfShop, OpenOa, RobotShop, WecomShop, open_feishu_shop
from tests.e2e.test_wecom_robot import GROUP as ROBOT_GROUP
from tests.fakes.dingtalk.callbacks import GROUP as DING_GROUP
from tests.shop import Shop

SELLER, BUYER = "u01", "u25"
ROWS: list[list[object]] = [
    ["台州恒力采购单"],
    ["序号", "产品名称", "规格", "数量", "单位", "单价", "备注"],
    [1, "转向节", "J6P左", 300, "件", 185.5, "加急"],
    [2, "转向节", "J6P右", 50.0, "件", "=D3*100", ""],
    ["", "合计", "", "=SUM(D3:D4)", "", "", ""],
    ["交期:3月15日前到"],
]


def workbook(rows: list[list[object]] = ROWS) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def table(encoding: str) -> bytes:
    raw = io.StringIO()
    csv.writer(raw).writerows(ROWS)
    return raw.getvalue().encode(encoding)


def pdf(lines: list[str]) -> bytes:
    """A PDF with text in it, made by hand: one font, one page."""
    shown = "".join(
        f"1 0 0 1 50 {700 - 20 * n} Tm <{line.encode('utf-16-be').hex()}> Tj " for n, line in enumerate(lines)
    )
    stream = f"BT /F1 12 Tf {shown} ET".encode()
    family = "/Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    cid = f"<<{family}/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream.decode()}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        cid,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def many_pages() -> bytes:
    written = PdfWriter()
    for _ in range(21):
        written.append(PdfReader(io.BytesIO(pdf(["J6P左转向节  3件"]))))
    raw = io.BytesIO()
    written.write(raw)
    return raw.getvalue()


def locked() -> bytes:
    written = PdfWriter()
    written.append(PdfReader(io.BytesIO(pdf(["J6P左转向节  3件"]))))
    written.encrypt("geheim", algorithm="RC4-128")
    raw = io.BytesIO()
    written.write(raw)
    return raw.getvalue()


def bomb() -> bytes:
    """A small workbook whose sheet unpacks to 200 MB."""
    raw = io.BytesIO(workbook())
    with zipfile.ZipFile(raw, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b"0" * 200_000_000)
    return raw.getvalue()


async def drafts(shop: Shop, channel: str, user: str = SELLER, group: str = "") -> list[Order]:
    chat = ChatRef(channel, group, ChatKind.GROUP) if group else ChatRef(channel, user)
    async with shop.store.read() as uow:
        return await uow.orders.drafts(chat, user)


def lines(order: Order) -> list[tuple[str | None, int]]:
    return [(line.sku, int(line.qty or 0)) for line in order.lines]


BOTH = [("ZXJ-J6PL", 300), ("ZXJ-J6PR", 50)]
PICTURED = ["ZXJ-J6PL 300", "ZXJ-J6PR 50"]


def assert_pictured(order: Order) -> None:
    """Both lines, and every field of them is doubted."""
    assert lines(order) == BOTH
    for line in order.lines:
        assert {d.field for d in line.doubts if d.reason == "picture"} == {"product", "quantity"}


async def feishu_sends(shop: FeishuShop, data: bytes, name: str, kind: str = "file") -> None:
    await shop.feishu.sends(SELLER, kind, data, name)
    await shop.shop.settles()


@pytest.fixture
async def http_shop(database: str) -> AsyncIterator[FeishuShop]:
    """A shop with a Feishu app and callbacks."""
    async for running in open_feishu_shop(database, "http"):
        yield running


@asynccontextmanager
async def with_media(database: str, **media: object) -> AsyncIterator[FeishuShop]:
    async for running in open_feishu_shop(database, "http", media=Media(**media)):
        yield running


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("订单.xlsx", workbook()),
        ("订单.csv", table("gb18030")),
        ("订单.csv", table("utf-8-sig")),
        ("订单.pdf", pdf(["台州恒力采购单", "J6P左转向节  300件", "J6P右转向节  50件", "3月15日前到"])),
    ],
    ids=["xlsx", "csv-gbk", "csv-utf8", "pdf"],
)
async def test_a_file_becomes_a_draft_like_text(http_shop: FeishuShop, name: str, data: bytes) -> None:
    await feishu_sends(http_shop, data, name)
    (draft,) = await drafts(http_shop.shop, "feishu")
    assert lines(draft) == BOTH
    assert draft.customer_id == "C001"
    assert draft.due is not None
    assert (draft.due.month, draft.due.day) == (3, 15)
    assert "按文件内容开的" in http_shop.last(SELLER)
    await http_shop.taps(SELLER, "确认下单")
    assert not await drafts(http_shop.shop, "feishu")


TABLES: dict[str, tuple[list[list[object]], list[tuple[str, str, int]]]] = {
    "two customers, and an empty cell that means the same as above": (
        [
            ["客户", "产品", "数量", "单位"],
            ["台州恒力", "J6P左转向节", 300, "件"],
            [None, "J6P右转向节", 50, "件"],
            ["温州恒力", "J6P右转向节", 20, "件"],
        ],
        [("C001", "ZXJ-J6PL", 300), ("C001", "ZXJ-J6PR", 50), ("C002", "ZXJ-J6PR", 20)],
    ),
    "what was delivered beside what is ordered": (
        [
            ["台州恒力"],
            ["产品", "已发数量", "订货数量", "每箱数量"],
            ["J6P左转向节", 100, 300, 12],
            ["J6P右转向节", 20, 50, 12],
        ],
        [("C001", "ZXJ-J6PL", 300), ("C001", "ZXJ-J6PR", 50)],
    ),
    "amounts as they are written": (
        [["台州恒力"], ["产品", "数量"], ["J6P左转向节", "1,300"], ["J6P右转向节", "50件"]],
        [("C001", "ZXJ-J6PL", 1300), ("C001", "ZXJ-J6PR", 50)],
    ),
    "a header of two rows": (
        [
            ["台州恒力"],
            ["产品", None, "数量", None, "备注"],
            ["名称", "规格", "订货", "单位"],
            ["转向节", "J6P左", 300, "件"],
            ["转向节", "J6P右", 50, "件"],
        ],
        [("C001", "ZXJ-J6PL", 300), ("C001", "ZXJ-J6PR", 50)],
    ),
    "a column of amounts for each side": (
        [["台州恒力"], ["产品", "左", "右"], ["J6P转向节", 300, 50], ["J6P横拉杆", None, 20]],
        [("C001", "ZXJ-J6PL", 300), ("C001", "ZXJ-J6PR", 50), ("C001", "HLG-J6P", 20)],
    ),
    "sides in letters, with their sum": (
        [["台州恒力"], ["产品", "L", "R", "合计数量"], ["J6P转向节", 300, 50, 350]],
        [("C001", "ZXJ-J6PL", 300), ("C001", "ZXJ-J6PR", 50)],
    ),
    "a form with a few amounts": (
        [
            ["台州恒力订货单"],
            ["编码", "单价", "订货数量"],
            ["ZXJ-J6PL", 812.5, None],
            ["ZXJ-J6PR", 823.5, 50],
            ["HSJ-H7L", 10, None],
            ["HSJ-H7R", 10, 0],
        ],
        [("C001", "ZXJ-J6PR", 50)],
    ),
}


@pytest.mark.parametrize("name", TABLES)
async def test_a_table_is_read_column_by_column(http_shop: FeishuShop, name: str) -> None:
    rows, wanted = TABLES[name]
    await feishu_sends(http_shop, workbook(rows), "订单.xlsx")
    found = [
        (o.customer_id, line.sku, int(line.qty or 0))
        for o in await drafts(http_shop.shop, "feishu")
        for line in o.lines
    ]
    assert sorted(map(str, found)) == sorted(map(str, wanted))


async def test_rows_and_columns_that_are_hidden_are_left_out_and_the_card_says_so(http_shop: FeishuShop) -> None:
    """What a filter took away, or who made the file hid, its sender does not see."""
    rows = [*ROWS[:2], *([*row, 999] for row in ROWS[2:4]), [3, "横拉杆", "H7", 20, "件"], *ROWS[4:]]
    rows[1] = [*rows[1], "订货数量"]
    book = load_workbook(io.BytesIO(workbook(rows)))
    book.active.row_dimensions[5].hidden = True
    book.active.column_dimensions["H"].hidden = True
    raw = io.BytesIO()
    book.save(raw)
    await feishu_sends(http_shop, raw.getvalue(), "订单.xlsx")
    assert lines((await drafts(http_shop.shop, "feishu"))[0]) == BOTH
    assert "表里有2处隐藏的行或列没有算进来" in http_shop.last(SELLER)


async def test_days_in_a_table_part_the_order(http_shop: FeishuShop) -> None:
    rows: list[list[object]] = [["台州恒力"], ["产品", "数量", "单位", "交货日期"]]
    rows += [["J6P左转向节", 300, "件", datetime(2026, 3, 16)], ["J6P右转向节", 50, "件", "3月18日前"]]  # noqa: DTZ001 as Excel has it
    await feishu_sends(http_shop, workbook(rows), "订单.xlsx")
    dues = {str(draft.due): lines(draft) for draft in await drafts(http_shop.shop, "feishu")}
    assert dues == {"2026-03-16": BOTH[:1], "2026-03-18": BOTH[1:]}


async def test_days_that_a_table_holds_as_numbers_are_days(http_shop: FeishuShop) -> None:
    rows: list[list[object]] = [["台州恒力"], ["产品", "数量", "单位", "交期"], ["J6P左转向节", 300, "件", 46097]]
    rows += [["J6P右转向节", 50, "件", "2026/3/18"]]
    await feishu_sends(http_shop, workbook(rows), "订单.xlsx")
    dues = {str(draft.due): lines(draft) for draft in await drafts(http_shop.shop, "feishu")}
    assert dues == {"2026-03-16": BOTH[:1], "2026-03-18": BOTH[1:]}


async def test_a_price_list_beside_the_order_is_no_order(http_shop: FeishuShop) -> None:
    book = load_workbook(io.BytesIO(workbook()))
    prices = book.create_sheet("价目表")
    for row in [["产品", "单价"], *[[f"配件{n}", n] for n in range(900)]]:
        prices.append(row)
    raw = io.BytesIO()
    book.save(raw)
    await feishu_sends(http_shop, raw.getvalue(), "订单.xlsx")
    assert lines((await drafts(http_shop.shop, "feishu"))[0]) == BOTH


async def test_the_customers_name_before_the_file_belongs_to_it(http_shop: FeishuShop) -> None:
    await http_shop.feishu.says(SELLER, "台州恒力")
    await http_shop.shop.settles(pieces=True)
    await feishu_sends(http_shop, workbook(ROWS[1:5]), "清单.xlsx")
    (draft,) = await drafts(http_shop.shop, "feishu")
    assert draft.customer_id == "C001"
    assert lines(draft) == BOTH


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("炸弹.xlsx", bomb(), "太大"),
        ("坏.xlsx", b"PK\x03\x04" + b"\0" * 500, "打不开"),
        ("旧.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 500, "旧版"),
        ("坏.pdf", b"%PDF-1.4\nnothing", "打不开"),
        ("空.xlsx", workbook([[]]), "没有读到文字"),
        ("零字节.xlsx", b"", "没有读到文字"),
        ("程序.exe", b"MZ" + b"\0" * 500, "读不了"),
        ("通讯录.csv", "姓名,分机\n老王,801\n".encode(), "没看出"),
        ("确认.txt", "确认".encode(), "没看出"),
        ("大.csv", b"1," * 1_000_000, "太大"),
        ("长.csv", ("台州恒力\n产品,数量\n" + "J6P左转向节,3\n" * 700).encode(), "太多"),
        ("长.pdf", many_pages(), "太多"),
        ("锁.pdf", locked(), "加了密码"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_so_politely(
    database: str, name: str, data: bytes, words: str
) -> None:
    async with with_media(database, max_mb=1) as shop:
        await feishu_sends(shop, data, name)
        assert words in shop.last(SELLER)
        assert "打字" in shop.last(SELLER)
        assert (await shop.shop.store.inbox.counts())["done"] == 1
        assert not await drafts(shop.shop, "feishu")


async def test_a_file_never_confirms_an_open_draft(http_shop: FeishuShop) -> None:
    await http_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await feishu_sends(http_shop, "确认".encode(), "确认.txt")
    assert len(await drafts(http_shop.shop, "feishu")) == 1


async def test_a_download_that_fails_at_first_is_tried_again(http_shop: FeishuShop) -> None:
    http_shop.feishu.fail_next("status:502", path="im/v1/messages/om")
    await feishu_sends(http_shop, workbook(), "订单.xlsx")
    await http_shop.shop.waits(seconds=2)
    assert len(await drafts(http_shop.shop, "feishu")) == 1


async def test_files_come_through_wecom(wecom_shop: WecomShop) -> None:
    wecom = wecom_shop.wecom
    wecom.expire_tokens()
    number = wecom.upload(workbook())
    callback = wecom.said(SELLER, "file", {"MediaId": number, "FileName": "订单.xlsx"})
    assert await wecom.deliver(callback) == [200]
    await wecom_shop.shop.settles()
    assert lines((await drafts(wecom_shop.shop, "wecom"))[0]) == BOTH
    assert await wecom.deliver(wecom.said(SELLER, "file", {"MediaId": "GONE", "FileName": "订单.xlsx"})) == [200]
    await wecom_shop.shop.settles()
    assert "取不到" in wecom_shop.last(SELLER)


async def test_files_come_through_dingtalk(ding_shop: DingShop) -> None:
    code = ding_shop.dingtalk.upload(workbook())
    await ding_shop.dingtalk.sends(SELLER, "file", {"downloadCode": code, "fileName": "订单.xlsx"})
    await ding_shop.shop.settles()
    assert lines((await drafts(ding_shop.shop, "dingtalk"))[0]) == BOTH


async def test_files_come_through_wechat_kf_without_a_name(kf_shop: KfShop) -> None:
    for data in (workbook(ROWS[1:]), table("gb18030")):
        number = kf_shop.kf.upload(data)
        assert await kf_shop.kf.deliver(kf_shop.kf.said(BUYER, "file", {"media_id": number})) == [200]
        await kf_shop.shop.settles()
        assert lines((await drafts(kf_shop.shop, "wechat_kf", BUYER))[0]) == BOTH


async def test_voice_with_the_platforms_transcript_is_read_and_shown(ding_shop: DingShop) -> None:
    heard = "台州恒力J6P左转向节三百件十五号前到"
    code = ding_shop.dingtalk.upload(b"#!AMR")
    content = {"downloadCode": code, "recognition": heard, "duration": 3000}
    await ding_shop.dingtalk.sends(SELLER, "audio", content)
    await ding_shop.shop.settles()
    assert lines((await drafts(ding_shop.shop, "dingtalk"))[0]) == BOTH[:1]
    assert heard in ding_shop.last(SELLER)


async def test_voice_of_an_official_account_is_read_where_it_is_recognised(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        fields = {"MediaId": "M", "Format": "amr", "Recognition": "J6P左转向节三百件。"}
        shown = await shop.oa.delivers(BUYER, shop.oa.said(BUYER, "voice", fields))
        await shop.shop.settles()
        assert "300" in shown or "300" in shop.oa.last(BUYER)
        assert lines((await drafts(shop.shop, "wechat_oa", BUYER))[0]) == BOTH[:1]


async def test_what_an_official_account_did_not_recognise_is_fetched_and_heard(open_oa: OpenOa, tmp_path: Path) -> None:
    program = tmp_path / "asr.sh"
    program.write_text('#!/bin/sh\ngrep -q AMR "$1" && printf "J6P左转向节三百件"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    async with open_oa(media=Media(voice_command=(str(program),))) as shop:
        fields = {"MediaId": shop.oa.upload(b"#!AMR"), "Format": "amr"}
        await shop.oa.delivers(BUYER, shop.oa.said(BUYER, "voice", fields))
        await shop.shop.settles()
        assert lines((await drafts(shop.shop, "wechat_oa", BUYER))[0]) == BOTH[:1]


async def test_without_a_recogniser_voice_is_kept_and_text_is_asked_for(http_shop: FeishuShop) -> None:
    await feishu_sends(http_shop, b"OggS", "", "audio")
    assert "语音收到了,已保存" in http_shop.last(SELLER)
    assert "打字" in http_shop.last(SELLER)
    assert (await http_shop.shop.store.inbox.counts())["done"] == 1


async def test_a_recogniser_of_the_settings_hears_voice(database: str, tmp_path: Path) -> None:
    program = tmp_path / "asr.sh"
    program.write_text(
        '#!/bin/sh\ntest -z "$JIEDAN_FEISHU_SECRET" && test -s "$2" && printf "台州恒力J6P左转向节三百件"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    async with with_media(database, voice_command=(str(program), "--zh")) as shop:
        await feishu_sends(shop, b"OggS", "", "audio")
        assert lines((await drafts(shop.shop, "feishu"))[0]) == BOTH[:1]
        assert "语音听到的是" in shop.last(SELLER)


@pytest.mark.parametrize("command", [("/nowhere/asr",), ("/bin/false",), ("/bin/sleep", "60"), ("/bin/true",)])
async def test_a_recogniser_that_fails_costs_nothing_but_the_text(database: str, command: tuple[str, ...]) -> None:
    if command[0] == "/bin/sleep":
        command = ("/bin/sh", "-c", "sleep 60")
    async with with_media(database, voice_command=command, seconds=1) as shop:
        await feishu_sends(shop, b"OggS", "", "audio")
        assert "打字" in shop.last(SELLER)


def picture(rows: list[str]) -> bytes:
    font = next(Path("/usr/share/fonts").rglob("*CJK*.ttc"), None) or next(Path("/usr/share/fonts").rglob("wqy*"), None)
    drawn = Image.new("RGB", (900, 90 * len(rows) + 60), "white")
    pen = ImageDraw.Draw(drawn)
    kind = ImageFont.truetype(str(font), 44) if font else ImageFont.load_default(44)
    for place, row in enumerate(rows):
        pen.text((40, 40 + 90 * place), row, "black", kind)
    raw = io.BytesIO()
    drawn.save(raw, "PNG")
    return raw.getvalue()


async def test_a_picture_is_read_offline_and_every_field_of_it_is_doubted(http_shop: FeishuShop) -> None:
    await feishu_sends(http_shop, picture(PICTURED), "", "image")
    (draft,) = await drafts(http_shop.shop, "feishu")
    assert_pictured(draft)
    assert "从图片认的字" in http_shop.last(SELLER)


async def test_a_picture_never_confirms(http_shop: FeishuShop) -> None:
    await http_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await feishu_sends(http_shop, picture(["OK"]), "", "image")
    assert len(await drafts(http_shop.shop, "feishu")) == 1


async def test_without_ocr_a_picture_is_kept_and_text_is_asked_for(database: str) -> None:
    async with with_media(database, ocr=False) as shop:
        await feishu_sends(shop, picture(["ZXJ-J6PL 300"]), "", "image")
        assert "图片收到了,已保存" in shop.last(SELLER)


@pytest.mark.parametrize("kind", ["file", "image"])
async def test_files_and_pictures_come_through_the_smart_robot(robot_shop: RobotShop, kind: str) -> None:
    """Encrypted where they lie, by callback and over the long connection."""
    robot = robot_shop.robot
    data = workbook() if kind == "file" else picture(PICTURED)
    await robot.sends(SELLER, kind, {"url": robot.file(data)})
    await robot_shop.settles()
    (draft,) = await drafts(robot_shop.shop, "wecom_robot")
    assert lines(draft) == BOTH
    if kind == "image":
        assert_pictured(draft)


async def test_a_file_in_a_group_is_handed_to_the_smart_robot_by_quoting_it(robot_shop: RobotShop) -> None:
    """The robot only hears what calls it, and a file cannot."""
    quote = {"msgtype": "file", "file": {"url": robot_shop.robot.file(workbook())}}
    await robot_shop.says(SELLER, "@接单 下单", group=ROBOT_GROUP, quote=quote)
    (draft,) = await drafts(robot_shop.shop, "wecom_robot", group=ROBOT_GROUP)
    assert lines(draft) == BOTH


async def test_a_file_in_a_group_is_handed_to_dingtalks_robot_by_quoting_it(ding_shop: DingShop) -> None:
    held = {"downloadCode": ding_shop.dingtalk.upload(workbook()), "fileName": "订单.xlsx"}
    said = {"content": "@接单 按这个下单", "repliedMsg": {"msgId": "msg7==", "msgType": "file", "content": held}}
    await ding_shop.dingtalk.sends(SELLER, "text", said, group=DING_GROUP)
    await ding_shop.shop.settles()
    (draft,) = await drafts(ding_shop.shop, "dingtalk", group=DING_GROUP)
    assert lines(draft) == BOTH


async def test_pictures_come_through_wecom(wecom_shop: WecomShop) -> None:
    wecom = wecom_shop.wecom
    fields = {"PicUrl": "https://example.invalid/p", "MediaId": wecom.upload(picture(PICTURED))}
    assert await wecom.deliver(wecom.said(SELLER, "image", fields)) == [200]
    await wecom_shop.shop.settles()
    assert_pictured((await drafts(wecom_shop.shop, "wecom"))[0])


async def test_pictures_come_through_dingtalk(ding_shop: DingShop) -> None:
    code = ding_shop.dingtalk.upload(picture(PICTURED))
    await ding_shop.dingtalk.sends(SELLER, "picture", {"downloadCode": code})
    await ding_shop.shop.settles()
    assert_pictured((await drafts(ding_shop.shop, "dingtalk"))[0])


async def test_pictures_come_through_wechat_kf(kf_shop: KfShop) -> None:
    number = kf_shop.kf.upload(picture(PICTURED))
    assert await kf_shop.kf.deliver(kf_shop.kf.said(BUYER, "image", {"media_id": number})) == [200]
    await kf_shop.shop.settles()
    assert_pictured((await drafts(kf_shop.shop, "wechat_kf", BUYER))[0])


async def test_pictures_come_through_an_official_account(open_oa: OpenOa) -> None:
    """Followers cannot send it files."""
    async with open_oa() as shop:
        fields = {"PicUrl": "https://example.invalid/p", "MediaId": shop.oa.upload(picture(PICTURED))}
        await shop.oa.delivers(BUYER, shop.oa.said(BUYER, "image", fields))
        await shop.shop.settles()
        assert_pictured((await drafts(shop.shop, "wechat_oa", BUYER))[0])
