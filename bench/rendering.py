"""A card written for each platform: a draft of three lines with its form, its findings and seven buttons."""

from collections.abc import Callable
from time import perf_counter

from bench.table import Row, quantile
from bot.channels import dingtalk, feishu, wechat_kf, wechat_oa, wecom, wecom_robot
from bot.channels.console.card import payload
from cards.card import Button, Card, Fact, Facts, Field, Form, Lines, Note
from handlers.domain.messaging import ChatRef

TIMES, WARM = 2_000, 200
WANTED = "p50 ≤ 100 µs"
TO = ChatRef("x", "lisi")
_BUTTONS = ("确认下单", "先发现货", "等齐", "插单评估", "换替代品", "依据", "取消")
_FORM = Form(
    "fill:17:3:",
    (
        Field("due", "要货日期", "2026-03-15", "date"),
        *(Field(f"qty_{n}", f"J6P左转向节 {n}(件)", "300", "number", required=True) for n in (1, 2, 3)),
        Field("add", "加一行", hint="例:右转向节 20件"),
    ),
    confirm="保存并确认下单",
)
CARD = Card(
    "待确认订单",
    "待确认:台州恒力 J6P左转向节 300件等3行",
    (
        Facts((Fact("客户", "台州恒力汽车配件有限公司 (VIP)"),)),
        Lines(tuple(f"{mark} 转向节(左) 解放J6P 300件 ×812.50" for mark in "①②③")),
        Facts(
            (
                Fact("要求", "3月15日(周日)前到", "amber", "这天休息,不是工作日,请核对"),
                Fact("金额", "731,250 元"),
                Fact("交期", "①缺120件,最早3月21日(周六)", "amber"),
            )
        ),
        Note("缺的可换转向节(加强) 120件(+2,400 元)"),
    ),
    (
        Button(_BUTTONS[0], "confirm:17:3:", "primary", "1"),
        *(Button(label, f"step:17:3:{n}", reply=label) for n, label in enumerate(_BUTTONS[1:-1])),
        Button(_BUTTONS[-1], "discard:17:3:", reply="取消"),
    ),
    key="order:17",
    form=_FORM,
)
WAYS: dict[str, Callable[[], object]] = {
    "wecom": lambda: wecom.card.render(CARD, TO),
    "wecom_robot": lambda: wecom_robot.card.render(CARD),
    "wechat_kf": lambda: wechat_kf.card.render(CARD),
    "wechat_oa": lambda: wechat_oa.card.render(CARD, menus=False),
    "dingtalk": lambda: dingtalk.card.render(CARD, TO, template=True),
    "feishu": lambda: feishu.card.render(CARD, TO),
    "console": lambda: payload(CARD),
}


def rendering() -> list[Row]:
    """One row a platform."""
    return [(f"{name}: a full draft written", _measured(way), WANTED) for name, way in WAYS.items()]


def _measured(way: Callable[[], object]) -> str:
    for _ in range(WARM):
        way()
    took = []
    for _ in range(TIMES):
        began = perf_counter()
        way()
        took.append(perf_counter() - began)
    return f"p50 {quantile(took, 0.5) * 1e6:.0f} · p99 {quantile(took, 0.99) * 1e6:.0f} µs"
