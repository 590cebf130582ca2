"""金蝶云星空 on 127.0.0.1: it checks every head's signature, age and nonce, and every bill's codes as a real one would.

async with FakeKingdee(clock) as erp:
    Settings(erp=Erp(kingdee=erp.settings()))
    erp.bills["SO20260312-0001"]                                  # what was saved
    erp.audit("SO20260312-0001")                                  # somebody goes on from there
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.settings import KingdeeSettings
from tests.fakes.server import FakeServer

# The AppId and the key in it are those of the vectors.
ACCT, USER, APP = "65000000000001", "orderbot", "200001_AbCdEfGhIjKlMnOpQrStUvWxYz012345"
SECRET, HIDDEN = "kdcloudtestsecret0001", "MYCoJZeSGwXGBEGadoeaapeBWl5U7BoK"
PATH = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
ORG, UNITS = "100", {"件": "Pcs", "套": "Set"}
Bill = dict[str, Any]


def mac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest().encode()).decode()


class FakeKingdee(FakeServer):
    """The bills of one set of books."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.bills: dict[str, Bill] = {}
        self.status: dict[str, str] = {}
        self.calls: list[str] = []
        self.unknown: set[str] = set()  # material codes that nobody has there
        self._nonces: set[str] = set()

    def settings(self, **changed: Any) -> KingdeeSettings:
        own: dict[str, Any] = {"enabled": True, "url": f"{self.base}/k3cloud", "acct_id": ACCT, "user": USER}
        own |= {"app_id": APP, "org": ORG, "units": UNITS, "secret": SecretStr(SECRET)}
        return KingdeeSettings(**own | changed)

    def routed(self) -> web.Application:
        app = web.Application()
        served = {"ExecuteBillQuery": self._query, "Save": self._save, "Delete": self._delete}
        app.add_routes([web.post(f"{PATH}{name}.common.kdsvc", self._serve(name, do)) for name, do in served.items()])
        return app

    def audit(self, number: str) -> None:
        """Somebody there submits and audits it."""
        self.status[number] = "C"

    def _serve(self, name: str, do: Callable[[Any], object]) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            self.calls.append(name)
            if not self._signed(request):
                return web.Response(status=401)
            body = await request.json()
            failure = self.next_failure(name)
            if isinstance(failure, str):
                return await self.suffer(request, failure, lambda: do(body))
            return web.json_response(do(body))

        return serve

    def _signed(self, request: web.Request) -> bool:
        heads = request.headers
        stamp, nonce = heads.get("x-api-timestamp", ""), heads.get("x-api-nonce", "")
        fresh = stamp.isdigit() and abs(self.clock.now().timestamp() - int(stamp)) < 300 and nonce not in self._nonces
        self._nonces.add(nonce)
        path = request.path.replace("/", "%2F")
        data = f"{ACCT},{USER},2052,0"
        wanted = {
            "X-Api-ClientID": APP.partition("_")[0],
            "X-Api-Auth-Version": "2.0",
            "X-Api-Signature": mac(HIDDEN, f"POST\n{path}\n\nx-api-nonce:{nonce}\nx-api-timestamp:{stamp}\n"),
            "X-Kd-Appkey": APP,
            "X-Kd-Appdata": base64.b64encode(data.encode()).decode(),
            "X-Kd-Signature": mac(SECRET, APP + data),
        }
        return fresh and all(heads.get(name) == value for name, value in wanted.items())

    def _query(self, body: Any) -> object:
        asked = body["data"]
        if isinstance(asked, str):
            asked = json.loads(asked)
        found = re.fullmatch(r"FBillNo='([0-9A-Za-z_-]+)'", asked["FilterString"])
        if found is None or asked["FormId"] != "SAL_SaleOrder":
            return [[_answer("过滤条件不正确")]]
        bill = self.bills.get(found[1])
        if bill is None:
            return []
        keys = asked["FieldKeys"].split(",")
        return [[self._cell(bill, line, key) for key in keys] for line in bill["FSaleOrderEntry"]]

    def _cell(self, bill: Bill, line: Bill, key: str) -> object:
        match key:
            case "FDocumentStatus":
                return self.status[bill["FBillNo"]]
            case "FMaterialId.FNumber":
                return line["FMaterialId"]["FNumber"]
            case "FQty":
                return float(line["FQty"])
            case "FDeliveryDate":
                return f"{line[key]}T00:00:00" if key in line else None
        return bill[key]

    def _save(self, body: Any) -> object:
        model = body["data"]["Model"]
        wrong = self._wrong(model)
        number = model["FBillNo"]
        known = self.bills.get(number)
        if known is None and model["FID"] != 0:
            wrong = wrong or "单据不存在"
        if known is not None and known["FID"] != model["FID"]:
            wrong = wrong or "单据编号重复"
        if known is not None and self.status[number] not in "ZAD":
            wrong = wrong or "单据已审核,不能修改"
        if wrong:
            return _answer(wrong)
        self.bills[number] = model | {"FID": model["FID"] or 100_000 + len(self.bills)}
        self.status.setdefault(number, "A")
        return _answer() | {"Number": number}

    def _wrong(self, model: Bill) -> str:
        if model["FSaleOrgId"] != {"FNumber": ORG} or model["FBillTypeID"] != {"FNUMBER": "XSDD01_SYS"}:
            return "销售组织不存在"
        for line in model["FSaleOrderEntry"]:
            if line["FMaterialId"]["FNumber"] in self.unknown:
                return f"物料编码 {line['FMaterialId']['FNumber']} 不存在"
            if line["FUnitID"]["FNumber"] not in UNITS.values():
                return "销售单位不存在"
            if not re.fullmatch(r"\d+(\.\d+)?", str(line["FQty"])):
                return "数量不正确"
        return "" if model["FSaleOrderEntry"] and model["FCustId"]["FNumber"] else "字段必录"

    def _delete(self, body: Any) -> object:
        ids = body["data"]["Ids"].split(",")
        for number in [n for n, bill in self.bills.items() if str(bill["FID"]) in ids]:
            if self.status[number] not in "ZAD":
                return _answer("单据已审核,不能删除")
            del self.bills[number], self.status[number]
        return _answer()


def _answer(wrong: str = "") -> Bill:
    errors = [{"FieldName": "", "Message": wrong, "DIndex": 0}] if wrong else []
    said = {"IsSuccess": not wrong, "ErrorCode": 500 if wrong else 0, "Errors": errors, "MsgCode": 11 if wrong else 0}
    return {"Result": {"ResponseStatus": said}}
