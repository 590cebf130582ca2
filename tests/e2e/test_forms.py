"""The order form in a browser, over HTTP: for one person, one draft and a while; sent once, checked like the chat."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from html import unescape

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.clock import SetClock
from bot.form_link import Links
from config.settings import Settings, Web
from handlers.domain.messaging import UserRef
from handlers.domain.order import Order, OrderId
from storage.tables import inbox, outbox
from tests.e2e.conftest import DingShop, FeishuShop, KfShop, WecomShop, open_kf_shop
from tests.e2e.test_orders import SENTENCE
from tests.shop import TUESDAY, Shop, demo_settings

SELLER, OTHER, BUYER, MANAGER = "u01", "u02", "u25", "u23"
KEY = "k1:" + "a1" * 20
PUBLIC = "https://bot.example.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def with_forms(settings: Settings, keys: str = KEY) -> Settings:
    """The same company with an address that phones reach."""
    web = settings.web.model_copy(update={"public_url": PUBLIC, "link_keys": SecretStr(keys)})
    return settings.model_copy(update={"web": web})


@asynccontextmanager
async def open_forms(database: str, *, oauth: bool = False) -> AsyncIterator[KfShop]:
    """Customers in 微信客服, staff in WeCom, forms in the browser."""
    async with open_kf_shop(with_forms(demo_settings(database)), SetClock(TUESDAY), oauth=oauth) as made:
        made.wecom.trusted = "bot.example.com"
        yield made


@pytest.fixture
async def kf_forms(database: str) -> AsyncIterator[KfShop]:
    async with open_forms(database) as made:
        yield made


class Phone:
    """Somebody's browser: `PUBLIC` is our server. `member` is who is logged in to WeCom there."""

    def __init__(self, shop: KfShop | FeishuShop | DingShop, member: str = "") -> None:
        self._shop = shop
        self._cookies: dict[str, str] = {}
        self._member = member
        self.page = httpx.Response(0)

    async def goes(self, method: str, url: str, **sent: object) -> httpx.Response:
        """One page, and wherever it leads."""
        async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
            for _ in range(6):
                ours = url.startswith(PUBLIC)
                cookies = self._cookies if ours else {"member": self._member}
                header = {"cookie": "; ".join(f"{k}={v}" for k, v in cookies.items() if v)}
                headers = header | dict(sent.pop("headers", {}))  # type: ignore[call-overload]
                real = url.replace(PUBLIC, self._shop.shop.base)
                self.page = await http.request(method, real, headers=headers, **sent)  # type: ignore[arg-type]
                if ours:
                    for cookie in self.page.headers.get_list("set-cookie"):
                        name, _, value = cookie.partition(";")[0].partition("=")
                        self._cookies[name] = value.strip('"')
                        assert "Max-Age=0" in cookie or ("HttpOnly" in cookie and "Secure" in cookie)
                if self.page.status_code not in (302, 303):
                    return self.page
                method, url, sent = "GET", self.page.headers["location"], {}
        raise AssertionError("led in a circle")

    async def opens(self, url: str) -> str:
        """The words of a page."""
        return unescape((await self.goes("GET", url)).text)

    async def sends(self, url: str, **values: str) -> str:
        """Fills in the page that is open and sends it; returns the words of what comes back."""
        answer = unescape((await self.goes("POST", url, data=self.filled(**values))).text)
        await self._shop.shop.settles()
        return answer

    def filled(self, **values: str) -> dict[str, str]:
        """What the page that is open would send."""
        text = self.page.text
        found = re.findall(r'<input type="(?:hidden|text|date)"[^>]*? name="(\w+)" value="([^"]*)"', text)
        address = re.search(r'<textarea name="address"[^>]*>([^<]*)', text)
        assert dict(found).get("proof"), "no form on this page"
        return {k: unescape(v) for k, v in found} | {"address": address[1] if address else ""} | values


def link_on_card(shop: KfShop | WecomShop, user: str) -> str:
    """Where the newest card of a member of staff leads: a button, or a row where there is no room for one."""
    card = next(c for c in reversed(shop.wecom.seen[user]) if c.card.get("button_list"))
    parts = [*card.card["button_list"], *card.card.get("horizontal_content_list", [])]
    return next(str(part["url"]) for part in parts if "填表修改" in (part.get("text"), part.get("value")))


def link_in_menu(shop: KfShop, user: str) -> str:
    """Where the newest menu of a customer leads."""
    return next(b.links["填表修改"] for b in reversed(shop.kf.screens[user]) if b.links)


async def drafted(shop: KfShop) -> str:
    """A draft of the salesperson's, and the link on its card."""
    await shop.staff_says(SELLER, SENTENCE)
    return link_on_card(shop, SELLER)


async def heard(shop: KfShop) -> int:
    async with shop.shop.store.read() as uow:
        return len((await uow.connection.execute(select(inbox.c.id))).all())


async def test_a_card_that_is_full_of_buttons_still_shows_the_way_to_the_form(kf_forms: KfShop) -> None:
    await kf_forms.staff_says("u09", "到货 ZXJ-J6PR 16")  # one to sell
    await kf_forms.staff_says(SELLER, "台州恒力 J6P右转向节 22件,15号前到")
    card = kf_forms.wecom.seen[SELLER][-1]
    assert set(card.buttons) == {"确认下单", "先发现货", "等齐", "换替代品", "插单评估", "取消"}
    assert "也可回复“依据”" in card.reads()
    phone = Phone(kf_forms)
    await phone.opens(link_on_card(kf_forms, SELLER))
    await phone.sends(link_on_card(kf_forms, SELLER), qty_1="24")
    assert "24件" in kf_forms.wecom.seen[SELLER][-1].reads()


async def test_a_form_changes_the_draft_like_the_chat_does(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    words = await phone.opens(url)
    assert "待确认订单" in words
    assert 'value="300"' in words
    assert 'value="2026-03-15"' in words
    answer = await phone.sends(url, qty_1="280", due="2026-03-18", address="台州市路桥区 8 号")
    assert "已保存" in answer
    assert "280" in answer
    assert "280" in kf_forms.staff_last(SELLER)
    assert "3月18日" in kf_forms.staff_last(SELLER)
    assert "路桥区" in kf_forms.staff_last(SELLER)
    await kf_forms.staff_says(SELLER, "确认")
    assert "SO2026" in kf_forms.staff_last(SELLER)


async def test_a_customer_fills_in_the_form_from_the_menu_and_sees_no_price(kf_forms: KfShop) -> None:
    await kf_forms.says(BUYER, "J6P左转向节 300件,15号前到")
    url = link_in_menu(kf_forms, BUYER)
    phone = Phone(kf_forms)
    words = await phone.opens(url)
    assert "元" not in words.replace("元旦", "")
    assert "已保存" in await phone.sends(url, qty_1="20")
    assert "20" in kf_forms.kf.last(BUYER)


async def test_the_link_is_kept_nowhere_and_only_one_person_gets_it(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    await kf_forms.says(BUYER, "J6P左转向节 3件")
    async with kf_forms.shop.store.read() as uow:
        told = "\n".join((await uow.connection.execute(select(outbox.c.card))).scalars())
    assert url.rsplit("/", 1)[1] not in told
    assert "/form/" not in told


async def test_double_and_late_sending_changes_nothing(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    sent = phone.filled(qty_1="280")
    before = await heard(kf_forms)
    answers = await asyncio.gather(*(Phone(kf_forms).goes("POST", url, data=sent) for _ in range(8)))
    await kf_forms.shop.settles()
    assert {a.status_code for a in answers} == {200}
    assert all("已保存" in a.text for a in answers)
    assert await heard(kf_forms) == before + 1
    shown = len(kf_forms.wecom.seen[SELLER])
    assert "已保存" in await phone.sends(url, qty_1="280"), "the same once more shows the same"
    assert (await phone.goes("POST", url, data=sent | {"qty_1": "999"})).status_code == 409
    assert "已经更新过" in await phone.opens(url)
    assert await heard(kf_forms) == before + 1
    assert len(kf_forms.wecom.seen[SELLER]) == shown
    assert "280" in kf_forms.staff_last(SELLER)


async def test_a_draft_that_was_changed_in_the_chat_is_not_changed_by_an_old_page(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    sent = phone.filled(qty_1="280")
    await kf_forms.staff_says(SELLER, "数量500")
    answer = await phone.goes("POST", url, data=sent)
    assert answer.status_code == 409
    await kf_forms.shop.settles()
    await kf_forms.staff_says(SELLER, "确认")
    assert "500" in kf_forms.staff_last(SELLER)
    assert (await phone.goes("GET", link_after := url)).status_code == 409, link_after


@pytest.mark.parametrize(("words", "told"), [("确认", "已经是订单 SO20260310-0001"), ("取消", "已经取消,没有下单")])
async def test_a_page_that_stayed_open_says_what_became_of_the_draft(kf_forms: KfShop, words: str, told: str) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    sent = phone.filled(qty_1="280")
    await kf_forms.staff_says(SELLER, words)
    before = await heard(kf_forms)
    for method, what in (("POST", {"data": sent}), ("GET", {})):
        page = await phone.goes(method, url, **what)
        assert page.status_code == 409
        assert told in page.text
    assert await heard(kf_forms) == before


@pytest.mark.parametrize("value", ["0", "-3", "很多", "1e9", "9" * 20])
async def test_what_nobody_can_mean_is_refused_as_in_the_chat_and_can_be_mended(kf_forms: KfShop, value: str) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, qty_1=value, due="2026-03-20")
    assert "看不懂" in answer
    assert f'value="{value}"' in answer
    assert 'value="2026-03-20"' in answer
    assert "已保存" in await phone.sends(url, qty_1="30")
    assert "30" in kf_forms.staff_last(SELLER)


@pytest.mark.parametrize("value", ["x", "1", "。。", "12 34", "300件", "三百件"])
async def test_what_is_no_address_in_the_chat_is_none_on_the_page(kf_forms: KfShop, value: str) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, address=value, qty_1="30")
    assert f"“{value}”不像送货地址" in answer
    assert 'aria-invalid="true"' in answer
    assert f">{value}</textarea>" in answer, "it can be mended"
    assert "300" in kf_forms.staff_last(SELLER), "nothing was saved"
    assert "已保存" in await phone.sends(url, address="黄岩东路 12 号 3 栋,老仓库", qty_1="30")
    assert "黄岩东路" in kf_forms.staff_last(SELLER)
    before = await the_draft(kf_forms)
    await kf_forms.staff_says(SELLER, f"地址改成{value}")
    after = await the_draft(kf_forms)
    assert (after.address, after.lines) == (before.address, before.lines), "and it is no amount either"


async def the_draft(shop: KfShop) -> Order:
    async with shop.shop.store.read() as uow:
        (draft,) = await uow.orders.drafts(await uow.parties.direct_chat(UserRef("wecom", SELLER)), SELLER)
    return draft


async def test_what_the_page_says_itself_costs_a_customer_no_message_of_his_window(kf_forms: KfShop) -> None:
    await kf_forms.says(BUYER, "J6P左转向节 300件,15号前到")
    url = next(iter(kf_forms.kf.screens[BUYER][-1].links.values()))
    told = len(kf_forms.kf.screens[BUYER])
    phone = Phone(kf_forms)
    await phone.opens(url)
    for value in ("0", "-3", "很多"):
        assert "看不懂" in await phone.sends(url, qty_1=value)
    await kf_forms.shop.waits(minutes=1)
    assert len(kf_forms.kf.screens[BUYER]) == told
    assert "已保存" in await phone.sends(url, qty_1="30")
    await kf_forms.shop.settles()
    assert "30件" in kf_forms.kf.last(BUYER), "what changed the draft is told"


@pytest.mark.parametrize(
    ("value", "means"), [("1,300", "1,300件"), ("２８０", "280件"), ("280件", "280件"), (" 280 ", "280件")]
)
async def test_a_number_may_be_written_as_people_do(kf_forms: KfShop, value: str, means: str) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    assert "已保存" in await phone.sends(url, qty_1=value)
    assert means in kf_forms.staff_last(SELLER)


@pytest.mark.parametrize("value", ["13,00", "1,30", "280箱", "280 件 件"])
async def test_what_may_be_another_number_is_refused(kf_forms: KfShop, value: str) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    assert "看不懂" in await phone.sends(url, qty_1=value)


async def test_a_day_that_is_over_is_marked_and_not_confirmed_by_the_same_press(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, due="2026-03-09", then="confirm")
    assert "已经过了" in answer
    assert "还没有下单" in answer
    assert "已经过了" in kf_forms.staff_last(SELLER)


async def test_a_day_off_is_marked_as_in_the_chat(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    assert "这天休息" in await phone.sends(url, due="2026-03-21")


async def test_the_open_question_is_answered_on_the_page(kf_forms: KfShop) -> None:
    await kf_forms.staff_says(SELLER, "台州恒力 J6P转向节 30件")
    url = link_on_card(kf_forms, SELLER)
    phone = Phone(kf_forms)
    assert 'type="radio"' in await phone.opens(url)
    assert "已保存" in await phone.sends(url, choice="0")
    assert "确认下单" in kf_forms.staff_last(SELLER)


async def test_nothing_changed_is_said(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    assert "没有改动" in await phone.sends(url)


async def test_a_link_ends_with_its_hour_its_person_and_its_account(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    sent = phone.filled(qty_1="280")
    await kf_forms.staff_says(MANAGER, "停用 陈海波")
    assert (await phone.goes("GET", url)).status_code == 403
    assert (await phone.goes("POST", url, data=sent)).status_code == 403
    await kf_forms.staff_says(MANAGER, "启用 陈海波")
    assert (await phone.goes("GET", url)).status_code == 200
    await kf_forms.staff_says(MANAGER, "解绑 陈海波")
    assert (await phone.goes("GET", url)).status_code == 403
    await kf_forms.shop.waits(minutes=61)
    for method in ("GET", "POST"):
        answer = await phone.goes(method, url, **({"data": sent} if method == "POST" else {}))
        assert answer.status_code == 410
        assert "过期" in answer.text
        assert "300" not in answer.text


async def test_forged_and_broken_links_open_nothing(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    head, _, token = url.rpartition("/")
    name, body, signature = token.split(".")
    other = Links(Web(public_url=PUBLIC, link_keys=SecretStr("k1:" + "b2" * 20)))
    forged = other.url(SELLER, "wecom", SELLER, 1, 1, TUESDAY)
    cases = [
        f"{head}/{name}.{body}.{signature[:-1]}A"
        if signature[-1] != "A"
        else f"{head}/{name}.{body}.{signature[:-1]}B",
        f"{head}/{name}.{body[:-2]}AA.{signature}",
        f"{head}/k9.{body}.{signature}",
        f"{head}/{name}.{body}",
        f"{head}/{name}..{signature}",
        f"{head}/%ff%fe.{body}.{signature}",
        f"{head}/{'x' * 3000}",
        f"{head}/台州.恒力.订单",
        forged,
    ]
    phone = Phone(kf_forms)
    for case in cases:
        answer = await phone.goes("GET", case)
        assert answer.status_code == 404, case
        assert "恒力" not in answer.text
        assert (await phone.goes("POST", case, data={"qty_1": "1"})).status_code == 404


FORM = {"content-type": "application/x-www-form-urlencoded"}


async def test_a_foreign_page_cannot_send_the_form(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    sent = phone.filled(qty_1="280")
    before = await heard(kf_forms)
    for data, headers in (
        ({k: v for k, v in sent.items() if k != "proof"}, {}),
        (sent | {"proof": "x"}, {}),
        (sent, {"origin": "https://evil.example"}),
        (sent | {f"qty_{n}": "1" for n in range(2, 1_200)}, {}),
    ):
        assert (await phone.goes("POST", url, data=data, headers=headers)).status_code == 403
    assert (await phone.goes("POST", url, json=sent)).status_code == 403
    assert await heard(kf_forms) == before
    assert (await phone.goes("POST", url, content=b"proof=\xff&x=%zz", headers=FORM)).status_code == 403
    many = {f"note_{n}": "x" for n in range(1_050)}  # as many as an order of 500 lines has
    answer = await phone.goes("POST", url, data=sent | many, headers={"origin": PUBLIC})
    assert "已保存" in answer.text


async def test_the_page_takes_nothing_from_outside_and_is_not_framed_or_kept(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    answer = await Phone(kf_forms).goes("GET", url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?!https://bot\.example\.com/form/)', answer.text)
    style = await Phone(kf_forms).goes("GET", f"{PUBLIC}/form/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text


async def test_words_of_customers_are_only_text(kf_forms: KfShop) -> None:
    await kf_forms.staff_says(SELLER, "台州恒力 J6P左转向节 3件 送到<b>路桥</b><script>alert(1)</script>")
    answer = await Phone(kf_forms).goes("GET", link_on_card(kf_forms, SELLER))
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


async def test_old_keys_are_believed_until_they_are_taken_away(database: str) -> None:
    new = "k2:" + "c3" * 20
    async with open_forms(database) as shop:
        url = await drafted(shop)
        for keys, status in ((f"{new} {KEY}", 200), (new, 404)):
            shop.shop.settings = with_forms(shop.shop.settings, keys)
            await shop.restarts()
            assert (await Phone(shop).goes("GET", url)).status_code == status
        await shop.staff_says(SELLER, "数量500")
        assert "/form/k2." in link_on_card(shop, SELLER)


async def test_wecom_says_who_opens_a_link(database: str) -> None:
    async with open_forms(database, oauth=True) as shop:
        url = await drafted(shop)
        own, other, outsider = Phone(shop, SELLER), Phone(shop, OTHER), Phone(shop, "wmSomebody")
        assert (await Phone(shop).goes("GET", url)).status_code == 400, "only inside WeCom"
        for phone in (other, outsider):
            answer = await phone.goes("GET", url)
            assert answer.status_code == 403
            assert "发给别人的" in answer.text
            assert "300" not in answer.text
        assert 'value="300"' in await own.opens(url)
        sent = own.filled(qty_1="280")
        assert (await other.goes("POST", url, data=sent)).status_code == 403
        assert "已保存" in (await own.goes("POST", url, data=sent)).text
        await shop.shop.settles()
        second = link_on_card(shop, SELLER)
        shop.wecom.fail_next("status:502", "status:502", "status:502", "status:502", path="auth/getuserinfo")
        answer = await Phone(shop, SELLER).goes("GET", second)
        assert answer.status_code == 502
        assert "280" not in answer.text


async def test_a_code_of_another_browser_is_not_taken(database: str) -> None:
    """Somebody sends a link with his own code in it: the state of this browser does not fit."""
    async with open_forms(database, oauth=True) as shop:
        url = await drafted(shop)
        asked = await Phone(shop, SELLER).goes("GET", f"{url}?code=opener-1&state=0123456789abcdef")
        assert asked.status_code == 200
        assert "待确认订单" in asked.text, "it asked WeCom again instead of taking that code"
        assert "auth/getuserinfo" in [path for path, _ in shop.wecom.calls]
        assert len([path for path, _ in shop.wecom.calls if path == "auth/getuserinfo"]) == 1


async def test_without_an_address_there_are_no_links_and_no_pages(kf_shop: KfShop) -> None:
    await kf_shop.staff_says(SELLER, SENTENCE)
    assert "填表修改" not in kf_shop.staff_last(SELLER)
    assert (await kf_shop.shop.http.get("/form/style.css")).status_code == 404


async def test_a_draft_shared_in_a_group_has_no_link(database: str) -> None:
    settings = with_forms(demo_settings(database))
    async with Shop(database, settings) as shop:
        await shop.says("陈海波", SENTENCE, group="恒力-台州恒力对接群")
        assert not (await shop.last("陈海波", group="恒力-台州恒力对接群")).card["form"]["url"]
        await shop.says("陈海波", SENTENCE)
        card = (await shop.last("陈海波")).card
        assert card["form"]["url"].startswith(f"{PUBLIC}/form/k1.")
        answer = await shop.http.get(card["form"]["url"].removeprefix(PUBLIC))
        assert answer.status_code == 200


async def test_another_person_of_the_company_does_not_get_into_the_draft(kf_forms: KfShop) -> None:
    """A well signed link for a draft that is not this person's: as if a key had been used wrongly."""
    await drafted(kf_forms)
    async with kf_forms.shop.store.read() as uow:
        (draft,) = await uow.orders.drafts((await uow.parties.direct_chat(UserRef("wecom", SELLER))), SELLER)
    links = Links(kf_forms.shop.settings.web)
    for user, channel in ((OTHER, "wecom"), (BUYER, "wechat_kf"), ("nobody", "wecom")):
        at = kf_forms.shop.clock.now() - timedelta(minutes=1)
        answer = await Phone(kf_forms).goes("GET", links.url(user, channel, user, draft.id, draft.version, at))
        assert answer.status_code in (403, 409)
        assert "300" not in answer.text


async def test_lines_are_taken_away_whatever_their_numbers_become(kf_forms: KfShop) -> None:
    await kf_forms.staff_says(SELLER, "台州恒力 J6P左转向节 3件,J6P右转向节 4件,天龙左转向节 5件")
    async with kf_forms.shop.store.read() as uow:
        (draft,) = await uow.orders.drafts((await uow.parties.direct_chat(UserRef("wecom", SELLER))), SELLER)
    links = Links(kf_forms.shop.settings.web)
    url = links.url(SELLER, "wecom", SELLER, draft.id, draft.version, kf_forms.shop.clock.now())
    phone = Phone(kf_forms)
    assert "删除这一行" in await phone.opens(url)
    answer = await phone.sends(url, drop_1="1", drop_2="1", qty_2="很多", qty_3="6")
    assert "已保存" in answer
    shown = kf_forms.staff_last(SELLER)
    assert "东风天龙" in shown
    assert "J6P" not in shown
    async with kf_forms.shop.store.read() as uow:
        (left,) = await uow.orders.drafts((await uow.parties.direct_chat(UserRef("wecom", SELLER))), SELLER)
    assert [(line.no, line.sku, line.qty) for line in left.lines] == [(1, draft.lines[2].sku, Decimal(6))]


async def test_what_was_ticked_stays_ticked_where_something_else_is_wrong(kf_forms: KfShop) -> None:
    await kf_forms.staff_says(SELLER, "台州恒力 J6P左转向节 30件,J6P右转向节 40件,15号前到")
    url = link_on_card(kf_forms, SELLER)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, drop_1="1", qty_2="很多")
    assert "看不懂" in answer
    assert 'name="drop_1" value="1" checked' in answer
    assert 'name="drop_2" value="1" checked' not in answer


async def test_a_draft_of_one_line_has_no_line_to_take_away(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    assert "删除这一行" not in await Phone(kf_forms).opens(url)


async def test_one_more_line_is_read_like_a_message(kf_forms: KfShop) -> None:
    """What is known becomes a line, what may be several is asked with its candidates, what nobody knows is marked."""
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    assert "例:右转向节 20件" in await phone.opens(url)
    answer = await phone.sends(url, add="天龙左转向节 两箱")
    assert "已保存" in answer
    assert "② 转向节(左) 东风天龙 2箱" in answer
    assert "② 转向节(左) 东风天龙 2箱" in kf_forms.staff_last(SELLER)
    url = link_on_card(kf_forms, SELLER)
    await phone.opens(url)
    answer = await phone.sends(url, add="J6P转向节 20件")
    url = link_on_card(kf_forms, SELLER)
    assert 'type="radio"' in await phone.opens(url)
    answer = await phone.sends(url, choice="1", add="宇宙飞船 5件")
    assert "已保存" in answer
    assert "第4行没找到产品“宇宙飞船”" in kf_forms.staff_last(SELLER)


async def test_words_without_goods_are_refused_and_stay_in_the_input(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, add="昨天说的那个", qty_1="20")
    assert "没看出是什么货" in answer
    assert 'name="add" value="昨天说的那个"' in answer
    assert 'name="qty_1" value="20"' in answer
    await kf_forms.staff_says(SELLER, "确认")
    assert any("300件" in shown.reads() and "SO2026" in shown.reads() for shown in kf_forms.wecom.seen[SELLER])


async def test_saved_and_confirmed_by_one_press(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    assert "保存并确认下单" in await phone.opens(url)
    sent = phone.filled(qty_1="280", then="confirm")
    pages = await asyncio.gather(*(Phone(kf_forms).goes("POST", url, data=sent) for _ in range(6)))
    await kf_forms.shop.settles()
    assert all("SO20260310-0001 已下单" in page.text for page in pages)
    assert all("300件 → 280件" in page.text for page in pages)
    assert any("300件 → 280件" in shown.reads() for shown in kf_forms.wecom.seen[SELLER])
    async with kf_forms.shop.store.read() as uow:
        assert len([e for e in await uow.events.of(OrderId(1)) if e.action == "confirm"]) == 1
    assert (await phone.goes("POST", url, data=sent | {"qty_1": "9"})).status_code == 409


async def test_what_the_press_leaves_open_is_saved_shown_and_not_confirmed(kf_forms: KfShop) -> None:
    url = await drafted(kf_forms)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, add="J6P转向节 20件", then="confirm")
    assert "还没有下单" in answer
    assert "SO2026" not in kf_forms.staff_last(SELLER)
    url = link_on_card(kf_forms, SELLER)
    await phone.opens(url)
    assert "还没有下单" in await phone.sends(url, then="confirm"), "nothing changed, and it is still asked"
    await phone.opens(url)
    answer = await phone.sends(url, choice="1", then="confirm")
    assert "还没有下单" in answer, "it is short: that is seen first"


async def test_a_customer_saves_and_confirms_and_sees_no_price(kf_forms: KfShop) -> None:
    await kf_forms.says(BUYER, "J6P左转向节 10件,16号前到")
    url = link_in_menu(kf_forms, BUYER)
    phone = Phone(kf_forms)
    await phone.opens(url)
    answer = await phone.sends(url, qty_1="8", then="confirm")
    assert "元" not in answer
    assert "SO20260310-0001" in kf_forms.kf.last(BUYER)
    assert "10件 → 8件" in kf_forms.kf.last(BUYER)
