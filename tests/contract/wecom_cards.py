"""Cards that stand for all that is sent, by the name of their golden file."""

from cards.card import Button, Card, Fact, Facts, Field, Form, Lines, Note, Quote

CONFIRM = Button("确认下单", "confirm:17:3:", "primary", "1")
CHANGE = Button("取消", "discard:17:3:", "plain", "取消")
MANY = tuple(Button(f"转向节{n}", f"choose:17:3:{n}", reply=str(n + 1)) for n in range(10))
LONG = (
    Button("J6P左转向节总成(带轮毂轴承)ZJ-2042L", "choose:17:3:0", reply="1"),
    Button("J6P右转向节总成(带轮毂轴承)ZJ-2042R", "choose:17:3:1", reply="2"),
    Button("JH6转向节", "choose:17:3:2", reply="3"),
)
LINKED = Form(
    "fill:17:3:",
    (Field("due", "要货日期", "2026-07-15", "date"), Field("qty_1", "J6P左转向节(件)", "300", "number", required=True)),
    reader="u01",
    url="https://bot.example.com/form/k1.WyJ1MDEiLCJ3ZWNvbSIsInUwMSIsMTcsMywxNzczMTA4NzIwXQ.oaCjGNqDWik09yu7qelNg4zqv-Y",
)

CARDS: dict[str, Card] = {
    "sentence": Card("", "好的,不客气。", (Note("好的,不客气。"),), text_only=True),
    "draft": Card(
        "待确认订单",
        "台州恒力 J6P左转向节 300件",
        (
            Facts(
                (
                    Fact("客户", "台州恒力机械有限公司"),
                    Fact("产品", "J6P左转向节 ZJ-2042L", "amber", "您没说左右"),
                    Fact("数量", "300件"),
                    Fact("交期", "7月15日前(周二)"),
                )
            ),
            Note("请核对,没问题就确认"),
        ),
        (CONFIRM, CHANGE, Button("依据", "evidence:17:3:", "plain", "依据")),
        key="order:17",
    ),
    "draft_with_link": Card(
        "待确认订单",
        "台州恒力 J6P左转向节 300件",
        (Facts((Fact("客户", "台州恒力机械有限公司"), Fact("数量", "300件"))),),
        (CONFIRM, CHANGE),
        key="order:17",
        form=LINKED,
    ),
    "draft_with_link_and_many_buttons": Card(
        "待确认订单",
        "台州恒力 J6P左转向节 300件",
        (Facts((Fact("客户", "台州恒力机械有限公司"),)),),
        (*MANY[:4], CONFIRM, CHANGE),
        key="order:17",
        form=LINKED,
    ),
    "question_two_answers": Card(
        "要左的还是右的?",
        "J6P转向节有左右两种",
        (Note("J6P转向节有左右两种"),),
        (Button("左", "choose:17:3:0", reply="1"), Button("右", "choose:17:3:1", reply="2")),
        key="order:17",
    ),
    "question_long_answers": Card(
        "是哪一种?",
        "有 3 种都像",
        (Note("“转向节”有 3 种,要哪一种?"),),
        (*LONG, CHANGE),
        key="order:17",
    ),
    "question_ten_answers": Card(
        "是哪一种?",
        "有 10 种都像",
        (Lines(tuple(b.label for b in MANY), numbered=True), Note("要哪一种?")),
        (*MANY, CHANGE),
        key="order:17",
    ),
    "question_fourteen_answers": Card(
        "是哪一种?",
        "有 14 种都像",
        (Note("要哪一种?"),),
        tuple(Button(f"转向节{n}", f"choose:17:3:{n}", reply=str(n + 1)) for n in range(14)),
        key="order:17",
    ),
    "seven_different_buttons": Card(
        "订单 SO20260312-0001",
        "已确认",
        (),
        tuple(Button(f"按钮{n}", f"verb{'abcdefg'[n]}:17:3:", reply=f"办{n}") for n in range(7)),
        key="order:17",
    ),
    "long_order": Card(
        "台州恒力机械有限公司的订单,共 12 种产品,交期与地址都和上次一样,请仔细核对",
        "共 12 行",
        (
            Facts(tuple(Fact(f"字段{n}", f"值{n}") for n in range(8))),
            Facts((Fact("送货联系人", "王小明"), Fact("地址", "浙江省台州市黄岩区" * 5))),
            Lines(tuple(f"产品{n} 规格 A-{n} 数量 {n * 100} 件 单价 12.50 元" for n in range(1, 13)), numbered=True),
            Quote("J6P左转向节 300件,15号前到", "陈锋"),
            Note("请核对,没问题就确认", "warn"),
        ),
        (CONFIRM, CHANGE),
        key="order:17",
    ),
    "placed_no_buttons": Card(
        "已下单 SO20260312-0001",
        "台州恒力 J6P左转向节 300件,已下单",
        (Facts((Fact("客户", "台州恒力"), Fact("单号", "SO20260312-0001"))), Note("仓库会尽快备料", "ok")),
        key="order:17",
    ),
    "very_long_text": Card("日报", "日报", (Lines(tuple(f"第{n}行:" + "订单情况" * 15 for n in range(60))),)),
    "one_endless_line": Card("", "长", (Note("货" * 5_000),), text_only=True),
    "markup_from_a_person": Card(
        "订单<@all>",
        "<a href='http://evil.invalid'>点我</a>",
        (Quote("<@all> <a href='http://evil.invalid'>点我</a> a<b", "王<@all>"),),
        (CONFIRM,),
        key="order:<script>&|",
    ),
    "hardly_anything": Card("", "", (), (CONFIRM,)),
    "nothing": Card("", "", ()),
}
