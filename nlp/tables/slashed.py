"""A table whose columns are parted by slashes: 品名/规格/数量, and 护理液/500ml/6箱 in the lines below it."""

import re

_HEAD = (
    r"(?:[产商货]品名称|品名|名称|产品|货品|商品|货名|品项|物料|[货款型图编料品]号|规格型号|规格|尺寸|尺码|颜色|材质|等级|品牌"
    r"|订货数量|数量|订量|件数|单位|单价|价格|备注)(?:\([^()\n/]{1,4}\))?"
)
HEADS = re.compile(rf"(?m)^[ \t]*(?:序号[ \t]*/[ \t]*)?{_HEAD}(?:[ \t]*/[ \t]*{_HEAD})+[ \t]*$")


def unslashed(plain: str) -> str:
    """The text, as long as before, with bars between the columns of such a table; a slash within a cell stays.

    A line with more slashes than the heads is cut at those next to its ends: the size 1/2 of 球阀/1/2/5只.
    """
    heads = HEADS.search(plain) if "/" in plain else None
    if heads is None:
        return plain
    many = heads[0].count("/")
    chars = list(plain)
    for at in range(heads.start(), heads.end()):
        chars[at] = "|" if chars[at] == "/" else chars[at]
    at = heads.end() + 1
    while at < len(plain):
        end = plain.find("\n", at)
        end = len(plain) if end < 0 else end
        marks = [i for i in range(at, end) if plain[i] == "/"]
        if len(marks) < many:
            break
        front = (many + 1) // 2
        for mark in [*marks[:front], *marks[len(marks) - (many - front) :]]:
            chars[mark] = "|"
        at = end + 1
    return "".join(chars)
