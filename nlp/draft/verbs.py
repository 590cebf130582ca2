"""Verbs of change that a guess at a misspelt name has swallowed: the 多 of 零食多1箱 where there is a 零食罐."""

from dataclasses import replace

from ..gazetteer import Match
from ..lexicon import Lexicon
from ..products import as_hit
from ..scene import Scene

VERBS = frozenset("多少加减添改要")


def without_verbs(scene: Scene, lexicon: Lexicon) -> Scene:
    """The message where such a name ends before the verb that stands right before an amount."""
    begins = {q.span.start for q in scene.quantities}
    hits = list(scene.hits)
    for at, hit in enumerate(hits):
        written = scene.folded[hit.start : hit.end]
        guessed = len(written) > 2 and written[-1] in VERBS and lexicon.words.get(written) is None
        if guessed and hit.end in begins and lexicon.words.get(written[:-1]) is not None:
            hits[at] = as_hit(Match(hit.start, hit.end - 1, written[:-1]), lexicon)
    return replace(scene, hits=tuple(hits)) if tuple(hits) != scene.hits else scene
