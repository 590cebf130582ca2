"""The quick way of reading WeChat's XML finds what the thorough way finds, or leaves it to that."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Forged
from bot.channels.wechat_xml import MAX_ELEMENTS, Fields, _read_any, _read_plain, read

PIECES = (
    *("<xml>", "</xml>", "<a>", "</a>", "<b><c>", "</c></b>", "<d/>", "<e f='g'>", "</e>", "<", "</a", 'a="1"'),
    *(
        "<a>t</a>",
        "<b><![CDATA[q<&]]></b>",
        "<a></a>",
        "<a>]]></a>",
        "<a>\r\n</a>",
        "<b><![CDATA[]]]]></b>",
        "<é>x</é>",
    ),
    *("text", "<![CDATA[", "]]>", " ", "\n", "\t", "\f", "\x0b", "\x00", "\x7f", "\ufeff", "\ufffe", "\u2028", "单"),
    *("&amp;", "&#x41;", "&x;", "<!-- c -->", "<?pi?>", "<!DOCTYPE xml>", '<?xml version="1.0"?>'),
)


def thoroughly(text: str) -> Fields | None:
    """What the thorough way finds, None where it refuses."""
    try:
        return _read_any(text)
    except Forged:
        return None


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(["", "", "\n", *PIECES]))
def test_both_ways_of_reading_agree(inside: str, after: str) -> None:
    text = f"<xml>{inside}</xml>{after}"
    plain = _read_plain(text)
    assert plain is None or plain == thoroughly(text)


def test_what_platforms_send_is_read_the_quick_way() -> None:
    text = "<xml>\n<A><![CDATA[单 <b>&]]></A>\n<B_1>12</B_1><B_1></B_1></xml>\n"
    assert _read_plain(text) == read(text.encode()) == {"A": ["单 <b>&"], "B_1": ["12", ""]}


def test_both_ways_stop_at_the_same_number_of_elements() -> None:
    for count in (MAX_ELEMENTS - 1, MAX_ELEMENTS):
        text = f"<xml>{'<a>1</a>' * count}</xml>"
        assert (_read_plain(text) is None) == (thoroughly(text) is None) == (count == MAX_ELEMENTS)
