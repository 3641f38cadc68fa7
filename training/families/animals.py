"""Skins, feathers, wings, eyes and a few beasts."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blob, blur, disc, ellipse, fill, glow, lit, mix, normal, petal, step, stroke, tint, wave
from .registry import family


@family("tiger stripes | tiger fur | tiger skin | tiger print | bengal tiger stripes", "striped big cat coat | tigress pelt", natural=[[(0.95, 0.55, 0.12), (0.06, 0.03, 0.02), (0.98, 0.8, 0.5)]])
def tiger_stripes(p):
    """Tapering black strokes across orange fur that pales to one side."""
    x, y = p.plane()
    k = p.scale(7, 14)
    f = np.sin((y + 0.4 * (p.noise(2.5, 2) - 0.5) * 2 + 0.12 * np.sin(x * 5)) * k)
    gate = p.noise(4, 2, 0.6)
    stripes = step(f - (gate - 0.35) * 1.6, 0.1, 4)
    fur = mix(p.sheet(), p.sheet(p.inks[-1]), np.clip(normal(p.noise(1.5, 1)) * 1.4 - 0.6, 0, 1)) * (0.85 + 0.3 * p.noise(4, 3, 8))[..., None]
    return mix(fur, p.sheet(p.inks[0]), stripes)


@family("zebra | zebra stripes | zebra print | zebra skin | black and white zebra", "equine stripes | zebra hide", natural=[[(0.96, 0.96, 0.95), (0.04, 0.04, 0.04)]])
def zebra(p):
    x, y = p.plane()
    f = np.sin((y + 0.45 * (p.noise(2, 2) - 0.5) * 2) * p.scale(8, 20) + 1.6 * np.sin(x * p.between(1, 3)))
    return mix(p.sheet(), p.sheet(p.ink()), step(f, p.between(-0.2, 0.2), 5))


@family("leopard print | leopard spots | cheetah print | jaguar spots | leopard skin | animal print", "ocelot rosettes | spotted cat fur", natural=[[(0.9, 0.68, 0.35), (0.08, 0.05, 0.03), (0.6, 0.36, 0.14)]])
def leopard(p):
    _, near, edge, points = p.cells(p.count(18, 70))
    near = near + 0.05 * (p.noise(14, 2) - 0.5)
    size = 0.9 / np.sqrt(len(points))
    ring = step(size * 0.32 - np.abs(near - size * 0.52), 0, 34) * step(p.noise(18, 1), 0.42, 8)
    fur = p.sheet() * (0.88 + 0.24 * p.noise(30, 2))[..., None]
    return mix(mix(fur, p.sheet(p.inks[-1]), step(size * 0.5 - near, 0, 20) * 0.7), p.sheet(p.inks[0]), ring)


@family("giraffe skin | giraffe print | giraffe spots | giraffe pattern", "reticulated hide | savanna patch coat", natural=[[(0.95, 0.87, 0.68), (0.6, 0.33, 0.12), (0.45, 0.24, 0.09)]])
def giraffe(p):
    label, _, edge, points = p.cells(p.count(10, 40))
    tones = np.stack([p.jitter(p.ink(), 0.03) for _ in points])
    edge = bend(p, edge, 0.015, 9)
    return mix(p.sheet(), tones[label] * (0.85 + 0.25 * p.noise(20, 2))[..., None], step(edge, 0.08, 18))


@family("cow print | cow spots | dalmatian spots | black and white cow hide | holstein pattern", "bovine patches | piebald hide", natural=[[(0.96, 0.95, 0.93), (0.05, 0.04, 0.04)]])
def cow_print(p):
    return mix(p.sheet(), p.sheet(p.ink()), step(bend(p, p.noise(p.scale(2.5, 7), 2), 0.04, 5), 0.56, 22))


@family("scales | dragon scales | fish scales | snake skin | reptile scales | mermaid scales | snakeskin", "squamous skin | serpent hide", natural=[[(0.02, 0.1, 0.08), (0.05, 0.45, 0.3), (0.3, 0.75, 0.45)], [(0.02, 0.12, 0.2), (0.1, 0.5, 0.6), (0.6, 0.45, 0.8)], [(0.12, 0.03, 0.02), (0.6, 0.12, 0.06), (0.9, 0.5, 0.15)]])
def scales(p):
    k = p.scale(4, 10)
    u, v = (X + 0.03 * np.sin(Y * 5)) * k, (Y + 0.03 * np.sin(X * 5)) * k * 1.7
    best, shade = np.full((SIDE, SIDE), -9.0, np.float32), np.zeros((SIDE, SIDE), np.float32)
    row0 = np.floor(v)
    for q in (1, 0, -1):
        row = row0 + q
        a = u + 0.5 * (row % 2)
        d = np.hypot(a - np.floor(a) - 0.5, (v - row) * 0.62 + 0.05)
        inside = (d < 0.56) & (best < -8)
        tone = p.rng.random((97,), dtype=np.float32)[(np.floor(a) * 31 + row * 17).astype(int) % 97] if q == 1 else shade * 0 + 0.5
        shade = np.where(inside, 1 - d / 0.56 * 0.9, shade)
        best = np.where(inside, d, best)
    hue = p.ramp(np.clip(0.35 + 0.65 * normal(p.noise(2, 2)), 0, 1))
    return hue * np.clip(0.25 + shade * 1.0, 0, 1.3)[..., None] + (np.clip(shade - 0.75, 0, 1) * 0.8)[..., None]


@family("feathers | bird feathers | plumage | soft feathers | overlapping feathers | wing feathers", "avian quills | downy plumes", natural=[[(0.2, 0.16, 0.14), (0.85, 0.8, 0.72), (0.55, 0.4, 0.3)], [(0.02, 0.12, 0.2), (0.1, 0.5, 0.75), (0.15, 0.7, 0.55)], [(0.45, 0.03, 0.05), (0.9, 0.25, 0.1), (0.98, 0.75, 0.15)]], figure=True)
def feathers(p):
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.4 * p.noise(2, 2))[..., None])
    main = p.between(0, TAU)
    for _ in range(p.count(4, 30)):
        (x, y), length, a, c = p.place(-0.1), p.scale(100, 42) * p.between(0.8, 1.1), main + p.between(-0.5, 0.5), p.jitter(p.ink(), 0.05)
        ca, sa, n = np.cos(a), np.sin(a), 26
        for k in range(n):
            t = k / n
            w = length * 0.2 * np.sin(np.pi * min(1, t * 0.95 + 0.06)) ** 0.7
            u, v = x + length * t * ca, y + length * t * sa
            for s in (-1, 1):
                q = a + s * 0.75
                stroke(image, [(u, v), (u + w * 1.25 * np.cos(q), v + w * 1.25 * np.sin(q))], tint(c, p.between(-0.3, 0.25) + (0.15 if s > 0 else -0.1)), 2 if length > 60 else 1)
        stroke(image, [(x - 6 * ca, y - 6 * sa), (x + length * 0.97 * ca, y + length * 0.97 * sa)], tint(c, 0.6))
    return image


@family("peacock feathers | peacock | peacock tail | peacock feather eyes | peacock plumage", "peafowl fan | iridescent eyespots", natural=[[(0.02, 0.15, 0.12), (0.1, 0.55, 0.35), (0.05, 0.35, 0.75), (0.75, 0.55, 0.15), (0.05, 0.65, 0.65)]], figure=True)
def peacock_feathers(p):
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.5 * p.noise(4, 3))[..., None])
    fan, cx, cy = p.chance(0.5), 72 + p.between(-20, 20), SIDE * p.between(0.9, 1.2)
    ink = lambda k: p.inks[k % len(p.inks)]  # noqa: E731
    spots = []
    if fan:
        for ring in (130, 100, 72):
            for a in np.linspace(-2.9, -0.25, p.count(6, 11)):
                spots.append((cx + ring * np.cos(a), cy + ring * np.sin(a), a))
    else:
        for _ in range(p.count(4, 16)):
            spots.append((*p.place(), p.between(-2.4, -0.7)))
    for x, y, a in spots:
        r, ca, sa = p.scale(17, 9), np.cos(a), np.sin(a)
        stroke(image, [(x - 80 * ca, y - 80 * sa), (x, y)], tint(ink(0), -0.3), 1)
        for q in np.linspace(0, 4.2, 22):
            for s in (-1, 1):
                u, v = x - r * q * ca, y - r * q * sa
                stroke(image, [(u, v), (u + 1.5 * r * np.cos(a + s * 0.9), v + 1.5 * r * np.sin(a + s * 0.9))], tint(ink(0), p.between(-0.35, 0.2)), 1)
        for size, c in ((1.35, ink(2)), (1.05, ink(0)), (0.78, ink(3)), (0.5, tint(ink(1), -0.35))):
            fill(image, ellipse(x, y, r * size, r * size * 0.75, a), c)
    return image


@family("butterfly | butterflies | butterfly wings | colorful butterfly | moth | monarch butterfly", "lepidoptera | fluttering winged insect", natural=[[(0.55, 0.75, 0.5), (0.95, 0.5, 0.1), (0.98, 0.85, 0.3)], [(0.85, 0.9, 0.95), (0.15, 0.4, 0.9), (0.5, 0.8, 1)]], figure=True)
def butterfly(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.3 * p.noise(3, 3))[..., None])
    for _ in range(p.count(1, 8)):
        x, y = p.place(0.2)
        s, turn, c, c2 = p.scale(1.15, 0.4) * p.between(0.85, 1.1), p.between(-0.6, 0.6), p.ink(), p.ink()
        dark = np.array([0.04, 0.03, 0.03])
        move = lambda q: [(x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)) for u, v in q]  # noqa: B023, E731
        for side in (1, -1):
            for length, a, wide in ((58 * s, -0.62, 0.4), (42 * s, 0.65, 0.46)):
                for f, tone in ((1, dark), (0.86, c), (0.55, tint(c, 0.3)), (0.33, c2)):
                    t = np.linspace(0, TAU, 22)
                    u, v = length * 0.5 * (1 + np.cos(t)) * f * (1 + 0.08 * np.cos(3 * t)), length * wide * np.sin(t) * f
                    fill(image, move([(side * (q * np.cos(a) - w * np.sin(a)), q * np.sin(a) + w * np.cos(a)) for q, w in zip(u, v)]), tone)
                for k in np.linspace(-0.8, 0.8, 5):
                    stroke(image, move([(0, 0), (side * length * 0.9 * np.cos(a + k * 0.5), length * 0.9 * np.sin(a + k * 0.5))]), dark)
        fill(image, move([(-2 * s, -18 * s), (2 * s, -18 * s), (3 * s, 22 * s), (-3 * s, 22 * s)]), dark)
        for side in (-1, 1):
            stroke(image, move([(0, -18 * s), (side * 5 * s, -28 * s), (side * 10 * s, -32 * s)]), dark)
    return image


@family("fish | tropical fish | school of fish | goldfish | swimming fish | koi fish", "shoal | finned swimmers", natural=[[(0.02, 0.3, 0.55), (0.98, 0.5, 0.1), (0.98, 0.85, 0.3), (0.95, 0.95, 0.95)]], figure=True)
def fish(p):
    image = np.ascontiguousarray(p.sheet() * np.clip(1.1 - 0.35 * Y + 0.3 * (p.noise(3, 3) - 0.5), 0.4, 1.6)[..., None])
    heading = p.pick([-1, 1])
    for _ in range(p.count(1, 18)):
        (x, y), length, d, c = p.place(0.05), p.scale(72, 24) * p.between(0.75, 1.15), heading if p.chance(0.8) else -heading, p.jitter(p.ink(), 0.04)
        wag = p.between(-0.1, 0.1) * length
        fill(image, [(x - d * length * 0.35, y), (x - d * length * 0.72, y - length * 0.25 + wag), (x - d * length * 0.6, y + wag), (x - d * length * 0.72, y + length * 0.25 + wag)], tint(c, -0.15))
        fill(image, [(x + d * length * 0.1, y - length * 0.2), (x - d * length * 0.2, y - length * 0.36), (x - d * length * 0.3, y - length * 0.1)], tint(c, -0.2))
        fill(image, ellipse(x, y, length * 0.48, length * 0.24), c)
        fill(image, ellipse(x, y + length * 0.08, length * 0.36, length * 0.12), tint(c, 0.35))
        for k in range(p.whole(0, 3)):
            u = x + d * length * (0.15 - 0.2 * k)
            stroke(image, [(u, y - length * 0.21), (u - d * 2, y), (u, y + length * 0.21)], p.inks[-1], max(1, length * 0.07))
        disc(image, x + d * length * 0.32, y - length * 0.05, max(1, length * 0.05), (1, 1, 1))
        disc(image, x + d * length * 0.33, y - length * 0.05, max(0.6, length * 0.03), (0, 0, 0))
    return image


@family("eye | human eye | iris | eyeball | close-up of an eye | all-seeing eye | pupil and iris", "gazing ocular orb | eyelid and iris", natural=[[(0.88, 0.7, 0.6), (0.2, 0.5, 0.75), (0.55, 0.8, 0.9)], [(0.75, 0.55, 0.42), (0.35, 0.22, 0.1), (0.65, 0.45, 0.2)], [(0.9, 0.75, 0.66), (0.25, 0.5, 0.3), (0.65, 0.75, 0.4)]], figure=True)
def eye(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.25 * p.noise(4, 3))[..., None])
    for _ in range(p.count(1, 5)):
        cx, cy = (p.between(-0.15, 0.15), p.between(-0.15, 0.15)) if p.density < 0.6 else (p.between(-0.7, 0.7), p.between(-0.7, 0.7))
        size = p.scale(1.15, 0.45)
        x, y, c, c2 = (X - cx) / size, (Y - cy) / size, p.ink(), p.ink()
        openness = p.between(0.38, 0.55)
        lid = openness * np.clip(1 - (np.abs(x) / 0.92) ** 2.2, 0, 1)
        white = mix(p.sheet((0.95, 0.94, 0.92)), p.sheet((0.75, 0.68, 0.68)), np.clip(np.abs(x) - 0.35, 0, 1))
        d, a = np.hypot(x, y), np.arctan2(y, x)
        fibres = np.interp(a, np.linspace(-np.pi, np.pi, 90), p.rng.random(90))
        iris = mix(p.sheet(c), p.sheet(tint(c2, 0.25)), np.clip(fibres * 1.3 - d * 1.2, 0, 1)) * np.clip(1.25 - step(d, 0.36, 12) * 0.9, 0.15, 1.2)[..., None]
        ball = mix(white, iris, step(0.4 - d, 0, 30))
        ball = mix(ball, p.sheet((0.01, 0.01, 0.01)), step(p.between(0.12, 0.19) - d, 0, 40))
        ball = mix(ball, p.sheet((1, 1, 1)), step(0.05 - np.hypot(x + 0.12, y + 0.13), 0, 40))
        image = mix(image, ball, step(lid - np.abs(y), 0, 24))
        image = mix(image, p.sheet((0.08, 0.05, 0.05)), step(0.03 - np.abs(np.abs(y) - lid) - np.clip(y, 0, 1) * 0.05, 0, 30) * (np.abs(x) < 0.93))
    return image


@family("spider web | cobweb | web of threads | spiderweb with radial threads | web with dew", "arachnid's orb | gossamer net", natural=[[(0.03, 0.04, 0.06), (0.6, 0.65, 0.7), (0.9, 0.92, 0.95)], [(0.25, 0.4, 0.3), (0.9, 0.95, 0.95)]], figure=True)
def spider_web(p):
    image = np.ascontiguousarray(p.sheet() * (0.7 + 0.5 * p.noise(2, 3))[..., None])
    cx, cy, c = SIDE * p.between(0.25, 0.75), SIDE * p.between(0.25, 0.75), p.ink()
    angles = np.sort(p.rng.random(p.whole(10, 18)) * TAU)
    for a in angles:
        stroke(image, [(cx, cy), (cx + 170 * np.cos(a), cy + 170 * np.sin(a))], c, 1)
    for r in np.linspace(6, 130, p.count(9, 24)):
        ring = [(cx + r * np.cos(a), cy + r * np.sin(a)) for a in angles]
        for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1]):
            sag = 0.93
            stroke(image, [(x, y), (cx + (((x + u) / 2) - cx) * sag, cy + (((y + v) / 2) - cy) * sag), (u, v)], c * 0.9, 1)
    return image


@family("skull | skulls | human skull | death head | sugar skull | skull pattern", "cranium | memento mori", natural=[[(0.04, 0.03, 0.04), (0.93, 0.9, 0.82)], [(0.55, 0.05, 0.1), (0.95, 0.93, 0.88)], [(0.1, 0.05, 0.2), (0.95, 0.9, 0.85), (0.98, 0.3, 0.5), (0.2, 0.8, 0.8)]], figure=True)
def skull(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.3 * p.noise(3, 2))[..., None])
    for _ in range(p.count(1, 10)):
        x, y = (72 + p.between(-8, 8), 66 + p.between(-6, 6)) if p.density < 0.35 else p.place(0.1)
        s, bone, hole = p.scale(46, 17) * p.between(0.85, 1.1), p.inks[0], p.ground * 0.5
        fill(image, ellipse(x, y, s, s * 0.9), bone)
        fill(image, [(x - s * 0.55, y + s * 0.5), (x + s * 0.55, y + s * 0.5), (x + s * 0.45, y + s * 1.25), (x - s * 0.45, y + s * 1.25)], bone)
        for d in (-1, 1):
            fill(image, ellipse(x + d * s * 0.4, y + s * 0.15, s * 0.27, s * 0.25, d * 0.3), hole)
            if len(p.inks) > 2:
                fill(image, ellipse(x + d * s * 0.4, y + s * 0.15, s * 0.16, s * 0.15), p.ink())
        fill(image, [(x, y + s * 0.38), (x - s * 0.12, y + s * 0.66), (x + s * 0.12, y + s * 0.66)], hole)
        for q in np.linspace(-0.36, 0.36, 6):
            stroke(image, [(x + q * s, y + s * 0.85), (x + q * s, y + s * 1.2)], hole, max(1, s * 0.05))
        stroke(image, [(x - s * 0.42, y + s * 1.02), (x + s * 0.42, y + s * 1.02)], hole)
    return image


@family("snakes | snake | coiled snake | serpent | slithering snakes", "viper coils | ouroboros", natural=[[(0.85, 0.75, 0.5), (0.15, 0.4, 0.15), (0.1, 0.1, 0.08)], [(0.06, 0.12, 0.06), (0.5, 0.7, 0.15), (0.9, 0.75, 0.2)]], figure=True)
def snakes(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.3 * p.noise(5, 3))[..., None])
    for _ in range(p.count(1, 5)):
        (x, y), a, c, mark, w0 = p.place(0.15), p.between(0, TAU), p.inks[0], p.inks[-1], p.scale(10, 6)
        n, coil = 90, p.chance(0.4)
        phase = p.between(0, 6)
        for k in range(n):
            w = w0 * min(1, 0.25 + k / n * 1.6)
            disc(image, x, y, w + 1, mark * 0.5)
            disc(image, x, y, w, mark if k % 9 in (0, 1, 2) else c)
            a += 0.13 * (0.5 + k / n) if coil else 0.16 * np.sin(k * 0.17 + phase)
            x, y = x + 2.3 * np.cos(a), y + 2.3 * np.sin(a)
            if not coil and not (8 < x < 136 and 8 < y < 136):
                a += 0.4
        fill(image, ellipse(x, y, w0 * 1.5, w0 * 1.0, a), c)
        for s in (-1, 1):
            disc(image, x - s * w0 * 0.5 * np.sin(a) + 3 * np.cos(a), y + s * w0 * 0.5 * np.cos(a) + 3 * np.sin(a), 1.5, (0.95, 0.9, 0.2))
    return image


@family("fur | animal fur | soft fur | fluffy fur | hairy texture | shaggy hair", "furry pelt | mane of hair", natural="earthy,copper,monochrome")
def fur(p):
    field = p.noise(p.scale(1.3, 3), 2) * 5 + p.between(0, 6)
    base, image = normal(p.noise(3, 3)), None
    image = np.ascontiguousarray(p.ramp(base * 0.5))
    for _ in range(p.count(350, 520)):
        x, y = p.rng.integers(0, SIDE, 2)
        a, length = field[y, x], p.between(8, 18)
        c = p.ramp(base[y : y + 1, x : x + 1] * 0.6 + p.between(0, 0.4))[0, 0]
        stroke(image, [(x, y), (x + length * np.cos(a), y + length * np.sin(a))], c, 2)
    return image


