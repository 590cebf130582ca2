"""A company's folder: made, filled in, examined, imported, looked after."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.exits import Exit
from config import DEFAULT_FILE, load
from handlers.domain.invitation import code_in
from handlers.domain.messaging import ChatRef, Message, MessageKind, UserRef
from handlers.domain.order import Deadline, OrderId
from handlers.ports import Outgoing
from storage import Store, open_store

WORLD = Path(__file__).parents[1] / "worlds" / "autoparts"
THEN = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    folder = tmp_path / "公司"
    assert main(["init", str(folder)]) == Exit.OK
    for kind in ("products", "customers", "people", "chats"):
        shutil.copy(WORLD / f"{kind}.csv", folder)
    return folder


def add(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def test_a_new_folder_is_complete_explained_and_valid(tmp_path, capsys):
    folder = tmp_path / "co"
    assert main(["init", str(folder)]) == Exit.OK
    names = {
        "company.toml",
        "rules",
        "README.md",
        ".env.example",
        "products.csv",
        "customers.csv",
        "people.csv",
        "chats.csv",
    }
    assert {file.name for file in folder.iterdir()} == names
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for kind in ("products", "customers", "people", "chats"):
        for column in (folder / f"{kind}.csv").read_text(encoding="utf-8-sig").strip().split(","):
            assert f"`{column}`" in readme, column
    assert main(["init", str(folder)]) == Exit.OK
    assert "还没有产品和人员" in capsys.readouterr().out


def test_the_way_of_orders_is_chosen_at_the_start_and_said(tmp_path, capsys):
    folder = tmp_path / "co"
    assert main(["init", str(folder), "--flow", "eleven_node"]) == Exit.OK
    assert load(folder, {}).flow == "eleven_node"
    assert main(["init", str(folder)]) == Exit.OK
    said = capsys.readouterr().out
    assert "eleven_node 十一节点:待审核 → 已审核 → " in said
    assert "b2b 八状态-B2B" in said
    assert main(["init", str(folder), "--flow", "b2b"]) == Exit.USAGE
    assert main(["init", str(tmp_path / "other"), "--flow", "b2c"]) == Exit.USAGE
    assert "retail" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_what_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "products.csv").write_text("sku,name\nA,甲\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == Exit.OK
    company = (tmp_path / "company.toml").read_text(encoding="utf-8")
    add(tmp_path, "company.toml", "# 我的\n")
    main(["init", str(tmp_path)])
    assert (tmp_path / "products.csv").read_text(encoding="utf-8") == "sku,name\nA,甲\n"
    assert (tmp_path / "company.toml").read_text(encoding="utf-8") == company + "# 我的\n"


def test_a_telephone_number_that_is_none_is_named(company, capsys):
    (company / "people.csv").write_text("user,name,role,phone\nu1,张三,sales,138-0000 4100\nu2,李四,sales,12a4\n")
    main(["init", str(company)])
    out = capsys.readouterr().out
    assert "people.csv 第 3 行" in out
    assert "只填后四位" in out
    assert "people.csv 第 2 行" not in out


def test_the_template_names_only_keys_that_exist(company):
    text = (company / "company.toml").read_text(encoding="utf-8")
    (company / "company.toml").write_text(text.replace("\n# ", "\n"), encoding="utf-8")
    lines = [line for line in (company / "company.toml").read_text(encoding="utf-8").splitlines() if "=" in line]
    assert len(lines) > 8
    known = DEFAULT_FILE.read_text(encoding="utf-8")
    for line in lines:
        key = line.split("=")[0].strip().split()[-1]
        assert f"\n{key} = " in known or f"# {key} = " in known, key


def test_the_reference_is_the_manual_itself(capsys):
    assert main(["init", "--reference"]) == Exit.OK
    assert capsys.readouterr().out == DEFAULT_FILE.read_text(encoding="utf-8")


def test_a_filled_folder_passes(company, capsys):
    assert main(["init", str(company)]) == Exit.OK
    assert "640 个产品、250 个客户、37 个人" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("products.csv", 'ZZ,"坏\n', ["products.csv 第 642 行", "引号"]),
        ("products.csv", "Z1,测试,,,件,箱=0,1.00,1.00,0,0,1,\n", ["products.csv 第 642 行", "packs", "大于 0"]),
        ("people.csv", "u99,张三,老板,\n", ["people.csv 第 39 行", "role"]),
        ("people.csv", "u99,张三,customer,C999\n", ["people.csv 第 39 行", "C999", "customers.csv"]),
        ("company.toml", "[webb]\nport = 1\n", ["company.toml", "webb", "是不是想写 web?"]),
        ("company.toml", '[notify]\nsales = {channel = "console", chat = "g99"}\n', ["g99", "chats.csv"]),
        (
            "flows/ours.toml",
            'name = "ours"\ntitle = "x"\nstart = "a"\nmoves = []\n[state.a]\nphase = "draft"\n',
            ["ours"],
        ),
    ],
)
def test_a_mistake_is_listed_with_its_place_and_cure(company, capsys, file, text, words):
    (company / file).parent.mkdir(exist_ok=True)
    add(company, file, text)
    assert main(["init", str(company)]) == Exit.FOUND
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("✗") and all(word in line for word in words) for line in lines), lines


def test_bad_rows_never_stop_good_ones(company, capsys):
    add(company, "products.csv", "Z1,测试,,,件,箱=0,1.00,1.00,0,0,1,\nZ2,好的,,,件,,1.00,1.00,0,0,1,\n")
    words = ["import", str(company), "--config", str(company), "--bad-file"]
    assert main(words) == Exit.FOUND
    out = capsys.readouterr().out
    assert "products.csv:新增 641,更新 0,未变 0,坏行 1" in out
    assert "第 642 行" in out
    bad = (company / "products.bad.csv").read_text(encoding="utf-8-sig").splitlines()
    assert bad[0] == "行号,列,问题,怎么改,原文"
    assert bad[1].startswith("642,packs,")
    assert "Z1,测试" in bad[1]
    assert main(words) == Exit.FOUND
    assert "products.csv:新增 0,更新 0,未变 641,坏行 1" in capsys.readouterr().out


def test_one_file_is_enough(company, capsys):
    assert main(["import", str(company / "customers.csv"), "--config", str(company)]) == Exit.OK
    assert capsys.readouterr().out == "customers.csv:新增 250,更新 0,未变 0,坏行 0\n"


def test_the_doctor_finds_a_healthy_company(company, capsys):
    main(["import", str(company), "--config", str(company)])
    capsys.readouterr()
    assert main(["doctor", "--config", str(company)]) == Exit.OK
    out = capsys.readouterr().out
    assert "✗" not in out
    for words in ("配置", "时间", "磁盘", "WAL", "可以写入", "640 个产品"):
        assert words in out


def test_the_doctor_names_what_is_wrong_and_the_cure(company, capsys):
    add(company, "products.csv", "Z1,没价的,,,件,,,,0,0,1,Z9\n")
    add(company, "customers.csv", "C998,新客户有限公司,,A,,0,u77\n")
    add(company, "company.toml", '\n[notify]\nsales = {channel = "console", chat = "g99"}\n')
    main(["import", str(company), "--config", str(company), "--channel", "wecom"])
    capsys.readouterr()
    assert main(["doctor", "--config", str(company)]) == Exit.FOUND
    out = capsys.readouterr().out
    assert "! 产品:Z1 没有价格 → 在 products.csv 补 price" in out
    assert "! 产品:Z1 的替代品编号不存在" in out
    assert "! 客户:C998 的业务员不在 people.csv 里" in out
    assert "等 37 个 在已开的平台上没有账号" in out
    assert "✗ notify:sales 的群 console/g99 不在资料里" in out


def test_the_doctor_tells_about_a_configuration_that_does_not_load(company, capsys):
    add(company, "company.toml", "[channels.wecom]\nenabled = true\n")
    assert main(["doctor", "--config", str(company)]) == Exit.FOUND
    out = capsys.readouterr().out
    for words in ("corp_id", "agent_id", "JIEDAN_WECOM_SECRET", "JIEDAN_WECOM_TOKEN", "JIEDAN_WECOM_AES_KEY"):
        assert words in out
    assert "default.toml" not in out, "nobody shall change the defaults"


def test_the_doctor_tries_the_credentials_for_real(company, capsys):
    port = "http://127.0.0.1:9/cgi-bin"
    add(
        company,
        "company.toml",
        f'[channels.wecom]\nenabled = true\ncorp_id = "ww1"\nagent_id = 7\napi_base = "{port}"\n',
    )
    env = f"JIEDAN_WECOM_SECRET=geheim\nJIEDAN_WECOM_TOKEN=token\nJIEDAN_WECOM_AES_KEY={'k' * 43}\n"
    (company / ".env").write_text(env, encoding="utf-8")
    assert main(["doctor", "--config", str(company)]) == Exit.FOUND
    out = capsys.readouterr().out
    assert any(line.startswith("✗ wecom") for line in out.splitlines())
    assert "/hook/wecom" in out
    assert "geheim" not in out


@pytest.mark.parametrize(("mode", "hint"), [("stream", "长连接"), ("http", "/hook/feishu")])
def test_the_doctor_tries_feishu_and_says_what_to_subscribe(company, capsys, mode, hint):
    text = f'[channels.feishu]\nenabled = true\nmode = "{mode}"\napp_id = "cli_1"\napi_base = "http://127.0.0.1:9"\n'
    add(company, "company.toml", text)
    env = "JIEDAN_FEISHU_SECRET=geheim\nJIEDAN_FEISHU_ENCRYPT_KEY=geheim\nJIEDAN_FEISHU_TOKEN=geheim\n"
    (company / ".env").write_text(env, encoding="utf-8")
    assert main(["doctor", "--config", str(company)]) == Exit.FOUND
    out = capsys.readouterr().out
    assert any(line.startswith("✗ feishu") and "连不上" in line for line in out.splitlines())
    assert hint in out
    assert "card.action.trigger" in out
    assert "geheim" not in out


def test_an_upgrade_says_what_it_did(company, capsys):
    assert main(["db", "upgrade", "--config", str(company)]) == Exit.OK
    assert "空库 升级到" in capsys.readouterr().out
    assert main(["db", "upgrade", "--config", str(company)]) == Exit.OK
    assert "已是最新版本" in capsys.readouterr().out


def test_dead_letters_are_listed_and_get_another_life(company, capsys):
    asyncio.run(bury(load(company, {}).database.url))
    where = ["--config", str(company)]
    assert main(["dead", "list", *where]) == Exit.FOUND
    out = capsys.readouterr().out
    assert "in-1\t收 2026-03-04 09:15Z\tconsole d-u01\t试过 1 次\tBroken" in out
    assert "out-1\t发 2026-03-04 09:15Z\tconsole d-u01\t试过 1 次\tserver: 500" in out
    assert "due-1\t到期 2026-03-04 09:15Z\tdigest\t试过 1 次\tValueError" in out
    assert "机密" not in out
    assert main(["dead", "replay", "in-1", "out-1", "out-9", "due-1", "due-7", *where]) == Exit.FOUND
    assert capsys.readouterr().out == "已重新排队 3 条\nout-9 不是死信,没有动\ndue-7 不是死信,没有动\n"
    assert main(["dead", "replay", "all", *where]) == Exit.OK
    assert main(["dead", "list", *where]) == Exit.OK
    assert "没有死信" in capsys.readouterr().out


async def bury(url: str) -> None:
    store = await open_store(url)
    await store.upgrade()
    await _bury_in(store)
    await store.close()


async def _bury_in(store: Store) -> None:
    chat, sender = ChatRef("console", "d-u01"), UserRef("console", "u01")
    message = Message(0, "console", "x1", chat, sender, MessageKind.TEXT, THEN, THEN, text="机密")
    await store.inbox.put(message, "")
    for found in await store.inbox.claim(THEN, "w"):
        await store.inbox.fail(found.id, "Broken", THEN, None)
    async with store.write() as uow:
        await uow.outbox.put([Outgoing(chat, '{"title": "机密"}', "d1", THEN)])
        await uow.commit()
    for row in await store.outbox.claim(THEN, "w"):
        await store.outbox.give_up(row.id, "server: 500")
    async with store.write() as uow:
        await uow.deadlines.open(Deadline(OrderId(0), "digest", THEN, ""))
        (late,) = await uow.deadlines.standing()
        await uow.deadlines.put_back(late, None, "ValueError")
        await uow.commit()


def test_people_are_invited_bound_shut_out_and_let_in_again(company, capsys):
    def says(*words: str, code: Exit = Exit.OK) -> str:
        assert main(["people", *words, "--config", str(company)]) == code
        out = capsys.readouterr()
        return str(out.out + out.err)

    assert main(["import", str(company), "--config", str(company), "--channel", "wecom"]) == Exit.OK
    capsys.readouterr()
    customer = (company / "customers.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    person = (company / "people.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    told = says("invite", customer[1], "李工", "--hours", "2")
    assert customer[1] in told
    assert code_in(told.rstrip().splitlines()[-1])
    assert "没找到" in says("invite", "没有这家", "李工", code=Exit.USAGE)
    assert "没有“wx1”这个账号" in says("bind", customer[1], "李工", "wx1", code=Exit.USAGE)
    assert "已绑定 wechat_kf wx1" in says("bind", customer[1], "李工", "wx1", "--channel", "wechat_kf")
    taken = says("bind", person[1], "wx1", "--channel", "wechat_kf", code=Exit.USAGE)
    assert "先 unbind" in taken
    assert "李工" in says("list")
    assert "没有还没开通的账号" in says("strangers")
    assert "已解绑:wechat_kf wx1" in says("unbind", "wx1")
    assert "已停用" in says("disable", person[1])
    assert "已停用" in says("invite", person[1], code=Exit.USAGE).replace("已经停用", "已停用")
    assert main(["import", str(company), "--config", str(company), "--channel", "wecom"]) == Exit.OK
    assert f"{person[0]}\t{person[1]}\t" in (listed := says("list"))
    assert "已停用" in next(line for line in listed.splitlines() if line.startswith(f"{person[0]}\t")), (
        "a table that does not say so brings nobody back"
    )
    assert "已启用" in says("enable", person[1])
