"""A seed becomes a picture and what is true of it: families, colours, ground, moods.

Colours: natural ones (captions name none), one colour, two, three, a colour upon another, a named palette. Some pictures
hold two families: one upon the other, side by side, or one within the other's shapes.
"""

from dataclasses import dataclass, field

import numpy as np

from .colours import COLOUR_NAMES, COLOURS, THEME_NAMES, THEMES
from .families import FAMILIES, FAMILY_NAMES
from .moods import MOOD_NAMES, MOODS, apply_mood
from .paint import SIDE, Paint, bend, blur, mix, normal, step, tint


@dataclass
class Facts:
    """What is true of a picture. `upon`: the first family lies on the second; `ground`: the named colour behind figures;
    `colours` are named colours of the inks; `natural`: drawn in the family's own colours."""

    families: list[str]
    colours: list[str] = field(default_factory=list)
    ground: str | None = None
    theme: str | None = None
    moods: list[str] = field(default_factory=list)
    natural: bool = False
    upon: bool = False


def draw_scene(seed: int, family: str | None = None) -> tuple[np.ndarray, Facts]:
    """The picture of a seed, uint8 [SIDE, SIDE, 3] sRGB, and its facts."""
    rng = np.random.default_rng(seed)
    first = family or FAMILY_NAMES[int(rng.integers(len(FAMILY_NAMES)))]
    facts = Facts([first])
    paint = Paint(rng, np.zeros(3, np.float32), np.zeros((1, 3), np.float32), float(rng.random()))
    if paint.chance(0.5):
        facts.moods.append(paint.pick(MOOD_NAMES))
        if paint.chance(0.2):
            other = paint.pick(MOOD_NAMES)
            if other != facts.moods[0] and not (MOODS[other].recolours and MOODS[facts.moods[0]].recolours):
                facts.moods.append(other)
    for mood in facts.moods:
        if MOODS[mood].density:
            low, high = MOODS[mood].density
            paint.density = low + (high - low) * paint.density
    paint.ground, paint.inks = _palette(paint, FAMILIES[first], facts)
    image = np.clip(FAMILIES[first].draw(paint), 0, 1).astype(np.float32)
    if paint.chance(0.12) and family is None:
        image = _with_second(paint, image, facts)
    if paint.chance(0.12) and "minimal" not in facts.moods:
        image = bend(paint, image, paint.between(0.01, 0.03), 4)
    for mood in facts.moods:
        image = apply_mood(paint, image, mood)
    if any(MOODS[mood].recolours for mood in facts.moods):
        facts.colours, facts.ground, facts.theme, facts.natural = [], None, None, False
    return (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8), facts


# Implementation


def _palette(p, family, facts):
    """Chooses ground and inks, and writes down what a caption may say of them."""
    way = p.rng.random()
    if family.natural is not None and way < 0.42:
        facts.natural = True
        colours = np.array(p.pick(family.natural), np.float32)
        colours = np.clip(colours + p.rng.normal(0, 0.03, colours.shape), 0, 1).astype(np.float32)
        return colours[0], colours[1:]
    if way < 0.54:
        facts.theme = p.pick(THEME_NAMES)
        colours = np.clip(np.array(THEMES[facts.theme], np.float32) + p.rng.normal(0, 0.025, (len(THEMES[facts.theme]), 3)), 0, 1)
        if not family.dark and p.chance(0.35):
            colours = colours[::-1]
        elif family.dark and colours[0].mean() > 0.4:
            colours = np.vstack([colours[:1] * 0.1, colours])
        return colours[0].astype(np.float32), colours[1:].astype(np.float32)
    names = [COLOUR_NAMES[i] for i in p.rng.permutation(len(COLOUR_NAMES))]
    colour = lambda name: p.jitter(COLOURS[name], 0.035)  # noqa: E731
    if family.figure and way < 0.8:
        return _figure_on_ground(p, family, facts, names, colour)
    count = 1 if way < 0.86 else 2 if way < 0.95 else 3
    facts.colours = names[:count]
    inks = np.stack([colour(name) for name in facts.colours])
    if count == 1:
        return _one_colour(p, family, inks[0], facts)
    if family.dark:
        return p.jitter((0.03, 0.03, 0.04), 0.015), inks
    if p.chance(0.3) and count == 2:
        ground = p.pick(["black", "white"])
        if ground not in facts.colours:
            facts.ground = ground if family.figure else None
            return colour(ground), inks
    return inks[0], inks[1:]


def _figure_on_ground(p, family, facts, names, colour):
    dark = {"black", "navy blue", "crimson", "purple", "emerald", "brown", "teal", "blue"}
    if family.dark and p.chance(0.6):
        names = [n for n in names if n not in {"black", "navy blue"}] + ["black"]
        facts.ground = p.pick(sorted(dark))
    else:
        facts.ground = p.pick(["black", "white", names[-1], names[-1], names[-1]])
    facts.colours = [n for n in names if n != facts.ground][: 1 if p.chance(0.75) else 2]
    inks = [colour(n) for n in facts.colours]
    ground = colour(facts.ground)
    if len(inks) == 1:
        inks = [inks[0], p.jitter(tint(inks[0], p.between(-0.3, 0.25)), 0.02), inks[0]]
    return ground, np.stack(inks).astype(np.float32)


def _one_colour(p, family, ink, facts):
    """Shades of one colour; dark families from a dark shade to a light tint, others on any neutral or shade."""
    if family.dark:
        return tint(ink, -0.93), np.stack([tint(ink, -0.45), ink, tint(ink, 0.55)]).astype(np.float32)
    way = p.whole(0, 3)
    if way == 0:
        return tint(ink, 0.75), np.stack([ink, tint(ink, -0.4)]).astype(np.float32)
    if way == 1:
        return tint(ink, -0.75), np.stack([ink, tint(ink, 0.35)]).astype(np.float32)
    name = "black" if way == 2 else "white"
    if name in facts.colours:
        name = "white" if name == "black" else "black"
    if family.figure:
        facts.ground = name
    return np.array(COLOURS[name], np.float32), np.stack([ink, ink, tint(ink, p.between(-0.3, 0.3))]).astype(np.float32)


def _with_second(p, image, facts):
    """Adds a second family in natural colours or in a fresh palette that stays unsaid."""
    second = p.pick(FAMILY_NAMES)
    if second == facts.families[0]:
        return image
    first, other = FAMILIES[facts.families[0]], FAMILIES[second]
    q = Paint(p.rng, p.ground, p.inks, float(p.rng.random()))
    if other.natural is not None:
        colours = np.array(p.pick(other.natural), np.float32)
        q.ground, q.inks = colours[0], colours[1:]
    under = np.clip(other.draw(q), 0, 1).astype(np.float32)
    facts.families.append(second)
    facts.ground = None
    way = p.whole(0, 2)
    if first.figure and way < 2:
        facts.upon = True
        away = np.abs(image - p.ground).max(-1)
        mask = np.clip(blur(away, 0.6) * (3.0 if not first.dark else 2.0) - 0.25, 0, 1)
        under = under * (0.55 if first.dark else 0.85)
        return np.clip(mix(under, image, mask), 0, 1) if not first.dark else np.clip(mix(under, image, mask) + under * 0.1, 0, 1)
    if way == 0:
        edge = np.clip((np.linspace(-1, 1, SIDE) * p.pick([-1, 1]) + p.between(-0.2, 0.2)) * 20 + 0.5, 0, 1).astype(np.float32)
        mask = np.broadcast_to(edge[None] if p.chance(0.6) else edge[:, None], (SIDE, SIDE))
        return mix(under, image, mask)
    return mix(under, image, step(normal(p.noise(2.5, 2)), 0.5, 9))
