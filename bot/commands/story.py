"""The story that `jiedan demo` plays: who says what, presses what, and what must then be seen."""

from bot.commands.stage import Look, Press, Say, Step, Ticks, Title

SALES, BUYER, OTHER, PLANNER, KEEPER, FINANCE = "u01", "u25", "u26", "u14", "u09", "u17"
GROUP = "g05"  # 仓库发货群
PLANNING = "g06"  # 生产调度群
WATCHED = (f"d-{SALES}", GROUP, PLANNING, f"d-{BUYER}", f"d-{OTHER}", f"d-{PLANNER}", f"d-{KEEPER}", f"d-{FINANCE}")

STORY: tuple[Step, ...] = (
    Title("业务员一句话下单,机器人只问缺的那一点"),
    Say(SALES, "台州恒力要300件J6P转向节,3月15日前到", sees="转向节"),
    Press(SALES, "左", sees="确认"),
    Title("每个字段都说得出依据"),
    Press(SALES, "依据", sees="【"),
    Title("同一条消息平台重发三次,不会有第二张单"),
    Say(SALES, "数量改成280", sees="280", times=3),
    Title("点一下确认:业务员拿到单号,仓库群、计划、客户各看到自己的那份"),
    Press(SALES, "确认下单", sees="SO20260310-0001"),
    Look(GROUP, "SO20260310-0001"),
    Look(f"d-{BUYER}", "SO20260310-0001"),
    Title("现货不够:仓库听一次;到货分给等货的单,业务员听一次"),
    Look(GROUP, "现货不够:缺280件"),
    Say(KEEPER, "到货 ZXJ-J6PL 400", sees="到货已入账", minutes=10),
    Ticks(),
    Look(f"d-{SALES}", "齐料了"),
    Say(KEEPER, "库存 ZXJ-J6PL", sees="占280件"),
    Title("超过信用额度:财务批准才算数"),
    Say(SALES, "台州恒力 J6P左转向节 600件,20号前到", sees="要先批准"),
    Press(SALES, "提交审批", sees="等批准"),
    Press(FINANCE, "驳回", sees="原因"),
    Say(FINANCE, "超太多了,先回款", sees="被驳回"),
    Look(f"d-{SALES}", "超太多了,先回款"),
    Press(SALES, "取消订单", sees="原因"),
    Say(SALES, "客户不加量了", sees="已取消"),
    Title("客户问货,别家客户看不到"),
    Say(BUYER, "我的货到哪了", sees="SO20260310-0001"),
    Say(OTHER, "SO20260310-0001 到哪了", hides="恒力"),
    Title("计划排产,仓库出库,客户签收"),
    Press(PLANNER, "排产", chat=PLANNING, sees="已排产", minutes=40),
    Say(KEEPER, "0001 出库 顺丰SF1234567890", chat=GROUP, sees="已出库", minutes=90),
    Look(f"d-{BUYER}", "SF1234567890"),
    Say(BUYER, "我的货到哪了", sees="SF1234567890", minutes=60),
    Press(BUYER, "签收", sees="签收", minutes=1500),
    Look(f"d-{SALES}", "已签收"),
)
