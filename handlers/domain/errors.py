"""The error tree of the business.

AppError            always becomes a notice, never a stack trace in chat
├── Refused         the business says no: illegal move, not your role, locked, nothing to confirm
├── Stale           the card or version is old; carries the fresh order
└── NotFound        no such order, product, customer

Codes of Refused, with the facts they carry (facts' names are shown as they are) and the cure:

flow.done         单号 现在                it stands there already
flow.action       单号 现在 动作 可以       this state does not allow it; 可以: what this person can do instead
flow.role         单号 现在 动作 可以       somebody else's job; cure "roles:warehouse,manager" (also placer, seller)
flow.reason       单号 现在 动作 可以       a reason must be given
flow.number       单号 动作 缺 说法        a deliverable lacks: a number; 说法: what to say with it
flow.photo        单号 动作 缺 说法        a deliverable lacks: a picture
flow.sign         单号 动作 缺 说法        a deliverable lacks: who signed, by name or as a picture
flow.unpaid       单号 动作 已收 差          money must come in first; amounts only for who may see them
flow.status       状态                     this company's flow has no such status
place.role        -                        people of this role do not place orders
customer.foreign  客户                     a customer may only order for its own company
day.unknown       写的                     there is no such day, or it is still to come
draft.not_yours   归                       somebody else's draft (归 only for staff)
form.value        写的                     a quantity or date in a form that nobody can mean
form.address      写的                     words in a form's address that name no place
form.line         写的                     no goods in the words of one more line
form.customer     写的                     goods of another customer in the words of one more line
order.not_yours   单号 归                  somebody else's order (归 only for staff)
order.left        单号 归                  the order of somebody who left: the managers change it
order.over        单号 现在                it was cancelled: nothing is left to be done for it
invoice.role      单号                     only finance says that an invoice is made
order.locked      单号 现在                too far gone to be changed
order.customer    单号                     a confirmed order keeps its customer; cure "cancel"
change.unclear    单号                     it could not be told which line is meant, or to what
price.which       单号 货品                several products: which one's price is to be another
change.nothing    单号                     it is so already
swap.none         单号                     nothing could go instead of what the order lacks
swap.full         单号                     the order lacks nothing
withdraw.none     -                        nothing that this person asked for waits for anybody
withdraw.kept     单号                     the same of one order, which stays as it is
withdraw.several  件数 例                  several wait: which one is to be taken back; 例: how that is said
withdraw.granted  单号 申请 谁 时刻        it was agreed to already
withdraw.refused  单号 申请 谁 时刻        it was refused already
withdraw.expired  单号 申请                nobody decided in time
change.asked      单号                     just that is asked for already, and nobody decided yet
change.field      单号 现在 项 可以       this field may not be changed in this state; 可以: what still may
change.printed    单号 现在 项 可以       the label is printed, the address is locked
change.picked     单号 货品 已拣 编码     less than what lies in the box already
label.old         单号 新                  the address was changed, and the parcel has the old label still
label.unprinted   单号                     no label was printed yet
label.none        单号                     no parcel with an old label is looked for
pick.which        单号                     it could not be told which line was picked
pick.amount       单号                     nobody can count what was picked
pick.over         单号 货品 要            more than is ordered
pick.short        单号 货品 编码 占 缺      more than the books have for the order
hands.role        单号                     people of this role do not record what was picked or printed
owing.role        -                        money of customers is not told to people of this role
owing.many        写的 家数                more customers of this name than are shown
short.role        -                        people of this role do not see what is short
hands.late        单号                     the order is not going on any more
hands.which       尾号 张数 例            several orders that go on have a number that ends so
reason.none       单号                     nobody was asked why
payment.much      单号 金额 应收           so many times what the order comes to that it must be a slip
approval.none     单号                     nothing waits for this person's answer
approval.several  单号 件数                 several requests wait, and the words fit more than one
approval.asked    单号 谁 动作             somebody else was just asked for the reason of his decision
approval.own      单号                     nobody decides on his own application
approval.expired  单号                     nobody decided in time; the salesperson has to apply again
approval.granted  单号 谁 时刻             it was granted before
approval.void     单号                     the order changed since, or is cancelled
approval.refused  单号 谁 时刻             it was refused before; the salesperson has to apply again
request.refused   单号 谁 时刻             a change, money, a return: refused before; to be said again
request.expired   单号                     of these nobody decided in time; to be said again
pool.role         -                        who may see which orders go badly; cure "roles:…"
change.later      单号 最快                the workshop's day is later than the order's: the customer is not told so
change.amount     单号                     nothing of it, or more than anybody orders; cure "cancel"
change.past       单号 日子                that day is over
change.price      单号                     no price that anybody can mean
change.workshop   单号                     a salesperson alone cannot promise this day: the workshop is asked first
change.parts      单号                     two deliveries were said in one; nothing was changed
change.gaps       单号                     a line would be without product or quantity
change.empty      单号                     no line would be left; cure "cancel"
order.held        单号                     a check holds the order: nobody works on it before it is approved
check.blocked     单号                     a check does not allow it; cure: the finding's code, its facts beside
approval.role     单号                     somebody else decides on it; cure "roles:finance,manager"
payment.role      -                        people of this role do not report payments
payment.again     单号 金额                so much was booked today already
payment.amount    单号                     nothing, less than a fen or more than anybody pays
payment.part      单号                     an amount or a part is spoken of, but not so that it can be booked
payment.pending   单号                     a claim waits: it must be decided before more is booked
payment.voucher   单号                     neither an amount nor a picture came
refund.role       -                        people of this role do not book refunds
refund.amount     单号                     no amount, or one that cannot be
refund.reason     单号 金额                why was not said
refund.more       单号 已收                more than was received
refund.none       单号                     no refund that could be taken back
reverse.role      -                        people of this role take back no receipts
reverse.none      单号                     no receipt of this kind counts
reverse.which     单号 金额 例             several receipts: which one
reverse.refunded  单号 金额                less is left of what came in than the receipt
refund.late       单号 分钟 金额           it is too late to take the refund back
return.unsigned   单号 现在                the goods were not signed for yet: the window has not begun
return.nothing    单号                     all of it was given back, or is about to be
return.which      单号                     it could not be told what is given back
return.much       单号 货品 可退           more than was delivered and not given back yet
return.differs    单号 货品                another amount came than was granted
return.unknown    单号                     no return of this order was approved
return.asked      单号 货品 单号尾          something else was asked for than is being approved
return.gift       货品                     a gift goes back with what it came with
quote.what        -                        neither a customer nor goods were named, and no draft is open
quote.price       货品                     nobody knows what it costs
quote.none        报价                     no such quote, or not one that may be known of
quote.which       报价                     several fit
quote.customer    客户                     no customer of this name
quote.unclear     报价                     goods or amounts of a change lack, or another customer is named
quote.not_yours   报价 归                  somebody else's quote
quote.turned      报价 单号                there is an order of it already
quote.drafted     报价                     somebody else has a draft of it
quote.over        报价                     its prices hold no longer
quote.asked       报价                     its price waits for approval
quote.refused     报价                     its price was not approved
quote.withdrawn   报价                     it was withdrawn
quote.changed     报价                     the customer's card is not the one that was sent last
requisition.role  -                        not for this role to buy; cure "roles:purchasing,warehouse"
requisition.none  -                        nothing has to be bought
requisition.goods 货品                     no product is called so
requisition.unknown 申请号                 there is no such requisition
requisition.which 缺的货                   several products are short
stop.role         -                        people of this role do not stop a sale
stop.product      -                        it could not be told which product is meant
stop.reason       说法 编码                why was not said; 说法: what to say before it
stop.none         货品                     it is for sale anyway
alert.mute        -                        no length of time that an alert can be hushed for
alert.none        单号                     no alert that these words could answer
alert.role          the alert is not for this person, who may take it over
alert.taken         the alert is not for this person, and somebody has taken it over
alert.asked       谁,单号                  somebody else was asked for words about this alert a moment ago
alert.idle        -                        nothing that is going on was told to this person, who answers something
alert.quiet       -                        nothing was sent to this person of late
number.unknown    单号                     no order has this number
stall.service     -                        nobody of customer service is there
stall.over        单号 现在                the order is not under way any more
stall.scheme      可以                     no such offer, or not said which; 可以: what may be offered
slip.none         单号                     no slipped promise waits for these words
day.whole         单号尾                   an order is shown as it stood at the end of a day, not within it
goods.again       编码 时刻 数量 单位      the same arrived today already: said once more, it is a second one
goods.which       -                        no goods, or several, are read in words of stock; nothing was booked
goods.qty         编码                     no amount that can have come in or been counted
goods.form        编码                     an arrival or a count whose amount could not be read
goods.whole       编码 单位                a part of a piece came in or was counted
goods.unknown     编码                     no product has this code
goods.role        -                        people of this role do not look after stock; cure "roles:warehouse,manager"
goods.unbooked    -                        no arrival that could be taken back
goods.picked      编码 时刻 数量 单位 单号   what came is picked for an order already
goods.shipped     编码 时刻 数量 单位 现库存  what came has left the house
part.begun        单号                     what is picked, labelled or paid is not parted any more
part.gone         单号                     nothing of it, or all, can be there by the wanted day by now
plan.late         单号 分钟                a plan is taken back for some minutes, before its order is picked
voice.never       -                        the speaker has sent no voice message here
voice.none        -                        nothing of the order was spoken
choice.gone       -                        what the button offers is not to be had any more
undo.late         单号 分钟                the time for taking back is over; cure "cancel"
undo.paid         单号                     money was paid for it; cure "cancel"
pledge.due        编号                     its day has come, or it is settled: it cannot be taken back
pledge.unknown    -                        no such promise of this person's, or not said which
pledge.day        编号                     no day, or one that is over
pledge.over       编号                     it is settled: its day stays
note.role         -                        customers do not report progress
alias.role        -                        people of this role do not look after customers' words
alias.foreign     -                        a customer's people look after their own words only
alias.words       叫法                     too long, or only digits: no word for a thing
people.role       -                        people of this role do not look after people's access
people.customer   -                        a customer wants somebody let in or shut out
people.form       -                        invited, and not said who
people.unknown    谁                       no such person or customer, or not said whose
people.several    谁 有                    several fit: 有 names them
people.account    账号                     no account of this id wrote to us, or nobody is bound to it
people.self       -                        nobody shuts out himself
people.away       谁                       the person left: has to be let in again first
digest.role       时候                     who gets the digest, and when; cure "roles:…"
digest.customer   -                        a customer asked for the digests, which are our people's
rule.role         -                        rules are a manager's; cure "roles:manager"
rule.unknown      规则 有                  no such rule; 有: what may have been meant
rule.untried      规则 版                  this version was not tried yet
rule.wrong        规则 哪里 怎么改         the rule does not hold (any more)
rule.circle       规则 圈                  it and others in force would set each other off
rule.off          规则                     it is not in force anyway
rule.first        规则                     nothing was switched that could be taken back
button.unknown    -                        a button of an older or newer version

ConfigError lives in `config`, ChannelError in `bot.channels.base`.
"""

from collections.abc import Mapping

from handlers.domain.order import Order, OrderId


class AppError(Exception):
    """`code` is stable and dotted, `facts` are shown to the person, `cure` names what would help.

    `about` is the order whose owner could be asked instead; only set where the person may know of it.
    """

    def __init__(
        self, code: str, facts: Mapping[str, str] | None = None, cure: str = "", about: OrderId | None = None
    ) -> None:
        super().__init__(code)
        self.about = about
        self.code = code
        self.facts = dict(facts or {})
        self.cure = cure


class Refused(AppError):
    """The rules say no; nothing was changed."""


class Stale(AppError):
    """Somebody was faster, or the card is old. `order` is the fresh one where it may be shown."""

    def __init__(self, order: Order | None = None) -> None:
        super().__init__("stale")
        self.order = order


class NotFound(AppError):
    """What was named is not there, or not for this person's eyes: the two look the same from outside."""
