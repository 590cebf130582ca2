"""Which step of its way an order has reached, from the words of those who moved it."""

import re

# Where a report names several steps the earlier line counts: 拣好出库了 is 出库.
STATUSES: tuple[tuple[str, str], ...] = (
    ("退货", r"退货|退回|退了回|拒收|拒签|不肯收|不收货|(?:拉|带|运|送|返|打)回(?:来|仓|厂|了|$)|原车(?:拉|返|退)"),
    (
        "付款",
        r"款.{0,3}(?:到|收|付|清|结|齐|打)|(?:付|打|收|回|汇|结)(?:了|的|完|清|齐|到|过)?(?:全|余|尾|货|首)?款|到账|货款|尾款|定金|订金|预付|已付|付清|结清|收讫|进账|水单",
    ),
    (
        "签收",
        r"签收|送达|送到|收到|(?:确认|已|都)收货|签(?:了|的|过|完)?(?:字|单|名)|(?:客户|对方|店里|门卫|人家|老板|那边|他们|本人)[^,。;]{0,4}(?:签|收)(?:了|好|妥|完)|签(?:了|好|完|妥)(?:$|[\s,。;!])|卸(?:完|好|货)|交接(?:完|好|了)|验收(?!合格.{0,3}(?:已|过)?质检)|回单|客户收了",
    ),
    ("质检", r"质检|送检|转检|待检|抽检|检验|检完|品检|化验"),
    (
        "运输",
        r"发车|装车|装完车|装好车|[车船柜].{0,3}(?:刚|已|都)?装(?:完|好|满)|[点时分钟0-9]出发|出发(?:了|$|[\s,。;!])|动身|发往|开往|揽收|揽件|在途|运输|起运|启运|上路|上高速|车.{0,2}(?:走|开走|出发)|发走|发出|已发|今天发|发了|发货|单号"
        r"|装柜|快递|物流|派送|在(?:高速|国道|路)上?|走了|走的|司机|车牌",
    ),
    ("出库", r"出库|出完|出仓|出货|提货"),
    (
        "备料",
        r"(?:料|件|货|材料|包材|配).{0,3}齐|齐套|齐料|备(?:料|货|齐|好|完|妥)|配(?:料|货|好)|拣|理(?:好|货|完)|打包|装箱|领料|补齐|到齐",
    ),
    ("排产", r"排(?:产|上|好|到|进|了|期|在|入|完)"),
    (
        "生产",
        r"上线|上机|加工|开工|投产|投料|开料|裁|生产|在做|正在|开始做|做(?:完|好|出来)|下线|完工|开机|在(?:调|配|熬|炒|蒸|喷|刷|烘|晒|腌|卤)[色料漆味]?了|分割|分装|灌装|贴标|组装|装配|焊|(?:开始|在|正)(?:分|装|切|裁|烘|染|织|压|注塑|喷|磨|包)(?!车|箱|柜)|(?:烤|印|缝|灌|包装)(?:好|完|刷)",
    ),
    ("审核", r"审|批(?:了|准|过|$)|同意|放行|准了|通过"),
)


WAITS = re.compile(r"(?:等|待|叫|约|催)着?(?:快递|物流|车|司机|货车|提货|货代)[^\s,。;!?]*")  # what has not come yet


def status_of(bones: str, tracking: bool) -> str | None:
    """The status that a skeleton speaks of; a tracking number alone means it is on its way."""
    bones = WAITS.sub(" ", bones)
    early: list[tuple[int, str]] = []
    for status, pattern in STATUSES:
        match = re.search(pattern, bones)
        if match:
            early.append((match.start(), status))
    found = [status for _, status in early]
    if "出库" in found and "运输" in found and not tracking:
        return "出库" if re.search(r"出库|出完", bones) else "运输"
    if tracking and not {"签收", "退货"} & set(found):
        return "运输"
    return found[0] if found else None
