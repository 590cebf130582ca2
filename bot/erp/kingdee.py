"""Keeps confirmed orders in 金蝶云星空 as sales orders that are saved and not submitted: people there go on from there.

What is told is how an order is to stand, not what happened to it: it is looked up by its number first, so telling it
twice, or again after an answer that was lost, books nothing twice. A bill that somebody submitted or audited is not
touched: where it differs, that is refused, and the operators hear of it.
"""

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from bot.channels.base import Capabilities, Forged, Payload, Received, SendFailed, Sent, WebRequest
from bot.channels.transport import check_status, exchange_json
from bot.clock import Clock
from bot.erp.kingdee_sign import Login, heads
from cards.card import Card, Facts
from config.settings import KingdeeSettings
from handlers.domain.messaging import ChatRef

NAME = "kingdee"
FORM = "SAL_SaleOrder"
SERVICE = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"
_KEYS = "FID,FDocumentStatus,FNote,FMaterialId.FNumber,FQty,FDeliveryDate"
_OURS = frozenset({"Z", "A", "D"})  # 暂存, 创建, 重新审核: still to be changed
_MOST = 2000  # rows of one answer
CURE = "核对 [erp.kingdee] 的 acct_id、user、app_id 和环境变量 JIEDAN_KINGDEE_SECRET:金蝶“第三方系统登录授权”里抄"


class Kingdee:
    """Implements `Channel` for one set of books; nobody answers through it."""

    name = NAME
    caps = Capabilities(max_text=200_000)

    def __init__(self, settings: KingdeeSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing."""
        self._settings = settings
        self._http = http
        self._clock = clock
        self._login = Login(
            settings.acct_id, settings.user, settings.app_id, settings.secret.get_secret_value(), org=settings.org_id
        )

    def receive(self, _request: WebRequest) -> Received:
        """Nothing comes in this way."""
        raise Forged("unknown")

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """The facts by name."""
        return ({fact.label: fact.value for block in card.blocks if isinstance(block, Facts) for fact in block.rows},)

    async def send(self, _to: ChatRef, what: Payload, _dedupe: str) -> Sent:
        """Makes the order there stand as told; raises SendFailed."""
        rows = await self._found(str(what["number"]))
        bill, status = (str(rows[0][0]), str(rows[0][1])) if rows else ("0", "")
        if what["state"] == "void":
            if rows and status not in _OURS:
                raise SendFailed("refused", "已提交或审核,要在金蝶里作废", retry=False)
            if rows:
                await self._do("Delete", {"Ids": bill})
            return Sent()
        wanted = self._model(what, bill)
        if rows and status not in _OURS:
            if not _same(rows, what):
                raise SendFailed("refused", "已提交或审核,要在金蝶里改", retry=False)
            return Sent()
        await self._do("Save", {"IsDeleteEntry": "true", "Model": wanted})
        return Sent()

    async def update(self, to: ChatRef, _ref: str, what: Payload) -> Sent:
        """What was told is told anew."""
        return await self.send(to, what, "")

    async def check(self) -> tuple[str, ...]:
        """Asks for an order that nobody has; findings in Chinese with their cure, empty where all is well."""
        try:
            await self._found("JIEDAN-0")
        except SendFailed as failed:
            if failed.reason in ("network", "server"):
                return (f"连不上金蝶({failed.code}),检查网络和 erp.kingdee.url",)
            return (f"金蝶拒绝了({failed.code}),{CURE}",)
        return ()

    async def close(self) -> None:
        """Holds no connection of its own."""

    def _model(self, what: Payload, bill: str) -> dict[str, Any]:
        own = self._settings
        lines = json.loads(what["lines"])
        return {
            "FID": int(bill),
            "FBillTypeID": {"FNUMBER": own.bill_type},
            "FBillNo": what["number"],
            "FDate": what["day"],
            "FSaleOrgId": {"FNumber": own.org},
            "FCustId": {"FNumber": what["customer"]},
            "FNote": what["note"],
            **{name: {"FNumber": value} for name, value in own.head.items()},
            "FSaleOrderEntry": [self._entry(line, what) for line in lines],
        }

    def _entry(self, line: Mapping[str, str], what: Payload) -> dict[str, Any]:
        own = self._settings
        entry: dict[str, Any] = {
            "FMaterialId": {"FNumber": line["sku"]},
            "FUnitID": {"FNumber": own.units.get(line["unit"], line["unit"])},
            "FQty": line["qty"],
        }
        if what["due"]:
            entry["FDeliveryDate"] = what["due"]
        if line["gift"]:
            entry["FIsFree"] = True
        elif line["price"] and own.price_field:
            entry[own.price_field] = line["price"]
        return entry

    async def _found(self, number: str) -> list[list[Any]]:
        """The rows of a bill, one a line; none where there is no such bill."""
        asked = {
            "FormId": FORM,
            "FieldKeys": _KEYS,
            "FilterString": f"FBillNo='{_code(number)}'",
            "OrderString": "",
            "TopRowCount": 0,
            "StartRow": 0,
            "Limit": _MOST,
            "SubSystemId": "",
        }
        answer = await self._call("ExecuteBillQuery", {"data": asked})
        if not isinstance(answer, list) or not all(isinstance(row, list) for row in answer):
            raise SendFailed("server", "shape", retry=True)
        if answer and answer[0] and isinstance(answer[0][0], dict):  # so errors are reported to come
            _check(answer[0][0])
        if any(len(row) != len(_KEYS.split(",")) for row in answer):
            raise SendFailed("server", "shape", retry=True)
        return answer

    async def _do(self, operation: str, data: Mapping[str, Any]) -> None:
        answer = await self._call(operation, {"formid": FORM, "data": data})
        if not isinstance(answer, dict):
            raise SendFailed("server", "shape", retry=True)
        _check(answer)

    async def _call(self, operation: str, body: Mapping[str, Any]) -> Any:
        url = f"{self._settings.url}/{SERVICE}.{operation}.common.kdsvc"
        stamp = str(int(self._clock.now().timestamp()))
        signed = heads(self._login, url, stamp, secrets.token_hex(8))
        status, answer = await exchange_json(self._http, "POST", url, {}, body, signed)
        if status in (401, 403):
            raise SendFailed("auth", f"http-{status}", retry=False)
        check_status(status)
        return answer


def _code(number: str) -> str:
    """An order's number as it may stand in a filter, which is SQL; raises SendFailed for any other."""
    if not number or not all(c.isascii() and (c.isalnum() or c in "_-") for c in number):
        raise SendFailed("refused", "单号里有金蝶不能查的字", retry=False)
    return number


def _check(answer: Mapping[str, Any]) -> None:
    """Raises SendFailed unless it says that it was done."""
    result = answer.get("Result")
    said = result.get("ResponseStatus") if isinstance(result, dict) else None
    if not isinstance(said, dict):
        raise SendFailed("server", "shape", retry=True)
    if said.get("IsSuccess") is True:
        return
    errors = said.get("Errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    words = f"{said.get('ErrorCode', '')} {first.get('Message', '')}".strip()[:80]
    raise SendFailed("auth" if said.get("MsgCode") in (1, 3) else "refused", words or "no reason", retry=False)


def _same(rows: list[list[Any]], what: Payload) -> bool:
    """Whether a bill there says the same as we do."""
    there = sorted((str(row[3]), _number(row[4]), str(row[5] or "")[:10]) for row in rows)
    ours = sorted((line["sku"], _number(line["qty"]), what["due"]) for line in json.loads(what["lines"]))
    if not what["due"]:  # then the day is theirs
        there = [(sku, qty, "") for sku, qty, _ in there]
    return there == ours and str(rows[0][2] or "") == what["note"]


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(-1)
