"""One clear sentence for every refusal code, with what is possible instead. The codes: handlers/domain/errors.py."""

from collections.abc import Mapping

from cards.words import join, one_line, role

SENTENCES: dict[str, str] = {
    "payment.much": "{单号}应收{应收}元,写的是{金额}元,差得太多,没有记账。请核对,按实收的数再发一遍。",
    "flow.done": "{单号}已经是“{现在}”,不用再报。",
    "flow.action": "{单号}现在是“{现在}”,不能{动作}。",
    "flow.role": "{动作}不归你这边做。",
    "flow.reason": "{动作}要说明原因,请发“取消订单{单号尾},”加原因。",
    "flow.number": "{动作}前要有{缺}。请连单号一起发,例如“{单号尾} {说法} 顺丰SF…”。",
    "flow.photo": "{动作}前要有{缺}的照片。请先发照片给我,再说“{单号尾} {说法}”。",
    "flow.sign": "{动作}要写明{缺}。请发“{单号尾} {说法} 签收人”加姓名,或先发签字的照片再说“{单号尾} {说法}”。",
    "flow.unpaid": "{单号}{动作}前货款要先到位{欠}。财务核对到账后再继续。",
    "flow.status": "我们的流程里没有{这一步}这一步。",
    "place.role": "你这边不能下单,请让业务员或客服来下。",
    "customer.foreign": "只能给您自己的公司下单。",
    "draft.not_yours": "这张草稿是{归}开的,请让{归}来处理。",
    "form.value": "“{写的}”看不懂:数量要写大于 0 的数字,也不能太大;日期要写年月日。订单没有改动。",
    "form.address": "“{写的}”不像送货地址,请写清楚送到哪里。订单没有改动。",
    "form.customer": "“{写的}”像是另一个客户,这一行没有加,订单没有改动。给别的客户订的货,请在聊天里另发一条。",
    "form.line": "“{写的}”没看出是什么货,请写货名和数量,例如“右转向节 20件”。订单没有改动。",
    "order.not_yours": "{单号}是{归}的单,请让{归}来改。",
    "order.left": "{单号}是{归}的单,{归}已停用,请让主管来改。",
    "day.whole": "只能看一天结束时的样子,例如“{单号尾} 昨天的样子”;一天里的经过请发“{单号尾} 修改记录”。",
    "day.unknown": "没有“{写的}”这一天,或者还没到。请发已经过去的日子,例如“0001 3月5日的样子”。",
    "order.over": "{单号}现在是“{现在}”,不用再处理了。货请留在仓库,还要做请业务员重新下单。",
    "invoice.role": "{单号}票开没开由财务来说。要开票请发“{单号尾} 开票”,会交给财务。",
    "order.locked": "{单号}已经“{现在}”,改不了了,请直接联系仓库。",
    "order.customer": "{单号}已经确认,不能换客户。请说“取消订单{单号尾}”,再重新下单。",
    "change.unclear": "没看懂要改哪里。可以说“{全号} 数量改成500”或“{全号} 改成18号到”。",
    "price.which": "{单号}有几样货,改哪一样的单价?例如“{单号尾} {货品}单价改成600,原因…”。",
    "change.nothing": "{单号}本来就是这样,不用改。",
    "change.asked": "{单号}这样改已经申请过了,正等人定,现在还没改,定了马上回复。",
    "change.parts": "{单号}没有改:一张单只有一个交期。要分批,请把它的数量改成先发的那部分,剩下的另下一单。",
    "change.field": "{单号}现在是“{现在}”,{项}已经不能改了,现在还能改{可以}。",
    "change.printed": "{单号}面单已打,地址锁定了,改地址要申请,请找业务员或客服提。",
    "change.picked": "{单号}的{货品}已拣{已拣},不能改到比这少,要减请先让仓库退回货架再发“{单号尾} 已拣 {编码} 数量”。",
    "pick.which": "没看出拣的是哪一样,请发“{单号尾} 已拣 编码 数量”,或“{单号尾} 拣完”。",
    "pick.amount": "拣了多少没看懂,还没登记。请用数字再发一遍,例如“{单号尾} 已拣 200”;全拣好了发“{单号尾} 拣完”。",
    "pick.short": (
        "{单号}的{货品}账上只占到{占},还缺{缺},没有记成已拣,先别动别的单的货。"
        "货到了请发“到货 {编码} 数量”,账不对发“盘点 {编码} 实数”,占到货再报。"
    ),
    "pick.over": "{单号}只要{货品} {要},拣不了更多,请核对。",
    "hands.role": "拣货由仓库登记,打单和拦件由仓库、物流或客服登记。",
    "owing.role": "对账的事请问财务或这位客户的业务员。",
    "owing.many": "叫“{写的}”的客户有{家数}家,请说全称再问一次。",
    "hands.late": "{单号}不在备货,拣货和面单不用再登记了。",
    "hands.which": "尾号 {尾号} 有{张数}张单在做,没有登记。请写全单号再发一遍,例如“{例} 拣完”。",
    "label.old": "🛑 先别发:{单号}改过地址,要贴 {新} 面单,旧面单已作废。请重打面单贴好,发“{单号尾} 已打单”,再出库。",
    "label.unprinted": "{单号}还没有打面单。",
    "label.none": "{单号}没有换过面单,没有要拦的旧件。",
    "reason.none": "没有在等你说原因的事。要改或取消{单号},请先说改什么、或说“取消订单{单号尾}”加原因。",
    "slip.none": "{单号}没有在等你通知客户的事。",
    "alert.none": "{单号}现在没有提醒。",
    "alert.idle": "现在没有要你处理的提醒。",
    "alert.quiet": "最近7天没有给你发过提醒。",
    "number.unknown": "没有查到“{全号}”,请核对一下单号。",
    "approval.none": "{单号}没有在等你批的事。",
    "approval.granted": "{单号}已经由{谁}批准({时刻}),不用再批。要停下来请取消或改订单。",
    "approval.refused": "{单号}已经由{谁}驳回({时刻})。要再批,请业务员重新申请。",
    "approval.expired": "{单号}没人批,已经过期。要再批,请业务员重新申请。",
    "request.refused": "{单号}的申请已经由{谁}拒绝({时刻})。还要办,请提出的人把要改的再说一遍。",
    "request.expired": "{单号}的申请没人定,已经过期。还要办,请提出的人把要改的再说一遍。",
    "swap.none": "{单号}缺的货,没有数量够、能换的替代品。",
    "swap.full": "{单号}现在不缺货,不用换替代品。要换货请发“{单号尾} 把…换成…”。",
    "withdraw.none": "没有等着处理的申请,不用撤回。",
    "withdraw.kept": "{单号}没有等着处理的申请,不用撤回,订单保持原样。",
    "withdraw.several": "有{件数}件申请在等,撤回哪一件?请发“{例}”。",
    "withdraw.granted": "{单号}的{申请}已经由{谁}同意({时刻}),撤不回了。还要再改,请说要改成什么。",
    "withdraw.refused": "{单号}的{申请}已经由{谁}拒绝({时刻}),不用撤回,订单没有改动。",
    "withdraw.expired": "{单号}的{申请}没有人定,已经过期,不用撤回,订单没有改动。",
    "approval.void": "{单号}改过或取消了,那次申请不算了。",
    "approval.several": "{单号}有{件数}件在等你定:请在那件的卡片上点,或写上金额、件数,例如“通过 {单号尾} 5000元”。",
    "approval.asked": "{谁}正在写{单号}的原因,等他写完就定了。要由你先定,请发“{动作}{单号} 原因”。",
    "approval.own": "{单号}是你自己提的申请,请等别人来定。",
    "pool.role": "复查池由主管看。",
    "change.later": "{单号}最快{最快},比原来还晚。要推迟请发“{单号尾} 要延误3天,原因”,否则请发“婉拒 {单号尾}”。",
    "change.amount": "数量要大于零、不超过10亿,例如“{单号尾} 数量改成500”。整单不要,请发“取消订单{单号尾}”。",
    "change.past": "“{日子}”已经过了,请发还没到的日子;是明年的请写上年份,例如“{单号尾} 改到明年3月1日”。",
    "change.price": "单价要大于零,请再发一遍,例如“{单号尾} 单价改成45元”。",
    "change.workshop": "{单号}按现有货和计划来不及,不能直接答应。请先发“协调 {单号尾}”让生产想办法,也可以婉拒。",
    "change.gaps": "这样改缺了产品或数量,请把要改成什么说全。",
    "change.empty": "这样改就没有货品了。整单不要,请说“取消订单{单号尾}”。",
    "order.held": "{单号}还在等批准,批准后才能往下走。",
    "check.blocked": "{单号}这样改不行:{原因}。",
    "approval.role": "这张单不归你批。",
    "payment.role": "付款由业务员、客服或财务来登记。",
    "refund.role": "退款由财务登记。",
    "refund.amount": "请写明退多少和原因,最多到分,例如“{单号尾} 退款 500 客户多付”。",
    "refund.reason": "退款要说原因,请发“{单号尾} 退款 {金额} 原因”,例如“{单号尾} 退款 {金额} 客户多付”。",
    "refund.more": "{单号}只收到{已收}元,退款不能超过已收的。",
    "refund.none": "{单号}没有可撤销的退款。",
    "reverse.role": "收款由财务撤销,请联系财务。",
    "reverse.none": "{单号}没有这样一笔已到账的收款。看收款明细请发“{单号尾} 收款”;还在等核对的,财务可以驳回。",
    "reverse.which": "{单号}收过几笔:{金额}元。请写明撤销哪一笔,例如“{单号尾} 撤销收款 {例}”。",
    "reverse.refunded": "{单号}已经退过款,剩下的不到{金额}元,这笔收款撤不了。退款登错了的,请先撤销退款。",
    "refund.late": "退款超过{分钟}分钟,不能撤销了。钱又收回来的,请发“{单号尾} 收款 {金额}”。",
    "payment.again": "{单号}今天已经记过一笔{金额}元。确实又到了一笔,请发“{单号尾} 已付 {金额} 第二笔”。",
    "payment.amount": "金额要大于零,最多到分,请再发一遍,例如“0001 已付 5000”;核对时发“通过 0001 5000元”。",
    "payment.part": "{单号}还没记账:像是只到了一部分,请写明金额,例如“{单号尾} 已付 5000”;全到了发“{单号尾} 款到了”。",
    "payment.pending": "{单号}还有一笔报的付款没核对,请先发“通过 {单号尾}”或“驳回 {单号尾} 原因”。",
    "payment.voucher": "没有看到凭证的图片。请先发图片,15分钟内再说“{单号尾} 付款凭证”,或说“{单号尾} 已付 5000”。",
    "return.unsigned": "{单号}现在是“{现在}”,还没签收。退货期从签收那一刻起算,签收后再申请。",
    "return.nothing": "{单号}没有可以退的货了。",
    "return.which": "要退哪种、多少?请说“{单号尾} 退20件”加产品名。",
    "return.gift": "{货品}是赠品,不单独退。退货退到不够满赠时会一起收回;有质量问题请找客服。",
    "return.asked": "{单号}申请退的是{货品},还没批。按申请批请发“通过 {单号尾}”,数量不对请驳回,让对方重新申请。",
    "return.much": "{货品}最多还能退{可退}。",
    "return.differs": "{单号}批准退的是{货品},和你说的数对不上,还没入账。数没错请发“收到退货 {单号尾}”,不对请找客服。",
    "return.unknown": "{单号}没有批准过的退货,请先让业务员或客服申请。",
    "requisition.role": "采购申请由采购、仓库或主管发起。",
    "requisition.which": "现在不止一种货缺,请说是哪一种,例如“发起采购申请 编码”。缺的有:{缺的货}。",
    "requisition.unknown": "没有查到采购申请“{申请号}”,请核对一下编号。",
    "requisition.goods": "没认出“{货品}”是哪种货,请发编码,例如“发起采购 LT-07”。",
    "requisition.none": "现在不用采购了:没有缺,或在途的已经够。",
    "quote.what": "请说给谁报什么价,例如“报价 台州恒力 左转向节300件”。",
    "quote.price": "{货品}还没有价格,报不了。请先在价目表里补上。",
    "quote.none": "没有找到报价单{报价}。发“报价单”看有哪些。",
    "quote.which": "有好几张报价单,请带上全号,例如“转订单 QT…”。发“报价单”看有哪些。",
    "quote.customer": "没找到客户“{客户}”。请写客户的简称,例如“报价单 台州恒力”。",
    "quote.unclear": "没看懂要改成什么。请把货品和数量说全,例如“改报价 {报价} 左转向节 200件”;客户不能换。",
    "quote.not_yours": "报价单 {报价} 是{归}的,请让{归}来处理。",
    "quote.turned": "报价单 {报价} 已转成订单{单号},不能再转、改或撤回。",
    "quote.drafted": "报价单 {报价} 正有人在下单,草稿还没确认。",
    "quote.over": "报价单 {报价} 已过期。请发“重新报价 {报价}”,按现在的价再出一张。",
    "quote.asked": "报价单 {报价} 的价还在等批准,批准后才能用。",
    "quote.refused": "报价单 {报价} 的价没有批准。请发“重新报价 {报价}”按我们的价报。",
    "quote.withdrawn": "报价单 {报价} 已撤回。要再用,请发“重新报价 {报价}”。",
    "quote.changed": "这张报价单已经改过,请以业务员新发的为准。",
    "short.role": "缺料清单给仓库、采购、生产和主管看。自己的单缺什么,发单号看进度。",
    "pledge.unknown": "没有找到这条承诺。发“我答应的事”看编号,再说“兑现 编号”。",
    "pledge.over": "承诺{编号}已经了结了,日子不能再改。要重新答应,说“记一条:答应谁哪天做什么”。",
    "pledge.day": "承诺{编号}要改到哪天没看懂,或是已经过去的日子。请说“改承诺 {编号} 到3月20日”。",
    "pledge.due": "承诺{编号}已经到日子或了结了,不能取消。做到了发“兑现 {编号}”,没做到发“没兑现 {编号}”。",
    "goods.form": "数量没看懂,没有入账。请用数字再发一遍,一句只写一种货,例如“到货 {编码} 300”。",
    "goods.whole": "{编码}按{单位}算,数量要是整数,请再发一遍。",
    "goods.qty": "{编码} 的数量要大于零(盘点可以是零)、不超过10亿,请再说一遍,例如“到货 {编码} 300”。",
    "goods.which": "没认出是哪样货,没有动库存。请发编码,一句只写一种货,例如“到货 LT-07 300”“谁占了 LT-07”。",
    "goods.again": "{编码} 今天 {时刻} 已记过到货 {数量}{单位},没有再记。真又到了,请发“到货 {编码} {数量} 第二批”。",
    "goods.unknown": "没有编码是“{编码}”的货,请核对一下。",
    "alert.role": "这件提醒不是发给你的。要由你来办,请先说“我来处理”。",
    "alert.mute": "没有静音:请说静音多久,比如“静音2小时”,一次最多24小时。要更久,接手后发“定日期”和哪天能好。",
    "alert.asked": "{谁}正在回答这件提醒,等他写完就行。要由你来说,请一句话说完,比如“已解决{单号}结论”。",
    "alert.taken": "这件提醒不是发给你的,{在跟}在跟,有结果请告诉他。",
    "goods.unbooked": (
        "没有找到可以撤销的到货:没写货的只撤您今天记的最后一笔,写了货的撤 7 天内的。请发“撤销到货 LT-07 300”。"
    ),
    "goods.shipped": (
        "{编码} {时刻} 记的到货 {数量}{单位} 撤不了:货已经发出去了,现库存只有 {现库存}{单位}。"
        "请发“盘点 {编码} 实数”改正。"
    ),
    "goods.picked": (
        "{编码} {时刻} 记的到货 {数量}{单位} 撤不了:已经拣给 {单号} 了。请先改那张单的已拣数量,或发“盘点 {编码} 实数”。"
    ),
    "goods.role": "库存的事由仓库、采购或主管来办。",
    "stop.role": "停售和恢复销售由采购或主管来定。",
    "stop.product": "没看出是哪个货,请发“停售 编码 原因”或“恢复销售 编码 原因”。",
    "stop.reason": "请带上原因再发一遍:“{说法} {编码} 原因”。",
    "stop.none": "{货品}没有停售,不用恢复。",
    "part.begun": "{单号}已经拣了货、打了面单或收过款,不能再拆成两批,请业务员来办。",
    "part.gone": "{单号}现在没法先交一部分了,数量或日子变了,请重新发改期。",
    "plan.late": "{单号}的插单只能在{分钟}分钟内、还没拣货时撤销。",
    "voice.never": "这里还没有您的语音。",
    "voice.none": "这张单不是从语音来的,没有原声。",
    "choice.gone": "这个选择已经没有了,请看最新的卡片。",
    "stall.service": "还没有客服人员,请发“转给姓名”。",
    "stall.over": "{单号}现在是“{现在}”,不用再给客户这段话了。",
    "stall.scheme": "没有这个补偿方案。可以用的:{可以}。",
    "undo.late": "已经超过{分钟}分钟,不能撤销了。要取消,请说“取消订单{单号尾}”。",
    "undo.paid": "{单号}已经登记了付款,不能撤销。要取消,请说“取消订单{单号尾}”加原因。",
    "note.role": "进度由我们这边登记。想查进度,请发“我的货到哪了”。",
    "alias.role": "别名由业务员、客服或主管来管,请找他们。",
    "alias.foreign": "只能管您自己公司的别名。",
    "alias.words": "“{叫法}”当不了别名:请用16个字以内的叫法,不能只是数字。",
    "people.role": "这件事不归你这边做,请找主管。",
    "people.customer": "要给同事开通或解绑账号,请跟您的业务员说一声。",
    "people.form": "要邀请谁?客户的人请写“邀请 客户名 姓名”,自己人“邀请 仓库 姓名”,已有的人写姓名就行。",
    "people.unknown": "没找到“{谁}”。邀请客户的人请写“邀请 客户名 姓名”,自己人“邀请 仓库 姓名”,已有的人写姓名就行。",
    "people.several": "“{谁}”有好几个:{有}。请写全一些,或写编号。",
    "people.account": "没有“{账号}”这个账号。请对方先给我发一句话,再把我回他的账号告诉你。",
    "people.self": "不能停用或解绑自己,请别的主管来做。",
    "people.away": "{谁}已经停用。要让他回来,请先发“启用 {谁}”。",
    "digest.role": "日报{时候}发给{发给}。轮到你办的提醒,发“我来处理”就会列出来。",
    "digest.customer": "日报是我们内部用的。想查您的订单,请发“我的货到哪了”。",
    "rule.role": "规则由主管来管,请找主管。",
    "rule.unknown": "没有规则“{规则}”。{有}",
    "rule.untried": "规则“{规则}”第{版}版还没有试跑过,不能启用。请先发“试跑 {规则}”。",
    "rule.wrong": "规则“{规则}”现在不能用:{哪里},{怎么改}。",
    "rule.circle": "不能启用规则“{规则}”:会和别的规则互相触发({圈})。请改其中一条。",
    "rule.off": "规则“{规则}”本来就没有启用。",
    "rule.first": "没有可以回滚的启用或停用。",
    "button.unknown": "这个按钮已经失效,请直接打字告诉我。",
}
_OURS = "这一步由我们这边来办,需要帮忙请联系您的业务员。"
OUTSIDE: dict[str, str] = {
    **dict.fromkeys(("hands.role", "hands.late", "hands.which", "label.none", "label.old", "label.unprinted"), _OURS),
    **dict.fromkeys(
        ("reason.none", "slip.none", "alert.none", "alert.idle", "alert.quiet", "number.unknown", "approval.none"),
        _OURS,
    ),
    **dict.fromkeys(
        ("approval.granted", "approval.refused", "approval.expired", "approval.void", "approval.asked"), _OURS
    ),
    **dict.fromkeys(("request.refused", "request.expired"), _OURS),
    **dict.fromkeys(
        ("quote.over", "quote.asked", "quote.refused", "quote.withdrawn", "quote.none", "quote.drafted"),
        "这张报价单现在不能用,请联系您的业务员。",
    ),
    "quote.turned": "报价单 {报价} 已经下单{单号},不用再下。",
    "goods.role": "到货和盘点由我们的仓库登记。要下单,请直接说要什么、多少、什么时候到。",
    "flow.done": "您的订单{单号}已经是“{现在}”,不用再发,谢谢。",
    "flow.action": "您的订单{单号}现在是“{现在}”,不能{动作}。需要帮忙请联系您的业务员。",
    "flow.role": _OURS,
    "place.role": "这个账号不能下单,请联系您的业务员。",
    "draft.not_yours": "这张草稿不是您开的,请联系您的业务员。",
    **dict.fromkeys(("order.not_yours", "order.left"), "这张单要请您的业务员来处理。"),
    "order.over": "您的订单{单号}现在是“{现在}”。需要帮忙请联系您的业务员。",
    "order.locked": "您的订单{单号}已经“{现在}”,改不了了,请联系您的业务员。",
    "payment.amount": "金额要大于零,最多到分,请再发一遍,例如“0001 已付 5000”。",
}
NAMELESS = {
    "draft.not_yours": "这张草稿不是你开的,请让开单的人来处理。",
    "order.not_yours": "{单号}不归你这边改,请让下单的人来改。",
}


def refusal(code: str, facts: Mapping[str, str], cure: str = "", *, outsider: bool = False) -> str:
    """The sentence for a code; a natural general one where the code is new."""
    pattern = SENTENCES.get(code)
    if code in NAMELESS and not facts.get("归"):
        pattern = NAMELESS[code]
    if outsider:
        pattern = OUTSIDE.get(code, pattern)
    if pattern is None:
        return f"这一步现在做不了。需要帮忙请联系{'您的业务员' if outsider else '主管'}。"
    if code == "digest.role":
        facts = {**facts, "发给": "、".join(role(one) for one in cure.removeprefix("roles:").split(","))}
    text = pattern.format_map(_Known(facts)).strip().replace("照片的照片", "照片")
    if code in {"flow.action", "flow.role"} and not outsider:
        text += _way_out(facts, cure)
    return text


class _Known(dict[str, str]):
    """Facts as they are put into a sentence; what is not given is left out of it."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        super().__init__({k: one_line(str(v), 40) for k, v in facts.items()})
        number = self.get("单号", "")
        self["单号"] = f" {number} " if number else "这张单"
        self["全号"] = number or "单号"
        self["这一步"] = f"“{self['状态']}”" if self.get("状态") else "这样说的"
        self["单号尾"] = number.rsplit("-", 1)[-1] if number else "单号"

    def __missing__(self, key: str) -> str:
        return ""


def _way_out(facts: Mapping[str, str], cure: str) -> str:
    out = ""
    if cure.startswith("roles:"):
        who = _roles(cure.removeprefix("roles:"))
        out += f"请找{who}。" if who else ""
    if facts.get("可以"):
        out += f"现在可以:{one_line(facts['可以'], 40)}。"
    elif facts.get("下一步") and not out:
        out += f"下一步是{one_line(facts['下一步'], 20)},请找{_roles(facts.get('下一步归', ''))}。"
    return out


def _roles(listed: str) -> str:
    return join(tuple(dict.fromkeys(role(r) for r in listed.split(",") if r)))
