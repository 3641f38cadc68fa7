"""Flowers, leaves, meadows, feathers' cousins and mushrooms."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blob, blur, disc, ellipse, fill, glow, lit, mix, normal, petal, step, stroke, tint, wave
from .registry import family


@family("leaves | green leaves | foliage | leafy pattern | leaf pattern | lush leaves | tropical leaves", "verdant fronds | leafage", natural=[[(0.03, 0.14, 0.06), (0.12, 0.45, 0.15), (0.3, 0.62, 0.2), (0.55, 0.75, 0.25)], [(0.9, 0.94, 0.85), (0.15, 0.45, 0.2), (0.4, 0.65, 0.25)]], figure=True)
def leaves(p):
    image = np.ascontiguousarray(p.sheet() * (0.7 + 0.6 * p.noise(3, 2))[..., None])
    for k in range(p.count(16, 90)):
        (x, y), length, a, c = p.place(-0.1), p.scale(62, 24) * p.between(0.7, 1.2), p.between(0, TAU), p.jitter(p.ink(), 0.05)
        shape = petal(x, y, length, length * p.between(0.16, 0.28), a, 12)
        fill(image, shape + [1.5, 2.5], p.ground * 0.4)
        fill(image, shape, c)
        fill(image, np.vstack([shape[:12], [(x, y)]]), tint(c, 0.14))
        end = (x + length * 0.95 * np.cos(a), y + length * 0.95 * np.sin(a))
        stroke(image, [(x, y), end], tint(c, 0.35))
        if length > 34:
            for t in np.linspace(0.2, 0.8, 5):
                for s in (-0.8, 0.8):
                    u, v = x + length * t * np.cos(a), y + length * t * np.sin(a)
                    stroke(image, [(u, v), (u + length * 0.16 * np.cos(a + s), v + length * 0.16 * np.sin(a + s))], tint(c, 0.22))
    return image


@family("autumn leaves | fall foliage | fallen leaves | maple leaves | colorful autumn foliage", "october foliage | russet leaf litter", natural="autumn", figure=True)
def autumn_leaves(p):
    image = np.ascontiguousarray(p.sheet() * (0.6 + 0.7 * p.noise(6, 3))[..., None])
    for _ in range(p.count(14, 70)):
        (x, y), r, turn, c = p.place(-0.05), p.scale(26, 11) * p.between(0.7, 1.2), p.between(0, TAU), p.jitter(p.ink(), 0.06)
        points = []
        for q in range(5):
            a = turn + (q - 2) * 0.85
            points += [(x + r * 0.42 * np.cos(a - 0.42), y + r * 0.42 * np.sin(a - 0.42)), (x + r * (1 - 0.12 * abs(q - 2)) * np.cos(a), y + r * (1 - 0.12 * abs(q - 2)) * np.sin(a))]
        points.append((x - r * 0.3 * np.cos(turn), y - r * 0.3 * np.sin(turn)))
        fill(image, np.array(points) + [1, 2], p.ground * 0.35)
        fill(image, points, c)
        for q in range(5):
            a = turn + (q - 2) * 0.85
            stroke(image, [(x - r * 0.25 * np.cos(turn), y - r * 0.25 * np.sin(turn)), (x + r * 0.75 * np.cos(a), y + r * 0.75 * np.sin(a))], tint(c, -0.35))
    return image


@family("flowers | blossoms | colorful flowers | flower field | floral pattern | blooming flowers | bouquet of flowers", "blooms in full flower | florals", natural=[[(0.16, 0.35, 0.14), (0.95, 0.35, 0.5), (0.98, 0.75, 0.2), (0.95, 0.95, 0.95), (0.6, 0.35, 0.8)], [(0.95, 0.94, 0.9), (0.92, 0.4, 0.5), (0.95, 0.7, 0.3), (0.45, 0.6, 0.35)]], figure=True)
def flowers(p):
    image = np.ascontiguousarray(p.sheet() * (0.75 + 0.5 * p.noise(6, 3))[..., None])
    for _ in range(p.count(4, 40)):
        (x, y), r, n, c, turn = p.place(-0.05), p.scale(34, 12) * p.between(0.7, 1.25), p.whole(5, 12), p.jitter(p.ink(), 0.05), p.between(0, 6)
        for layer, (s, shade) in enumerate(((1.0, -0.12), (0.68, 0.12))[: p.whole(1, 2)]):
            for q in range(n):
                a = turn + (q + 0.5 * layer) * TAU / n
                fill(image, petal(x, y, r * s, r * s * 1.6 / n + 1, a), tint(c, shade + 0.05 * (q % 2)))
                if r > 16:
                    stroke(image, [(x, y), (x + r * s * 0.7 * np.cos(a), y + r * s * 0.7 * np.sin(a))], tint(c, -0.25))
        disc(image, x, y, r * 0.2, p.ink() if p.chance(0.3) else (0.98, 0.8, 0.2))
        disc(image, x, y, r * 0.09, (0.5, 0.3, 0.08))
    return image


@family("sunflower | sunflowers | field of sunflowers | big yellow sunflower | sunflower head", "helianthus | seed-spiral bloom", natural=[[(0.3, 0.55, 0.85), (0.98, 0.78, 0.1), (0.35, 0.2, 0.08)], [(0.2, 0.4, 0.12), (0.99, 0.8, 0.15), (0.3, 0.17, 0.07)]], figure=True)
def sunflower(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.3 * p.noise(3, 3))[..., None])
    golden = np.pi * (3 - np.sqrt(5))
    for _ in range(p.count(1, 9)):
        x, y = p.place(0.1)
        r, c, seed = p.scale(52, 17) * p.between(0.8, 1.2), p.inks[0], p.inks[-1]
        for layer in (1.0, 0.85):
            for q in range(20):
                a = q * TAU / 20 + layer * 3
                fill(image, petal(x, y, r * layer, r * 0.12, a), tint(p.jitter(c, 0.04), 0.0 if layer == 1 else 0.1))
        disc(image, x, y, r * 0.45, tint(seed, -0.3))
        for k in range(70 if r > 25 else 25):
            q, a = r * 0.44 * np.sqrt(k / (70 if r > 25 else 25)), k * golden
            disc(image, x + q * np.cos(a), y + q * np.sin(a), r * 0.022, tint(seed, 0.25))
    return image


@family("roses | rose | red roses | rose petals | rose flower | bed of roses", "rosebuds | layered rose bloom", natural=[[(0.08, 0.2, 0.08), (0.75, 0.04, 0.12), (0.9, 0.15, 0.22)], [(0.93, 0.9, 0.88), (0.8, 0.1, 0.2), (0.95, 0.55, 0.6)]], figure=True)
def roses(p):
    image = np.ascontiguousarray(p.sheet() * (0.75 + 0.5 * p.noise(5, 3))[..., None])
    for _ in range(p.count(1, 14)):
        (x, y), r, c, turn = p.place(0.02), p.scale(50, 17) * p.between(0.8, 1.2), p.ink(), p.between(0, 6)
        for a in p.rng.uniform(0, TAU, p.whole(0, 4)):
            fill(image, petal(x, y, r * 1.4, r * 0.3, a), (0.12, 0.38, 0.13))
        for k in range(13):
            s, a = 1 - k / 14, turn + k * 2.4
            centre = (x + r * 0.22 * s * np.cos(a), y + r * 0.22 * s * np.sin(a))
            fill(image, ellipse(*centre, r * s * 0.8, r * s * 0.68, a), tint(c, -0.3 + 0.045 * k + 0.1 * (k % 2)))
            t = np.linspace(a - 1.2, a + 1.2, 10)
            stroke(image, np.stack([centre[0] + r * s * 0.76 * np.cos(t), centre[1] + r * s * 0.7 * np.sin(t)], 1), tint(c, 0.22))
    return image


@family("cherry blossoms | sakura | cherry blossom branch | spring blossoms | pink blossom tree | plum blossoms", "hanami blooms | flowering orchard twig", natural=[[(0.75, 0.87, 0.95), (0.98, 0.72, 0.82), (0.99, 0.88, 0.92), (0.3, 0.2, 0.18)], [(0.98, 0.93, 0.93), (0.95, 0.6, 0.72), (0.35, 0.2, 0.2)]], figure=True)
def cherry_blossoms(p):
    image, twigs = np.ascontiguousarray(p.sheet() * (0.95 + 0.1 * p.noise(2, 2))[..., None]), []

    def branch(x, y, a, length, width):
        if length < 8:
            return
        u, v = x + length * np.cos(a), y + length * np.sin(a)
        stroke(image, [(x, y), (u, v)], (0.28, 0.18, 0.16), width)
        twigs.append((u, v))
        for _ in range(2):
            branch(u, v, a + p.between(-0.7, 0.7), length * p.between(0.65, 0.85), width * 0.7)

    for _ in range(p.whole(1, 3)):
        x, y = p.pick([(-3, p.between(0, SIDE)), (SIDE + 3, p.between(0, SIDE)), (p.between(0, SIDE), SIDE + 3)])
        branch(x, y, np.arctan2(72 - y, 72 - x) + p.between(-0.3, 0.3), p.between(28, 44), 5)
    petals = p.inks[:-1] if len(p.inks) > 2 else p.inks
    for x, y in [twigs[p.whole(0, len(twigs) - 1)] for _ in range(p.count(14, 60))]:
        x, y, r, turn, c = x + p.between(-9, 9), y + p.between(-9, 9), p.between(4, 9), p.between(0, 6), p.pick(list(petals))
        for q in range(5):
            a = turn + q * TAU / 5
            fill(image, ellipse(x + r * 0.6 * np.cos(a), y + r * 0.6 * np.sin(a), r * 0.55, r * 0.42, a, 10), tint(c, 0.1 * (q % 2)))
        disc(image, x, y, r * 0.2, (0.9, 0.35, 0.5))
    return image


@family("lotus | water lily | lotus flower | lotus mandala flower | water lilies on a pond", "nymphaea | sacred water bloom", natural=[[(0.05, 0.25, 0.25), (0.95, 0.6, 0.75), (0.98, 0.85, 0.9), (0.25, 0.5, 0.25)]], figure=True)
def lotus(p):
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.4 * p.noise(3, 3, 0.4))[..., None])
    for _ in range(p.whole(2, 7)):
        (x, y), r = p.place(), p.between(12, 28)
        fill(image, ellipse(x, y, r, r * 0.55), tint(p.inks[-1], p.between(-0.35, 0.0)) * 0.75)
    for _ in range(p.count(1, 5)):
        x, y = p.place(0.2)
        r, c = p.scale(46, 22) * p.between(0.8, 1.15), p.inks[0]
        for layer, n in ((1.0, 9), (0.8, 7), (0.55, 5)):
            for q in range(n):
                a = -np.pi / 2 + (q - (n - 1) / 2) * (2.9 / n) * 1.05
                fill(image, petal(x, y + r * 0.3, r * layer, r * 0.17, a), tint(c, 0.55 * (1 - layer) + 0.08 * (q % 2)))
    return image


@family("grass | meadow | blades of grass | grassy field | green grass | tall grass", "lawn | swaying reeds", natural=[[(0.6, 0.8, 0.92), (0.2, 0.5, 0.12), (0.4, 0.68, 0.18), (0.1, 0.32, 0.08)], [(0.08, 0.22, 0.05), (0.25, 0.55, 0.12), (0.5, 0.75, 0.2)]])
def grass(p):
    image = np.ascontiguousarray(p.sheet() * (0.9 + 0.2 * p.noise(2, 2))[..., None])
    wind = p.between(-14, 14)
    for k in range(p.count(150, 320)):
        x, y, h, c = p.between(-5, SIDE + 5), SIDE * p.between(0.75, 1.1), p.between(28, 80), tint(p.ink(), p.between(-0.3, 0.15))
        u = x + wind + p.between(-8, 8)
        fill(image, [(x - 1.4, y), (x + 1.4, y), ((x + u) / 2 + 1, y - h * 0.6), (u, y - h)], c)
    return image


@family("fern | fern leaves | fern fronds | curled fern | bracken", "pteridophyte fronds | feathery woodland leaf", natural=[[(0.02, 0.1, 0.05), (0.15, 0.5, 0.18), (0.4, 0.7, 0.25)]], figure=True)
def fern(p):
    image = np.ascontiguousarray(p.sheet() * (0.7 + 0.6 * p.noise(3, 2))[..., None])
    for _ in range(p.count(2, 8)):
        x, y = p.place(-0.1)
        a, length, bow, c = p.between(0, TAU), p.between(70, 130), p.between(-0.012, 0.012), p.ink()
        n = 26
        for k in range(n):
            x, y, a = x + length / n * np.cos(a), y + length / n * np.sin(a), a + bow * 2
            size = 26 * np.sin(np.pi * (0.15 + 0.85 * (1 - k / n)) * 0.55)
            for s in (-1.15, 1.15):
                fill(image, petal(x, y, size * p.between(0.9, 1.05), size * 0.11 + 0.6, a + s, 6), tint(c, 0.12 if s > 0 else -0.12))
    return image


@family("vines | floral ornament | art nouveau vines | curling vines | ornamental scrolls | filigree", "scrolling arabesque tendrils | rinceau ornament", natural=[[(0.95, 0.92, 0.82), (0.15, 0.35, 0.2), (0.55, 0.35, 0.15)], [(0.04, 0.1, 0.08), (0.85, 0.68, 0.3), (0.5, 0.7, 0.4)]], figure=True)
def vines(p):
    image = p.sheet().copy()

    def curl(x, y, a, length, turn, depth, c):
        points, n = [(x, y)], 26
        for k in range(n):
            a += turn * (0.5 + 2.2 * (k / n) ** 2) / n * 4.2
            x, y = x + length / n * np.cos(a), y + length / n * np.sin(a)
            points.append((x, y))
            if depth and k in (7, 14):
                curl(x, y, a - turn * 0.5, length * 0.62, -turn, depth - 1, c)
            elif k % 6 == 3:
                fill(image, petal(x, y, length * 0.13, length * 0.04, a - turn, 8), c)
        stroke(image, points, c, 1 + depth)
        disc(image, x, y, 1.2 + depth * 0.6, c)

    mirror = p.chance(0.5)
    for _ in range(p.count(2, 6)):
        (x, y), c = p.place(), p.ink()
        curl(x, y, p.between(0, TAU), p.between(60, 110), p.pick([-1, 1]), 2, c)
    if mirror:
        image[:, SIDE // 2 :] = image[:, : SIDE // 2][:, ::-1]
    return image


@family("mushrooms | toadstools | magic mushrooms | red mushroom with white dots | glowing mushrooms | fly agaric", "fungi caps | psilocybin fungus", natural=[[(0.1, 0.22, 0.1), (0.85, 0.1, 0.08), (0.97, 0.93, 0.85)], [(0.02, 0.05, 0.12), (0.15, 0.8, 0.85), (0.85, 0.95, 1)]], figure=True)
def mushrooms(p):
    image = np.ascontiguousarray(p.sheet() * np.clip(0.8 + 0.4 * p.noise(4, 3) - 0.2 * Y, 0.3, 1.4)[..., None])
    for _ in range(p.count(1, 9)):
        x, r = p.between(12, 132), p.scale(40, 17) * p.between(0.7, 1.2)
        y, c, stem = p.between(50, 100), p.inks[0], p.inks[-1]
        fill(image, [(x - r * 0.2, y), (x + r * 0.2, y), (x + r * 0.28, y + r * 1.5), (x - r * 0.28, y + r * 1.5)], tint(stem, -0.1))
        fill(image, ellipse(x, y, r * 0.95, r * 0.18), tint(stem, -0.25))
        t = np.linspace(np.pi, TAU, 24)
        fill(image, np.stack([x + r * np.cos(t), y + r * 0.85 * np.sin(t)], 1), c)
        for _ in range(p.whole(4, 9)):
            u, v = p.between(-0.75, 0.75), p.between(0.12, 0.75)
            if u * u + v * v < 0.75:
                disc(image, x + r * u, y - r * 0.85 * v, r * p.between(0.05, 0.13), stem)
    return glow(image, 3, 0.25)


@family("cactus | cacti | desert cactus | saguaro | prickly cactus | succulents", "spiny desert plant | prickly pear silhouettes", natural=[[(0.98, 0.8, 0.55), (0.2, 0.5, 0.25), (0.3, 0.6, 0.35)], [(0.55, 0.78, 0.85), (0.18, 0.45, 0.25), (0.4, 0.65, 0.4)]], figure=True)
def cactus(p):
    image = np.ascontiguousarray(p.sheet() * (1.05 - 0.1 * Y)[..., None])
    for _ in range(p.count(1, 7)):
        x, h, w, c = p.between(15, 129), p.between(50, 105), p.scale(11, 5) * p.between(0.8, 1.2), p.ink()
        top = SIDE - h
        stroke(image, [(x, SIDE), (x, top)], c, w * 2)
        disc(image, x, top, w, c)
        for s in (-1, 1):
            if p.chance(0.8):
                y, d, up = top + h * p.between(0.2, 0.5), w * p.between(2.4, 3.4), h * p.between(0.15, 0.35)
                stroke(image, [(x, y + up), (x + s * d, y + up), (x + s * d, y)], c, w * 1.4)
                disc(image, x + s * d, y, w * 0.7, c)
        for u in (-0.5, 0, 0.5):
            stroke(image, [(x + u * w, SIDE), (x + u * w, top)], tint(c, -0.3))
    return image


@family("fruit | citrus slices | oranges and lemons | slices of fruit | kiwi and citrus | sliced oranges", "grapefruit wheels | citrus cross sections", natural=[[(0.98, 0.95, 0.85), (0.98, 0.6, 0.1), (0.98, 0.88, 0.2), (0.6, 0.8, 0.2)], [(0.3, 0.75, 0.75), (0.98, 0.55, 0.1), (0.95, 0.35, 0.35)]], figure=True)
def citrus(p):
    image = p.sheet().copy()
    for _ in range(p.count(3, 24)):
        (x, y), r, c, turn = p.place(-0.05), p.scale(36, 13) * p.between(0.8, 1.2), p.jitter(p.ink(), 0.04), p.between(0, 6)
        disc(image, x, y, r, c)
        disc(image, x, y, r * 0.9, tint(c, 0.75))
        for q in range(10):
            a, h = turn + q * TAU / 10, 0.26
            fill(image, [(x + r * 0.1 * np.cos(a), y + r * 0.1 * np.sin(a)), (x + r * 0.82 * np.cos(a - h), y + r * 0.82 * np.sin(a - h)), (x + r * 0.86 * np.cos(a), y + r * 0.86 * np.sin(a)), (x + r * 0.82 * np.cos(a + h), y + r * 0.82 * np.sin(a + h))], tint(c, 0.12))
    return image
