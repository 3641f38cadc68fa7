"""Captions of a scene, and the claims each caption makes, so that training knows which other pictures it is true of.

Judges a and b are taught by different phrases (`style`), and the test's phrase is of neither.
"""

from dataclasses import dataclass, replace

import numpy as np

from .colours import COLOUR_SYNONYMS, COLOURS, THEME_WORDS
from .families import FAMILIES
from .moods import MOODS
from .scenes import Facts


@dataclass(frozen=True)
class Claims:
    """What a caption says: any empty part is left open."""

    families: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    ground: str | None = None
    moods: tuple[str, ...] = ()


Caption = tuple[str, Claims]


def captions(facts: Facts, rng: np.random.Generator, style: str) -> list[Caption]:
    """Two captions: a full one and a short one."""
    return [_full(facts, rng, style), _short(facts, rng)]


def test_caption(facts: Facts, rng: np.random.Generator) -> Caption:
    """A caption whose family words never occur in training."""
    nouns = [_pick(rng, FAMILIES[f].unseen) for f in facts.families]
    moods = [_pick(rng, MOODS[m].words) for m in facts.moods]
    colour = THEME_WORDS[facts.theme][0][0] if facts.theme else _joined(facts.colours)
    return _phrase(facts, moods, nouns, colour, "{mood} {colour} {noun}", " on {ground}")


def mistaken(caption: Caption, facts: Facts, rng: np.random.Generator) -> Caption | None:
    """A caption that is wrong in colour alone: figure and ground exchanged, or one colour put for another, mostly a near one."""
    text, claims = caption
    exchanged = swapped(caption, facts)
    if exchanged and rng.random() < 0.75:
        return exchanged, replace(claims, colours=(claims.ground,), ground=claims.colours[0])
    if len(claims.colours) != 1 or claims.colours[0] not in COLOURS or claims.colours[0] not in text:
        return None
    if rng.random() < 0.5:
        return None
    said = claims.colours[0]
    distance = {c: sum((a - b) ** 2 for a, b in zip(COLOURS[c], COLOURS[said])) for c in COLOURS if c not in (said, claims.ground)}
    near = sorted(distance, key=distance.get)
    other = _pick(rng, near[:7] if rng.random() < 0.6 else near)
    return text.replace(said, other, 1), replace(claims, colours=(other,))


def swapped(text_claims: Caption, facts: Facts) -> str | None:
    """The caption with the colours of figure and ground exchanged, or None where it names no such pair."""
    text, claims = text_claims
    if claims.ground is None or len(claims.colours) != 1:
        return None
    a, b = claims.colours[0], claims.ground
    head, on, tail = text.rpartition(" on ")
    if not on or a not in head or b not in tail:
        return None
    return head.replace(a, b) + on + tail.replace(b, a)


# Implementation

_STYLES = {
    "a": (["{mood} {colour} {noun}", "{mood} {noun} in {colour}", "{colour} {mood} {noun}", "{mood} {noun}, {colour}"], [" on {ground}", " on a {ground} background", " on {ground}"]),
    "b": (["{mood} {colour} {noun}", "{colour} {mood} {noun}", "{mood} {noun} with {colour} colors", "a picture of {mood} {colour} {noun}"], [" on {ground}", " against a {ground} background", " over {ground}"]),
}
_ARTICLES = ["", "", "", "", "an image of ", "abstract ", ""]


def _full(facts, rng, style):
    templates, grounds = _STYLES[style]
    nouns = [_pick(rng, FAMILIES[f].words) for f in facts.families]
    moods = [_pick(rng, MOODS[m].words) for m in facts.moods]
    template, ground = _pick(rng, templates), _pick(rng, grounds)
    if facts.theme:
        before, after = THEME_WORDS[facts.theme]
        noun = _nouns(facts, nouns)
        words = f"{_pick(rng, before)} {noun}" if rng.random() < 0.5 else f"{noun} {_pick(rng, after)}"
        return _tidy(" ".join([*moods, words])), Claims(tuple(facts.families), (facts.theme,), None, tuple(facts.moods))
    said = [c if rng.random() < 0.75 else _pick(rng, COLOUR_SYNONYMS[c]) for c in facts.colours]
    if not said:
        template = "{mood} {noun}"
    elif len(said) == 1 and "with {colour}" in template:
        template = template.replace(" colors", " color")
    return _phrase(facts, moods, nouns, _joined(said), template, ground if rng.random() < 0.8 else "")


def _short(facts, rng):
    """One thing less: the bare family, or family and mood, or family and colour.

    A picture in borrowed colours says so wherever its family has natural ones: a plain word means natural colours.
    """
    way, first = rng.random(), facts.families[0]
    noun, family = _pick(rng, FAMILIES[first].all_words), (first,)
    borrowed = not facts.natural and FAMILIES[first].natural is not None
    if facts.colours and (borrowed or way < 0.45):
        return f"{facts.colours[0]} {noun}", Claims(family, (facts.colours[0],))
    if facts.theme and (borrowed or way < 0.45):
        return f"{_pick(rng, THEME_WORDS[facts.theme][0])} {noun}", Claims(family, (facts.theme,))
    recoloured = [m for m in facts.moods if MOODS[m].recolours]
    if facts.moods and (recoloured or way < 0.75):
        mood = (recoloured or facts.moods)[0]
        return _tidy(f"{_pick(rng, MOODS[mood].words)} {noun}"), Claims(family, (), None, (mood,))
    return noun, Claims(family)


def _phrase(facts, moods, nouns, colour, template, ground):
    text = template.format(mood=" ".join(moods), colour=colour, noun=_nouns(facts, nouns))
    named = facts.ground if facts.ground and colour and ground and len(facts.families) == 1 else None
    if named:
        text += ground.format(ground=named)
    claims = Claims(tuple(facts.families), tuple(facts.colours) if colour else (facts.theme,) if facts.theme and colour else (), named, tuple(facts.moods))
    return _tidy(text), claims


def _nouns(facts, nouns):
    if len(nouns) == 1:
        return nouns[0]
    return f"{nouns[0]} {'on' if facts.upon else 'and'} {nouns[1]}"


def _joined(colours):
    return " and ".join(colours) if len(colours) < 3 else f"{colours[0]}, {colours[1]} and {colours[2]}"


def _tidy(text):
    return " ".join(text.replace(" ,", ",").split()).strip(" ,")


def _pick(rng, items):
    return items[int(rng.integers(len(items)))]
