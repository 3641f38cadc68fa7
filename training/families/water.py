"""Sea, pool, bubbles, ink and what lives below the surface."""

import cv2
import numpy as np

from ..paint import RADIUS, SIDE, TAU, X, Y, bend, blob, blur, disc, ellipse, fill, glow, lit, mix, normal, petal, step, stroke, tint, wave
from .registry import family


@family("jellyfish | glowing jellyfish | jellyfish with tentacles | floating jellyfish | deep sea jellyfish | bioluminescent jellyfish | medusa", "translucent sea jelly | drifting medusae", natural=[[(0.01, 0.03, 0.14), (0.25, 0.45, 0.95), (0.85, 0.45, 0.95), (0.8, 0.95, 1)], [(0.0, 0.05, 0.12), (0.1, 0.7, 0.85), (0.95, 0.5, 0.8)]], figure=True, dark=True)
def jellyfish(p):
    """Translucent bells with ribs and a bright rim, and long wavy tentacles."""
    image = (p.sheet() * (1.1 - 0.5 * Y + 0.4 * (p.noise(2, 2) - 0.5))[..., None]).astype(np.float32)
    light = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(1, 5)):
        one = np.zeros_like(light)
        r = p.between(17, 34) / (1 + 0.8 * p.density)
        x, y = p.between(0.2, 0.8) * SIDE, p.between(0.18, 0.55) * SIDE
        c, c2, tilt = p.ink(), p.ink(), p.between(-0.45, 0.45)
        turn = lambda q: [(x + u * np.cos(tilt) - v * np.sin(tilt), y + u * np.sin(tilt) + v * np.cos(tilt)) for u, v in q]  # noqa: B023, E731
        for k in range(p.whole(7, 15)):
            u, phase, length = r * p.between(-0.85, 0.85), p.between(0, 6), p.between(1.2, 3.2) * r
            t = np.linspace(0, 1, 18)
            thread = np.stack([u * (1 - 0.3 * t) + r * 0.22 * t * np.sin(phase + t * p.between(4, 10)), r * 0.1 + t * length], 1)
            stroke(one, turn(thread), (c2 if k % 2 else c) * 0.75, 2 if k % 5 == 0 else 1)
        t = np.linspace(np.pi, TAU, 24)
        dome = np.stack([r * np.cos(t), 0.95 * r * np.sin(t)], 1)
        rim = [(u, r * (0.12 + 0.06 * np.sin(u / r * 12))) for u in np.linspace(r, -r, 16)]
        fill(one, turn([*dome, *rim]), c * 0.55)
        inner = np.stack([r * 0.62 * np.cos(t), 0.7 * r * np.sin(t)], 1)
        fill(one, turn(inner), c * 0.8 + c2 * 0.15)
        for k in np.linspace(-0.75, 0.75, p.whole(5, 8)):
            stroke(one, turn([(r * k * np.sin(s), -0.93 * r * np.cos(s * 1.0) * np.sqrt(max(0, 1 - (k * np.sin(s)) ** 2))) for s in np.linspace(0, 1.5, 8)]), tint(c, 0.3) * 0.75)
        stroke(one, turn(dome), tint(c, 0.45), 1)
        stroke(one, turn(rim), tint(c2, 0.4), 1)
        light = light + one
    return image + light + blur(light, 5) * 0.8


@family("coral reef | corals | colorful coral | underwater reef | tropical reef | coral garden", "sea anemones and corals | reef ecosystem", natural=[[(0.02, 0.3, 0.55), (0.98, 0.45, 0.4), (0.98, 0.75, 0.3), (0.85, 0.3, 0.6), (0.5, 0.25, 0.7), (0.95, 0.9, 0.75)]], figure=True)
def coral_reef(p):
    image = np.ascontiguousarray(p.sheet() * np.clip(1.35 - 0.55 * (Y + 1) + 0.5 * (p.noise(3, 2) - 0.5), 0.3, 1.7)[..., None])

    def branch(x, y, a, length, width, c):
        if length < 4:
            return disc(image, x, y, width * 0.8 + 0.8, tint(c, 0.3))
        u, v = x + length * np.cos(a), y + length * np.sin(a)
        stroke(image, [(x, y), (u, v)], c, width)
        for s in (-0.5, 0.5) if p.chance(0.8) else (-0.6, 0, 0.6):
            branch(u, v, a + s + p.between(-0.2, 0.2), length * p.between(0.6, 0.82), max(1, width * 0.75), c)

    for depth in (0.65, 0.85, 1.0):
        for _ in range(p.count(4, 9)):
            x, y, c = p.between(-5, SIDE + 5), SIDE * (depth + p.between(-0.02, 0.1)), p.jitter(p.ink(), 0.07) * depth
            kind, size = p.whole(0, 3), p.between(0.6, 1.3)
            if kind == 0:
                branch(x, y, -np.pi / 2 + p.between(-0.3, 0.3), 15 * size, 5 * size, c)
            elif kind == 1:
                r = 18 * size
                fill(image, blob(p, x, y, r, 0.12), c * 0.85)
                for _ in range(28):
                    a, q = p.between(0, TAU), r * np.sqrt(p.between(0, 0.85))
                    disc(image, x + q * np.cos(a), y + q * np.sin(a), 1.6 * size, tint(c, p.pick([-0.35, 0.35])))
            elif kind == 2:
                for a in np.linspace(-2.6, -0.5, 22):
                    length = 26 * size * p.between(0.75, 1)
                    stroke(image, [(x, y), (x + 0.6 * length * np.cos(a), y + 0.6 * length * np.sin(a)), (x + length * np.cos(a + 0.1), y + length * np.sin(a + 0.1))], tint(c, p.between(-0.2, 0.2)), 2)
            else:
                for _ in range(p.whole(4, 8)):
                    u, length, w = x + p.between(-12, 12) * size, p.between(12, 30) * size, p.between(2, 5) * size
                    stroke(image, [(u, y), (u + p.between(-4, 4), y - length)], c, w * 2)
                    disc(image, u + p.between(-2, 2), y - length, w * 1.1, tint(c, 0.4))
    for _ in range(p.whole(0, 7)):
        (x, y), s, c, d = p.place(0.1), p.between(2.5, 6), p.ink(), p.pick([-1, 1])
        y *= 0.6
        fill(image, ellipse(x, y, s, s * 0.5), c)
        fill(image, [(x - d * s * 0.7, y), (x - d * s * 1.5, y - s * 0.5), (x - d * s * 1.5, y + s * 0.5)], c)
    return image


@family("underwater light | sun rays underwater | underwater scene | deep sea | beneath the sea | light shafts in the water", "submarine sunbeams | aquatic depths", natural=[[(0.0, 0.06, 0.2), (0.0, 0.3, 0.5), (0.1, 0.6, 0.75), (0.75, 0.97, 0.95)]])
def underwater_light(p):
    cx = p.between(-0.8, 0.8)
    a = np.arctan2(X - cx, Y + p.between(1.6, 2.6))
    rays = np.interp(a, np.linspace(a.min(), a.max(), 40), p.rng.random(40)) ** 2
    f = np.clip(0.65 - 0.5 * (Y + 1) / 2 + rays * 0.5 * np.clip(0.8 - Y, 0, 1.5) / 1.5 + 0.12 * (p.noise(4, 3) - 0.5), 0, 1)
    image = np.ascontiguousarray(p.ramp(f))
    for _ in range(p.whole(0, 20)):
        (x, y), r = p.place(), p.between(0.7, 3)
        disc(image, x, y, r, p.inks[-1], 1)
    return image


@family("water caustics | light patterns in a swimming pool | pool water | clear rippling water | shimmering water | sunlight on the pool floor", "refracted pool light | dappled water light", natural=[[(0.0, 0.25, 0.5), (0.05, 0.5, 0.72), (0.2, 0.75, 0.88), (0.95, 1, 1)]])
def caustics(p):
    n = p.count(20, 60)
    web = sum(w * bend(p, np.clip(1 - p.cells(m)[2] * s, 0, 1) ** 3, 0.07, 4) for w, m, s in ((0.8, n, p.between(4, 7)), (0.45, max(8, n // 2), 4)))
    return p.ramp(np.clip(0.3 * p.noise(2, 2) + web * 0.9, 0, 1))


@family("ocean waves | sea waves | waves of the sea | stormy sea | breaking waves | rough sea | ocean", "surging surf | rolling swell", natural=[[(0.01, 0.1, 0.25), (0.03, 0.28, 0.48), (0.12, 0.55, 0.66), (0.9, 0.97, 0.98)]])
def ocean_waves(p):
    """Swell in rows that grow towards the viewer, with foam on the crests."""
    horizon = p.between(-0.75, -0.2)
    d = np.clip(Y - horizon, 0.01, 2)
    u, v = X / (d + 0.35), 1 / (d + 0.25)
    n = p.noise(5, 3, 0.8)
    f = wave(v * p.scale(5, 11) + 1.6 * np.sin(u * p.between(1.5, 3) + p.between(0, 6)) + n * 3)
    sea = p.ramp(np.clip(f**1.6 * 0.62 + 0.1 * p.noise(16, 2, 0.5), 0, 1))
    foam = np.clip((f - p.between(0.82, 0.92)) * 9, 0, 1) * np.clip(p.noise(20, 3) * 2 - 0.55, 0, 1)
    sea = mix(sea, p.sheet(tint(p.inks[-1], 0.3)), foam)
    sky = p.ramp(np.clip(0.75 + 0.25 * p.noise(2, 3, 0.6), 0, 1)) * 0.95
    return mix(sky, sea, step(Y - horizon, 0, 40))


@family("great wave | giant wave | tsunami wave | hokusai wave | curling wave | big surf wave", "towering breaker | japanese woodblock wave", natural=[[(0.93, 0.88, 0.75), (0.1, 0.25, 0.45), (0.25, 0.5, 0.65), (0.98, 0.98, 0.95)]], figure=True)
def great_wave(p):
    image = p.sheet().copy()
    side = p.pick([-1, 1])
    for k in range(p.whole(2, 4)):
        base, cx, r = SIDE * (0.72 + 0.12 * k), p.between(0.2, 0.8) * SIDE, p.between(26, 52)
        t = np.linspace(-0.4, 3.6, 40)
        shrink = np.linspace(1.15, 0.35, 40)
        curl = np.stack([cx + side * r * shrink * np.sin(t - 1.4) * 1.2, base - r * 0.55 - r * shrink * np.cos(t - 1.9) * 0.95], 1)
        c = p.inks[k % max(1, len(p.inks) - 1)]
        fill(image, [(cx - side * 120, SIDE + 20), (cx - side * 120, base + 6), *curl, (cx + side * r, base + 4), (cx + side * 120, base + 10), (cx + side * 120, SIDE + 20)], c)
        for q in (0.8, 0.62):
            stroke(image, curl[:30] * q + np.array([cx, base - r * 0.3]) * (1 - q), tint(c, 0.35), 1)
        stroke(image, curl, p.inks[-1], 2)
        for x, y in curl[10:]:
            if p.chance(0.6):
                disc(image, x + p.between(-3, 3), y + p.between(-3, 3), p.between(1, 3), p.inks[-1])
    return image


@family("bubbles | soap bubbles | floating bubbles | air bubbles in water | shiny bubbles | foam bubbles", "iridescent soap spheres | fizzing bubbles", natural=[[(0.05, 0.3, 0.55), (0.4, 0.75, 0.95), (0.95, 0.8, 0.95), (0.9, 1, 1)]], figure=True)
def bubbles(p):
    image = np.ascontiguousarray(p.sheet() * (1.1 - 0.35 * Y)[..., None])
    for _ in range(p.count(5, 32)):
        (x, y), r, c = p.place(-0.02), p.between(5, 30) / (1 + p.density), p.ink()
        over = image.copy()
        disc(over, x, y, r, tint(c, 0.1))
        image = image * 0.8 + over * 0.2
        disc(image, x, y, r, tint(c, 0.25), 1)
        t = np.linspace(2.6, 4.2, 10)
        stroke(image, np.stack([x + r * 0.78 * np.cos(t), y + r * 0.78 * np.sin(t)], 1), (1, 1, 1), 2 if r > 14 else 1)
        disc(image, x + r * 0.4, y + r * 0.45, max(0.5, r * 0.08), (1, 1, 1))
    return image


@family("ink in water | ink dissolving in water | ink clouds | colored ink drop in water | swirling ink | underwater ink", "pigment diffusing in liquid | billowing dye", natural=[[(0.95, 0.96, 0.97), (0.2, 0.3, 0.7), (0.1, 0.08, 0.35)], [(0.96, 0.96, 0.96), (0.9, 0.3, 0.5), (0.35, 0.1, 0.5)], [(0.94, 0.95, 0.96), (0.15, 0.15, 0.2), (0.02, 0.02, 0.05)]])
def ink_in_water(p):
    n = bend(p, bend(p, p.noise(p.scale(2, 3.5), 4), 0.16, 3), 0.08, 6)
    mask = np.clip(1.35 - np.hypot(X - p.between(-0.3, 0.3), Y + p.between(-0.2, 0.6)) * p.between(0.8, 1.3), 0, 1)
    f = np.clip((1 - np.abs(n - 0.5) * 3) * mask + (n - 0.55) * mask, 0, 1)
    return p.ramp(f)


@family("waterfall | cascade | cascading water | waterfall over rocks | falling water", "plunging torrent | cataract", natural=[[(0.12, 0.18, 0.14), (0.3, 0.5, 0.55), (0.7, 0.87, 0.92), (1, 1, 1)]])
def waterfall(p):
    rocks = p.ramp(np.clip(0.3 * p.noise(8, 3), 0, 1)) * 0.9
    left, right = p.between(-0.8, -0.2), p.between(0.2, 0.8)
    streaks = p.noise(3, 4, 9)
    water = p.ramp(np.clip(0.35 + 0.75 * streaks, 0, 1))
    wobble = 0.12 * (p.noise(4, 2) - 0.5)
    image = mix(rocks, water, step(X + wobble - left, 0, 14) * step(right - X - wobble, 0, 14))
    spray = np.clip((Y - p.between(0.45, 0.75)) * 3 + (p.noise(8, 3) - 0.5) * 1.5, 0, 1)
    return mix(image, p.sheet(p.inks[-1]), spray * 0.75)


@family("seaweed | kelp forest | swaying seaweed | kelp | underwater plants | sea grass", "marine algae fronds | waving kelp", natural=[[(0.0, 0.22, 0.3), (0.15, 0.5, 0.2), (0.45, 0.65, 0.15), (0.1, 0.35, 0.2)]], figure=True)
def seaweed(p):
    image = np.ascontiguousarray(p.sheet() * (1.2 - 0.6 * Y)[..., None])
    for _ in range(p.count(6, 22)):
        x, h, phase, sway, c = p.between(0, SIDE), p.between(50, 135), p.between(0, 6), p.between(3, 10), p.jitter(p.ink(), 0.05)
        y = np.linspace(SIDE + 2, SIDE - h, 16)
        points = np.stack([x + sway * np.sin(y * p.between(0.04, 0.08) + phase), y], 1)
        stroke(image, points, c, p.whole(2, 4))
        for k, (u, v) in enumerate(points[2:]):
            fill(image, petal(u, v, p.between(7, 14), 2.5, -np.pi / 2 + (1 if k % 2 else -1) * 0.9), tint(c, p.between(-0.15, 0.2)))
    return image


@family("octopus tentacles | tentacles | squid tentacles | kraken arms | curling tentacles with suckers", "cephalopod arms | suckered limbs", natural=[[(0.02, 0.12, 0.2), (0.75, 0.25, 0.3), (0.9, 0.5, 0.4)], [(0.03, 0.03, 0.1), (0.45, 0.2, 0.6), (0.85, 0.6, 0.85)]], figure=True)
def tentacles(p):
    image = np.ascontiguousarray(p.sheet() * (0.8 + 0.5 * p.noise(2, 2))[..., None])
    for _ in range(p.count(4, 9)):
        x, y = p.pick([(p.between(0, SIDE), SIDE + 4), (-4, p.between(20, SIDE)), (SIDE + 4, p.between(20, SIDE))])
        a, curl, c = np.arctan2(72 - y, 72 - x) + p.between(-0.5, 0.5), p.pick([-1, 1]) * p.between(0.03, 0.07), p.jitter(p.ink(), 0.05)
        n, w0 = 42, p.between(7, 12)
        for k in range(n):
            w = w0 * (1 - k / n) + 1
            disc(image, x, y, w, c * (0.75 + 0.25 * k / n))
            if k % 3 == 0:
                s = np.sign(curl)
                disc(image, x - s * w * 0.5 * np.sin(a), y + s * w * 0.5 * np.cos(a), w * 0.3, tint(c, 0.5))
            x, y = x + 3 * np.cos(a), y + 3 * np.sin(a)
            a += curl * (0.3 + 3.2 * (k / n) ** 2)
    return image
