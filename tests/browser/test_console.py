"""The console page in a real browser: what a newcomer sees and does in the first two minutes."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.e2e.test_orders import BUYER, NUMBER, OTHER, SELLER, SENTENCE
from tests.shop import Shop

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE, SMALL = (1440, 900), (390, 844), (320, 640)
expect.set_options(timeout=30_000)  # a busy machine reads its first sentence slowly


def installed() -> str | None:
    """A browser on PATH; None for the one that Playwright brings, if it does."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium. Where there is none the test fails: `playwright install chromium`, or a package of the system."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop."""
    async with Shop(f"sqlite+aiosqlite:///{tmp_path}/shop.sqlite3") as running:
        yield running


async def opened(browser: Browser, shop: Shop, size: tuple[int, int] = WIDE) -> Page:
    """The page, connected; a mistake in its scripts fails the test."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    await page.goto(shop.base)
    await expect(page.get_by_text("已连接")).to_be_attached()
    return page


def window(page: Page, who: str) -> Locator:
    """Somebody's window."""
    return page.get_by_role("region", name=f"{who}的窗口")


async def says(page: Page, who: str, text: str) -> None:
    """Types and presses Enter."""
    box = page.get_by_label(f"以{who}的身份发消息")
    await box.fill(text)
    await box.press("Enter")
    await expect(box).to_have_value("")


async def test_an_order_from_sentence_to_answer(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    seller, buyer, other = window(page, SELLER), window(page, BUYER), window(page, OTHER)
    await says(page, SELLER, SENTENCE)
    card = seller.get_by_role("article").last
    await expect(card).to_contain_text("300件")
    await card.get_by_role("button", name="确认下单").click()
    await expect(seller.get_by_role("article").last).to_contain_text(NUMBER)
    await expect(window(page, "蔡国平")).to_contain_text(NUMBER)
    await expect(buyer).to_contain_text(NUMBER)
    await says(page, BUYER, "我的货到哪了")
    await expect(buyer.get_by_role("article").last).to_contain_text("待审核")
    await says(page, OTHER, "我的货到哪了")
    await expect(other.locator(".from-bot")).to_have_count(1)
    await expect(other).not_to_contain_text(NUMBER)
    await page.reload()
    await expect(buyer.get_by_role("article").last).to_contain_text("待审核")
    await expect(seller).to_contain_text(SENTENCE)
    await expect(other).not_to_contain_text(NUMBER)
    await page.close()


async def test_a_replaced_card_has_no_buttons_any_more(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    seller = window(page, SELLER)
    await says(page, SELLER, SENTENCE)
    await expect(seller.get_by_role("button", name="确认下单")).to_have_count(1)
    await says(page, SELLER, "数量500")
    await expect(seller.get_by_text("已更新,请看下面的新卡")).to_be_visible()
    await expect(seller.get_by_role("button", name="确认下单")).to_have_count(1)
    await page.close()


async def test_a_message_appears_in_every_open_window_and_elsewhere_as_a_dot(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    await window(page, SELLER).get_by_role("tab", name="恒力-台州恒力对接群").click()
    await says(page, SELLER, "下周三盘点,有事打电话")
    tab = window(page, BUYER).get_by_role("tab", name="恒力-台州恒力对接群")
    await expect(tab.get_by_title("有新消息")).to_be_visible()
    await tab.click()
    await expect(window(page, BUYER)).to_contain_text("下周三盘点")
    await expect(tab.get_by_title("有新消息")).to_have_count(0)
    await page.close()


async def test_markup_in_a_message_is_only_text(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    await says(page, SELLER, "<img src=x onerror=alert(1)><b>粗</b> J6P左转向节3件")
    await expect(window(page, SELLER)).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(page.locator(".log img, .log b:not(.at)")).to_have_count(0)
    await page.close()


async def test_the_hint_lets_a_newcomer_try_and_goes_away(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    hint = page.get_by_role("region", name="怎么开始")
    await expect(hint.locator(".tries button")).to_have_count(3)
    await hint.locator(".tries button").first.click()
    await expect(window(page, SELLER).get_by_role("button", name="确认下单")).to_be_visible()
    await hint.get_by_role("button", name="不再显示提示").click()
    await page.reload()
    await expect(hint).to_be_hidden()
    await page.close()


async def test_people_are_chosen_and_remembered(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop)
    await page.get_by_role("button", name="显示谁").click()
    await page.get_by_label("找人").fill("沈会计")
    await page.get_by_role("checkbox", name="沈会计").check()
    await page.get_by_role("button", name="好了").click()
    await expect(window(page, "沈会计")).to_be_visible()
    await page.reload()
    await expect(window(page, "沈会计")).to_be_attached()
    await page.close()


async def test_on_a_phone_one_window_fills_the_screen(browser: Browser, shop: Shop) -> None:
    page = await opened(browser, shop, PHONE)
    box = await window(page, SELLER).bounding_box()
    assert box
    assert box["width"] == PHONE[0]
    await says(page, SELLER, SENTENCE)
    button = window(page, SELLER).get_by_role("button", name="确认下单")
    await expect(button).to_be_in_viewport()
    await page.get_by_role("navigation").get_by_role("button", name=BUYER).click()
    await expect(window(page, BUYER)).to_be_in_viewport(ratio=0.9)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.close()


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=str)
async def test_a_thumb_orders_with_the_keyboard_up(browser: Browser, shop: Shop, size: tuple[int, int]) -> None:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    await page.goto(shop.base)
    await expect(page.get_by_text("已连接")).to_be_attached()
    await page.set_viewport_size({"width": size[0], "height": size[1] - 300})  # what the keyboard leaves
    await says(page, SELLER, SENTENCE)
    confirm = window(page, SELLER).get_by_role("button", name="确认下单")
    await expect(confirm).to_be_in_viewport()
    await expect(window(page, SELLER).get_by_role("textbox")).to_be_in_viewport(ratio=1)
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in await page.locator("button:visible, textarea:visible, select:visible, a.act:visible").all():
        box = await part.bounding_box()
        assert box
        assert box["height"] >= 44, "a thumb hits it"
    await confirm.tap()
    await expect(window(page, SELLER)).to_contain_text(NUMBER)
    await context.close()
