"""The order form in a real browser of a phone's size: seen, filled in, sent twice, mended."""

import csv
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from config import DEMO_FILE
from tests.browser.test_console import PHONE, SMALL, browser
from tests.e2e.test_forms import PUBLIC, with_forms
from tests.e2e.test_orders import SENTENCE
from tests.shop import Shop, demo_settings

__all__ = ["browser"]
WHO = "陈海波"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop that phones reach."""
    url = f"sqlite+aiosqlite:///{tmp_path}/shop.sqlite3"
    async with Shop(url, with_forms(demo_settings(url))) as running:
        yield running


async def opened(browser: Browser, shop: Shop, *, dark: bool = False, size: tuple[int, int] = PHONE) -> Page:
    """The newest card's link, opened on a phone; what the page breaks of its own rules fails the test."""
    link = (await shop.last(WHO)).card["form"]["url"]
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", has_touch=True
    )
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" and "409" not in said.text else None)

    async def served(route: Route) -> None:
        answer = await route.fetch(url=route.request.url.replace(PUBLIC, shop.base))
        await route.fulfill(response=answer)

    await page.route(f"{PUBLIC}/**", served)
    await page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    await page.goto(link)
    return page


async def closed(page: Page) -> None:
    """Closes it once nothing is on its way to it any more."""
    await page.unroute_all(behavior="wait")
    await page.close()


async def picture(page: Page, name: str) -> None:
    """For a person to look at: JIEDAN_TEST_PICTURES names the folder."""
    if folder := os.environ.get("JIEDAN_TEST_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_a_draft_is_filled_in_on_a_phone(browser: Browser, shop: Shop) -> None:
    await shop.says(WHO, SENTENCE)
    page = await opened(browser, shop)
    await expect(page.get_by_role("heading", name="待确认订单")).to_be_visible()
    quantity = page.get_by_label("转向节")
    await expect(quantity).to_have_value("300")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in await page.locator("input:visible, textarea, button").all():
        box = await part.bounding_box()
        assert box
        assert box["height"] >= 44, "a thumb hits it"
        size = await part.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
        assert size >= 16, "phones zoom into smaller inputs"
    await picture(page, "form")
    await quantity.fill("很多")
    await page.get_by_label("要货日期").fill("2026-03-18")
    await page.get_by_role("button", name="保存修改").click()
    await expect(page.get_by_role("status")).to_contain_text("看不懂")
    await expect(quantity).to_have_value("很多")
    await expect(page.get_by_label("要货日期")).to_have_value("2026-03-18")
    await picture(page, "form_refused")
    await quantity.fill("280")
    await page.get_by_role("button", name="保存修改").dblclick()
    await expect(page.get_by_role("status")).to_contain_text("已保存")
    await expect(page.get_by_label("订单")).to_contain_text("280")
    await picture(page, "form_saved")
    await shop.settles()
    assert "280" in (await shop.last(WHO)).text
    assert len([seen for seen in await shop.sees(WHO) if "280" in seen.text]) == 1
    await page.goto(page.url)
    await expect(page.get_by_role("status")).to_contain_text("已经更新过")
    await closed(page)


async def test_a_long_draft_with_a_question_in_the_dark(browser: Browser, shop: Shop) -> None:
    lines = "\n".join(f"J6P右转向节 {n}件" if n % 2 else f"J6P转向节 {n}件" for n in range(3, 9))
    await shop.says(WHO, f"台州恒力\n{lines}")
    page = await opened(browser, shop, dark=True)
    await expect(page.get_by_role("radio").first).to_be_attached()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, "form_long")
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="保存修改").click()
    await expect(page.get_by_role("status")).to_contain_text("已保存")
    await closed(page)


def sixty_lines() -> str:
    """An order of sixty products, among them the longest names of the list."""
    with (DEMO_FILE.parent / "demo" / "products.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    longest = sorted(rows, key=lambda row: -len(row["name"] + row["spec"]))[:60]
    return "台州恒力\n" + "\n".join(f"{row['sku']} {n}{row['unit']}" for n, row in enumerate(longest, 3))


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=str)
async def test_sixty_lines_with_long_names_fit_a_phone(browser: Browser, shop: Shop, size: tuple[int, int]) -> None:
    await shop.says(WHO, sixty_lines())
    page = await opened(browser, shop, size=size)
    inputs = page.locator("input[inputmode=decimal]")
    await expect(inputs).to_have_count(60)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = await page.evaluate(
        "[...document.querySelectorAll('main *')].filter(n => n.scrollWidth > n.clientWidth + 1 && "
        "n.clientWidth && getComputedStyle(n).overflowX !== 'visible').map(n => n.outerHTML)"
    )
    assert cut == []
    await inputs.nth(29).fill("很多")
    await page.get_by_label("删除这一行:31").check()
    await page.get_by_role("button", name="保存修改").tap()
    await expect(page.get_by_role("status")).to_contain_text("看不懂")
    await expect(page).to_have_title(re.compile("看不懂"))
    await expect(page.get_by_role("status")).to_be_in_viewport()
    await page.get_by_role("link", name="去改这一行:30").tap()
    await expect(inputs.nth(29)).to_be_in_viewport()
    await expect(inputs.nth(29)).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("[aria-invalid]")).to_have_count(1)
    await picture(page, f"form_sixty_{size[0]}")
    await inputs.nth(29).fill("32")
    await page.get_by_role("button", name="保存修改").tap()
    await expect(page.get_by_role("status")).to_contain_text("已保存")
    await expect(page.get_by_label("订单")).to_contain_text("59行")
    await closed(page)


async def test_a_line_is_added_in_words_and_all_is_saved_and_confirmed(browser: Browser, shop: Shop) -> None:
    await shop.says(WHO, SENTENCE)
    page = await opened(browser, shop)
    await page.get_by_label("加一行").fill("昨天说的那个")
    await page.get_by_role("button", name="保存修改").click()
    await expect(page.get_by_role("status")).to_contain_text("没看出是什么货")
    await expect(page.get_by_label("加一行")).to_have_value("昨天说的那个")
    await page.get_by_label("加一行").fill("J6P转向节 20件")
    await page.get_by_role("button", name="保存并确认下单").click()
    await expect(page.get_by_role("status")).to_contain_text("还没有下单")
    page = await opened(browser, shop)
    await page.get_by_role("radio").nth(1).check()
    await page.get_by_label("加一行").fill("天龙左转向节 2箱")
    await page.get_by_role("button", name="保存修改").click()
    await expect(page.get_by_label("订单")).to_contain_text("东风天龙 2箱")
    page = await opened(browser, shop)
    await page.get_by_label("删除这一行:②").check()
    await page.get_by_role("textbox", name="①").fill("280")
    await page.get_by_role("button", name="保存并确认下单").dblclick()
    await expect(page.get_by_role("status")).to_contain_text("SO20260310-0001 已下单")
    await expect(page.get_by_label("订单")).to_contain_text("300件 → 280件")
    await picture(page, "form_confirmed")
    await shop.settles()
    assert len([seen for seen in await shop.sees(WHO) if "SO20260310-0001" in seen.title]) == 1
    await closed(page)


async def test_an_expired_link_and_a_line_that_nobody_knows(browser: Browser, shop: Shop) -> None:
    await shop.says(WHO, SENTENCE)
    page = await opened(browser, shop)
    await page.get_by_label("加一行").fill("宇宙飞船 5件")
    await page.get_by_role("button", name="保存并确认下单").click()
    await expect(page.get_by_role("status")).to_contain_text("还没有下单")
    await expect(page.get_by_label("订单")).to_contain_text("宇宙飞船")
    shop.clock.move(hours=30)
    link = (await shop.last(WHO)).card["form"]["url"].replace(PUBLIC, shop.base)
    # The first page stays open: a browser whose last window was closed may go while the next one is asked for.
    late = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    await late.goto(link)
    await expect(late.get_by_role("status")).to_contain_text("已经过期")
    await expect(late.get_by_role("button")).to_have_count(0)
    await closed(late)
    await closed(page)


async def test_the_console_leads_to_the_form(browser: Browser, shop: Shop) -> None:
    await shop.says(WHO, SENTENCE)
    page = await browser.new_page()
    await page.goto(shop.base)
    link = page.get_by_role("region", name=f"{WHO}的窗口").get_by_role("link", name="填表修改")
    await expect(link).to_have_attribute("href", (await shop.last(WHO)).card["form"]["url"])
    await page.close()
