"""Who signed, as people write it."""

import pytest

from handlers.domain.proof import signer


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("0001 已签收 签收人王强", "王强"),
        ("0001 签收 签收人:王强,货齐", "王强"),
        ("0001 签收,签收人是 欧阳建国 没少货", "欧阳建国"),
        ("0001 由李工签收", "李工"),
        ("0001 签字人 John Smith", "John Smith"),
        ("0001 已签收", ""),
        ("0001 客户签收了", ""),
        ("0001 签收人", ""),
        ("", ""),
    ],
)
def test_the_name_is_taken_from_the_words(text: str, who: str) -> None:
    assert signer(text) == who
