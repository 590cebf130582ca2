"""快递100: asks for waybills, subscribes, and takes what it pushes. The vendor's signatures are MD5, as it demands."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode
from zoneinfo import ZoneInfo

import httpx

from bot.carriers.base import Heard
from bot.channels.base import Forged, SendFailed, WebRequest
from bot.channels.json_fields import loads, object_of, text_of
from config.settings import Kuaidi100Settings, Settings
from handlers.domain.order import OrderId
from handlers.domain.tracking import Parcel, Report, Scan, by_code, possible

TAKEN = json.dumps({"result": True, "returnCode": "200", "message": "成功"}, ensure_ascii=False).encode()
SAFETY_MINUTES = 1440  # what pushes is asked once a day all the same
_OVER, _ABOUT = "shutdown", "about"  # in the address of a subscription: who gives up need not say of what
_ZONE = ZoneInfo("Asia/Shanghai")  # the vendor's times name no zone
CURES = {
    "503": "签名没通过:核对 carriers.kuaidi100.customer 和环境变量 JIEDAN_KUAIDI100_KEY,两个都要从“授权信息”里抄",
    "600": "没有这个权限:核对 JIEDAN_KUAIDI100_KEY,看企业管理后台开通了实时查询(推送要另外开通)没有",
    "601": "授权过期或次数用完:到快递100 企业管理后台续费",
}
_ACCOUNT = frozenset({"503", "600", "601"})  # the account: wrong key or customer, no right, expired or out of money
_PARCEL = frozenset({"400", "408", "700", "701", "702"})  # this waybill: wrong number, carrier or telephone digits
_BUSY = frozenset({"501", "502"})
_PROBE = Parcel(OrderId(0), "JIEDAN0000000001", "yuantong")  # nobody's: the account is looked at before the number


def build(settings: Settings, http: httpx.AsyncClient) -> "Kuaidi100 | None":
    """The carrier, where it is switched on."""
    own = settings.carriers.kuaidi100
    return Kuaidi100(own, settings.web.public_url, http) if own.enabled else None


class Kuaidi100:
    """Implements `Asked` and `Calling`."""

    name = "kuaidi100"

    def __init__(self, settings: Kuaidi100Settings, public_url: str, http: httpx.AsyncClient) -> None:
        """`public_url` is where it reaches us, where it is to push."""
        self._settings = settings
        self._key, self._salt = settings.key.get_secret_value(), settings.salt.get_secret_value()
        self._http = http
        self._public = public_url.rstrip("/")
        self.minutes = SAFETY_MINUTES if settings.push else settings.poll_minutes
        unguessable = hashlib.sha256(f"path:{self._salt}".encode()).hexdigest()[:32]
        self.path = f"{self.name}/{unguessable}"

    def knows(self, parcel: Parcel) -> bool:
        """Whether the carrier's code is known; 顺丰 answers only with the last digits of a telephone number."""
        return bool(parcel.carrier) and (parcel.carrier != "shunfeng" or bool(self._settings.phone))

    async def query(self, parcel: Parcel) -> Report | None:
        """https://api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc ."""
        param = _json(
            {
                "com": parcel.carrier,
                "num": parcel.number,
                "phone": self._settings.phone,
                "resultv2": "1",
                "show": "0",
                "order": "desc",
            }
        )
        sign = signed(param, self._key, self._settings.customer)
        answer = await self._post("query.do", {"customer": self._settings.customer, "sign": sign, "param": param})
        if "data" not in answer or str(answer.get("status", "200")) != "200":
            self._check(answer)
            return None
        return self._report(answer, over=False)

    async def subscribe(self, parcel: Parcel) -> bool:
        """https://api.kuaidi100.com/document/5f0ffa8f2977d50a94e1023c ; a second time is as good as the first."""
        if not self._settings.push:
            return False
        about = {
            "callbackurl": f"{self._public}/track/{self.path}?{urlencode({_ABOUT: parcel.number})}",
            "salt": self._salt,
            "resultv2": "1",
            "phone": self._settings.phone,
        }
        param = {"company": parcel.carrier, "number": parcel.number, "key": self._key, "parameters": about}
        answer = await self._post("", {"schema": "json", "param": _json(param)})
        code = str(answer.get("returnCode", ""))
        if answer.get("result") is not True and code != "501":
            self._check(answer)
            raise SendFailed("server", code[:10], retry=True)
        return True

    async def check(self) -> tuple[str, ...]:
        """What is wrong with the account, each with its cure: it is asked for one waybill that nobody has."""
        try:
            await self.query(_PROBE)
        except SendFailed as failed:
            if failed.reason == "auth":
                return (f"快递100 拒绝了这个账号(代码 {failed.code}),{CURES.get(failed.code, CURES['600'])}",)
            if failed.reason != "refused":
                return (f"连不上快递100({failed.code}),检查网络和 carriers.kuaidi100.api_base",)
        return ()

    def receive(self, request: WebRequest) -> Heard:
        """A push: the signature is over the received text of `param`, before anything of it is read."""
        try:
            form = parse_qs(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
        except ValueError:
            raise Forged("form") from None
        param, sign = form.get("param", [""])[0], form.get("sign", [""])[0]
        if not self._salt or not hmac.compare_digest(signed(param, self._salt).encode(), sign.upper().encode()):
            raise Forged("signature")
        said = loads(param)
        last = object_of(said, "lastResult")
        status = text_of(said, "status")
        report = self._report(last, over=status == _OVER) if text_of(last, "nu") else None
        if status == "abort":  # every subscription may end so, in the same words
            return Heard(report, TAKEN, over=report.number if report else request.query.get(_ABOUT, ""))
        return Heard(report, TAKEN, once=f"{self.name}:{sign.upper()}", again=TAKEN)

    def _report(self, answer: Mapping[str, Any], *, over: bool) -> Report:
        rows = answer.get("data")
        scans = tuple(scan for row in rows if (scan := _scan(row))) if isinstance(rows, list) else ()
        code = str(answer.get("state", ""))
        number = text_of(answer, "nu").upper()
        return Report(number, by_code(code), code, scans, self.name, whole=True, over=over)

    def _check(self, answer: Mapping[str, Any]) -> None:
        """Raises SendFailed: `auth` for the account, `refused` for this waybill, `server` for another time."""
        code = str(answer.get("returnCode", ""))[:10]
        if code in _ACCOUNT:
            raise SendFailed("auth", code, retry=False)
        if code in _PARCEL:
            raise SendFailed("refused", code, retry=False)
        if code in _BUSY:
            raise SendFailed("server", code, retry=True)

    async def _post(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self._settings.api_base.rstrip('/')}/poll{'/' if path else ''}{path}"
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items())
        headers = {"content-type": "application/x-www-form-urlencoded"}
        failed: SendFailed | None = None
        try:
            reply = await self._http.post(url, content=body, headers=headers)
        except httpx.HTTPError as wrong:
            failed = SendFailed("network", type(wrong).__name__, retry=True)
        if failed:  # raised out here: the exception's context would keep the request and its key
            raise failed
        try:
            answer = json.loads(reply.content) if reply.status_code == 200 else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise SendFailed("server", str(reply.status_code), retry=True)
        return answer


def signed(*parts: str) -> str:
    """The vendor's signature: of param, key and customer where it is asked, of param and salt where it pushes."""
    return hashlib.md5("".join(parts).encode()).hexdigest().upper()  # noqa: S324 the vendor's own


def _json(what: Mapping[str, Any]) -> str:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))


def _scan(row: object) -> Scan | None:
    if not isinstance(row, dict):
        return None
    try:
        at = datetime.fromisoformat(text_of(row, "ftime") or text_of(row, "time"))
    except ValueError:
        return None
    if not possible(at):
        return None
    return Scan(at if at.tzinfo else at.replace(tzinfo=_ZONE), text_of(row, "context").strip())
