"""Every typed command and every page × who reads it × where: nothing of another customer is told."""

import pytest

from tests.e2e.test_attacks import GROUP, WHO, kept, leaks, victims
from tests.e2e.test_orders import NUMBER
from tests.shop import Shop

COMMANDS = (
    *("帮助", "我的订单", "全部订单", "订单列表", "转人工", "撤销", "取消", "确认", "照上次", "别名"),
    *("库存 ZXJ-J6PL", "占用 ZXJ-J6PL", "谁占着 ZXJ-J6PL", "到货 ZXJ-J6PL 3", "盘点 ZXJ-J6PL 3", "请购 ZXJ-J6PL"),
    *(
        "价格 ZXJ-J6PL",
        "J6P左转向节多少钱",
        "批准 {n}",
        "拒绝 {n} 不行",
        "等齐 {n}",
        "先发 {n}",
        "换货 {n}",
        "合并 {n}",
    ),
    *("{n}到哪了", "{n} 修改记录", "{n} 3月10日的样子", "{n} 依据", "{n} 收款 100", "{n} 付款", "{n} 退货1件"),
    *(
        "{n} 加标签 急",
        "{n} 取消标签 急",
        "催 {n}",
        "{n} 我来处理",
        "{n} 转给@周敏",
        "{n} 静音2小时",
        "{n} 已解决 好了",
    ),
    *(
        "规则",
        "规则 列表",
        "规则 试算",
        "邀请 台州恒力 李工",
        "绑定 台州恒力 李工 x",
        "解绑 恒力-李采购",
        "停用 陈海波",
    ),
    *("启用 陈海波", "暂停摘要", "恢复摘要", "日报", "台州恒力", "台州恒力的订单", "台州恒力欠款", "台州恒力额度"),
)
READERS = [("customer", ""), ("customer", GROUP), ("sales", GROUP)]


@pytest.mark.parametrize(("who", "group"), READERS)
async def test_no_command_tells_of_another_customer(shop: Shop, who: str, group: str) -> None:
    ids = await victims(shop)
    before = await kept(shop, ids) if who == "customer" else None
    seen = {entry.id for entry in await shop.sees(WHO[who], group)}
    wrong: list[str] = []
    for command in COMMANDS:
        text = ("@订单助手 " if group else "") + command.format(n=NUMBER)
        assert await shop.says(WHO[who], text, group) == 200
        told = [entry for entry in await shop.sees(WHO[who], group) if entry.id not in seen]
        seen |= {entry.id for entry in told}
        wrong += [leak for entry in told for leak in leaks(text, f"{entry.text}{entry.card}".replace(text, ""))]
    assert not wrong, "\n".join(wrong)
    assert before is None or await kept(shop, ids) == before


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/form/x", f"/form/{NUMBER}", "/", "/hook/wecom"])
async def test_no_page_tells_of_anybody(shop: Shop, path: str) -> None:
    await victims(shop)
    answer = await shop.http.get(path)
    assert answer.status_code < 500
    own = [line for line in answer.text.splitlines() if not line.startswith("process_")]  # seconds of the processor
    assert not leaks(path, "\n".join(own))
    assert not leaks(path, str(answer.headers))


async def test_the_chat_page_shows_nobody_anothers_chat(shop: Shop) -> None:
    await victims(shop)
    for user, chat in (("u26", "d-u25"), ("u26", "g03"), ("u26", "d-u01"), ("nobody", "d-u25")):
        answer = await shop.http.get("/console/history", params={"user": user, "chat": chat})
        assert answer.status_code in (403, 404), (user, chat)
        assert not leaks("", answer.text)
