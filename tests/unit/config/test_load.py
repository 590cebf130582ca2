"""The configuration: layers, and errors that name file, key, line and cure."""

import re
import tomllib
from pathlib import Path

import pytest

from config import DEFAULT_FILE, DEMO_FILE, ConfigError, load, read_env_file
from config.settings import Settings


def write(folder: Path, text: str, name: str = "company.toml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str, env: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), env or {})
    return [str(p) for p in caught.value.problems]


def leaves(data: dict[str, object], path: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in data.items():
        found |= leaves(value, f"{path}{key}.") if isinstance(value, dict) and value else {path + key}
    return found


def test_the_reference_manual_says_what_the_models_say():
    assert load(None, {}).model_copy(update={"flows": {}}) == Settings()


def test_the_reference_manual_names_every_key_but_secrets_and_flows():
    written = leaves(tomllib.loads(DEFAULT_FILE.read_text(encoding="utf-8")))
    known = leaves(Settings().model_dump(mode="json"))
    names = ("wecom", "wechat_kf", "wechat_oa")
    secrets = {f"channels.{name}.{s}" for name in names for s in ("secret", "token", "aes_key")}
    secrets |= {"channels.wecom.robots"} | {f"channels.wecom_robot.{s}" for s in ("secret", "token", "aes_key")}
    secrets |= {f"channels.dingtalk.{s}" for s in ("secret", "robots")}
    secrets |= {f"channels.feishu.{s}" for s in ("secret", "encrypt_key", "token", "robots")}
    secrets |= {"carriers.kuaidi100.key", "carriers.kuaidi100.salt", "carriers.webhook_secret", "voice.secret"}
    secrets |= {"purchasing.secret", "selling.secret", "erp.kingdee.secret"}
    assert known - written == secrets | {"flows", "web.link_keys"}
    assert written <= known


def test_the_reference_manual_explains_every_key_in_chinese():
    for line in DEFAULT_FILE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\w+ = ", line):
            assert re.search(r"#.*[\u4e00-\u9fff]", line), line


def test_the_sample_company_loads_without_any_credential():
    settings = load(DEMO_FILE, {})
    assert Path(settings.world, "products.csv").is_file()
    assert settings.notify["warehouse"].chat == "g05"


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path):
    file = write(tmp_path, "[web]\nport = 9001\nhost = '0.0.0.0'\n")
    settings = load(file, {"JIEDAN_PORT": "9002"})
    assert (settings.web.port, settings.web.host, settings.web.body_limit) == (9002, "0.0.0.0", 1_048_576)


def test_a_folder_stands_for_its_company_file(tmp_path):
    write(tmp_path, '[company]\nname = "顺达"\n')
    assert load(tmp_path, {}).company.name == "顺达"


def test_relative_paths_count_from_the_company_folder(tmp_path):
    write(tmp_path, 'world = "资料"\n[database]\nurl = "sqlite+aiosqlite:///data/a.sqlite3"\n')
    settings = load(tmp_path, {})
    assert settings.world == str(tmp_path / "资料")
    assert settings.database.url == f"sqlite+aiosqlite:///{tmp_path}/data/a.sqlite3"


def test_the_default_database_is_the_company_s_own(tmp_path):
    assert load(write(tmp_path, ""), {}).database.url == f"sqlite+aiosqlite:///{tmp_path}/data/jiedan.sqlite3"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////srv/a.sqlite3",
        "sqlite+aiosqlite:///:memory:",
        "postgresql+asyncpg://u:p@db/jiedan",
    ],
)
def test_other_database_addresses_stay_as_they_are(tmp_path, url):
    assert load(write(tmp_path, f'[database]\nurl = "{url}"\n'), {}).database.url == url


def test_secrets_come_from_the_environment_and_print_as_stars(tmp_path):
    file = write(tmp_path, '[channels.wecom]\nenabled = true\ncorp_id = "ww1"\nagent_id = 7\n')
    env = {"JIEDAN_WECOM_SECRET": "s3cret", "JIEDAN_WECOM_TOKEN": "t0ken", "JIEDAN_WECOM_AES_KEY": "k" * 43}
    settings = load(file, env)
    assert settings.channels.wecom.secret.get_secret_value() == "s3cret"
    assert not any(value in repr(settings) for value in env.values())


def test_a_company_brings_its_own_flow(tmp_path):
    text = (DEFAULT_FILE.parent / "flows" / "five_state.toml").read_text(encoding="utf-8")
    write(tmp_path, text.replace('name = "five_state"', 'name = "ours"'), "flows/ours.toml")
    write(tmp_path, 'flow = "ours"\n')
    assert set(load(tmp_path, {}).flows) >= {"five_state", "ours"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[web]\nprot = 1\n", ["第 2 行", "web.prot", "是不是想写 port?"]),
        ('flwo = "x"\n', ["第 1 行", "flwo", "是不是想写 flow?"]),
        ('\n[web]\nport = "abc"\n', ["第 3 行", "web.port", "应是整数"]),
        ("[web]\nport = 70000\n", ["第 2 行", "不能大于 65535"]),
        ("[policy]\nundo_minutes = -1\n", ["第 2 行", "policy.undo_minutes", "不能小于 0"]),
        ("[policy]\nnumber_format = 'SO{count}'\n", ["第 2 行", "订单号会重复"]),
        ("[policy]\nnumber_format = 'SO{day:%Y}-{count:04d}'\n", ["第 2 行", "订单号会重复"]),
        ("[policy]\nnumber_format = '{'\n", ["第 2 行", "订单号格式不对"]),
        ("[policy]\nask_below = 0.9\n", ["第 2 行", "confirm_below"]),
        ("[company]\ntimezone = 'Asia/Taizhou'\n", ["第 2 行", "没有时区 Asia/Taizhou"]),
        ("[channels.console]\nenabled = 'vielleicht'\n", ["第 2 行", "true 或 false"]),
        ("[channels.console]\npeople = 'u01'\n", ["第 2 行", "应是列表"]),
        ("[channels]\nwecom = 3\n", ["第 2 行", "channels.wecom", "一组键值"]),
        ("[notify]\nboss = {channel = 'console', chat = 'g1'}\n", ["第 2 行", "没有角色 boss", "warehouse"]),
        ("[notify]\nsales = {channel = 'console'}\n", ["第 2 行", "notify.sales.chat", "缺少"]),
        ("[database]\nurl = 'mysql://x:geheim@y/z'\n", ["第 2 行", "不认识的数据库地址", "postgresql+asyncpg://"]),
        ("flow = 'six'\n", ["第 1 行", "没有流程 six", "five_state"]),
        ("[web]\nport = 80 80\n", ["第 2 行", "TOML 格式不对"]),
        ("[web\n", ["第 1 行", "TOML 格式不对"]),
        ("[[policy.gifts]]\nname = 'a'\ntires = []\n", ["第 3 行", "policy.gifts.0.tires", "是不是想写 tiers?"]),
        ("[[policy.gifts]]\nname = 'a'\ntiers = [{ from = -1, sku = 'B' }]\n", ["第 3 行", "不能小于 0"]),
        (
            "[[policy.gifts]]\nname = 'a'\ntiers = [{ from = 9, sku = 'B' }, { from = 9, sku = 'C' }]\n",
            ["第 3 行", "有两档的 from 相同"],
        ),
        (
            "[[policy.gifts]]\nname = 'a'\nsince = 2026-03-02\nuntil = 2026-03-01\ntiers = [{ from = 9, sku = 'B' }]\n",
            ["第 4 行", "结束早于开始"],
        ),
        ("[policy]\nshifts = ['12:00-12:00']\n", ["第 2 行", "policy.shifts.0", "同一个时间"]),
        ("[policy]\nshifts = ['08:00-12:00', '11:00-15:00']\n", ["第 2 行", "policy.shifts", "有一段重叠"]),
        ("[policy]\nshifts = ['06:00-12:00', '20:00-07:00']\n", ["第 2 行", "policy.shifts", "有一段重叠"]),
        (
            "[[policy.away]]\nuser = 'u1'\nsince = 2026-03-02\nuntil = 2026-03-01\n",
            ["第 4 行", "policy.away.0.until", "结束早于开始"],
        ),
        (
            "[[policy.away]]\nuser = 'u1'\nsince = 2026-03-02\nuntil = 2026-03-02\ninstead = 'u1'\n",
            ["第 5 行", "policy.away.0.instead", "不能由他自己代班"],
        ),
        ("[policy.ladders.usual]\nrungs = [{ to = ['boss'] }]\n", ["policy.ladders.usual", "不认识 boss", "owner"]),
        ("[policy.ladders.usual]\nrungs = [{ to = ['customer'] }]\n", ["policy.ladders.usual", "不认识 customer"]),
        (
            "[policy.ladders.usual]\nrungs = [{ to = ['group:owner'] }]\n",
            ["policy.ladders.usual", "不认识 group:owner"],
        ),
        ("[policy.ladders.usual]\nrungs = [{ to = [] }]\n", ["policy.ladders.usual", "没有要告诉的人"]),
        (
            "[policy.ladders.usual]\nrungs = [{ to = ['owner'] }]\nquiet = '21:00-21:00'\n",
            ["第 3 行", "policy.ladders.usual.quiet", "同一个时间"],
        ),
        ("[policy]\ndigest_to = ['manager', 'boss']\n", ["第 2 行", "policy.digest_to", "不能发给 boss"]),
        ("[channels.dingtalk]\nmode = 'udp'\n", ["第 2 行", "channels.dingtalk.mode"]),
        ("[channels.dingtalk]\nsecret = 'geheim'\n", ["第 2 行", "环境变量 JIEDAN_DINGTALK_SECRET"]),
        ("[channels.wecom]\nsecret = 'geheim'\n", ["第 2 行", "环境变量 JIEDAN_WECOM_SECRET"]),
    ],
)
def test_a_mistake_is_told_with_place_and_cure(tmp_path, text, words):
    found = problems(tmp_path, text)
    assert any(all(word in line for word in words) for line in found), found
    assert not any("geheim" in line for line in found)
    assert all("company.toml" in line for line in found)


def test_all_mistakes_are_told_at_once(tmp_path):
    found = problems(tmp_path, "[web]\nprot = 1\nport = 'x'\n", {"JIEDAN_HOST": "", "JIEDAN_PORT": "viele"})
    assert len(found) == 2
    assert any("环境变量 JIEDAN_PORT" in line for line in found)


def test_an_enabled_channel_names_everything_it_lacks(tmp_path):
    found = "\n".join(problems(tmp_path, "[channels.wecom]\nenabled = true\n", {"JIEDAN_WECOM_AES_KEY": "short"}))
    for word in ("corp_id", "agent_id", "JIEDAN_WECOM_SECRET", "JIEDAN_WECOM_TOKEN", "43 个字母"):
        assert word in found
    assert "short" not in found


@pytest.mark.parametrize(
    ("url", "keys", "words"),
    [
        ("https://bot.example.com", "", "JIEDAN_LINK_KEYS"),
        ("http://bot.example.com", "k1:" + "a" * 32, "不像外网地址"),
        ("https://bot.example.com/", "k1:" + "a" * 32, "不像外网地址"),
        ("https://bot.example.com", "geheim", "格式不对"),
        ("https://bot.example.com", "k1:geheim", "格式不对"),
        ("https://bot.example.com", f"k1:{'a' * 32} k1:{'b' * 32}", "同名"),
    ],
)
def test_order_forms_need_an_address_and_keys(tmp_path, url, keys, words):
    found = "\n".join(problems(tmp_path, f"[web]\npublic_url = '{url}'\n", {"JIEDAN_LINK_KEYS": keys}))
    assert words in found
    assert "geheim" not in found


def test_order_forms_with_an_address_and_keys_are_taken(tmp_path):
    for url in ("https://bot.example.com", "https://example.com:8443/bot", "http://127.0.0.1:8080"):
        (tmp_path / "company.toml").write_text(f"[web]\npublic_url = '{url}'\n", encoding="utf-8")
        keys = f"k2:{'b_-' * 12} k1:{'a' * 32}"
        assert load(tmp_path, {"JIEDAN_LINK_KEYS": keys}).web.link_keys.get_secret_value() == keys


def test_wecom_says_who_opens_a_page_only_where_pages_are(tmp_path):
    text = "[channels.wecom]\nenabled = true\ncorp_id = 'x'\nagent_id = 3\noauth = true\n"
    assert "web.public_url" in "\n".join(problems(tmp_path, text))


def test_an_enabled_dingtalk_names_everything_it_lacks(tmp_path):
    text = "[channels.dingtalk]\nenabled = true\nmode = 'http'\ncard_template = 'x'\n"
    found = "\n".join(problems(tmp_path, text, {"JIEDAN_DINGTALK_ROBOTS": "g=geheim"}))
    for word in ("client_id", "JIEDAN_DINGTALK_SECRET", ".schema", "public_url", "SEC加签密钥"):
        assert word in found
    assert "geheim" not in found


def test_an_enabled_feishu_names_everything_it_lacks(tmp_path):
    text = "[channels.feishu]\nenabled = true\nmode = 'http'\n"
    found = "\n".join(problems(tmp_path, text, {"JIEDAN_FEISHU_ROBOTS": "g=geheim"}))
    for word in ("app_id", "JIEDAN_FEISHU_SECRET", "JIEDAN_FEISHU_ENCRYPT_KEY", "JIEDAN_FEISHU_TOKEN", "签名密钥"):
        assert word in found
    assert "geheim" not in found


def test_feishu_over_the_long_connection_needs_no_keys_of_callbacks(tmp_path):
    text = "[channels.feishu]\nenabled = true\napp_id = 'cli_1'\n"
    robots = "warehouse=5f0e2a1c-1111-2222-3333-444455556666:secret12"
    (tmp_path / "company.toml").write_text(text, encoding="utf-8")
    found = load(tmp_path, {"JIEDAN_FEISHU_SECRET": "s", "JIEDAN_FEISHU_ROBOTS": robots}).channels.feishu
    assert (found.mode, found.people, found.secret.get_secret_value()) == ("stream", "user_id", "s")


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="jiedan init"):
        load(tmp_path / "nothing", {})


def test_a_file_in_another_encoding_is_told(tmp_path):
    file = tmp_path / "company.toml"
    file.write_bytes('[company]\nname = "顺达"\n'.encode("gbk"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file, {})


def test_a_byte_order_mark_does_no_harm(tmp_path):
    file = tmp_path / "company.toml"
    file.write_bytes('[company]\nname = "顺达"\n'.encode("utf-8-sig"))
    assert load(file, {}).company.name == "顺达"


def test_a_broken_flow_is_told_with_its_file_and_line(tmp_path):
    write(tmp_path, 'name = "ours"\ntitle = "x"\nstart = "a"\n[state.a]\nphase = "strange"\n', "flows/ours.toml")
    found = problems(tmp_path, "")
    assert any("ours.toml 第 5 行 state.a.phase" in line and "draft" in line for line in found), found


def test_an_env_file_is_read_as_operators_write_it(tmp_path):
    file = write(tmp_path, "# 密钥\nA=1\nexport B='two = 2'\n\nnonsense\nC=\n", ".env")
    assert read_env_file(file) == {"A": "1", "B": "two = 2", "C": ""}
    assert read_env_file(tmp_path / "none") == {}
