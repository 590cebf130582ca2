"""One of every notice about a draft and about what could not be read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.backing import Backing, Shelf, Standing
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import MessageKind
from handlers.domain.offers import Instead, Presale
from handlers.domain.order import Asked, Choice, Question
from handlers.domain.promise import Promise, Source
from handlers.domain.topping import Extra
from nlp.types import Doubt
from tests.unit.cards.gallery.company import (
    BOXES,
    BUYING,
    CREDIT,
    DRAFT,
    FLOOR,
    GIFT,
    LATE_MONEY,
    LEAST,
    LINE,
    MANY,
    NOW,
    OTHER,
    PLACED,
    PROMISED,
    SHORT,
    TAPE_C,
    TWIN,
)

SAID = "青禾要胶带300卷,15号前到,17.35一卷"
SIXTY = replace(DRAFT, lines=tuple(replace(BOXES, no=i, label=f"文件夹 {i}号") for i in range(1, 61)))
OPEN_LINE = replace(
    LINE, sku=None, label="", candidates=("JD-48C", "JD-48Y"), doubts=(Doubt("product", "ambiguous", "胶带"),)
)
ASK_PRODUCT = replace(
    DRAFT,
    lines=(OPEN_LINE,),
    asked=Question(
        Asked.PRODUCT, 1, (Choice("JD-48C", "封箱胶带(透明) 48mm"), Choice("JD-48Y", "封箱胶带(米黄) 48mm"))
    ),
)
ASK_CUSTOMER = replace(
    DRAFT,
    customer_id=None,
    customer_name="青禾",
    customer_candidates=("C1", "C8"),
    asked=Question(Asked.CUSTOMER, None, (Choice("C1", "青禾文具店"), Choice("C8", "青禾幼儿园"))),
)
ASK_QUANTITY = replace(
    MANY,
    lines=(LINE, replace(BOXES, qty=None, unit=None, base_qty=None), GIFT),
    asked=Question(Asked.QUANTITY, 2),
)
ASK_DATE = replace(DRAFT, due=None, due_kind=None, due_words="", asked=Question(Asked.DATE))
DOUBTFUL = replace(
    DRAFT,
    lines=(replace(LINE, doubts=(Doubt("product", "usual", "胶带"), Doubt("quantity", "approx", "300来卷"))),),
    doubts=(Doubt("date", "past", "3月1日"), Doubt("customer", "fuzzy", "清禾")),
    address="文化路8号东门仓库",
)
UNUSUAL = replace(
    DRAFT,
    lines=(
        replace(LINE, doubts=(Doubt("quantity", "much", "", ("10", "30卷")),)),
        replace(BOXES, doubts=(Doubt("quantity", "unit", "箱", ("包", "8包")),)),
        replace(GIFT, doubts=(Doubt("product", "sound", "便前本"), Doubt("quantity", "little", "", ("20", "50本")))),
    ),
    doubts=(Doubt("date", "rest", "15号前"), Doubt("customer", "unsure", "青禾")),
)
REPEATED = replace(
    DRAFT,
    lines=(
        replace(LINE, origin="SO20251101-0003", doubts=(Doubt("product", "old", "", ("129",)),)),
        replace(BOXES, origin="SO20251101-0003"),
        replace(
            OPEN_LINE,
            no=3,
            candidates=(),
            origin="SO20251101-0003",
            doubts=(Doubt("product", "gone", "大头针"),),
            label="大头针",
        ),
    ),
)
WAITING = replace(
    DRAFT,
    customer_id=None,
    customer_name="",
    lines=(),
    doubts=(Doubt("product", "repeat", "", ("1",)),),
    asked=Question(Asked.CUSTOMER),
)
SHORT_MANY = (
    SHORT[0],
    Promise(2, "FY-A470", BOXES.label, Decimal(40), Decimal(0), "包", Source.STOCK, date(2026, 3, 11)),
    Promise(3, "BJ-01", GIFT.label, Decimal("2.5"), Decimal("0.5"), "本", Source.UNKNOWN, None),
)
LACKING = {"key": "JD-48C", "label": LINE.label, "short": "120", "now": "180", "unit": "卷"}
LACKS = Finding("stock.short", Level.WARN, LACKING, "short", 1, Decimal(120))
PART = Finding(
    "pack.part",
    Level.WARN,
    {"key": "JD-48C", "label": LINE.label, "qty": "300", "unit": "卷", "pack": "箱", "factor": "72"}
    | {"up": "5", "up_qty": "360", "down": "4", "down_qty": "288"},
    "fit",
    1,
)
PIECE = Finding(
    "pack.piece",
    Level.WARN,
    {"key": "BJ-01", "label": GIFT.label, "qty": "10.5", "unit": "本", "up_qty": "11", "down_qty": "10"},
    "fit",
    1,
)
REPRICED = Finding("price.moved", Level.WARN, {"key": "JD-48C", "label": LINE.label, "old": "17", "new": "18"}, line=1)
OVER = Finding("cutoff.far", Level.WARN, {"words": "3月1日", "due": "2027-03-01"})
CLOSED = Finding("cutoff.late", Level.BLOCK, {"first": "2026-03-12", "due": "2026-03-11", "cutoff": "09:00"})
SMALL = Finding("minimum.value", Level.WARN, {"total": "5205", "least": "8000", "gap": "2795"})
DOUBLE = Finding(
    "duplicate.alike",
    Level.WARN,
    {"key": TWIN.number or "", "order": "16", "number": TWIN.number or "", "placed_by": "u2", "no": ""},
    "merge",
)
GIFT_FOUND = (
    Finding(
        "gift.near",
        Level.INFO,
        {"key": "x", "campaign": "三月满赠", "label": GIFT.label, "qty": "1", "unit": "本"}
        | {"from": "5999", "gap": "794"},
    ),
    Finding("gift.gone", Level.WARN, {"key": "y", "campaign": "三月满赠", "label": "保温袋", "qty": "1", "unit": "个"}),
)
NEAR_GIFT = replace(GIFT_FOUND[0], facts={**GIFT_FOUND[0].facts, "sku": "BJ-01"})
TOPPED = (
    Extra("JD-48C", LINE.label, Decimal(2), "箱", Decimal(144), Decimal(864), 1),
    Extra("FY-A470", BOXES.label, Decimal(40), "包", Decimal(40), Decimal(880)),
)
GIFT_USED = (
    Finding("gift.said", Level.HOLD, {"key": "BJ-01", "label": GIFT.label, "qty": "2", "unit": "本"}, "approve"),
    Finding("gift.used", Level.INFO, {"key": "三月满赠", "campaign": "三月满赠"}),
)
STOPS_SALE = Finding(
    "stop.safety",
    Level.WARN,
    {"key": "JD-48C", "label": LINE.label, "unit": "卷", "why": "", "free": "41", "safety": "60"},
)
SAID_STOP = replace(STOPS_SALE, code="stop.hand", facts={**STOPS_SALE.facts, "why": "模具在修"})
ON_ITS_WAY = Presale(1, "PO-7", Decimal(400), "卷", date(2026, 3, 14), date(2026, 3, 15))
PRESOLD = replace(DRAFT, lines=(replace(LINE, presale="PO-7", presale_day=date(2026, 3, 15)),))
BACKED = Backing(
    (Shelf(1, "卷", Decimal(860), Decimal(560), Decimal(60), kept=False),),
    Standing(Decimal(120000), Decimal(121350), Decimal(300000)),
    date(2026, 3, 14),
)
LOW = Backing((Shelf(1, "卷", Decimal(310), Decimal(10), Decimal(60), kept=False),))

DRAFTS: dict[str, n.Notice] = {
    "draft_presale": n.DraftShown(DRAFT, BUYING, promised=SHORT, presales=(ON_ITS_WAY,)),
    "draft_presale_part": n.DraftShown(
        DRAFT, BUYING, promised=SHORT, presales=(replace(ON_ITS_WAY, qty=Decimal(50), part=Decimal(50)),)
    ),
    "draft_presale_many": n.DraftShown(
        MANY,
        BUYING,
        promised=SHORT_MANY,
        presales=(ON_ITS_WAY, Presale(2, "PO-8", Decimal(3), "箱", date(2026, 3, 16), date(2026, 3, 17), Decimal(3))),
    ),
    "draft_presold_part": n.DraftShown(
        replace(PRESOLD, lines=(replace(PRESOLD.lines[0], presale_qty=Decimal(50)),)), BUYING, promised=SHORT
    ),
    "draft_presold": n.DraftShown(PRESOLD, BUYING, promised=SHORT),
    "draft_stopped": n.DraftShown(replace(DRAFT, findings=(STOPS_SALE,)), BUYING, promised=PROMISED),
    "draft_stopped_by_hand": n.DraftShown(replace(DRAFT, findings=(SAID_STOP,)), BUYING, promised=PROMISED),
    "draft_in_stock": n.DraftShown(DRAFT, BUYING, promised=PROMISED, held_until=NOW + timedelta(minutes=15)),
    "draft_near_gift": n.DraftShown(replace(DRAFT, findings=(NEAR_GIFT,)), BUYING, promised=PROMISED, near=NEAR_GIFT),
    "top_up": n.TopUpShown(replace(DRAFT, findings=(NEAR_GIFT,)), NEAR_GIFT, TOPPED),
    "top_up_none": n.TopUpShown(replace(DRAFT, findings=(NEAR_GIFT,)), NEAR_GIFT, ()),
    "draft_backed": n.DraftShown(
        DRAFT, BUYING, promised=PROMISED, held_until=NOW + timedelta(minutes=15), backing=BACKED
    ),
    "draft_low": n.DraftShown(DRAFT, BUYING, promised=PROMISED, backing=LOW),
    "draft_short": n.DraftShown(
        replace(DRAFT, findings=(LACKS,)),
        BUYING,
        promised=SHORT,
        instead=(Instead(1, 0, "封箱胶带(加厚) 48mm", Decimal(120), "卷", Decimal("24")),),
    ),
    "draft_short_many": n.DraftShown(replace(MANY, shipping="part"), BUYING, promised=SHORT_MANY),
    "draft_held": n.DraftShown(replace(DRAFT, findings=(CREDIT, LATE_MONEY, FLOOR, SMALL)), BUYING, promised=PROMISED),
    "draft_odd": n.DraftShown(replace(DRAFT, findings=(PIECE, REPRICED, OVER)), BUYING, promised=PROMISED, again=True),
    "draft_packs": n.DraftShown(replace(DRAFT, findings=(PART, replace(PIECE, line=2))), BUYING, promised=PROMISED),
    "draft_blocked": n.DraftShown(replace(DRAFT, findings=(PART, CLOSED, LEAST)), BUYING, promised=PROMISED),
    "draft_double": n.DraftShown(
        replace(DRAFT, findings=(DOUBLE,)), BUYING, promised=PROMISED, twin=TWIN, twin_by="马丽", again=True
    ),
    "draft_double_for_seller": n.DraftDoubtful(replace(DRAFT, findings=(DOUBLE,)), "许老师", TWIN, "马丽"),
    "draft_double_asked_of_customer": n.DraftDoubtful(
        replace(DRAFT, findings=(DOUBLE,)), "许老师", TWIN, "马丽", asked=True
    ),
    "double_asked": n.DoubleAsked(replace(DRAFT, findings=(DOUBLE,)), TWIN),
    "draft_price_for_seller": n.DraftDoubtful(replace(DRAFT, findings=(FLOOR,)), "许老师"),
    "draft_merged_by_seller": n.DraftDiscarded(DRAFT, into="SO20260309-0012", twin=TWIN),
    "draft_merged": n.DraftDiscarded(DRAFT, into="SO20260309-0012"),
    "form_address": n.RefusedNotice("form.address", {"写的": "x"}),
    "form_line": n.RefusedNotice("form.line", {"写的": "昨天那个"}),
    "draft_gifts": n.DraftShown(replace(DRAFT, findings=GIFT_FOUND), BUYING, promised=PROMISED),
    "draft_said_gift": n.DraftShown(replace(DRAFT, findings=GIFT_USED), BUYING, promised=PROMISED),
    "draft_ready": n.DraftShown(DRAFT, BUYING, others=1),
    "draft_doubtful": n.DraftShown(DOUBTFUL, BUYING),
    "draft_changed": n.DraftShown(MANY, BUYING, changed=("line:2=5箱", "date")),
    "draft_other_product": n.DraftShown(DRAFT, BUYING, changed=("line:1=封箱胶带(米黄) 48mm", f"customer={OTHER}")),
    "draft_price_said": n.DraftShown(
        replace(DRAFT, lines=(replace(LINE, price=None, said_price=TAPE_C.price),)), BUYING
    ),
    "draft_line_removed": n.DraftShown(replace(MANY, lines=(LINE, GIFT)), BUYING, changed=("removed", "address")),
    "draft_sixty_lines": n.DraftShown(SIXTY, BUYING, changed=("line:50",)),
    "draft_asks_product": n.DraftShown(ASK_PRODUCT, BUYING),
    "draft_asks_customer": n.DraftShown(ASK_CUSTOMER, None),
    "draft_asks_quantity": n.DraftShown(ASK_QUANTITY, BUYING),
    "draft_asks_date": n.DraftShown(ASK_DATE, BUYING),
    "draft_not_understood": n.DraftShown(DRAFT, BUYING, not_understood="那个再弄一下"),
    "draft_half_understood": n.DraftShown(
        MANY, BUYING, changed=("line:2=5箱",), not_understood="那个5箱 还有那个再弄一下"
    ),
    "draft_discarded": n.DraftDiscarded(DRAFT),
    "draft_discarded_recalled": n.DraftDiscarded(DRAFT, "转向节300件"),
    "draft_recalled": n.DraftShown(DRAFT, BUYING, recalled="再加20件右转向节"),
    "voice_shown": n.VoiceShown(DRAFT, 9, "封箱胶带透明的三百卷十五号前到", NOW, "许老师"),
    "draft_heard": n.DraftShown(DRAFT, BUYING, heard="封箱胶带透明的三百卷十五号前到"),
    "draft_from_file": n.DraftShown(DRAFT, BUYING, read="file"),
    "draft_from_picture": n.DraftShown(
        replace(
            DRAFT,
            doubts=(Doubt("customer", "picture"), Doubt("date", "picture")),
            lines=tuple(
                replace(line, doubts=(Doubt("product", "picture"), Doubt("quantity", "picture")))
                for line in DRAFT.lines
            ),
        ),
        BUYING,
        read="picture",
    ),
    "cannot_read_locked": n.CannotRead(MessageKind.FILE, why="locked"),
    "cannot_read_kind": n.CannotRead(MessageKind.FILE, why="kind"),
    "cannot_read_no_order": n.CannotRead(MessageKind.IMAGE, why="no_order"),
    "recalled_later": n.RecalledLater(PLACED, "周宁", "转向节300件,18号到"),
    "edited_later": n.RecalledLater(PLACED, "周宁", "转向节300件,18号到", "转向节500件,18号到"),
    "draft_first": n.DraftShown(replace(DRAFT, version=1), BUYING, changed=("customer", "date", "line:1")),
    "evidence": n.EvidenceShown(DRAFT, {7: SAID}),
    "stale_draft": n.StaleNotice(DRAFT, customer=BUYING),
    "stale_confirmed": n.StaleNotice(PLACED, by="马丽"),
    "stale_nothing": n.StaleNotice(None),
    "nothing_open": n.NothingOpen("confirm"),
    "draft_out_of_the_way": n.DraftShown(UNUSUAL, BUYING),
    "draft_repeated": n.DraftShown(REPEATED, BUYING),
    "draft_waits_for_its_customer": n.DraftShown(WAITING, None),
    "cannot_read": n.CannotRead(MessageKind.VOICE),
    "picture_kept": n.CannotRead(MessageKind.IMAGE, proof=True),
    "which_meant": n.WhichMeant(
        "1",
        (
            ("SO20260310-0007 等你批准(信用)", "批准", "grant:18::6"),
            ("SO20260310-0001 等你批准(信用)", "批准", "grant:17::5"),
        ),
    ),
    "not_understood": n.NotUnderstood("那个弄一下"),
    "not_understood_spoken": n.NotUnderstood("喂喂听得到吗我要那个", heard=True),
    "told_alone": n.ToldAlone(),
    "sorry": n.Sorry(4711),
}
