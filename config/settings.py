"""The shape of the configuration. Every key is explained in default.toml, the reference manual.

Secrets come from the environment only (`SecretStr` prints as stars). Durations are whole seconds, minutes or hours
as their names say.
"""

from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator

from config.addresses import Kuaidi100Api, WebAddress
from config.base import GroupTarget, Model
from config.channels import Channels
from config.flow import FlowSpec
from config.policy import Policy


class Company(Model):
    """Whose bot this is."""

    name: str = "示例公司"
    timezone: str = "Asia/Shanghai"

    @property
    def zone(self) -> ZoneInfo:
        """The zone that days and times of the company are in; raises where its name is none (see `sense`)."""
        return ZoneInfo(self.timezone)


class Database(Model):
    """Where everything is kept: sqlite+aiosqlite:///path or postgresql+asyncpg://user:password@host/name."""

    url: str = "sqlite+aiosqlite:///data/jiedan.sqlite3"
    keep_messages_days: int = Field(90, ge=0, le=3650)  # handled messages and sent cards; 0: for ever

    @field_validator("keep_messages_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        """Platforms repeat themselves for days: what is forgotten too early would be handled twice."""
        if 0 < days < 8:
            raise ValueError("0 或不少于 8")
        return days


class Web(Model):
    """The HTTP server. `body_limit` in bytes. Secret: JIEDAN_LINK_KEYS."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    body_limit: int = Field(1_048_576, ge=1024)
    public_url: str = ""  # https://… of this server as phones reach it; empty: no order forms in the browser
    form_minutes: int = Field(60, ge=1, le=1440)  # a form's link is good so long
    link_keys: SecretStr = SecretStr("")  # name:key of at least 32 signs, separated by blanks; the first one signs


class Kuaidi100Settings(Model):
    """An enterprise account of 快递100. Secrets: JIEDAN_KUAIDI100_KEY, JIEDAN_KUAIDI100_SALT."""

    enabled: bool = False
    customer: str = ""
    phone: str = ""  # last digits of the sender's telephone: 顺丰 asks for them
    push: bool = False  # it tells us (web.public_url); else it is asked
    poll_minutes: int = Field(120, ge=30, le=1440)
    api_base: Kuaidi100Api = "https://poll.kuaidi100.com"
    key: SecretStr = SecretStr("")
    salt: SecretStr = SecretStr("")


class Carriers(Model):
    """Where news of parcels come from. Secret: JIEDAN_TRACKING_SECRET."""

    kuaidi100: Kuaidi100Settings = Kuaidi100Settings()
    webhook_secret: SecretStr = SecretStr("")  # empty: no webhook


class KingdeeSettings(Model):
    """金蝶云星空: keeps confirmed orders as sales orders. Secret: JIEDAN_KINGDEE_SECRET."""

    enabled: bool = False
    url: WebAddress = "https://k3.example.com/k3cloud"  # of the company's own server
    acct_id: str = ""
    user: str = ""
    app_id: str = ""
    org_id: str = "0"  # with which the user logs in
    org: str = ""  # number of the selling organisation
    bill_type: str = "XSDD01_SYS"
    price_field: Literal["FTaxPrice", "FPrice", ""] = "FTaxPrice"  # empty: prices are those of the ERP
    units: dict[str, str] = {}  # our unit -> number of theirs; what is not listed is the same
    head: dict[str, str] = {}  # more fields of the bill that hold a number
    secret: SecretStr = SecretStr("")


class Erp(Model):
    """Where confirmed orders are kept beside us."""

    kingdee: KingdeeSettings = KingdeeSettings()


class Hook(Model):
    """An address of the company's own that is told of something.

    Secrets: JIEDAN_VOICE_SECRET, JIEDAN_PURCHASING_SECRET, JIEDAN_SELLING_SECRET.
    """

    url: str = ""  # empty: nobody is told
    secret: SecretStr = SecretStr("")


class Media(Model):
    """What is sent otherwise than as text."""

    max_mb: int = Field(10, ge=1, le=100)
    seconds: int = Field(30, ge=1, le=45)  # less than a message's lease
    voice_command: tuple[str, ...] = ()  # gets the file's path as its last argument, prints what it heard
    picture_command: tuple[str, ...] = ()  # the same for pictures, instead of RapidOCR
    ocr: bool = True  # read pictures with RapidOCR where it is installed


class Settings(Model):
    """Everything that was decided."""

    company: Company = Company()
    database: Database = Database()
    web: Web = Web()
    channels: Channels = Channels()
    carriers: Carriers = Carriers()
    erp: Erp = Erp()
    voice: Hook = Hook()  # calls people by telephone
    purchasing: Hook = Hook()  # takes purchase requisitions
    selling: Hook = Hook()  # is told what is not for sale
    policy: Policy = Policy()
    media: Media = Media()
    flow: str = "five_state"
    flows: dict[str, FlowSpec] = {}
    notify: dict[str, GroupTarget] = {}  # role -> the group that hears what the role must hear
    world: str = ""  # folder with customers.csv, products.csv, people.csv, chats.csv, loaded when the tables are empty
    rules: str = ""  # folder of operators' rule files; empty: rules beside the company's file
    ops: tuple[str, ...] = ()  # people.user told about dead letters and other trouble
