"""What somebody said, and to whom something is told, free of platform words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# Names in `Message.media` that mean the same on every platform.
OPENS = "opens"  # the kind of window (handlers.domain.budget) that the message opens
SESSION = "session"  # "human": a person serves this chat now; "ended": nothing may be said before the reader writes
FAILED = "failed"  # the platform's name of a message of ours that did not arrive after all; "why" says why
READ = "read"  # the text was read from something else: "voice", "file", "picture" or "record"
RECORD = "merge_forward"  # of `Message.media["type"]`: a record of a chat that somebody forwarded
HEARD = "voice"
HIDDEN = "hidden"  # rows and columns of a file that nobody sees who has it open: they were not read
UNREAD = "unread"  # why it could not be: none | kind | heic | large | long | locked | broken | empty | slow | gone
QUOTE = "quote"  # "type" of a message that quotes one which cannot be seen: "right" or "gone" says why
POINTED = "pointed"  # the alert whose number in the list that was shown last here the text names
SAID = "said"  # 下单, 这个: what was said about "quoted", which is the text then
ABOUT = "about"  # the order (its id) whose card the message quotes: what it says is about that one
UNSURE = "unsure"  # what a number may mean that several cards offer: lines of title, label and packed button, by tabs
OVERHEARD = "overheard"  # in a group where everything is heard: it called nobody by name
CODE = "code"  # answers with this get through where nothing else would, once and within seconds

PLATFORMS = {  # how platforms are called
    "console": "网页聊天台",
    "wecom": "企业微信",
    "wecom_robot": "企业微信智能机器人",
    "wechat_kf": "微信客服",
    "wechat_oa": "公众号",
    "dingtalk": "钉钉",
    "feishu": "飞书",
}


def spoken(transcript: str) -> str:
    """What was heard, without its margins; nothing where there is no word in it, but a full stop, as after silence."""
    return transcript.strip() if any(map(str.isalnum, transcript)) else ""


class ChatKind(StrEnum):
    """A chat with one person, or a group."""

    DIRECT = "direct"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class ChatRef:
    """A chat on a platform; `chat_id` is the platform's opaque string."""

    channel: str
    chat_id: str
    kind: ChatKind = ChatKind.DIRECT


def paused_key(topic: str, chat: ChatRef) -> str:
    """The name under which it is kept that a chat does not want to hear of something."""
    return f"paused:{topic}:{chat.channel}:{chat.chat_id}"


def lives_key(code: str, trace: int) -> str:
    """The name under which it is kept how often what an alarm was raised about got another life."""
    return f"lives:{code}:{trace}"


@dataclass(frozen=True, slots=True)
class UserRef:
    """Somebody on a platform, known to us or not."""

    channel: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A pressed button: what `cards.action` packed, unpacked."""

    action: str  # a verb of handlers.table.TAPS
    order_id: int | None = None
    version: int | None = None  # the order's version that the card showed
    value: str = ""  # e.g. the chosen SKU, or the index of a choice
    card_ref: str = ""  # the platform's handle to update the pressed card (WeCom: response_code), valid once
    form: Mapping[str, str] = field(default_factory=dict)  # what was filled in, by name: see handlers.domain.forms


def id_in(text: str) -> int | None:
    """The id of a stored row as it stands in a button's value or a topic; None where it can be none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class MessageKind(StrEnum):
    """What came in."""

    TEXT = "text"
    TAP = "tap"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    ENTER = "enter"  # the person opened or joined the chat
    RECALL = "recall"  # `quoted_id` was taken back
    EDIT = "edit"  # `quoted_id` says now what `text` says
    OTHER = "other"  # a kind this product does not know: answered politely, never swallowed
    SILENT = "silent"  # platform housekeeping (view, unsubscribe…): stored, not answered


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the messages that a message in pieces is made of: characters [start, end) of its text."""

    message_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """One inbound message or button tap. The raw body stays in the inbox table."""

    id: int  # inbox row id, also the trace id; 0 before it is stored
    channel: str
    external_id: str  # the platform's id, unique within the channel
    chat: ChatRef
    sender: UserRef
    kind: MessageKind
    sent_at: datetime
    received_at: datetime
    text: str = ""
    tap: Tap | None = None
    media: Mapping[str, str] = field(default_factory=dict)  # media id, file name, url… by name
    quoted_id: str | None = None
    to_me: bool = True  # a group message may be addressed to somebody else
    pieces: tuple[Piece, ...] = ()  # where it came in several messages; this one's id is that of the last

    @property
    def ids(self) -> tuple[int, ...]:
        """The inbox rows it is made of, oldest first."""
        return tuple(piece.message_id for piece in self.pieces) or (self.id,)

    @property
    def called(self) -> bool:
        """Whether it is said to the bot and nobody else: alone with it, or in a group where it is called by name."""
        return self.to_me and (self.chat.kind is ChatKind.DIRECT or OVERHEARD not in self.media)


@dataclass(frozen=True, slots=True)
class ToChat:
    """Tell this chat."""

    chat: ChatRef


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Tell this person, in the direct chat of the channel where they were last seen."""

    user: str


@dataclass(frozen=True, slots=True)
class ToRole:
    """Tell those who do this job: the role's group where one is configured, else each active person of the role."""

    role: str


@dataclass(frozen=True, slots=True)
class ToCustomer:
    """Tell this customer's own people (their direct chats, else the group that belongs to the customer)."""

    customer_id: str


@dataclass(frozen=True, slots=True)
class ToPhone:
    """Call this person by telephone, where there is a hook that does so."""

    user: str


@dataclass(frozen=True, slots=True)
class ToPurchasing:
    """The system that buys, where there is a hook for it; `number` is the requisition's."""

    number: str


@dataclass(frozen=True, slots=True)
class ToSelling:
    """The systems that sell, where there is a hook for them."""

    sku: str  # what it is about: told in order


@dataclass(frozen=True, slots=True)
class ToErp:
    """The ERP that keeps confirmed orders too, where there is one."""

    order: int  # its id: what is told of one order is told in order


Audience = ToChat | ToPerson | ToRole | ToCustomer | ToPhone | ToPurchasing | ToSelling | ToErp
