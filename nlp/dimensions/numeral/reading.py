"""What a run of numeral characters is worth."""

import re
from decimal import Decimal

DIGIT = {
    sign: at
    for at, signs in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 100_000_000}
JOINED = {"廿": 20, "卅": 30, "卌": 40}
TWICE = re.compile(r"(?P<low>[一二两三四五六七八九](?P<size>[十百千万]))(?P<high>[一二两三四五六七八九](?P=size))")
LONGEST = 15  # Arabic digits; more than that is no amount
LONGEST_RUN = 40  # characters; 九千…亿…万… takes 32

Token = Decimal | str


def read(run: str) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and the highest value of a run such as 三万五, 13万2 or 两三百; None where it is none."""
    if len(run) > LONGEST_RUN:
        return None
    whole, point, fraction = run.partition("点")
    if point:
        value = read(whole)
        digits = "".join(str(DIGIT[sign]) for sign in fraction)
        return (value[0] + Decimal(f"0.{digits}"),) * 2 if value and value[0] == value[1] else None
    if match := TWICE.fullmatch(run):  # 三十五十, 一百两百
        lower, upper = (_value(_tokens(match[part])) for part in ("low", "high"))
        return (lower, upper) if lower < upper else None
    tokens = _tokens(run)
    at = _doubled(tokens)
    if at is not None:
        lower, upper = _value(tokens[: at + 1] + tokens[at + 2 :]), _value(tokens[:at] + tokens[at + 1 :])
        return (lower, upper) if lower < upper else None
    if len(tokens) > 1 and not any(isinstance(token, str) for token in tokens):
        value_of_places = Decimal("".join(str(token) for token in tokens))
        return value_of_places, value_of_places
    exact = _value(tokens)
    return exact, exact


def _tokens(run: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(run):
        sign = run[at]
        end = at
        while end < len(run) and run[end] in "0123456789.,":
            end += 1
        if end > at:
            if tokens and run[at] == "0":  # 1百05
                tokens.append(Decimal(0))
            tokens.append(Decimal(run[at:end].replace(",", "")))
            at = end
            continue
        if sign in JOINED:
            tokens += [Decimal(JOINED[sign] // 10), "十"]
        else:
            tokens.append(Decimal(DIGIT[sign]) if sign in DIGIT else sign)
        at += 1
    return tokens


def _doubled(tokens: list[Token]) -> int | None:
    """Return where two neighbouring digits make a range (两三百, 十七八, 三五), else None."""
    pairs = []
    for at in range(len(tokens) - 1):
        one, two = tokens[at], tokens[at + 1]
        if isinstance(one, Decimal) and isinstance(two, Decimal) and one and two:
            pairs.append((at, two - one))
    if len(pairs) != 1:
        return None
    at, step = pairs[0]
    return at if step == 1 or (step == 2 and tokens[at] == 3) else None


def _value(tokens: list[Token]) -> Decimal:
    total = section = Decimal(0)
    held: Decimal | None = None
    last, zero = 1, False
    for token in tokens:
        if isinstance(token, Decimal):
            zero = zero or not token
            held = token if token else held
            continue
        size = UNIT[token]
        if size >= 10_000:
            section += held or 0
            over = total and (size > 10_000 or not section)  # 四万亿, 十万万
            total = (total + section) * size if over else total + (section or 1) * size
            section = Decimal(0)
        else:
            section += (1 if held is None else held) * size
        held, last, zero = None, size, False
    if held is not None:
        colloquial = last > 10 and not zero and held < 10 and held == held.to_integral_value()
        section += held * (last // 10) if colloquial else held
    return total + section
