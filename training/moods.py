"""Moods and techniques a caption may add to any picture: how they are said and what they do to it."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .families.optical import scramble
from .paint import RADIUS, SIDE, X, Y, Paint, bend, blur, fold, mix, normal


@dataclass(frozen=True)
class Mood:
    """words: adjectives; effect: on the finished picture or None; density: its range or None;
    recolours: colour words no longer hold afterwards."""

    words: tuple[str, ...]
    effect: Callable | None
    density: tuple[float, float] | None = None
    recolours: bool = False


def _hsv(image, saturation=1.0, value=1.0, hue=0.0):
    h = cv2.cvtColor(np.clip(image, 0, 1).astype(np.float32), cv2.COLOR_RGB2HSV)
    h[..., 0] = (h[..., 0] + hue) % 360
    h[..., 1] = np.clip(h[..., 1] * saturation, 0, 1)
    h[..., 2] = np.clip(h[..., 2] * value, 0, 1)
    return cv2.cvtColor(h, cv2.COLOR_HSV2RGB)


def _neon(p, image):
    """Dark, saturated, with light spilling from what is bright."""
    image = _hsv(image, 1.7, 0.95)
    light = np.clip(image - 0.35, 0, 1)
    return np.clip((image - 0.18) * 1.15, 0, 1) + blur(light, 5) * 1.1


def _pastel(p, image):
    return _hsv(image, 0.6) * 0.45 + 0.52


def _dark(p, image):
    return image * p.between(0.25, 0.45) * (1.25 - 0.45 * RADIUS)[..., None]


def _glowing(p, image):
    light = np.clip(image - 0.4, 0, 1)
    return image * 0.75 + blur(light, 6) * 1.3 + light * 0.35


def _soft(p, image):
    return blur(image, p.between(2.0, 4.0))


def _psychedelic(p, image):
    image = _hsv(image * 0.85 + 0.12, 2.4, 1.25, np.degrees(4 * (p.noise(2, 2) - 0.5) * p.between(1.5, 3) + image.mean(-1) * 3))
    return bend(p, image, 0.06, 3)


def _chaotic(p, image):
    return bend(p, image, p.between(0.07, 0.13), p.whole(3, 6))


def _vintage(p, image):
    image = _hsv(image, 0.5, 0.9) * np.array([1, 0.92, 0.75], np.float32) * 0.82 + 0.09
    return (image + p.rng.normal(0, 0.05, (SIDE, SIDE, 1)).astype(np.float32)) * (1.12 - 0.3 * RADIUS)[..., None]


def _watercolor(p, image):
    """Flattened, pale, with dark rims, blooms and white paper round it."""
    image = bend(p, image.astype(np.float32), 0.025, 8)
    flat = cv2.medianBlur((np.clip(image, 0, 1) * 255).astype(np.uint8), p.pick([5, 7, 9])).astype(np.float32) / 255
    rim = np.abs(cv2.Laplacian(blur(flat, 1.0), cv2.CV_32F)).mean(-1)
    flat = flat * 0.62 + 0.36
    flat = flat + (normal(p.noise(4, 4))[..., None] - 0.45) * 0.24 - np.clip(rim * 2.2, 0, 0.25)[..., None] + (p.noise(40, 1)[..., None] - 0.5) * 0.05
    if p.chance(0.5):
        inside = np.clip((1.05 - RADIUS * p.between(0.7, 1.0) + 0.4 * (p.noise(4, 3) - 0.5)) * 5, 0, 1)
        flat = mix(np.ones_like(flat) * np.array([0.97, 0.96, 0.94], np.float32), flat, inside)
    return flat


def _pixelated(p, image):
    n = p.pick([18, 24, 32])
    return cv2.resize(cv2.resize(image.astype(np.float32), (n, n), interpolation=cv2.INTER_AREA), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)


def _glitchy(p, image):
    return scramble(p, image.astype(np.float32), 0.8)


def _kaleidoscopic(p, image):
    return fold(p, image, p.pick([6, 8, 12]))


def _grayscale(p, image):
    g = image.mean(-1, keepdims=True)
    return np.clip((g - 0.5) * 1.15 + 0.5, 0, 1).repeat(3, 2)


def _symmetrical(p, image):
    if p.chance(0.7):
        return np.concatenate([image[:, : SIDE // 2], image[:, : SIDE // 2][:, ::-1]], 1)
    return np.concatenate([image[: SIDE // 2], image[: SIDE // 2][::-1]], 0)


def _vivid(p, image):
    return np.clip((_hsv(image, 1.6, 1.12) - 0.5) * 1.1 + 0.5, 0, 1)


def _foggy(p, image):
    veil = np.clip(0.45 + 0.5 * (p.noise(2, 3) - 0.3) + 0.15 * Y, 0.2, 0.85)
    return mix(blur(image, 0.8), np.ones_like(image) * 0.82, veil.astype(np.float32))


def _oil(p, image):
    image = np.clip(image, 0, 1).astype(np.float32)
    flow, out = p.noise(2, 2) * 9, cv2.blur(image, (5, 5))
    for _ in range(330):
        x, y = p.rng.integers(0, SIDE, 2)
        a, length = flow[y, x], p.between(5, 13)
        c = [float(v) for v in image[y, x] * p.between(0.82, 1.18)]
        cv2.line(out, (int(x), int(y)), (int(x + length * np.cos(a)), int(y + length * np.sin(a))), c, p.whole(2, 4), cv2.LINE_AA)
    return out


def _holographic(p, image):
    g = normal(image.mean(-1) + 0.35 * X * p.between(-1, 1) + 0.35 * Y * p.between(-1, 1))
    sheen = p.ramp((g * p.between(1.2, 2.2)) % 1, [(0.85, 0.45, 0.85), (0.45, 0.6, 1), (0.4, 0.95, 0.85), (0.98, 0.95, 0.6), (0.98, 0.55, 0.7), (0.85, 0.45, 0.85)])
    return image * 0.35 + sheen * (0.25 + 0.6 * g)[..., None]


def _metallic(p, image):
    g = image.mean(-1)
    shine = 0.5 + 0.5 * np.sin(g * p.between(6, 10) + X * p.between(-2, 2))
    return _hsv(image, 0.45) * (0.35 + 0.8 * shine)[..., None] + (np.clip(shine - 0.8, 0, 1) * 2)[..., None]


MOODS: dict[str, Mood] = {
    "neon": Mood(("neon", "fluorescent", "neon-lit", "electric glowing"), _neon),
    "pastel": Mood(("pastel", "pale pastel", "soft pastel", "delicate pale"), _pastel),
    "dark": Mood(("dark", "moody dark", "gloomy", "shadowy", "dimly lit"), _dark),
    "glowing": Mood(("glowing", "luminous", "radiant", "bioluminescent", "shining"), _glowing),
    "soft": Mood(("soft", "blurry", "dreamy", "out of focus", "hazy soft-focus"), _soft),
    "psychedelic": Mood(("psychedelic", "trippy", "acid", "hallucinogenic"), _psychedelic, recolours=True),
    "minimal": Mood(("minimal", "sparse", "simple", "minimalist"), None, (0.0, 0.2)),
    "dense": Mood(("dense", "intricate", "detailed", "busy"), None, (0.75, 1.0)),
    "chaotic": Mood(("chaotic", "turbulent", "distorted", "wild", "warped"), _chaotic),
    "vintage": Mood(("vintage", "retro film", "old faded", "grainy vintage", "sepia-toned antique"), _vintage),
    "watercolor": Mood(("watercolor", "watercolour painting of", "aquarelle", "watercolor style", "washed aquarelle of"), _watercolor),
    "oil": Mood(("oil painting of", "painted", "impressionist", "painterly"), _oil),
    "pixelated": Mood(("pixelated", "pixel art", "8-bit", "low resolution"), _pixelated),
    "glitchy": Mood(("glitchy", "glitched", "corrupted digital", "databent"), _glitchy),
    "kaleidoscopic": Mood(("kaleidoscopic", "kaleidoscope of", "mandala of", "radially mirrored"), _kaleidoscopic),
    "grayscale": Mood(("black and white", "monochrome", "grayscale", "colorless"), _grayscale, recolours=True),
    "symmetrical": Mood(("symmetrical", "mirrored", "mirror image of", "bilaterally symmetric"), _symmetrical),
    "vivid": Mood(("vivid", "bright", "saturated", "intensely colorful"), _vivid),
    "foggy": Mood(("foggy", "misty", "hazy", "veiled in fog"), _foggy),
    "holographic": Mood(("holographic", "iridescent", "opalescent"), _holographic, recolours=True),
    "metallic": Mood(("metallic", "chrome", "shiny metal", "polished metal"), _metallic, recolours=True),
}

MOOD_NAMES: list[str] = list(MOODS)


def apply_mood(p: Paint, image: np.ndarray, mood: str) -> np.ndarray:
    """The picture in this mood, clipped to 0..1."""
    effect = MOODS[mood].effect
    return np.clip(image if effect is None else effect(p, image), 0, 1).astype(np.float32)
