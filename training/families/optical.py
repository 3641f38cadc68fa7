"""Patterns that play with the eye: tunnels, op art, moiré, glitch and screens."""

import cv2
import numpy as np

from ..paint import RADIUS, SIDE, TAU, X, Y, bend, blur, box, glow, mix, normal, step, wave
from .registry import family


@family("tunnel | wormhole | infinite tunnel | time tunnel | hyperspace corridor | tunnel of light", "endless passage | vortex corridor")
def tunnel(p):
    x, y = p.plane(shift=0.15)
    r = np.hypot(x, y) + 0.03 if p.chance(0.65) else np.maximum(abs(x), abs(y)) + 0.03
    depth = p.between(0.6, 1.5) / r
    rings = step(wave(depth, p.scale(3, 9)), 0.5, 6)
    spokes = step(wave(np.arctan2(y, x) * p.whole(3, 10) + depth * p.between(-1, 1)), 0.5, 6)
    return p.ramp(rings * 0.6 + spokes * 0.4) * np.clip(r * 1.8, 0.02, 1)[..., None]


@family("op art | optical illusion | warped checkerboard illusion | bulging grid | hypnotic op art | op-art lines", "eye-bending illusion | vasarely style bulge", natural=[[(0.03, 0.03, 0.03), (0.97, 0.97, 0.97)], [(0.97, 0.97, 0.97), (0.03, 0.03, 0.03)]])
def op_art(p):
    x, y = X.copy(), Y.copy()
    for _ in range(p.whole(1, 3)):
        cx, cy, s = p.between(-0.6, 0.6), p.between(-0.6, 0.6), p.between(0.2, 0.6)
        bulge = p.pick([-0.6, 0.6]) * np.exp(-((X - cx) ** 2 + (Y - cy) ** 2) / s**2)
        x, y = x - (X - cx) * bulge, y - (Y - cy) * bulge
    k = p.scale(8, 22)
    f = np.sin(x * k) * np.sin(y * k) if p.chance(0.55) else np.sin(x * k * 1.4)
    return mix(p.sheet(), p.sheet(p.ink()), step(f, 0, 8))


@family("moire | moire pattern | interference of lines | overlapping line grids | moire circles", "superimposed gratings | interference fringes")
def moire(p):
    k, f = p.scale(35, 70), 1.0
    for q in range(2):
        cx, cy = p.between(-0.3, 0.3), p.between(-0.3, 0.3)
        f = f * (np.sin(np.hypot(X - cx, Y - cy) * k) if p.chance(0.6) else np.sin((X * np.cos(q * 0.12 + cx) + Y * np.sin(q * 0.12 + cx)) * k))
    return p.ramp(step(f, 0, 2))


@family("ripples | interference waves | ripple tank | water ripples interfering | overlapping ripples | ripples from drops", "wave interference | circular ripples crossing", natural="oceanic,midnight")
def ripples(p):
    f = 0
    for _ in range(p.whole(2, 5)):
        f = f + np.sin(np.hypot(X - p.between(-1.2, 1.2), Y - p.between(-1.2, 1.2)) * p.scale(16, 40))
    f = normal(f)
    return np.clip(p.ramp(f) + 0.35 * np.clip(f - 0.75, 0, 1)[..., None] * 2, 0, 1)


@family("hypnotic pattern | hypnosis wheel | black and white vortex illusion | dizzying swirl | hypnotizing circles", "mesmerizing wheel | trance-inducing whorl")
def hypnotic(p):
    x, y = p.plane(zoom=(0.8, 1.2), shift=0.1)
    r, a, n = np.hypot(x, y) + 0.01, np.arctan2(y, x), p.pick([6, 8, 12, 16])
    rings = np.sign(np.sin(np.log(r) * p.scale(5, 10)))
    return mix(p.sheet(), p.sheet(p.ink()), step(np.sin(a * n + np.log(r) * p.between(-5, 5)) * rings, 0, 5))


@family("glitch art | digital glitch | corrupted data | datamosh | broken screen | glitch blocks | glitch | data corruption art", "signal error artifacts | scrambled video", natural=[[(0.02, 0.02, 0.06), (0.95, 0.05, 0.6), (0.05, 0.9, 0.95), (0.95, 0.95, 0.95)], [(0.05, 0.02, 0.15), (0.9, 0.1, 0.2), (0.1, 0.85, 0.5), (0.2, 0.3, 0.95)]])
def glitch_art(p):
    kind = p.whole(0, 3)
    if kind == 0:
        base = p.ramp(normal(p.noise(p.whole(2, 6), 3)))
    elif kind == 1:
        base = p.ramp(np.round(wave(X + 0.3 * np.sin(Y * 4), p.between(4, 15)) * 3) / 3)
    elif kind == 2:
        blocks = p.rng.random((p.whole(8, 30), p.whole(3, 9)), dtype=np.float32)
        base = p.ramp(cv2.resize(blocks, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST))
    else:
        base = mix(p.sheet(), p.sheet(p.ink()), step(normal(p.noise(3, 2)), 0.55, 14))
    base = scramble(p, base, 1.4)
    if p.chance(0.5):
        base = base * (0.78 + 0.22 * np.sin(Y * SIDE * p.pick([0.8, 1.05, 1.57])))[..., None]
    return base


@family("pixel sorting | pixel sorted streaks | melting pixels | smeared pixels | dripping digital streaks", "sorted pixel smear | stretched pixel columns", natural="neon,vaporwave,infrared,sunset")
def pixel_sorting(p):
    base = p.ramp(normal(p.noise(p.scale(2, 5), 3)))
    key = base.sum(-1)
    axis = p.pick([0, 1])
    order = np.argsort(np.where(key > np.quantile(key, p.between(0.2, 0.5)), key, -1), axis=axis)
    streaks = np.take_along_axis(base, order[..., None], axis=axis)
    mask = (p.noise(8, 1, 0.2 if axis == 0 else 5) > 0.4).astype(np.float32)
    return mix(base, streaks, mask)


@family("scanlines | crt screen lines | old television screen | vhs static | vhs tape | retro tv screen", "cathode ray raster | worn videotape", natural="midnight,vaporwave,toxic")
def scanlines(p):
    base = p.ramp(normal(p.noise(2, 2)))
    base = base * (0.5 + 0.5 * (np.sin(Y * SIDE * p.between(0.5, 1.2)) > 0))[..., None]
    for _ in range(p.whole(1, 4)):
        y, h = p.whole(0, SIDE - 12), p.whole(2, 10)
        base[y : y + h] = np.roll(base[y : y + h], p.whole(-20, 20), 1) + 0.15
    return base + (p.rng.random((SIDE, SIDE, 1)) - 0.5) * p.between(0.05, 0.3)


@family("tv static | white noise | television snow | static noise | random pixel noise", "untuned television | analog grain", natural="monochrome")
def tv_static(p):
    n = p.pick([48, 72, 144])
    f = cv2.resize(p.rng.random((n, n), dtype=np.float32), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    band = 0.75 + 0.25 * np.sin(Y * p.between(2, 8) + p.between(0, 6))
    return p.ramp(f) * band[..., None]


@family("pixel blocks | big pixels | blocky pixels | pixelated squares | retro pixel blocks | colored blocks", "chunky square pixels | minecraft-like blocks")
def pixel_blocks(p):
    n = p.count(8, 26)
    f = cv2.resize(normal(p.noise(3, 3)), (n, n), interpolation=cv2.INTER_AREA) * 0.7 + p.rng.random((n, n), dtype=np.float32) * 0.35
    return p.ramp(np.round(cv2.resize(f, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST) * 5) / 5)


@family("chromatic aberration | rgb split | 3d anaglyph | red cyan shifted shapes | color fringing", "misregistered colors | anaglyph offset", natural=[[(0.03, 0.03, 0.05), (0.95, 0.95, 0.95)], [(0.95, 0.95, 0.95), (0.05, 0.05, 0.05)]])
def chromatic_aberration(p):
    from .geometry import concentric_circles, geometric_shapes, stripes, zigzag

    base = p.pick([concentric_circles, geometric_shapes, stripes, zigzag])(p).mean(-1)
    s = p.whole(3, 8)
    return np.stack([np.roll(base, s, 1), base, np.roll(base, -s, 1)], -1)


@family("barcode | bar code lines | vertical data lines | data stripes | binary stripes", "scannable stripes | coded vertical bars", natural=[[(0.97, 0.97, 0.97), (0.03, 0.03, 0.03)], [(0.02, 0.02, 0.03), (0.9, 0.95, 1)]], figure=True)
def barcode(p):
    rows, image = p.count(1, 7), p.sheet().copy()
    for row in range(rows):
        x = 0.0
        while x < SIDE:
            w = p.pick([1, 2, 3, 5, 8]) * p.between(0.6, 1.6)
            box(image, x, row * SIDE / rows + (rows > 1) * 2, x + w, (row + 1) * SIDE / rows, p.ink())
            x += w + p.pick([2, 3, 4, 7])
    return image


@family("ascii art | text characters | computer text | letters on a screen | code on a terminal | typography", "typed glyphs | terminal characters", natural="toxic", figure=True, dark=True)
def text_characters(p):
    mask = np.zeros((SIDE, SIDE, 3), np.uint8)
    size = p.scale(0.8, 0.34)
    for y in np.arange(size * 14, SIDE + 8, size * 26):
        c, x = p.ink(), p.between(0, 12)
        while x < SIDE:
            word = "".join(p.pick("ABCDEFGHKMNPRSTUVXYZ0123456789{}<>/=+*#") for _ in range(p.whole(2, 8)))
            cv2.putText(mask, word, (int(x), int(y)), cv2.FONT_HERSHEY_SIMPLEX, size, [float(v) * 255 for v in c], 1, cv2.LINE_AA)
            x += (len(word) + 1) * size * 20
            if p.chance(0.15):
                break
    ink = mask.astype(np.float32) / 255
    return glow(mix(p.sheet(), ink, np.clip(ink.max(-1) * 1.5, 0, 1)), 2, 0.3)


@family("radar | radar screen | sonar sweep | radar display | scanning radar", "sonar scope | sweeping detector screen", natural="toxic", figure=True, dark=True)
def radar(p):
    c, r = p.ink(), RADIUS * p.between(1.0, 1.2)
    m = sum(step(0.012 - np.abs(r - k), 0, 60) for k in np.linspace(0.24, 0.96, p.count(3, 6)))
    m = m + step(0.012 - np.minimum(abs(X), abs(Y)), 0, 60) * (r < 0.96)
    angle = (np.arctan2(Y, X) + p.between(0, TAU)) % TAU
    sweep = np.clip(1 - angle / p.between(1, 2.5), 0, 1) * (r < 0.96)
    image = p.sheet() * 0.8 + (np.clip(m, 0, 1) * 0.6 + sweep * 0.7)[..., None] * c
    for _ in range(p.whole(2, 7)):
        cx, cy = p.between(-0.6, 0.6), p.between(-0.6, 0.6)
        image = image + np.exp(-((X - cx) ** 2 + (Y - cy) ** 2) / 0.002)[..., None] * c
    return glow(image, 2, 0.3)


def scramble(p, image, strength=1.0):
    """What a broken codec does: shifted bands, split channels, foreign blocks."""
    image = image.copy()
    for _ in range(int(p.whole(6, 20) * strength)):
        y, h = p.whole(0, SIDE - 3), p.whole(1, 14)
        image[y : y + h] = np.roll(image[y : y + h], p.whole(-45, 45), 1)
    s = p.whole(2, 7)
    image[..., 0], image[..., 2] = np.roll(image[..., 0], s, 1), np.roll(image[..., 2], -s, 1)
    for _ in range(int(p.whole(0, 6) * strength)):
        y, x, h, w = p.whole(0, SIDE - 8), p.whole(0, SIDE - 20), p.whole(2, 14), p.whole(8, 60)
        patch = image[y : y + h, x : x + w]
        image[y : y + h, x : x + w] = 1 - patch if p.chance(0.4) else patch[:, :1] if p.chance(0.5) else patch[..., ::-1]
    return image
