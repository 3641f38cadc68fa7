"""Features of all training pictures, computed once and kept in shards, so that a stopped run goes on where it was.

A shard: features fp16 [rows, 3320] and one record a row (what it shows, from which seed, which view). Judges a and b
share no scene: their seeds start apart. Captions are made later, from the records.
"""

import dataclasses
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch

from .colours import COLOUR_NAMES, COLOURS
from .features import features
from .objects import held_out, set_on_ground, thing_colours, things
from .paint import SIDE, X, Y
from .scenes import draw_scene
from .trunks import CompiledTrunk, load_trunk, to_batch

SCENES_A_SHARD, TESTS = 500, 1600
FIRST_SEED = {"a": 0, "b": 10_000_000}
TEST_SEED = {"a": 5_000_000, "b": 15_000_000}
_VIEW = 128
_PALETTE = np.array(list(COLOURS.values()), np.float32)


def build(judge: str, models: Path, sources: Path, out: Path, scenes: int) -> None:
    """Writes the shards that are missing: tests first, then things, then scenes."""
    out.mkdir(parents=True, exist_ok=True)
    trunk = CompiledTrunk(load_trunk(models, judge), _VIEW)
    _shard(out / "test.npz", trunk, lambda: _scenes(TEST_SEED[judge], TESTS, True))
    _shard(out / "cppn.npz", trunk, lambda: _random_nets(FIRST_SEED[judge], 1500))
    for k in range(-(-scenes // SCENES_A_SHARD)):
        first = FIRST_SEED[judge] + k * SCENES_A_SHARD
        _shard(out / f"scenes-{k:03}.npz", trunk, lambda first=first: _scenes(first, SCENES_A_SHARD, False))
        if k == 3:
            _shard(out / "things.npz", trunk, lambda: _things(sources, judge))


def load(out: Path) -> tuple[np.ndarray, list[dict]]:
    """All shards there are: features fp16 [rows, 3320] and records."""
    parts, records = [], []
    for path in sorted(out.glob("*.npz")):
        with np.load(path) as shard:
            parts.append(shard["features"])
            records += json.loads(str(shard["records"]))
    return np.concatenate(parts), records


# Implementation


def _shard(path: Path, trunk, rows) -> None:
    if path.exists():
        return
    parts, records, batch = [], [], []

    def flush():
        if batch:
            with torch.no_grad():
                parts.append(features(trunk, to_batch(batch)).half().numpy())
            batch.clear()

    for picture, record in rows():
        batch.append(picture)
        records.append(record)
        if len(batch) == 16:
            flush()
    flush()
    part = path.with_suffix(".part.npz")
    np.savez(part, features=np.concatenate(parts), records=json.dumps(records))
    part.rename(path)
    print(f"{path}: {len(records)} rows", flush=True)


def _scenes(first: int, count: int, test: bool) -> Iterator[tuple[np.ndarray, dict]]:
    for seed in range(first, first + count):
        picture, facts = draw_scene(seed)
        if picture.std() < 8:
            continue
        rng = np.random.default_rng([seed, 1])
        shown = picture.astype(np.float32) / 255
        for view in range(1 if test else 2):
            record = {"kind": "scene", "test": test, "seed": seed, "view": view, "seen": dominant_colours(shown), **dataclasses.asdict(facts)}
            yield _view(shown, rng, view == 1), record


def _things(sources: Path, judge: str) -> Iterator[tuple[np.ndarray, dict]]:
    for thing in things(sources):
        rng = np.random.default_rng([zlib.crc32(thing.name.encode()), FIRST_SEED[judge]])
        test, colours = held_out(thing.name, judge), thing_colours(thing)
        for view in range(1 if test else 4 if thing.kind == "emoji" else 2):
            picture, ground = set_on_ground(thing, rng)
            record = {"kind": thing.kind, "test": test, "seed": 0, "view": view, "seen": dominant_colours(picture), "name": thing.name, "keywords": thing.keywords[:6], "colours": colours, "ground": ground}
            yield _view(picture, rng, view == 2), record


def _random_nets(first: int, count: int) -> Iterator[tuple[np.ndarray, dict]]:
    """Pictures of random coordinate nets: what an optimizer starts from, so that it is no stranger to the judge."""
    for seed in range(first, first + count):
        rng = np.random.default_rng([seed, 2])
        pairs = rng.normal(0, rng.uniform(0.3, 2.0), (2, 6)) * np.pi
        xy = np.stack([X.ravel(), Y.ravel()], 1)
        h = np.concatenate([xy * 2, np.hypot(xy[:, :1], xy[:, 1:]), np.sin(xy @ pairs)], 1)
        for _ in range(int(rng.integers(1, 4))):
            z = h @ rng.normal(0, rng.uniform(0.8, 1.8) / np.sqrt(h.shape[1]), (h.shape[1], 16)) + rng.normal(0, 0.5, 16)
            h = [np.sin, np.tanh, lambda q: np.exp(-q * q)][int(rng.integers(3))](z)
        picture = (1 / (1 + np.exp(-h @ rng.normal(0, 1.2, (16, 3))))).reshape(SIDE, SIDE, 3).astype(np.float32)
        if picture.std() > 0.02:
            yield _view(picture, rng, seed % 2 == 1), {"kind": "net", "test": seed - first < 100, "seed": seed, "view": seed % 2, "seen": dominant_colours(picture)}


def dominant_colours(picture: np.ndarray) -> list[str]:
    """Named colours that more than an eighth of the picture is nearest to, the largest first."""
    points = cv2.resize(picture, (16, 16), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    share = np.bincount(((points[:, None] - _PALETTE) ** 2).sum(-1).argmin(1), minlength=len(_PALETTE)) / 256
    return [COLOUR_NAMES[i] for i in np.argsort(-share)[:4] if share[i] > 0.125]


def _view(picture: np.ndarray, rng: np.random.Generator, crop: bool) -> np.ndarray:
    """A 128² view, whole or a crop, with the small harms a cutout may have: blur, noise, JPEG, other gamma."""
    side = min(picture.shape[:2])
    n = int(side * (rng.uniform(0.35, 0.95) if crop else rng.uniform(0.94, 1)))
    y, x = rng.integers(0, picture.shape[0] - n + 1), rng.integers(0, picture.shape[1] - n + 1)
    view = cv2.resize(picture[y : y + n, x : x + n], (_VIEW, _VIEW), interpolation=cv2.INTER_AREA if n > _VIEW else cv2.INTER_LINEAR)
    harm = rng.random()
    if harm < 0.15:
        view = cv2.GaussianBlur(view, (0, 0), rng.uniform(0.4, 1.6))
    elif harm < 0.3:
        view = view + rng.normal(0, rng.uniform(0.01, 0.05), view.shape).astype(np.float32)
    elif harm < 0.38:
        coded = cv2.imencode(".jpg", (np.clip(view, 0, 1) * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 60))])[1]
        view = cv2.imdecode(coded, cv2.IMREAD_COLOR).astype(np.float32) / 255
    if rng.random() < 0.35:
        view = np.clip(view, 0, 1) ** rng.uniform(0.85, 1.2) * rng.uniform(0.92, 1.06) + rng.uniform(-0.03, 0.03)
    return np.clip(view, 0, 1).astype(np.float32)
