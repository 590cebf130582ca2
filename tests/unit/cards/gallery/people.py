"""One of every notice about people, their accounts and the words they use."""

from dataclasses import replace
from datetime import timedelta

from handlers import notices as n
from handlers.domain.alias import Word
from tests.unit.cards.gallery.company import (
    NOW,
    OTHER,
    PLACED,
)

WORD = Word("亮条", "封箱胶带(透明) 48mm", "taught", 3)

PEOPLE: dict[str, n.Notice] = {
    "order_placed_learnt": n.OrderPlaced(PLACED, NOW + timedelta(minutes=5), (WORD, replace(WORD, words="黄面", id=4))),
    "alias_list": n.AliasList("青禾文具店", (WORD, replace(WORD, words="粘条子", source="learnt"))),
    "alias_list_long": n.AliasList("青禾文具店", tuple(replace(WORD, words=f"胶{i}号") for i in range(1, 13))),
    "alias_list_empty": n.AliasList("青禾文具店", (), "大黄"),
    "alias_taught": n.AliasChanged("taught", "青禾文具店", WORD, "封箱胶带(米黄) 48mm"),
    "alias_forgotten": n.AliasChanged("forgotten", "青禾文具店", WORD),
    "alias_restored": n.AliasChanged("restored", "青禾文具店", WORD),
    "alias_several": n.AliasUnclear("亮条", "胶带", ("封箱胶带(透明) 48mm", "封箱胶带(米黄) 48mm")),
    "alias_unknown": n.AliasUnclear("亮条", "订书机"),
    "alias_whose": n.AliasUnclear("亮条", which=("青禾文具店", OTHER)),
    "refused_alias_role": n.RefusedNotice("alias.role"),
    "help_sales": n.HelpShown("sales"),
    "help_customer": n.HelpShown("customer"),
    "help_warehouse": n.HelpShown("warehouse"),
    "welcome": n.Welcome("许老师", "customer"),
    "unbound": n.Unbound("wx_8a1f"),
    "invited": n.Invited("许老师", "青禾文具店", "customer", "K7MP-3QXA-9RTW", NOW + timedelta(hours=72)),
    "invited_again": n.Invited("周宁", "", "sales", "K7MP-3QXA-9RTW", NOW + timedelta(hours=72), again=True),
    "invited_instead": n.Invited(
        "周宁", "", "sales", "K7MP-3QXA-9RTW", NOW + timedelta(hours=72), again=True, instead=True
    ),
    "joined": n.Joined("许老师", "青禾文具店", "wechat_kf"),
    "joined_again": n.Joined("周宁", "", "dingtalk", again=True),
    "bound": n.Bound("许老师", "customer", "青禾文具店"),
    "bound_staff": n.Bound("老段", "warehouse"),
    "code_wrong": n.CodeRefused("wrong"),
    "code_claim": n.CodeRefused("claim"),
    "code_claim_busy": n.CodeRefused("claim_busy"),
    "code_busy": n.CodeRefused("busy"),
    "code_known": n.CodeRefused("known"),
    "code_shown": n.CodeRefused("shown"),
    "person_bound": n.PersonChanged("bound", "许老师", "青禾文具店", ("wechat_kf wx_8a1f",)),
    "person_unbound": n.PersonChanged("unbound", "周宁", "", ("wecom zhouning", "dingtalk 0123")),
    "person_disabled": n.PersonChanged("disabled", "周宁"),
    "person_enabled": n.PersonChanged("enabled", "周宁"),
    "handed_over": n.HandedOver("青禾文具店", "许老师", ("SO20260310-0001 已发货,顺丰 SF8820113",), "window"),
}
