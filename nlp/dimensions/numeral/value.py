"""What a number in a message comes to."""

from decimal import Decimal

from nlp.frozen import frozen


@frozen
class Number:
    """A number; `value` is None for ranges and vague amounts, whose bounds are given where known."""

    value: Decimal | None
    approx: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@frozen
class Atom:
    """A number in the text, also where it may belong to a specification."""

    start: int
    end: int
    number: Number
    glued: bool = False  # touches letters or signs that make it part of a specification
    product: bool = False  # a*b
    percent: bool = False  # 百分之五
    dashed: bool = False  # a-b: a range or a specification
    chinese: bool = False  # written without Arabic digits
