"""The register of pattern families."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..colours import THEMES, Colour
from .synonyms import SYNONYMS


@dataclass(frozen=True)
class Family:
    """One kind of picture.

    words: names for it, the plainest first, for full captions; all_words: these and more, for short ones; unseen: names kept for the tests; natural: its palette when the caption
    names no colour (ground first), or None when any palette will do; figure: drawn things upon a ground, so that
    "blue X on black" has a meaning; dark: shines, needs a dark ground; adverb: how it is laid under another ("on X").
    """

    name: str
    draw: Callable
    words: tuple[str, ...]
    all_words: tuple[str, ...]
    unseen: tuple[str, ...]
    natural: tuple[tuple[Colour, ...], ...] | None
    figure: bool
    dark: bool


FAMILIES: dict[str, Family] = {}
FAMILY_NAMES: list[str] = []


def family(words: str, unseen: str, natural: str | Sequence | None = None, figure=False, dark=False):
    """Registers a drawing function. Words are separated by "|"; `natural` is a theme's name, one palette or several."""

    def register(draw):
        name = draw.__name__.replace("_", " ")
        split = lambda s: tuple(w.strip() for w in s.split("|"))  # noqa: E731
        FAMILIES[name] = Family(name, draw, split(words), (*split(words), *SYNONYMS[name]), split(unseen), _palettes(natural), figure, dark)
        FAMILY_NAMES.append(name)
        return draw

    return register


def _palettes(natural):
    if natural is None:
        return None
    if isinstance(natural, str):
        return tuple(tuple(THEMES[name]) for name in natural.split(","))
    if isinstance(natural[0][0], (int, float)):
        return (tuple(natural),)
    return tuple(tuple(palette) for palette in natural)
