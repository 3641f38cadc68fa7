"""Rows with captions, and which caption is true of which picture.

A caption states families, colours, a ground and moods; it is true of every picture that has them all. In training, the
captions of a row are its own; other true pairs are left out of the loss instead of being punished as wrong.
"""

from dataclasses import dataclass, field

import numpy as np

from .captions import Caption, Claims, captions, mistaken, swapped, test_caption
from .colours import COLOUR_NAMES, THEME_NAMES
from .families import FAMILY_NAMES
from .moods import MOOD_NAMES
from .scenes import Facts

_COLOUR_BIT = {name: 1 << i for i, name in enumerate(COLOUR_NAMES + THEME_NAMES)}
_MOOD_BIT = {name: 1 << i for i, name in enumerate(MOOD_NAMES)}
_FAMILY = {name: i for i, name in enumerate(FAMILY_NAMES)}
_GROUND = {name: i for i, name in enumerate(COLOUR_NAMES)}
_WORDS_FOR_NETS = ["abstract shapes", "smooth abstract shapes", "blurry abstract pattern", "random soft shapes", "abstract composition of color"]


@dataclass
class Truths:
    """One row a picture or caption: two family numbers (−1 open), bits of colours and moods, number of the ground."""

    families: np.ndarray
    colours: np.ndarray
    moods: np.ndarray
    ground: np.ndarray


@dataclass
class Dataset:
    features: np.ndarray
    records: list[dict]
    captions: list[list[tuple[str, tuple, tuple[str, tuple] | None]]] = field(default_factory=list)
    pictures: Truths | None = None

    def rows(self, kind: str | None = None, test: bool = False) -> np.ndarray:
        return np.array([i for i, r in enumerate(self.records) if r["test"] == test and (kind is None or r["kind"] == kind)])


def prepare(features: np.ndarray, records: list[dict], style: str, seed: int = 0) -> Dataset:
    """Gives every row its captions: (text, claims as numbers, a wrong caption of the same kind or None)."""
    data, names = Dataset(features, records), {}
    for record in records:
        rng = np.random.default_rng([seed, record["seed"], len(data.captions) if record["kind"] != "scene" else 0])
        data.captions.append([(text, _claimed(claims), wrong and (wrong[0], _claimed(wrong[1]))) for (text, claims), wrong in _captions(record, rng, style)])
        if "name" in record:
            names.setdefault(record["name"], 1000 + len(names))
    for record, own in zip(records, data.captions):
        if "name" in record:
            for k, (text, claims, other) in enumerate(own):
                if record["name"] in text:
                    own[k] = (text, ((names[record["name"]], -1), *claims[1:]), other)
    data.pictures = stack([_shown(record, names) for record in records])
    return data


def stack(claims: list[tuple]) -> Truths:
    return Truths(*(np.array(column, np.int64) for column in zip(*claims)))


def is_true(said: Truths, shown: Truths) -> np.ndarray:
    """[pictures, captions]: whether each caption is true of each picture. Captions without any claim are true of none."""
    out = np.ones((len(shown.ground), len(said.ground)), bool)
    for k in range(2):
        wanted = said.families[:, k][None]
        out &= (wanted == -1) | (wanted == shown.families[:, :1]) | (wanted == shown.families[:, 1:])
    out &= (said.colours[None] & ~shown.colours[:, None]) == 0
    out &= (said.moods[None] & ~shown.moods[:, None]) == 0
    out &= (said.ground[None] == -1) | (said.ground[None] == shown.ground[:, None])
    return out & (said.families[:, 0] != -1)[None]


def facts_of(record: dict) -> Facts:
    return Facts(**{k: record[k] for k in ("families", "colours", "ground", "theme", "moods", "natural", "upon")})


# Implementation


def _captions(record: dict, rng: np.random.Generator, style: str) -> list[tuple[Caption, Caption | None]]:
    if record["kind"] == "scene":
        facts = facts_of(record)
        if record["test"]:
            caption = test_caption(facts, rng)
            exchanged = swapped(caption, facts)
            return [(caption, exchanged and (exchanged, Claims())), (captions(facts, rng, style)[0], None)]
        return [(caption, mistaken(caption, facts, rng)) for caption in captions(facts, rng, style)]
    seen = record["seen"][:2]
    if record["kind"] == "net":
        words = _WORDS_FOR_NETS[int(rng.integers(len(_WORDS_FOR_NETS)))]
        return [((f"{' and '.join(seen)} {words}".strip(), Claims(("net",), tuple(seen))), None), ((words, Claims(("net",))), None)]
    name, ground, colours, words = record["name"], record["ground"], tuple(record["colours"][:1]), record["keywords"]
    out = [((name, Claims()), None)]
    out.append(((f"{name} on {ground}", Claims((), (), ground)), None) if ground else ((f"{name} picture", Claims()), None))
    if colours:
        out.append(((f"{colours[0]} {name}", Claims((), colours)), None))
    if words:
        out.append(((words[int(rng.integers(len(words)))], Claims()), None))
    return out[:1] if record["test"] else [out[int(rng.integers(len(out)))], out[0]]


def _claimed(claims: Claims) -> tuple:
    families = [2000 if f == "net" else _FAMILY[f] for f in claims.families][:2]
    return (tuple(families + [-1] * (2 - len(families))), _bits(claims.colours, _COLOUR_BIT), _bits(claims.moods, _MOOD_BIT), _GROUND.get(claims.ground, -1))


def _shown(record: dict, names: dict[str, int]) -> tuple:
    if record["kind"] == "scene":
        families = [_FAMILY[f] for f in record["families"]]
    else:
        families = [2000 if record["kind"] == "net" else names[record["name"]]]
    colours = [*record.get("colours", []), *record["seen"], *([record["theme"]] if record.get("theme") else [])]
    return (tuple(families + [-2] * (2 - len(families))), _bits(colours, _COLOUR_BIT), _bits(record.get("moods", []), _MOOD_BIT), _GROUND.get(record.get("ground"), -2))


def _bits(names, table) -> int:
    bits = 0
    for name in names:
        bits |= table[name]
    return bits
