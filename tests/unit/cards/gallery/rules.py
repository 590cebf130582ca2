"""One of every notice about operators' rules."""

from dataclasses import replace
from datetime import timedelta

from handlers import notices as n
from handlers.domain.order import OrderEvent
from handlers.domain.rules.model import RuleText, RuleVersion
from tests.unit.cards.gallery.company import (
    MOVING,
    NOW,
    PLACED,
    SECOND,
)

RULED = "规则“大单”第2版"
RULE = RuleVersion(
    RuleText("大单", ("下单", "订单变更"), ("要求审批 财务:大单要看",), "金额 >= 5000 且 客户等级 != VIP", "五千以上"),
    2,
    "m1",
    NOW,
    tried_at=NOW,
    hits=3,
)
OTHER_RULE = RuleText("发货通知", ("进入 已出库",), ("通知 业务员:{单号} 已发",))
BY_RULE = OrderEvent(MOVING.id, NOW, "rule:大单:2", "prepare", "已排产", "备料中", "财务通过")

RULES: dict[str, n.Notice] = {
    "order_tagged": n.OrderNews(replace(MOVING, tags=("重点", "技术争议")), "prepare", "老段", "已排产", can=("ship",)),
    "rule_news": n.RuleNews(PLACED, RULED, "青禾文具店 VIP 金额5205,请盯一下", "青禾文具店 *** 金额***,请盯一下"),
    "rule_did": n.RuleNews(MOVING, RULED, did=("加标签 重点", "已排产 → 备料中")),
    "rule_list": n.RuleList(((RULE, 0), (replace(RULE, text=OTHER_RULE), 2), (replace(RULE, version=1), 1))),
    "rule_list_empty": n.RuleList(()),
    "rule_one": n.RuleList(((RULE, 1),)),
    "rule_enabled": n.RuleList(((RULE, 2),), "规则“大单”第2版已启用,马上生效"),
    "rule_wrong": n.RuleList((), "规则“大单”没有存下来", ("没有“金客”这个条件项,可用:金额、数量",)),
    "rule_tried": n.RuleTried(RULE, ((PLACED, NOW - timedelta(days=2), "下单"), (SECOND, NOW, "下单")), 30, 7),
    "rule_tried_much": n.RuleTried(RULE, ((PLACED, NOW, "下单"),) * 40, 30, 1000, full=False),
    "rule_tried_none": n.RuleTried(RULE, (), 30, 0),
    "because_rule": n.Because(MOVING, BY_RULE, RULED, RULE),
    "because_person": n.Because(MOVING, replace(BY_RULE, actor="w1", reason=""), "老段"),
}
