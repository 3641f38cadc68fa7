"""Light itself: neon tubes, lasers, bokeh, trails, fireworks, stage."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blob, blur, box, disc, ellipse, fill, glow, mix, normal, outline, step, stroke, tint, wave
from .registry import family

NEON = [[(0.02, 0.01, 0.05), (0.98, 0.08, 0.7), (0.05, 0.9, 0.98), (0.6, 0.15, 1)], [(0.03, 0.02, 0.04), (0.98, 0.2, 0.25), (0.2, 0.6, 1), (0.98, 0.85, 0.3)]]


@family("neon lights | neon tubes | neon sign | glowing neon shapes | neon light tubes | neon", "fluorescent tube signage | luminous gas tubes", natural=NEON, figure=True, dark=True)
def neon_tubes(p):
    """Bent glass tubes with a white core and coloured glow, often before a brick wall."""
    wall = p.sheet() * (0.9 + 0.5 * p.noise(8, 3))[..., None]
    if p.chance(0.4):
        v, row = (Y * 8) % 1, np.floor(Y * 8)
        joint = np.minimum(np.minimum(v, 1 - v) * 2, np.minimum((X * 4 + 0.5 * (row % 2)) % 1, 1 - (X * 4 + 0.5 * (row % 2)) % 1) * 4)
        wall = wall * (0.55 + 0.6 * step(joint, 0.15, 8))[..., None]
    light, core = np.zeros((SIDE, SIDE, 3), np.float32), np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(1, 6)):
        (x, y), r, c, kind, turn = p.place(0.2), p.between(16, 50), p.ink(), p.whole(0, 5), p.between(0, TAU)
        if kind == 0:
            points = ellipse(x, y, r, r)
        elif kind == 1:
            n = p.pick([3, 4, 5, 6])
            points = [(x + r * np.cos(turn + q * TAU / n), y + r * np.sin(turn + q * TAU / n)) for q in range(n)]
        elif kind == 2:
            points = [(x + r * (1 if q % 2 else 0.45) * np.cos(turn + q * TAU / 10), y + r * (1 if q % 2 else 0.45) * np.sin(turn + q * TAU / 10)) for q in range(10)]
        elif kind == 3:
            t = np.linspace(0, TAU, 40)
            points = np.stack([x + r * 0.06 * 16 * np.sin(t) ** 3, y - r * 0.06 * (13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))], 1)
        elif kind == 4:
            points = [(x + p.between(-r, r), y + p.between(-r, r)) for _ in range(p.whole(3, 6))]
        else:
            t = np.linspace(-1, 1, 30)
            points = np.stack([x + r * 1.4 * t, y + r * 0.5 * np.sin(t * p.between(3, 9))], 1)
        draw = stroke if kind in (4, 5) else outline
        draw(light, points, c, 3)
        draw(core, points, tint(c, 0.75), 1)
    spill = blur(light, 10) * 1.6
    return wall * (1 + 3 * spill) + spill * 0.55 + blur(light, 3) * 1.2 + light * 0.6 + core


@family("laser beams | lasers | laser show | laser light rays | club lasers | crossing laser beams", "coherent light rays | rave beams", natural=[[(0.01, 0.01, 0.03), (0.1, 1, 0.25), (0.2, 0.5, 1), (1, 0.15, 0.3)]], figure=True, dark=True)
def laser_beams(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(1, 4)):
        (x, y), c = p.pick([(p.between(0, SIDE), -3), (p.between(0, SIDE), SIDE + 3), p.place(0.2)]), p.ink()
        a0 = np.arctan2(72 - y, 72 - x) + p.between(-0.4, 0.4)
        spread, n = p.between(0.5, 2.6), p.count(4, 14)
        for q in range(n):
            a = a0 + spread * (q / n - 0.5)
            stroke(light, [(x, y), (x + 230 * np.cos(a), y + 230 * np.sin(a))], c, 1)
    haze = 0.35 + 0.9 * p.noise(3, 3)
    return p.sheet() * 0.8 + light + blur(light, 2.5) * 0.9 * haze[..., None] + blur(light, 9) * 0.9 * haze[..., None]


@family("bokeh | bokeh lights | out of focus lights | blurred city lights | soft light circles | defocused lights", "circles of confusion | unfocused glimmers", natural=[[(0.05, 0.03, 0.08), (0.98, 0.7, 0.3), (0.98, 0.4, 0.45), (0.4, 0.6, 0.95)], [(0.02, 0.06, 0.06), (0.95, 0.85, 0.5), (0.4, 0.85, 0.7)]], figure=True, dark=True)
def bokeh(p):
    image = p.sheet() * (0.8 + 0.8 * p.noise(2, 2))[..., None]
    for _ in range(p.count(10, 55)):
        (x, y), r, c, one = p.place(-0.05), p.scale(20, 8) * p.between(0.6, 1.3), p.ink(), np.zeros((SIDE, SIDE, 3), np.float32)
        disc(one, x, y, r, c * p.between(0.15, 0.6))
        disc(one, x, y, r, c * 0.7, 1)
        image = image + one
    return blur(image, p.between(0.5, 1.5))


@family("light trails | long exposure light trails | car light streaks | light painting | streaks of light | speed light lines", "streaming headlights | motion light ribbons", natural=[[(0.02, 0.02, 0.05), (0.98, 0.15, 0.1), (0.98, 0.75, 0.35), (0.95, 0.95, 1)], [(0.02, 0.01, 0.05), (0.1, 0.6, 1), (0.9, 0.2, 0.8)]], figure=True, dark=True)
def light_trails(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    t = np.linspace(0, 1, 30)
    for _ in range(p.whole(1, 4)):
        a, b, c, d = (np.array(p.place(-0.25)) for _ in range(4))
        for _ in range(p.count(4, 14)):
            q = [v + p.rng.normal(0, 5, 2) for v in (a, b, c, d)]
            curve = ((1 - t) ** 3)[:, None] * q[0] + (3 * t * (1 - t) ** 2)[:, None] * q[1] + (3 * t * t * (1 - t))[:, None] * q[2] + (t**3)[:, None] * q[3]
            stroke(light, curve, p.ink() * p.between(0.4, 1), p.whole(1, 2))
    return p.sheet() + light * 0.9 + blur(light, 3) * 0.9 + blur(light, 10) * 0.6


@family("fireworks | firework burst | celebration fireworks | fireworks in the night sky | exploding fireworks | new year fireworks", "pyrotechnics | rockets bursting overhead", natural=[[(0.01, 0.01, 0.04), (0.98, 0.3, 0.2), (0.98, 0.8, 0.3), (0.4, 0.7, 1), (0.9, 0.4, 0.9)]], figure=True, dark=True)
def fireworks(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(1, 7)):
        (x, y), r, c = p.place(0.12), p.scale(58, 26) * p.between(0.7, 1.1), p.ink()
        for a in np.linspace(0, TAU, p.whole(18, 46)):
            q, t = r * p.between(0.6, 1.05), np.linspace(p.between(0.05, 0.4), 1, 6)
            stroke(light, np.stack([x + np.cos(a) * q * t, y + np.sin(a) * q * t + q * 0.18 * t * t], 1), c * p.between(0.45, 1))
            disc(light, x + np.cos(a) * q, y + np.sin(a) * q + q * 0.18, p.between(0.6, 1.3), tint(c, 0.5))
    image = p.sheet() * 0.7 + light + blur(light, 2.5) * 0.9 + blur(light, 9) * 0.6
    if p.chance(0.25):
        for x in range(0, SIDE, 12):
            box(image, x, SIDE - p.between(6, 30), x + 11, SIDE, p.ground * 0.5)
    return image


@family("disco ball | mirror ball | glittering disco ball | disco lights | dance floor mirror ball", "glitterball | nightclub reflective sphere", natural=[[(0.03, 0.02, 0.07), (0.75, 0.78, 0.85), (0.95, 0.4, 0.8), (0.4, 0.7, 1)]], figure=True, dark=True)
def disco_ball(p):
    image = p.sheet() * (0.8 + 0.5 * p.noise(2, 2))[..., None]
    for _ in range(p.whole(10, 50)):
        one = np.zeros_like(image)
        fill(one, ellipse(*p.place(-0.05), p.between(1.5, 5), p.between(1, 3), p.between(0, 3)), p.ink() * 0.7)
        image = image + one
    image = blur(image, 1)
    cx, cy, r = p.between(-0.25, 0.25), p.between(-0.25, 0.25), p.between(0.35, 0.65)
    x, y = (X - cx) / r, (Y - cy) / r
    d = np.hypot(x, y)
    inside = np.clip(1 - d * d, 0, 1)
    lat, lon = np.arcsin(np.clip(y, -1, 1)), np.arcsin(np.clip(x / np.sqrt(np.clip(1 - y * y, 0.02, 1)), -1, 1))
    n = p.count(5, 9)
    a, b = lat * n, lon * n
    i, j = np.floor(a).astype(int), np.floor(b).astype(int)
    tile = p.rng.random(997, dtype=np.float32)[(i * 131 + j * 57) % 997]
    gap = np.minimum(np.minimum(a - i, 1 - a + i), np.minimum(b - j, 1 - b + j))
    hue = p.inks[p.rng.integers(0, len(p.inks), 997)][(i * 37 + j * 91) % 997]
    ball = hue * (0.15 + 1.1 * tile**2)[..., None] * (0.4 + 0.7 * np.sqrt(inside))[..., None] * step(gap, 0.08, 14)[..., None]
    image = mix(image, ball, step(1 - d, 0, 40))
    return glow(image, 4, 0.35)


@family("spotlights | stage lights | concert stage lights | light cones | searchlights | stage beams", "theatre followspots | light shafts over a stage", natural=[[(0.02, 0.01, 0.05), (0.35, 0.3, 1), (0.95, 0.25, 0.75), (1, 0.85, 0.5)]], figure=True, dark=True)
def spotlights(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    up = p.chance(0.3)
    for _ in range(p.count(2, 9)):
        one, x, y = np.zeros_like(light), p.between(0, SIDE), SIDE + 2 if up else -2
        a, spread, c = (-np.pi / 2 if up else np.pi / 2) + p.between(-0.7, 0.7), p.between(0.06, 0.2), p.ink()
        fill(one, [(x, y), (x + 210 * np.cos(a - spread), y + 210 * np.sin(a - spread)), (x + 210 * np.cos(a + spread), y + 210 * np.sin(a + spread))], c)
        distance = np.hypot(X * 72 + 72 - x, Y * 72 + 72 - y)
        light = light + blur(one, 2) * np.exp(-distance / 75)[..., None]
        disc(light, x, y, 3, tint(c, 0.7))
    image = p.sheet() + light * (0.7 + 0.5 * p.noise(4, 3))[..., None]
    if p.chance(0.4):
        for _ in range(24):
            disc(image, p.between(0, SIDE), SIDE - p.between(0, 12), p.between(4, 8), p.ground * 0.4)
    return image


@family("fiber optics | optical fibers | glowing fibers | light threads | hair-thin strands of light", "luminous filaments | glass fibre glow", natural=NEON, figure=True, dark=True)
def fiber_optics(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    x, y, a0 = p.between(30, 114), SIDE + 2, -np.pi / 2
    for _ in range(p.count(30, 90)):
        a, length, bow, c = a0 + p.rng.normal(0, 0.55), p.between(60, 150), p.between(-0.5, 0.5), p.ink()
        t = np.linspace(0, 1, 10)
        points = np.stack([x + length * t * np.cos(a + bow * t), y + length * t * np.sin(a + bow * t) + 25 * t * t], 1)
        stroke(light, points, c * 0.35)
        disc(light, *points[-1], p.between(0.8, 2), tint(c, 0.4))
    return p.sheet() + light + blur(light, 3) * 0.9


@family("glow sticks | glowing lines in the dark | ultraviolet glow | black light paint | uv paint splashes | blacklight art", "phosphorescent scribbles | day-glo marks", natural=NEON, figure=True, dark=True)
def blacklight(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(4, 22)):
        (x, y), c = p.place(), p.ink()
        if p.chance(0.5):
            a, points = p.between(0, TAU), [(x, y)]
            for _ in range(p.whole(4, 14)):
                a += p.between(-0.9, 0.9)
                x, y = x + 9 * np.cos(a), y + 9 * np.sin(a)
                points.append((x, y))
            stroke(light, points, c, p.whole(1, 4))
        else:
            for _ in range(p.whole(5, 16)):
                disc(light, x + p.rng.normal(0, 11), y + p.rng.normal(0, 11), abs(p.rng.normal(0, 2.4)) + 0.5, c)
    return p.sheet() * 0.9 + light * 0.95 + blur(light, 4) * 0.7


@family("sparkles | glitter | sparkling glitter | shimmering sparkles | glittering stars | gold glitter", "twinkling sequins | scintillating dust", natural=[[(0.25, 0.15, 0.03), (0.85, 0.62, 0.2), (1, 0.9, 0.55)], [(0.3, 0.08, 0.25), (0.95, 0.5, 0.75), (1, 0.9, 0.95)], [(0.12, 0.14, 0.2), (0.7, 0.75, 0.85), (1, 1, 1)]])
def glitter(p):
    grain = p.rng.random((SIDE, SIDE), dtype=np.float32)
    image = p.ramp(np.clip(0.15 + 0.7 * grain**2 * (0.4 + p.noise(2, 2)), 0, 1))
    image = blur(image, 0.6)
    points = np.zeros((SIDE, SIDE), np.float32)
    n = p.count(30, 140)
    rows, columns = p.rng.integers(4, SIDE - 4, n), p.rng.integers(4, SIDE - 4, n)
    for row, column in zip(rows, columns):
        s = p.whole(1, 5)
        points[row, column - s + 1 : column + s] += 0.55
        points[row - s + 1 : row + s, column] += 0.55
    return image + (points + blur(points, 1.2))[..., None] * tint(p.inks[-1], 0.5)


@family("lens flare | sun flare | light leak | glare of light | film light leak | bright flare", "anamorphic glare | optical ghosting", natural=[[(0.05, 0.04, 0.1), (0.95, 0.5, 0.2), (0.4, 0.6, 1), (1, 0.95, 0.85)]], dark=True)
def lens_flare(p):
    cx, cy = p.between(-0.7, 0.7), p.between(-0.7, 0.7)
    d, a = np.hypot(X - cx, Y - cy), np.arctan2(Y - cy, X - cx)
    spokes = np.interp(a, np.linspace(-np.pi, np.pi, 40), p.rng.random(40))
    image = p.sheet() * (0.8 + 0.5 * p.noise(2, 2))[..., None] + (np.exp(-d * p.between(1.5, 3)) * (0.6 + 0.5 * spokes))[..., None] * p.inks[0]
    image = image + np.exp(-d * d * 60)[..., None] * tint(p.inks[-1], 0.4) + (np.exp(-np.abs(Y - cy) * 30) * np.exp(-np.abs(X - cx)) * 0.6)[..., None] * p.inks[-1]
    for t in (-0.5, 0.4, 0.8, 1.3, 1.8):
        r, e = p.between(0.06, 0.3), np.hypot(X - cx * (1 - t), Y - cy * (1 - t))
        image = image + (step(r - e, 0, 25) * p.between(0.06, 0.25))[..., None] * p.ink()
    return image


@family("crystal prism | light through a prism | prism rainbow light | dispersed light spectrum | rainbow light refraction | prism", "spectral dispersion | refracted light bands", natural=[[(0.03, 0.03, 0.05), (0.9, 0.92, 0.95)]], dark=True)
def prism(p):
    spectrum = [(0.9, 0.1, 0.1), (0.98, 0.55, 0.1), (0.98, 0.95, 0.2), (0.1, 0.85, 0.3), (0.1, 0.5, 1), (0.45, 0.1, 0.85)]
    x, y = p.plane(zoom=(0.9, 1.1), shift=0.2)
    spread = p.between(0.25, 0.6)
    t = np.arctan2(y, x + 0.25) / spread + 0.5
    fan = np.clip(x + 0.2, 0, 1) ** 0.5 * step(0.5 - np.abs(t - 0.5), 0, 10)
    image = p.sheet() + p.ramp(t, spectrum) * fan[..., None] * 0.9
    beam = step(0.018 - np.abs(y - x * 0.15), 0, 60) * (x < -0.1)
    image = image + beam[..., None] * p.inks[-1]
    tri = np.max(np.stack([(x * np.cos(a) + y * np.sin(a)) for a in (np.pi / 2, np.pi / 2 + TAU / 3, np.pi / 2 - TAU / 3)]), 0)
    image = image + (step(0.015 - np.abs(tri - 0.2), 0, 60) * 0.8 + step(0.2 - tri, 0, 60) * 0.1)[..., None] * p.inks[-1]
    return glow(image, 3, 0.4)


@family("lanterns | paper lanterns | floating lanterns in the night sky | sky lanterns | chinese lanterns | glowing lanterns", "lampions | drifting candle-lit balloons", natural=[[(0.03, 0.03, 0.12), (0.98, 0.5, 0.12), (1, 0.78, 0.35)], [(0.08, 0.02, 0.06), (0.9, 0.15, 0.1), (1, 0.7, 0.3)]], figure=True, dark=True)
def lanterns(p):
    image = np.ascontiguousarray(p.sheet() * (1.1 + 0.4 * Y)[..., None])
    for _ in range(p.count(3, 34)):
        (x, y), r, c = p.place(), p.scale(17, 6) * p.between(0.5, 1.2), p.ink()
        halo = np.exp(-((X * 72 + 72 - x) ** 2 + (Y * 72 + 72 - y) ** 2) / (r * r * 5))
        image = np.ascontiguousarray(image + (halo * 0.35)[..., None] * c)
        fill(image, [(x - r * 0.6, y + r), (x + r * 0.6, y + r), (x + r * 0.85, y - r * 0.6), (x, y - r * 1.1), (x - r * 0.85, y - r * 0.6)], c)
        fill(image, ellipse(x, y + r * 0.65, r * 0.4, r * 0.35), tint(p.inks[-1], 0.5))
    return image


@family("hologram | holographic projection | hologram display | blue hologram | futuristic hud interface | sci-fi interface", "heads-up display | projected volumetric readout", natural=[[(0.01, 0.03, 0.08), (0.1, 0.6, 0.95), (0.4, 0.95, 1)]], figure=True, dark=True)
def hologram(p):
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    x, y, c = 72 + p.between(-15, 15), 72 + p.between(-15, 15), p.inks[0]
    for r in np.linspace(14, 64, p.count(4, 8)):
        a, n = p.between(0, TAU), p.whole(1, 5)
        for q in range(n):
            t = np.linspace(a + q * TAU / n, a + q * TAU / n + p.between(0.3, 0.9) * TAU / n, 24)
            stroke(light, np.stack([x + r * np.cos(t), y + r * np.sin(t)], 1), p.ink(), p.pick([1, 1, 2, 4]))
        if p.chance(0.5):
            for t in np.linspace(0, TAU, p.pick([24, 36, 60])):
                stroke(light, [(x + r * np.cos(t), y + r * np.sin(t)), (x + (r + 3) * np.cos(t), y + (r + 3) * np.sin(t))], c * 0.7)
    for _ in range(p.whole(2, 6)):
        u, v = p.place(0.05)
        for k in range(p.whole(2, 5)):
            stroke(light, [(u, v + 4 * k), (u + p.between(6, 26), v + 4 * k)], c * 0.7)
    image = p.sheet() + light + blur(light, 3) * 0.8
    return image * (0.8 + 0.2 * np.sin(Y * 200))[..., None]
