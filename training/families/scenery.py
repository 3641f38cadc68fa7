"""Landscapes and skies."""

import numpy as np

from ..paint import RADIUS, SIDE, TAU, X, Y, bend, blob, blur, box, disc, ellipse, fill, glow, lit, mix, normal, petal, step, stroke, tint, wave
from .registry import family
from .space import sprinkle


@family("clouds | cloudy sky | fluffy white clouds | cumulus clouds in the sky | puffy clouds | blue sky with clouds", "billowy clouds | overcast heavens", natural=[[(0.2, 0.45, 0.85), (0.55, 0.75, 0.95), (0.97, 0.97, 0.98)]])
def clouds(p):
    n = normal(bend(p, p.noise(p.scale(2, 4), 5, 0.6), 0.04, 5))
    body = np.clip((n - p.between(0.35, 0.5)) * 3, 0, 1)
    sky = p.ramp(np.clip(0.15 + 0.25 * Y, 0, 1))
    return mix(sky, p.sheet(p.inks[-1]) * (0.7 + 0.35 * lit(n * 3, 1.2))[..., None], body)


@family("sunset | sunset over the sea | sunset sky | sun setting on the horizon | sunrise | dusk sky", "sundown | evening afterglow", natural="sunset")
def sunset(p):
    h, image = p.between(-0.05, 0.5), p.ramp(np.clip(0.15 + (Y + 1) * p.between(0.4, 0.6) + 0.18 * (p.noise(3, 4, 0.35) - 0.5), 0, 1))
    cx, r = p.between(-0.6, 0.6), p.between(0.12, 0.3)
    cy = h - r * p.between(-0.3, 0.9)
    d = np.hypot(X - cx, Y - cy)
    image = image + (np.exp(-d * 2.5) * 0.35)[..., None] * p.inks[-1]
    image = mix(image, p.sheet(tint(p.inks[-1], 0.35)), step(r - d, 0, 50))
    if p.chance(0.6):
        depth = np.clip(Y - h, 0, 1)
        water = p.ramp(np.clip(0.85 - depth * 0.9 + 0.2 * (p.noise(14, 3, 0.25) - 0.5), 0, 1)) * 0.8
        path = np.exp(-((X - cx) ** 2) / (0.02 + depth * 0.15)) * step(p.noise(18, 2, 0.25), 0.5, 6)
        return mix(image, water + (path * 0.7)[..., None] * p.inks[-1], step(Y - h, 0, 50))
    for k in range(p.whole(1, 3)):
        ridge = h + 0.15 * k + 0.3 * (p.noise(p.between(2, 5), 3)[0] - 0.5)
        image = mix(image, p.sheet(p.ground * (0.9 - 0.3 * k)), step(Y - ridge[None], 0, 40))
    return image


@family("mountains | mountain range | snowy mountains | mountain peaks | layered mountains | alpine peaks", "rugged summits | ridgeline silhouettes", natural=[[(0.75, 0.85, 0.95), (0.45, 0.58, 0.72), (0.25, 0.35, 0.5), (0.1, 0.16, 0.27)], [(0.98, 0.75, 0.6), (0.75, 0.45, 0.55), (0.4, 0.25, 0.45), (0.15, 0.1, 0.25)]])
def mountains(p):
    image, n = p.ramp(np.clip(0.12 * (Y + 1) + 0.08 * p.noise(2, 3, 0.6), 0, 1)), p.count(2, 6)
    snow = p.chance(0.45)
    for k in range(n):
        rough = p.noise(p.between(2, 4), 5)[SIDE // 2] - 0.5
        ridge = -0.45 + 1.2 * k / n + rough * p.between(0.7, 1.1)
        h = Y - ridge[None]
        body = p.ramp(np.full((SIDE, SIDE), 0.35 + 0.65 * (k + 1) / n, np.float32)) * np.clip(0.75 + 0.6 * (lit(p.noise(9, 3), 3)[..., None] - 0.5), 0.4, 1.4)
        if snow and k < n - 1:
            body = mix(body, p.sheet((0.95, 0.97, 1)), step(0.14 + 0.25 * (p.noise(12, 2) - 0.5) - h, 0, 16))
        image = mix(image, body, step(h, 0, 50))
    return image


@family("desert | sand dunes | desert dunes | rippled sand | sahara | dunes", "arid sands | windswept sand sea", natural=[[(0.55, 0.75, 0.9), (0.95, 0.8, 0.55), (0.85, 0.6, 0.35), (0.5, 0.3, 0.18)]])
def desert(p):
    image, n = p.ramp((Y + 1) * 0.08), p.whole(2, 4)
    for k in range(n):
        ridge = -0.35 + 1.1 * k / n + 0.2 * np.sin(X[0] * p.between(1.5, 4) + p.between(0, 6)) + 0.08 * np.sin(X[0] * p.between(3, 7) + p.between(0, 6))
        h = Y - ridge[None]
        shade = np.clip(0.1 + 0.5 * k / n + 0.08 * np.sin(h * p.scale(40, 90) + X * p.between(2, 9)) + 0.55 * np.clip(h, 0, 1), 0, 1)
        image = mix(image, p.ramp(shade, p.inks if len(p.inks) > 1 else None), step(h, 0, 50))
    return image


@family("forest | trees | forest of trees | tall trees | woods | pine trees | woodland", "timberland | grove of conifers", natural=[[(0.75, 0.88, 0.8), (0.35, 0.58, 0.32), (0.14, 0.35, 0.16), (0.05, 0.15, 0.08)], [(0.85, 0.9, 0.75), (0.4, 0.6, 0.2), (0.2, 0.4, 0.12), (0.08, 0.2, 0.06)]])
def forest(p):
    image = np.ascontiguousarray(p.ramp(np.clip(0.1 * p.noise(2, 2), 0, 1)))
    n, pine = p.whole(2, 4), p.chance(0.65)
    for k in range(n):
        c = p.ramp(np.full((1, 1), 0.3 + 0.7 * (k + 1) / n, np.float32))[0, 0]
        size = 0.6 + 0.6 * k / n
        for _ in range(p.count(8, 20)):
            x, y, h = p.between(-5, SIDE + 5), SIDE * (0.62 + 0.45 * k / n), p.between(38, 66) * size
            tone = p.jitter(c, 0.02)
            if pine:
                for q in range(6):
                    w, top = h * 0.36 * (1 - q / 6.5), y - h * q / 6.5
                    fill(image, [(x - w, top), (x + w, top), (x, top - h * 0.34)], tint(tone, 0.05 * (q % 2)))
            else:
                box(image, x - 1.5 * size, y - h * 0.5, x + 1.5 * size, y + 30, tone * 0.5)
                for _ in range(7):
                    disc(image, x + p.between(-0.22, 0.22) * h, y - h * p.between(0.45, 0.95), h * p.between(0.1, 0.2), tint(tone, p.between(-0.15, 0.2)))
        box(image, 0, SIDE * (0.66 + 0.45 * k / n), SIDE, SIDE, c)
    return image


@family("enchanted forest | magical forest | forest with light rays | glowing forest | fairy forest | misty woods with sunbeams", "mystic woodland | spellbound grove", natural=[[(0.01, 0.06, 0.08), (0.05, 0.3, 0.25), (0.3, 0.8, 0.55), (0.9, 1, 0.75)]], dark=True)
def enchanted_forest(p):
    cx = p.between(-0.5, 0.5)
    light = np.exp(-((X - cx) ** 2) / 0.5 - (Y + 0.1) ** 2 / 0.8)
    a = np.arctan2(X - cx, Y + 1.6)
    rays = np.interp(a, np.linspace(a.min(), a.max(), 30), p.rng.random(30))
    image = np.ascontiguousarray(p.ramp(np.clip(light * (0.35 + 0.6 * rays), 0, 1)))
    for k in range(p.count(7, 18)):
        x, w, d = p.between(-5, SIDE + 5), p.between(1.5, 7), p.between(0.15, 1)
        c = p.ground * (1.4 - d) + p.inks[0] * (1 - d) * 0.5
        lean = p.between(-8, 8)
        fill(image, [(x - w, SIDE), (x + w, SIDE), (x + lean + w * 0.5, 0), (x + lean - w * 0.5, 0)], c)
        for _ in range(p.whole(1, 4)):
            y, s = p.between(10, 90), p.pick([-1, 1])
            stroke(image, [(x + lean * (1 - y / SIDE), y), (x + lean * (1 - y / SIDE) + s * p.between(8, 25), y - p.between(4, 22))], c, max(1, w * 0.4))
    for _ in range(p.whole(5, 40)):
        disc(image, *p.place(), p.between(0.5, 1.6), p.inks[-1])
    return glow(image, 3, 0.35)


@family("dead tree | bare tree branches | tree silhouette | branching tree | leafless tree | fractal tree", "skeletal winter boughs | arboreal silhouette", natural=[[(0.9, 0.75, 0.55), (0.08, 0.05, 0.04)], [(0.75, 0.8, 0.85), (0.1, 0.1, 0.12)]], figure=True)
def bare_tree(p):
    image, c = np.ascontiguousarray(p.sheet() * (1.05 - 0.15 * Y + 0.15 * (p.noise(2, 2) - 0.5))[..., None]), p.ink()

    def branch(x, y, a, length, width):
        if length < 3:
            return
        u, v = x + length * np.cos(a), y + length * np.sin(a)
        stroke(image, [(x, y), (u, v)], c, width)
        for s in (-p.between(0.2, 0.6), p.between(0.2, 0.6)):
            branch(u, v, a + s, length * p.between(0.68, 0.84), width * 0.68)

    for _ in range(p.whole(1, 2)):
        branch(p.between(40, 104), SIDE, -np.pi / 2 + p.between(-0.15, 0.15), p.between(24, 34), p.between(5, 9))
    return image


@family("rainbow | rainbow in the sky | rainbow arc | bright rainbow over hills | double rainbow", "spectral arch | prismatic bow", natural=[[(0.5, 0.72, 0.92), (0.9, 0.94, 0.98)]])
def rainbow(p):
    image = p.ramp(np.clip(p.noise(2, 4, 0.6) * 1.2 - 0.3, 0, 1))
    cx, cy, r, w = p.between(-0.5, 0.5), p.between(0.4, 1.1), p.between(0.8, 1.3), p.between(0.2, 0.42)
    t = (np.hypot(X - cx, Y - cy) - r) / w
    spectrum = [(0.55, 0.1, 0.75), (0.15, 0.3, 0.95), (0.1, 0.75, 0.85), (0.15, 0.8, 0.25), (0.98, 0.92, 0.15), (0.98, 0.55, 0.1), (0.9, 0.12, 0.12)]
    image = mix(image, p.ramp(t, spectrum), step(0.5 - np.abs(t - 0.5), 0, 8) * p.between(0.6, 0.95))
    if p.chance(0.6):
        ridge = 0.55 + 0.2 * (p.noise(2, 2)[0] - 0.5)
        image = mix(image, p.sheet((0.2, 0.5, 0.18)) * (0.7 + 0.5 * p.noise(8, 3))[..., None], step(Y - ridge[None], 0, 40))
    return image


@family("city skyline at night | cyberpunk city | skyscrapers with neon lights | night city | futuristic city | urban skyline | neon city | cyberpunk neon city", "metropolis after dark | downtown high-rises", natural=[[(0.03, 0.01, 0.08), (0.18, 0.03, 0.32), (0.95, 0.05, 0.6), (0.05, 0.85, 0.95)], [(0.02, 0.03, 0.1), (0.1, 0.12, 0.3), (0.98, 0.75, 0.35), (0.95, 0.3, 0.5)]], dark=True)
def city(p):
    """Towers in layers, lit windows and signs, a glow on the horizon."""
    image = p.ramp(np.clip((Y + 1) * p.between(0.16, 0.3) + 0.12 * p.noise(2, 3), 0, 0.55)).copy()
    if p.chance(0.35):
        disc(image, p.between(30, 114), p.between(30, 80), p.between(14, 30), p.ink())
        image = blur(image, 0.8)
    lamps = p.inks[1:] if len(p.inks) > 1 else p.inks
    for layer in range(3):
        x = p.between(-10, 0)
        while x < SIDE:
            w, h = p.between(9, 26), SIDE * p.between(0.2, 0.85) * (1.05 - 0.25 * layer)
            top = SIDE - h
            c = p.ground * 0.7 + p.inks[0] * (0.35 - 0.14 * layer)
            box(image, x, top, x + w, SIDE, c)
            if p.chance(0.25):
                box(image, x + w / 2, top - p.between(5, 16), x + w / 2 + 1, top, c)
            lamp, s = p.pick(list(lamps)), p.whole(3, 5)
            lit_share = p.between(0.15, 0.55)
            for y in range(int(top) + 3, SIDE, s):
                for v in range(int(x) + 2, int(x + w) - 2, s):
                    if p.rng.random() < lit_share:
                        image[max(0, y) : y + s - 2, max(0, v) : max(0, v + s - 2)] = lamp * p.between(0.4, 1.1)
            if p.chance(0.35):
                u = int(np.clip(x + p.between(2, w - 3), 0, SIDE - 3))
                image[max(0, int(top) + 5) : int(top) + int(p.between(15, 60)), u : u + 2] = p.pick(list(lamps))
            x += w + p.between(-2, 4)
    return glow(image, 4, p.between(0.3, 0.6))


@family("neon alley | cyberpunk street | neon signs in a rainy street | wet street with neon reflections | tokyo street at night | neon lit street", "blade runner style alley | rain-slick street glowing with signs", natural=[[(0.02, 0.01, 0.06), (0.95, 0.08, 0.6), (0.08, 0.85, 0.95), (0.6, 0.15, 0.95), (0.98, 0.75, 0.3)]], dark=True)
def neon_street(p):
    """A street in perspective, walls with glowing signs, their reflections in the wet ground."""
    vx, vy = 72 + p.between(-15, 15), p.between(60, 84)
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.5 * p.noise(3, 2))[..., None])
    light = np.zeros_like(image)
    fill(image, [(vx - 6, vy), (vx + 6, vy), (SIDE + 30, SIDE), (-30, SIDE)], p.ground * 1.6 + 0.02)
    for side in (-1, 1):
        for _ in range(p.count(6, 16)):
            t = p.between(0.12, 1.0)
            x = vx + side * (6 + t * t * 75)
            w, h, y = 1.5 + t * 7 * p.between(0.4, 1), 3 + t * 22 * p.between(0.4, 1.2), vy - t * p.between(-10, 70)
            c = p.ink()
            box(light, x - w / 2, y - h / 2, x + w / 2, y + h / 2, c)
            if p.chance(0.5):
                box(light, x - w / 2 + 1, y - h / 4, x + w / 2 - 1, y - h / 4 + 1, p.ground)
    floor = np.clip((Y - (vy / 72 - 1)) * 6, 0, 1)
    mirrored = np.roll(light[::-1], int(2 * vy - SIDE) + 1, 0)
    mirrored = blur(blur(mirrored, 1.5), 1) * np.clip(0.5 + 0.8 * p.noise(20, 2, 0.3), 0, 1)[..., None]
    image = image + light * (1 - floor)[..., None] + mirrored * floor[..., None] * 0.8
    return glow(image, 5, 0.8)


@family("neon grid | synthwave grid | retro perspective grid | 80s neon floor grid | tron grid | outrun | synthwave sunset grid", "retrowave horizon | vector grid landscape", natural=[[(0.03, 0.01, 0.08), (0.25, 0.02, 0.45), (0.95, 0.05, 0.6), (0.05, 0.85, 0.95)]], dark=True)
def neon_grid(p):
    """A glowing floor grid up to the horizon; often a banded sun, mountains, stars."""
    h, c = p.between(-0.3, 0.2), p.ink()
    d = np.maximum(Y - h, 0.015)
    u, v, k = X / d, 1 / d, p.scale(1.2, 3)
    line = lambda f, w: np.clip(1 - np.abs((f % 1) - 0.5) * 2 / w, 0, 1)  # noqa: E731
    grid = np.maximum(line(u * k, 0.16), line(v * p.between(0.7, 1.2) + p.between(0, 1), 0.2)) * (Y > h) * np.clip(d * 3.5, 0, 1)
    image = p.ramp(np.clip(1 - np.abs(Y - h) * p.between(1.5, 4), 0, 1) * 0.45, np.vstack([p.ground[None], p.inks[:2]]))
    image = sprinkle(p, image, p.whole(0, 60), 0.5)
    if p.chance(0.6):
        r, cx = p.between(0.25, 0.5), p.between(-0.3, 0.3)
        cy = h - r * p.between(0.3, 0.8)
        disk = step(r - np.hypot(X - cx, Y - cy), 0, 50) * (h > Y)
        if p.chance(0.6):
            disk = disk * (1 - step(np.sin((Y - cy) / r * 18), 0.5 - 0.8 * (Y - cy) / r, 6) * (Y > cy - r * 0.3))
        face = p.ramp(normal(np.clip(Y - cy, -r, r)), [tint(p.inks[-1], 0.4), p.ink(), p.ink()])
        image = mix(image, face, disk)
    if p.chance(0.4):
        ridge = h - 0.45 * np.abs(p.noise(4, 4)[0] - 0.45)
        m = step(Y - ridge[None], 0, 50) * (h > Y)
        image = mix(image, p.sheet(p.ground * 1.2), m)
        image = image + (np.exp(-np.abs(Y - ridge[None]) * 60) * 0.8)[..., None] * c
    return image + (grid + blur(grid.astype(np.float32), 3) * 0.9)[..., None] * c


@family("floating islands | islands in the sky | fantasy floating rocks | castle in the clouds | dreamlike floating world", "airborne isles | levitating land", natural=[[(0.55, 0.75, 0.95), (0.3, 0.6, 0.3), (0.5, 0.4, 0.35), (0.98, 0.95, 0.9)]], figure=True)
def floating_islands(p):
    image = np.ascontiguousarray(p.ramp(np.clip(0.1 * (Y + 1), 0, 1), [p.ground, tint(p.ground, 0.4)]))
    image = mix(image, p.sheet(tint(p.ground, 0.75)), np.clip(normal(p.noise(2, 4, 0.6)) * 2 - 1.2, 0, 0.9))
    image = np.ascontiguousarray(image)
    for _ in range(p.count(1, 6)):
        x, y, w = p.between(20, 124), p.between(45, 105), p.between(18, 40) / (1 + 0.5 * p.density)
        grass, rock = p.inks[0], p.inks[-2 if len(p.inks) > 2 else -1] * 0.8
        xs = np.linspace(-1, 1, 14)
        under = [(x + w * t, y + w * (1 - abs(t)) * p.between(0.7, 1.3)) for t in xs]
        fill(image, under, rock)
        for t in xs[2:-2:2]:
            stroke(image, [(x + w * t, y), (x + w * t * 0.7, y + w * (1 - abs(t)) * 0.8)], tint(rock, -0.35))
        fill(image, ellipse(x, y, w * 1.03, w * 0.2), grass)
        for _ in range(p.whole(0, 5)):
            u = x + w * p.between(-0.7, 0.7)
            disc(image, u, y - w * 0.22, w * 0.14, tint(grass, -0.3))
    return image


@family("japanese landscape | mount fuji | red sun over mountains | ukiyo-e landscape | japanese woodblock print | torii gate at sunset", "nipponese scenery print | hiroshige landscape", natural=[[(0.95, 0.88, 0.74), (0.85, 0.2, 0.15), (0.2, 0.3, 0.45), (0.35, 0.45, 0.55)]], figure=True)
def japanese_landscape(p):
    image = np.ascontiguousarray(p.ramp(np.clip((Y + 1) * 0.1, 0, 0.2), [p.ground, tint(p.ground, -0.25)]))
    disc(image, p.between(35, 109), p.between(28, 60), p.between(13, 24), p.inks[0])
    cx, top, base = p.between(40, 104), p.between(45, 70), p.between(95, 115)
    w, c = p.between(50, 80), p.inks[-1]
    slope = [(cx - w, base), (cx - w * 0.35, top + 18), (cx - 8, top), (cx + 8, top), (cx + w * 0.35, top + 18), (cx + w, base)]
    fill(image, slope, c)
    fill(image, [(cx - 8, top), (cx + 8, top), (cx + 18, top + 14), (cx + 8, top + 11), (cx, top + 17), (cx - 9, top + 11), (cx - 17, top + 14)], (0.97, 0.96, 0.93))
    for k in range(p.whole(2, 5)):
        y = base + k * p.between(6, 12)
        xs = np.linspace(-5, SIDE + 5, 30)
        ys = y + 3 * np.sin(xs * p.between(0.05, 0.12) + p.between(0, 6))
        fill(image, [*zip(xs, ys), (SIDE + 5, SIDE + 5), (-5, SIDE + 5)], tint(p.inks[-2 if len(p.inks) > 1 else -1], 0.15 * (k % 2)))
        stroke(image, np.stack([xs, ys], 1), tint(p.ground, 0.3))
    return image


@family("alien landscape | strange planet surface | sci-fi landscape | otherworldly landscape | alien world with two moons", "extraterrestrial terrain | exotic planet vista", natural="infrared,vaporwave,toxic,cyberpunk")
def alien_landscape(p):
    image = np.ascontiguousarray(p.ramp(np.clip((Y + 1) * 0.35 + 0.1 * p.noise(2, 3, 0.5), 0, 1)))
    image = np.ascontiguousarray(sprinkle(p, image, p.whole(0, 50), 0.5))
    for _ in range(p.whole(1, 3)):
        x, y, r = p.between(15, 129), p.between(12, 60), p.between(6, 24)
        disc(image, x, y, r, p.ink())
        disc(image, x + r * 0.25, y + r * 0.2, r * 0.85, tint(p.ink(), -0.4))
    for k in range(3):
        ridge = 0.05 + 0.3 * k + 0.5 * (p.noise(p.between(2, 6), 3)[0] - 0.5)
        body = p.ramp(np.clip(0.15 + 0.2 * (2 - k) + 0.25 * (p.noise(8, 3) - 0.5), 0, 1)) * (0.9 - 0.2 * k)
        image = mix(image, body, step(Y - ridge[None], 0, 40))
    image = np.ascontiguousarray(image)
    for _ in range(p.whole(0, 6)):
        x, h, w = p.between(0, SIDE), p.between(15, 60), p.between(3, 9)
        fill(image, [(x - w, SIDE), (x + w, SIDE), (x + p.between(-4, 4), SIDE - h)], p.ground * 0.6)
    return image


@family("beach | tropical beach | palm trees | palm trees at sunset | sandy beach with palms | tropical island", "coconut palms | seaside paradise", natural=[[(0.45, 0.75, 0.95), (0.1, 0.65, 0.75), (0.95, 0.87, 0.65), (0.1, 0.35, 0.15)], [(0.98, 0.6, 0.35), (0.85, 0.3, 0.45), (0.4, 0.15, 0.4), (0.06, 0.03, 0.1)]], figure=True)
def palm_beach(p):
    image = p.ramp(np.clip((Y + 1) * 0.16 + 0.06 * p.noise(2, 3, 0.5), 0, 1))
    shore = 0.45 + 0.1 * np.sin(X[0] * 2 + p.between(0, 6))
    image = mix(image, p.sheet(p.inks[min(1, len(p.inks) - 1)]), step(Y - shore[None], 0, 40))
    image = np.ascontiguousarray(image)
    c = p.inks[-1]
    for _ in range(p.count(1, 5)):
        x, h, lean = p.between(10, 134), p.between(55, 105), p.between(-25, 25)
        t = np.linspace(0, 1, 12)
        trunk = np.stack([x + lean * t**1.7, SIDE - 12 - h * t], 1)
        stroke(image, trunk, tint(c, -0.25), 3)
        top = trunk[-1]
        for a in np.linspace(-3.3, 0.2, 8):
            q = np.linspace(0, 1, 10)
            frond = np.stack([top[0] + 30 * q * np.cos(a), top[1] + 30 * q * np.sin(a) + 18 * q * q], 1)
            stroke(image, frond, c, 2)
            for u, v in frond[2:]:
                stroke(image, [(u, v), (u + 3 * np.cos(a), v + 7)], c, 1)
    return image
