"""Things from openly licensed drawings: Noto emoji (Apache-2.0) and Open Clip Art (public domain), set on grounds.

Sources are not part of the repository: `npm pack @iconify-json/noto emojibase-data`, Debian's openclipart-png and
openclipart-svg (see README.md). Every eighth thing, by the hash of its name, is kept for the tests.
"""

import html
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .colours import COLOUR_NAMES, COLOURS
from .paint import Paint, normal

_SIDE = 176
_SKIP = re.compile("skin-tone|flag|keycap|clock|button|family|couple|kiss-|holding-hands|input-|-sign$|arrow")
_NOISE = re.compile(r"\b(\d+|\w*archit\w*|nicu\w*|\w{1,2}|arc|ganson|mois|svg|vector|clip ?art|openclipart|lumen|design|remix)\b")


@dataclass
class Thing:
    """A drawing with alpha: rgba [h, w, 4] uint8, its name and keywords."""

    rgba: np.ndarray
    name: str
    keywords: list[str]
    kind: str


def things(sources: Path) -> Iterator[Thing]:
    """All usable drawings, emoji first."""
    yield from _emoji(sources / "npm" / "node_modules")
    yield from _clip_art(sources / "deb" / "x" / "usr" / "share" / "openclipart")


def held_out(name: str, judge: str) -> bool:
    return zlib.crc32(name.encode()) % 8 == (3 if judge == "a" else 0)


def set_on_ground(thing: Thing, rng: np.random.Generator) -> tuple[np.ndarray, str | None]:
    """The drawing on a flat or cloudy ground, float [n, n, 3]; name of the ground's colour or None."""
    height, width = thing.rgba.shape[:2]
    side = int(max(height, width) * rng.uniform(1.02, 1.35))
    way, name = rng.random(), COLOUR_NAMES[int(rng.integers(len(COLOUR_NAMES)))]
    name = "black" if way < 0.2 else "white" if way < 0.4 else name
    picture = np.ones((side, side, 3), np.float32) * np.clip(np.array(COLOURS[name], np.float32) + rng.normal(0, 0.03, 3), 0, 1)
    if way > 0.85:
        paint = Paint(rng, np.array(COLOURS[name], np.float32), np.array([COLOURS[name]], np.float32) * 0.55, 0.5)
        picture, name = cv2.resize(paint.ramp(normal(paint.noise(3, 3))).astype(np.float32), (side, side)), None
    y, x = rng.integers(0, side - height + 1), rng.integers(0, side - width + 1)
    alpha = thing.rgba[..., 3:].astype(np.float32) / 255
    patch = picture[y : y + height, x : x + width]
    picture[y : y + height, x : x + width] = patch * (1 - alpha) + thing.rgba[..., :3] / 255.0 * alpha
    if rng.random() < 0.15:
        picture = np.tile(cv2.resize(picture, (96, 96), interpolation=cv2.INTER_AREA), (2, 2, 1))
    return picture.astype(np.float32), name


def thing_colours(thing: Thing) -> list[str]:
    """The one or two named colours that most of the drawing is in."""
    inside = thing.rgba[..., :3][thing.rgba[..., 3] > 128]
    if len(inside) < 20:
        return []
    palette = np.array(list(COLOURS.values()))
    nearest = ((inside[:: max(1, len(inside) // 400), None] / 255.0 - palette) ** 2).sum(-1).argmin(1)
    share = np.bincount(nearest, minlength=len(palette)) / len(nearest)
    return [COLOUR_NAMES[i] for i in np.argsort(-share)[:2] if share[i] > 0.25]


# Implementation


def _emoji(modules):
    import resvg_py

    icons = json.loads((modules / "@iconify-json" / "noto" / "icons.json").read_text())
    data = json.loads((modules / "emojibase-data" / "en" / "data.json").read_text())
    words = {re.sub(r"[^a-z0-9]+", "-", e["label"].lower()).strip("-"): e.get("tags", []) for e in data}
    for name, icon in icons["icons"].items():
        if _SKIP.search(name):
            continue
        width, height = icon.get("width", icons.get("width", 128)), icon.get("height", icons.get("height", 128))
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" width="{_SIDE}" height="{_SIDE}">{icon["body"]}</svg>'
        rgba = _decode(np.frombuffer(bytes(resvg_py.svg_to_bytes(svg_string=svg)), np.uint8))
        if rgba is not None:
            yield Thing(rgba, name.replace("-", " "), [w for w in words.get(name, []) if len(w) > 2], "emoji")


def _clip_art(root):
    for path in sorted((root / "png").rglob("*.png")):
        rgba = _decode(np.fromfile(path, np.uint8))
        if rgba is None:
            continue
        name, keywords = _plain(path.stem), []
        svg = root / "svg" / path.relative_to(root / "png").with_suffix(".svg")
        if svg.exists():
            text = svg.read_text(errors="ignore")
            if title := re.search(r"<dc:title[^>]*>([^<]{2,60})</dc:title>", text):
                name = _plain(html.unescape(title[1])) or name
            if subject := re.search(r"<dc:subject>(.*?)</dc:subject>", text, re.S):
                keywords = [_plain(html.unescape(k)) for k in re.findall(r"<rdf:li[^>]*>([^<]+)<", subject[1])]
        keywords = [k for k in keywords if 2 < len(k) < 25 and not re.search("archi|unsort|public|contrib|hash", k)]
        if len(name) > 2:
            yield Thing(rgba, name[:50], keywords or [_plain(path.parent.name)], "clip art")


def _decode(data):
    """RGBA scaled to fit, or None for drawings without alpha, nearly empty or too thin."""
    image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if image is None or image.ndim != 3 or image.shape[2] != 4 or image.dtype != np.uint8:
        return None
    scale = _SIDE / max(image.shape[:2])
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if min(image.shape[:2]) < 30 or image[..., 3].mean() < 5 or (image[..., 3] > 128).sum() < 40:
        return None
    return np.ascontiguousarray(image[..., [2, 1, 0, 3]])


def _plain(name):
    name = re.sub(r"[_\-.]+", " ", name).lower()
    return re.sub(r"\s+", " ", _NOISE.sub(" ", name)).strip()
