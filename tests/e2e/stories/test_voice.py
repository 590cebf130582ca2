"""Story U16: what a voice message was heard as."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import UserRef
from handlers.domain.order import Phase
from tests.e2e.conftest import DingShop
from tests.e2e.stories.conftest import story
from tests.e2e.test_forms import PUBLIC, with_forms
from tests.fakes import FakeDingtalk
from tests.shop import Shop


async def test_u16_what_a_voice_message_was_heard_as_is_on_the_card_and_kept(tmp_path: Path) -> None:
    clock = SetClock(datetime.fromisoformat("2026-03-22T09:00:00+08:00"))
    async with FakeDingtalk(clock) as platform:
        settings = story(tmp_path)
        channels = Channels(console=ConsoleSettings(enabled=False), dingtalk=platform.settings(mode="http"))
        settings = with_forms(settings.model_copy(update={"channels": channels, "notify": {}}))
        async with Shop("", settings, clock) as shop:
            async with shop.store.write() as uow:
                await uow.parties.bind(UserRef("dingtalk", "lin"), "lin")
                await uow.commit()
            platform.target = f"{shop.base}/hook/dingtalk"
            heard = "鑫源要三十套轮毂轴承后天到"
            said = {"downloadCode": platform.upload(b"#!AMR"), "recognition": heard, "duration": 8000}
            await platform.sends("lin", "audio", said)
            await shop.settles()
            card = DingShop(shop, platform, "http").last("lin")
            for words in (heard, "台州鑫源机械有限公司", "轮毂轴承", "30套", "3月24日", "确认下单"):
                assert words in card or words.replace("3月24日", "后天(周二)") in card
            async with shop.store.read() as uow:
                (draft,) = await uow.orders.find(customers=["C04"], phases=(Phase.DRAFT,))
                assert (draft.due, draft.lines[0].sku, draft.lines[0].base_qty) == (
                    date(2026, 3, 24),
                    "LT-07",
                    Decimal(30),
                )
                assert heard in (await uow.inbox.texts(draft.source_ids)).values()
            assert "原声" in card
            ding = DingShop(shop, platform, "http")
            await ding.says("lin", "原声")
            told = ding.last("lin")
            assert "原声是林晓" in told
            assert heard in told
            link = told[told.index(PUBLIC) + len(PUBLIC) :].split()[0]
            played = await shop.http.get(link)
            assert (played.status_code, played.content, played.headers["content-type"]) == (200, b"#!AMR", "audio/amr")
            assert (await shop.http.get(link[:-3] + "xyz")).status_code == 404
            clock.move(hours=2)
            assert (await shop.http.get(link)).status_code == 410
            await ding.says("lin", "原声")
            fresh = ding.last("lin")
            platform.files.clear()
            gone = await shop.http.get(fresh[fresh.index(PUBLIC) + len(PUBLIC) :].split()[0])
            assert (gone.status_code, gone.text) == (404, "平台上已经没有这段语音了,只留有听到的文字。")
