"""Circuits, gauges, sound, gears, molecules and other made things."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blur, box, disc, ellipse, fill, glow, lit, mix, normal, outline, step, stroke, tint, wave
from .registry import family


@family("circuit board | electronic circuit | microchip traces | printed circuit | computer chip | motherboard", "pcb wiring | semiconductor layout", natural=[[(0.01, 0.14, 0.07), (0.15, 0.5, 0.28), (0.85, 0.75, 0.3), (0.7, 0.95, 0.6)], [(0.02, 0.03, 0.1), (0.1, 0.4, 0.8), (0.3, 0.9, 1)]], figure=True)
def circuit_board(p):
    image, s = p.sheet().copy(), int(p.scale(13, 6))
    for _ in range(p.count(25, 100)):
        x, y = p.whole(0, SIDE // s) * s, p.whole(0, SIDE // s) * s
        points, (dx, dy), c = [(x, y)], p.pick([(1, 0), (0, 1), (-1, 0), (0, -1)]), p.ink()
        for _ in range(p.whole(2, 5)):
            length = p.whole(1, 5) * s
            x, y = x + dx * length, y + dy * length
            points.append((x, y))
            dx, dy = p.pick([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1)])
        stroke(image, points, c, p.whole(1, 2))
        for q in (points[0], points[-1]):
            disc(image, *q, s * 0.26, c)
            disc(image, *q, s * 0.1, p.ground)
    for _ in range(p.whole(0, 4)):
        (x, y), w, h = p.place(), p.between(14, 40), p.between(12, 34)
        for q in np.arange(x, x + w, 4):
            box(image, q, y - 3, q + 1, y + h + 3, (0.75, 0.75, 0.72))
        box(image, x, y, x + w, y + h, (0.06, 0.06, 0.07))
    return glow(image, 3, 0.2) if p.chance(0.4) else image


@family("digital rain | matrix code | falling green characters | computer code rain | the matrix | streams of code", "cascading glyphs | hacker screen", natural="toxic", figure=True, dark=True)
def digital_rain(p):
    image, s = np.ascontiguousarray(p.sheet() * 0.6), p.pick([5, 6, 8])
    for x in range(0, SIDE, s):
        for _ in range(p.whole(1, 2)):
            head, length, c = p.between(0, SIDE * 1.4), p.between(25, 110), p.ink()
            for y in range(0, SIDE, s):
                b = 1 - (head - y) / length
                if 0 < b <= 1 and y < head:
                    glyph = (p.rng.random((s - 2, s - 2)) < 0.55)[..., None] * b * (tint(c, 0.6) if b > 0.93 else c)
                    cell = image[y : y + s - 2, x : x + s - 2]
                    cell += glyph[: cell.shape[0], : cell.shape[1]]
    return glow(image, 2.0, 0.6)


@family("equalizer bars | audio spectrum | music visualizer bars | sound level meter | spectrum analyzer | vu meter bars", "graphic eq columns | frequency bar display", natural="neon,toxic,vaporwave", figure=True, dark=True)
def equalizer_bars(p):
    image, n = p.sheet().copy(), p.count(8, 28)
    w, envelope, solid, mirror = SIDE / n, p.noise(3, 2)[0], p.chance(0.4), p.chance(0.3)
    for k in range(n):
        h = np.clip(envelope[int((k + 0.5) * w)] * 1.2 - 0.2 + p.between(-0.2, 0.2), 0.05, 0.95) * SIDE * (0.5 if mirror else 1)
        for y in np.arange(0, h, 5):
            c = p.ramp(np.full((1, 1), y / SIDE * (2 if mirror else 1), np.float32), p.inks if len(p.inks) > 1 else None)[0, 0] if len(p.inks) > 1 else p.inks[0]
            base = SIDE / 2 if mirror else SIDE
            box(image, k * w + 1, base - y - (5 if solid else 4), k * w + w - 1, base - y - 1, c)
            if mirror:
                box(image, k * w + 1, base + y, k * w + w - 1, base + y + (5 if solid else 3), c * 0.7)
    return glow(image, 3, 0.4)


@family("waveform | oscilloscope line | audio waveform | sound wave line | signal trace | sine wave on an oscilloscope", "acoustic signal curve | heartbeat trace", natural="toxic,neon", figure=True, dark=True)
def waveform(p):
    light, t = np.zeros((SIDE, SIDE, 3), np.float32), np.linspace(0, SIDE, 180)
    for _ in range(p.count(1, 9)):
        envelope = np.exp(-(((t - SIDE * p.between(0.3, 0.7)) / (SIDE * p.between(0.2, 0.7))) ** 2))
        y = SIDE / 2 + p.between(-12, 12) + SIDE * p.between(0.08, 0.38) * np.sin(t * p.between(0.04, 0.4) + p.between(0, 6)) * envelope * np.sin(t * p.between(0.01, 0.05))
        stroke(light, np.stack([t, y], 1), p.ink(), p.whole(1, 2))
    image = p.sheet() * 0.9
    if p.chance(0.4):
        image = image + (((np.arange(SIDE) % 16 == 0)[:, None] | (np.arange(SIDE) % 16 == 0)[None]) * 0.12)[..., None] * p.ink()
    return image + light + blur(light, 3) * 0.9


@family("vinyl record | record player | lp record | vinyl disc | turntable | black vinyl", "phonograph disc | gramophone platter", natural=[[(0.85, 0.75, 0.55), (0.04, 0.04, 0.04), (0.85, 0.2, 0.15)], [(0.2, 0.45, 0.5), (0.05, 0.05, 0.05), (0.95, 0.75, 0.25)]], figure=True)
def vinyl_record(p):
    image = np.ascontiguousarray(p.sheet() * (0.9 + 0.2 * p.noise(3, 3))[..., None])
    for _ in range(p.count(1, 4)):
        cx, cy = (p.between(-0.1, 0.1), p.between(-0.1, 0.1)) if p.density < 0.5 else (p.between(-0.7, 0.7), p.between(-0.7, 0.7))
        r = p.scale(0.85, 0.45)
        d, a = np.hypot(X - cx, Y - cy) / r, np.arctan2(Y - cy, X - cx)
        grooves = 0.75 + 0.25 * np.sin(d * 130)
        shine = np.clip(np.cos(2 * (a - p.between(0, 3))), 0, 1) ** 8 * 0.35
        disk = p.sheet(p.inks[0]) * grooves[..., None] + (shine * grooves)[..., None]
        disk = mix(disk, p.sheet(p.inks[-1]), step(0.36 - d, 0, 50))
        disk = mix(disk, p.sheet(tint(p.inks[-1], 0.5)), step(0.03 - np.abs(d - 0.24), 0, 50) * 0.6)
        disk = mix(disk, p.sheet((0.9, 0.9, 0.9)), step(0.04 - d, 0, 60))
        image = mix(image, disk, step(1 - d, 0, 50))
    return image


@family("speaker | loudspeaker | subwoofer | stack of speakers | speaker cone | sound system", "woofer membrane | hi-fi driver", natural=[[(0.1, 0.1, 0.11), (0.22, 0.22, 0.24), (0.55, 0.55, 0.58)], [(0.35, 0.2, 0.1), (0.08, 0.08, 0.08), (0.7, 0.6, 0.3)]], figure=True)
def speaker(p):
    image, n = p.sheet() * (0.9 + 0.15 * p.noise(20, 2))[..., None], p.pick([1, 1, 2, 3])
    for row in range(n):
        for column in range(n):
            cx, cy, r = -1 + (column + 0.5) * 2 / n, -1 + (row + 0.5) * 2 / n, p.between(0.75, 0.95) / n
            d = np.hypot(X - cx, Y - cy) / r
            cone = p.inks[0] * np.clip(1.5 - d + 0.25 * np.sin(d * 40) * (d > 0.85) + 0.3 * (X - cx) / r, 0.2, 1.6)[..., None]
            cone = mix(cone, p.sheet(p.inks[-1]) * np.clip(1.3 - d * 2.4, 0.3, 1.3)[..., None], step(0.33 - d, 0, 30))
            image = mix(image, cone, step(1 - d, 0, 40))
            image = mix(image, p.sheet(p.inks[-1]), step(0.035 - np.abs(d - 0.97), 0, 50))
    return image


@family("gears | cogs | clockwork | machine gears | steampunk gears | cogwheels", "sprockets | mechanical wheels with teeth", natural=[[(0.12, 0.08, 0.05), (0.75, 0.52, 0.25), (0.55, 0.35, 0.18), (0.85, 0.72, 0.45)], [(0.15, 0.16, 0.18), (0.55, 0.57, 0.6), (0.75, 0.77, 0.8)]], figure=True)
def gears(p):
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.4 * p.noise(5, 3))[..., None])
    for _ in range(p.count(3, 18)):
        (x, y), r, n, c, turn = p.place(), p.scale(46, 17) * p.between(0.6, 1.2), p.whole(9, 18), p.jitter(p.ink(), 0.04), p.between(0, 1)
        points = []
        for q in range(n):
            for t, s in ((0, 0.84), (0.22, 0.84), (0.3, 1), (0.7, 1), (0.78, 0.84)):
                a = turn + (q + t) * TAU / n
                points.append((x + r * s * np.cos(a), y + r * s * np.sin(a)))
        fill(image, np.array(points) + [2, 2], p.ground * 0.35)
        fill(image, points, c)
        disc(image, x, y, r * 0.66, tint(c, -0.35), max(1, int(r * 0.07)))
        for q in range(p.pick([0, 4, 5, 6])):
            a = turn + q * TAU / 5
            disc(image, x + r * 0.42 * np.cos(a), y + r * 0.42 * np.sin(a), r * 0.13, p.ground * 0.6)
        disc(image, x, y, r * 0.16, p.ground * 0.5)
    return image


@family("clock | clock face | clocks | watch dial | old clock | pocket watch", "timepiece | hour and minute hands", natural=[[(0.25, 0.18, 0.12), (0.95, 0.92, 0.82), (0.1, 0.08, 0.06)], [(0.15, 0.25, 0.35), (0.97, 0.97, 0.97), (0.05, 0.05, 0.08)]], figure=True)
def clock(p):
    image = np.ascontiguousarray(p.sheet() * (0.85 + 0.3 * p.noise(3, 3))[..., None])
    for _ in range(p.count(1, 9)):
        x, y = (72 + p.between(-6, 6), 72 + p.between(-6, 6)) if p.density < 0.4 else p.place(0.1)
        r, face, mark = p.scale(58, 19), p.inks[0], p.inks[-1]
        disc(image, x, y, r * 1.08, tint(mark, 0.25))
        disc(image, x, y, r, face)
        for q in range(12):
            a, s = q * TAU / 12, 0.78 if q % 3 == 0 else 0.86
            stroke(image, [(x + r * s * np.cos(a), y + r * s * np.sin(a)), (x + r * 0.93 * np.cos(a), y + r * 0.93 * np.sin(a))], mark, max(1, r * (0.07 if q % 3 == 0 else 0.03)))
        for s, w in ((0.5, 0.08), (0.74, 0.05)):
            a = p.between(0, TAU)
            stroke(image, [(x, y), (x + r * s * np.cos(a), y + r * s * np.sin(a))], mark, max(1, r * w))
        disc(image, x, y, r * 0.06, mark)
    return image


@family("dna | dna helix | double helix | dna strands | genetic code spiral", "twisted ladder molecule | genome strands", natural=[[(0.02, 0.05, 0.15), (0.2, 0.6, 0.95), (0.95, 0.35, 0.6)], [(0.96, 0.97, 0.98), (0.2, 0.45, 0.85), (0.9, 0.3, 0.4)]], figure=True)
def dna(p):
    image = np.ascontiguousarray(p.sheet() * (0.95 + 0.12 * p.noise(2, 2))[..., None])
    for _ in range(p.count(1, 4)):
        (cx, cy), turn, amp, k = p.place(0.3), p.between(0, np.pi), p.scale(26, 12), p.between(0.05, 0.09)
        t = np.linspace(-110, 110, 60)
        place = lambda u, v: (cx + u * np.cos(turn) - v * np.sin(turn), cy + u * np.sin(turn) + v * np.cos(turn))  # noqa: B023, E731
        a, b = p.inks[0], p.inks[-1]
        for q in t[::2]:
            s = amp * np.sin(q * k)
            stroke(image, [place(q, s), place(q, 0)], tint(a, 0.3), 1)
            stroke(image, [place(q, 0), place(q, -s)], tint(b, 0.3), 1)
        for sign, c in ((1, a), (-1, b)):
            stroke(image, [place(q, sign * amp * np.sin(q * k)) for q in t], c, 3)
            for q in t[::2]:
                disc(image, *place(q, sign * amp * np.sin(q * k)), 2.6, tint(c, 0.2))
    return image


@family("molecules | atoms | molecular structure | atoms and bonds | chemical structure | ball and stick molecule", "chemistry model | atomic lattice", natural=[[(0.95, 0.96, 0.98), (0.85, 0.2, 0.2), (0.2, 0.4, 0.85), (0.3, 0.3, 0.35)], [(0.03, 0.05, 0.12), (0.3, 0.75, 0.95), (0.95, 0.5, 0.3)]], figure=True)
def molecules(p):
    image = np.ascontiguousarray(p.sheet() * (0.95 + 0.12 * p.noise(2, 2))[..., None])
    for _ in range(p.count(1, 4)):
        points = [np.array(p.place(0.2))]
        r = p.scale(12, 6)
        for _ in range(p.whole(5, 14)):
            a = p.pick(points)
            t = p.whole(0, 5) * TAU / 6 + 0.3
            b = a + 2.7 * r * np.array([np.cos(t), np.sin(t)])
            stroke(image, [a, b], (0.55, 0.56, 0.6), max(2, r * 0.3))
            points.append(b)
        for x, y in points:
            c = p.ink()
            disc(image, x, y, r, tint(c, -0.3))
            disc(image, x - r * 0.1, y - r * 0.1, r * 0.85, c)
            disc(image, x - r * 0.3, y - r * 0.35, r * 0.25, tint(c, 0.7))
    return image


@family("neural network | network of nodes | connected dots and lines | plexus network | nodes and connections | web of connections", "linked graph | mesh of linked points", natural=[[(0.02, 0.04, 0.12), (0.15, 0.6, 0.95), (0.6, 0.9, 1)], [(0.04, 0.02, 0.1), (0.8, 0.3, 0.95), (0.3, 0.9, 0.9)]], figure=True, dark=True)
def neural_network(p):
    image, n = np.ascontiguousarray(p.ramp(0.15 * p.noise(2, 2))), p.count(18, 70)
    points = p.rng.random((n, 2)) * SIDE * 1.1 - 7
    distance = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    reach = 1.9 * SIDE / np.sqrt(n) * 0.75
    for i, j in zip(*np.where((distance < reach) & (distance > 0))):
        if i < j:
            stroke(image, [points[i], points[j]], p.inks[0] * (1 - distance[i, j] / reach) ** 0.5)
    for x, y in points:
        disc(image, x, y, p.between(1.2, 3.4), p.inks[-1])
    return glow(image, 2.5, 0.6)


@family("arcade game | pixel art sprites | space invaders | retro video game | 8-bit game | arcade pixels", "bitmap aliens | old console graphics", natural=[[(0.01, 0.01, 0.04), (0.2, 0.95, 0.3), (0.95, 0.2, 0.3), (0.95, 0.9, 0.2), (0.3, 0.6, 1)]], figure=True, dark=True)
def arcade_sprites(p):
    image, s = p.sheet().copy(), p.count(4, 2)
    size = 10 * s
    for y in range(4, SIDE - size, size + s):
        for x in range(4, SIDE - size, size + s):
            if p.chance(0.2):
                continue
            half = p.rng.random((8, 4)) < 0.52
            sprite, c = np.concatenate([half, half[:, ::-1]], 1), p.ink()
            for i, j in zip(*np.where(sprite)):
                box(image, x + j * s, y + i * s, x + j * s + s - 1, y + i * s + s - 1, c)
    return image


@family("robot | robots | android face | robot head | cyborg | mechanical face", "automaton | humanoid machine", natural=[[(0.1, 0.14, 0.2), (0.65, 0.68, 0.72), (0.2, 0.85, 0.95)], [(0.9, 0.8, 0.5), (0.5, 0.55, 0.6), (0.9, 0.3, 0.2)]], figure=True)
def robot(p):
    image = np.ascontiguousarray(p.sheet() * (0.9 + 0.25 * p.noise(3, 2))[..., None])
    for _ in range(p.count(1, 7)):
        x, y = (72 + p.between(-8, 8), 72 + p.between(-8, 8)) if p.density < 0.4 else p.place(0.15)
        s, c, e = p.scale(44, 18), p.inks[0], p.inks[-1]
        stroke(image, [(x, y - s), (x, y - s * 1.35)], tint(c, -0.4), max(1, s * 0.06))
        disc(image, x, y - s * 1.4, s * 0.12, e)
        box(image, x - s * 1.1, y - s * 0.3, x + s * 1.1, y + s * 0.3, tint(c, -0.35))
        box(image, x - s * 0.9, y - s, x + s * 0.9, y + s, tint(c, -0.2))
        box(image, x - s * 0.84, y - s * 0.94, x + s * 0.84, y + s * 0.94, c)
        for d in (-1, 1):
            disc(image, x + d * s * 0.4, y - s * 0.25, s * 0.26, tint(c, -0.6))
            disc(image, x + d * s * 0.4, y - s * 0.25, s * 0.17, e)
        box(image, x - s * 0.5, y + s * 0.35, x + s * 0.5, y + s * 0.65, tint(c, -0.6))
        for q in np.linspace(-0.4, 0.4, 5):
            box(image, x + q * s - 1, y + s * 0.38, x + q * s + 1, y + s * 0.62, e)
    return glow(image, 3, 0.2)


@family("hearts | heart | heart shapes | love hearts | red hearts | heart pattern | valentine hearts", "cardioid shapes | romantic love symbols", natural=[[(0.98, 0.88, 0.9), (0.88, 0.08, 0.2), (0.95, 0.4, 0.55)], [(0.35, 0.02, 0.08), (0.95, 0.2, 0.3), (0.98, 0.6, 0.65)]], figure=True)
def hearts(p):
    image, t = np.ascontiguousarray(p.sheet() * (0.95 + 0.1 * p.noise(2, 2))[..., None]), np.linspace(0, TAU, 40)
    for _ in range(p.count(1, 34)):
        (x, y), s, c, turn = p.place(0.05), p.scale(2.6, 0.65) * p.between(0.6, 1.2), p.ink(), p.between(-0.4, 0.4)
        u, v = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
        points = np.stack([x + s * (u * np.cos(turn) - v * np.sin(turn)), y + s * (u * np.sin(turn) + v * np.cos(turn))], 1)
        fill(image, points, c)
        if s > 1:
            disc(image, x - s * 6.5, y - s * 5, s * 2, tint(c, 0.5))
    return image


@family("star shapes | five-pointed stars | star pattern | big stars | golden stars pattern", "pentagram shapes | starry print", natural=[[(0.08, 0.1, 0.35), (0.98, 0.82, 0.25), (0.98, 0.95, 0.85)], [(0.97, 0.95, 0.9), (0.9, 0.2, 0.25), (0.15, 0.3, 0.7)]], figure=True)
def star_shapes(p):
    image = p.sheet().copy()
    for _ in range(p.count(1, 40)):
        (x, y), r, c, turn = p.place(), p.scale(52, 11) * p.between(0.6, 1.2), p.ink(), p.between(0, TAU)
        fill(image, [(x + r * (1 if q % 2 else 0.42) * np.cos(turn + q * TAU / 10), y + r * (1 if q % 2 else 0.42) * np.sin(turn + q * TAU / 10)) for q in range(10)], c)
    return image


@family("graffiti | street art | spray paint | graffiti wall | spray painted letters | urban graffiti", "tagged wall | aerosol mural", natural=[[(0.62, 0.6, 0.57), (0.9, 0.15, 0.4), (0.1, 0.7, 0.9), (0.98, 0.85, 0.15), (0.1, 0.1, 0.12)]], figure=True)
def graffiti(p):
    from ..paint import blob

    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.35 * p.noise(14, 3))[..., None])
    for _ in range(p.count(3, 9)):
        (x, y), c = p.place(), p.ink()
        cloud = np.exp(-(((X * 72 + 72 - x) / p.between(15, 40)) ** 2) - (((Y * 72 + 72 - y) / p.between(10, 30)) ** 2))
        image = np.ascontiguousarray(mix(image, p.sheet(c), cloud * 0.7))
    for _ in range(p.whole(2, 6)):
        (x, y), c = p.place(0.1), p.ink()
        a, points = p.between(-0.6, 0.6), []
        for k in range(p.whole(5, 10)):
            points.append((x, y))
            x, y = x + p.between(6, 16), y + p.pick([-1, 1]) * p.between(8, 30)
        stroke(image, points, (0.04, 0.04, 0.05), 9)
        stroke(image, points, c, 6)
        for u, v in points[::2]:
            if p.chance(0.6):
                stroke(image, [(u, v), (u, v + p.between(10, 35))], c, 1)
    return image
