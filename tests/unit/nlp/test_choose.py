"""How cues are compiled, found and weighed, and what the trained classifier adds."""

import json
import math
from functools import partial
from importlib.resources import files

import pytest

from nlp.choose import IN_FEW_WORDS, IN_MANY, SHORT, together
from nlp.cues import said, specs
from nlp.model import Model, signs, trained
from nlp.status import status_of
from nlp.templates import compile_template, template
from nlp.types import CORPUS_INTENTS, Intent


@pytest.mark.parametrize(
    ("cue", "text", "heard"),
    [
        ("[再]来{qty}", "再来Q", True),
        ("[再]来{qty}", "来了Q", False),
        ("(推|提)[前|后]{date}", "提前D", True),
        ("改<天|日>", "改天再说", False),
        ("改<天|日>", "改地址", True),
        ("{did_or_not}", "到底发没发", True),
        ("{step}{not_yet}", "装车了没", True),
        ("{step}{not_yet}", "装车了", False),
    ],
)
def test_template_matches(cue: str, text: str, heard: bool) -> None:
    assert (compile_template(cue).search(text) is not None) is heard


@pytest.mark.parametrize("cue", ["{nothing}", "(a", "a)", "[a|b"])
def test_bad_template_is_refused(cue: str) -> None:
    with pytest.raises(ValueError, match="template"):
        compile_template(cue)


def test_template_needs_a_word_that_every_match_holds() -> None:
    assert template("(取消|作废)[了]").needs == (frozenset({"取消", "作废"}),)
    assert template("(还|再)~{qty} 可以").needs == (frozenset({"可以"}), frozenset({"Q"}), frozenset({"还", "再"}))
    assert template("(取消|[了])").needs == template("[了]~").needs == ()
    assert template("{qty}的").needs == (frozenset({"Q的"}),)


def test_group_counts_once() -> None:
    hits = said("取消,作废,撤单", frozenset({"role_sales"}))
    cancel = [hit for hit in hits if hit.intent is Intent.CANCEL_ORDER and hit.group.weight > 4]
    assert len(cancel) == 1


def test_every_group_says_what_it_is() -> None:
    for spec in specs():
        if spec.intent in CORPUS_INTENTS:
            names = [group.what for group in spec.groups]
            assert all(names)
            assert len(set(names)) == len(names), spec.intent


def _scores(**some: float) -> dict[Intent, float]:
    return {intent: some.get(str(intent), -9.0) for intent in CORPUS_INTENTS}


def test_clear_lead_needs_no_second_opinion() -> None:
    for words, lead in ((SHORT - 1, IN_FEW_WORDS.lead), (SHORT, IN_MANY.lead)):
        cues = _scores(none=lead, ask_price=0.0)
        assert together(cues, lambda: pytest.fail("asked"), words) == cues


def test_model_decides_where_the_cues_are_close() -> None:
    cues = _scores(none=1.0, ask_stock=0.9)
    scores = together(cues, lambda: _scores(ask_stock=-0.1), SHORT)
    assert max(scores, key=lambda intent: scores[intent]) is Intent.ASK_STOCK


def test_model_makes_an_order_of_what_the_cues_took_for_none_only_where_it_is_sure() -> None:
    cues = _scores(none=1.0, place_order=0.9)
    for words, trust in ((SHORT - 1, IN_FEW_WORDS), (SHORT, IN_MANY)):
        for opinion, best in ((trust.certain - 0.01, Intent.NONE), (trust.certain + 0.01, Intent.PLACE_ORDER)):
            scores = together(cues, partial(_scores, place_order=opinion), words)
            assert max(scores, key=lambda intent: scores[intent]) is best


def _model() -> Model:
    model = trained()
    assert model is not None
    return model


def test_sum_of_signs_is_what_the_pipeline_says() -> None:
    from spacy.pipeline import TextCategorizer
    from spacy.tokens import Doc

    model = _model()
    seen = [s for s in signs("C的P发了没", {"role_sales", "customer"}, ()) if s in model.words]
    pipe = model.pipeline.get_pipe("textcat")
    assert isinstance(pipe, TextCategorizer)
    (row,) = pipe.predict([Doc(model.pipeline.vocab, words=seen)])
    guessed = model.guess(seen)
    for intent in CORPUS_INTENTS:
        assert math.exp(guessed[intent]) == pytest.approx(float(row[pipe.labels.index(str(intent))]), abs=1e-3)


def test_unmet_signs_change_nothing() -> None:
    assert _model().guess(["never met"]) == _model().guess([])


def test_weights_are_small_and_come_with_their_scores() -> None:
    folder = files("nlp").joinpath("weights")
    scores = json.loads(folder.joinpath("scores.json").read_text("utf-8"))
    assert sum(scores["trained_on"].values()) > 1500
    assert len(folder.joinpath("textcat", "model").read_bytes()) < 4_000_000


@pytest.mark.parametrize(
    ("bones", "status"),
    [
        ("R 材料到齐了", "备料"),
        ("C那车卸完了", "签收"),
        ("C不肯收 原车拉回", "退货"),
        ("R 特批", "审核"),
        ("P那批正在组装", "生产"),
        ("C 车刚走", "运输"),
        ("R 货已出仓", "出库"),
        ("R 钱到账了", "付款"),
        ("P排在D", "排产"),
        ("P做完了 送检", "质检"),
    ],
)
def test_status_of_a_report(bones: str, status: str) -> None:
    assert status_of(bones, False) == status
