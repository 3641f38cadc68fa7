"""Fire, smoke, storm, lava and ice."""

import cv2
import numpy as np

from ..paint import RADIUS, SIDE, TAU, X, Y, bend, blob, blur, disc, fill, glow, lit, mix, normal, petal, step, stroke, tint, wave
from .registry import family

FIRE = [(0.03, 0.0, 0.0), (0.55, 0.05, 0.0), (0.95, 0.33, 0.02), (1, 0.72, 0.15), (1, 0.96, 0.7)]


@family("flames | fire | burning fire | blazing flames | inferno | roaring fire | burning | wall of fire", "tongues of flame | blaze", natural=FIRE, dark=True)
def flames(p):
    """Tongues that narrow and fray upwards, brightest at their root."""
    h = (1 - Y) / 2
    n = cv2.resize(p.noise(p.scale(3, 6), 4, 1.0)[: SIDE // 2], (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    n = bend(p, n, 0.05, 4)
    ridge = 1 - np.abs(2 * n - 1)
    f = 0.75 * n + 0.45 * ridge - (h * p.between(0.55, 0.95)) ** 1.2 * p.between(0.9, 1.3) + p.between(0.05, 0.25)
    return glow(p.ramp(np.clip(f * 1.25, 0, 1)), 3, 0.12)


@family("campfire | bonfire | flame of a candle | single flame | torch flame | candle flame", "flickering candlelight | hearth fire", natural=FIRE, figure=True, dark=True)
def campfire(p):
    f = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(p.count(1, 6)):
        cx, base, size = p.between(-0.45, 0.45), p.between(0.6, 0.95), p.between(0.8, 1.5)
        h = (base - Y) / size
        width = 0.32 * size * np.clip(np.sqrt(np.clip(h + 0.12, 0, 1)) * (1 - h), 0, 1)
        sway = 0.12 * size * np.sin(h * p.between(3, 7) + p.between(0, 6)) * h
        f = np.maximum(f, np.clip(1 - np.abs(X - cx - sway) / (width + 1e-3), 0, 1) * (h > -0.12) * (h < 1) * (1.1 - 0.35 * h))
    f = bend(p, f, 0.02, 6)
    return glow(p.ramp(np.clip(blur(f, 1.2) * 1.2, 0, 1)), 7, 0.5)


@family("embers | sparks | glowing embers | flying sparks | hot sparks in the dark | fire sparks", "smouldering cinders | shower of sparks", natural=FIRE, figure=True, dark=True)
def embers(p):
    image = p.ramp(np.clip(p.noise(2, 3) * 0.35 * (0.6 + 0.6 * Y), 0, 1))
    for _ in range(p.count(30, 160)):
        (x, y), a, r = p.place(), p.between(-2.2, -0.9), p.between(0.5, 1.6)
        stroke(image, [(x, y), (x + 5 * r * np.cos(a), y + 5 * r * np.sin(a))], p.inks[-p.whole(1, min(3, len(p.inks)))] * p.between(0.7, 1), max(1, r))
    return glow(image, 2.5, 0.9)


@family("lava | molten lava | glowing magma | lava cracks | volcanic lava flow | cracked molten rock | magma", "incandescent rock | erupted molten stone", natural=[[(0.06, 0.03, 0.03), (0.35, 0.05, 0.02), (0.95, 0.3, 0.02), (1, 0.8, 0.2)]], dark=True)
def lava(p):
    """A dark crust with glowing cracks between its plates."""
    _, _, edge, _ = p.cells(p.count(10, 40))
    edge = bend(p, edge, 0.04, 6)
    heat = np.clip(1 - edge * p.between(5, 9), 0, 1) ** 1.5 + np.clip(p.noise(3, 3) - 0.62, 0, 1) * 2.2
    crust = 0.25 * p.noise(12, 3)
    return glow(p.ramp(np.clip(heat + crust * 0.3, 0, 1)), 4, 0.35)


@family("volcano | erupting volcano | volcanic eruption | volcano at night | lava fountain", "mountain spewing lava | cinder cone eruption", natural=[[(0.08, 0.04, 0.1), (0.35, 0.08, 0.08), (0.98, 0.35, 0.05), (1, 0.8, 0.25)]], dark=True)
def volcano(p):
    image = p.ramp(np.clip(0.12 + 0.22 * p.noise(3, 4) * (1 + Y), 0, 0.45))
    cx, top, spread = 72 + p.between(-18, 18), p.between(52, 80), p.between(38, 70)
    for _ in range(p.count(30, 90)):
        a, r = p.between(-2.5, -0.65), p.between(10, 60)
        x, y = cx + r * np.cos(a), top + r * np.sin(a) * 1.1
        stroke(image, [(cx, top), (cx + (x - cx) * 0.5, top + (y - top) * 0.8), (x, y)], p.inks[-p.whole(1, min(2, len(p.inks)))], 1)
    image = glow(image, 5, 0.9)
    cone = [(cx - 8, top), (cx + 8, top), (cx + spread + 10, SIDE), (cx - spread - 10, SIDE)]
    fill(image, cone, p.ground * 0.6)
    for _ in range(p.whole(2, 5)):
        x, points = cx + p.between(-6, 6), []
        for y in np.linspace(top, SIDE, 12):
            points.append((x, y))
            x += p.between(-5, 5) + (x - cx) * 0.09
        stroke(image, points, p.inks[-p.whole(1, min(2, len(p.inks)))], p.whole(1, 3))
    return glow(image, 3, 0.35)


@family("smoke | swirling smoke | wisps of smoke | curling smoke | smoke plume | drifting smoke", "fumes | vaporous tendrils", natural=[[(0.02, 0.02, 0.03), (0.35, 0.36, 0.4), (0.85, 0.86, 0.9)]], dark=True)
def smoke(p):
    f = bend(p, bend(p, p.noise(p.scale(1.5, 3), 4), 0.18, 3), 0.1, 5)
    ridge = (1 - np.abs(f - 0.5) * 2) ** p.between(3, 7)
    return p.ramp(np.clip(ridge * (0.3 + p.noise(2, 2)) * 1.1, 0, 1))


@family("fog | mist | haze | misty landscape | foggy hills | morning mist", "brume | veiled by mist", natural=[[(0.85, 0.87, 0.9), (0.62, 0.67, 0.72), (0.4, 0.46, 0.52), (0.25, 0.3, 0.36)]])
def fog(p):
    image, n = p.ramp(np.clip(0.12 * p.noise(2, 2) + 0.05 * Y, 0, 1)), p.whole(2, 5)
    for k in range(n):
        ridge = -0.2 + 1.1 * k / n + 0.25 * (p.noise(p.between(2, 6), 3)[0] - 0.5) * 2
        body = p.ramp(np.full((SIDE, SIDE), (k + 1.0) / n * 0.9, np.float32))
        fade = np.clip(1 - (Y - ridge[None]) * p.between(0.6, 1.2), 0.1, 1)
        image = mix(image, body, step(Y - ridge[None], 0, 18) * fade)
    return blur(image, 1.0)


@family("lightning | electric bolts | lightning strike | thunderstorm | electricity arcs | lightning bolt", "thunderbolt | electrical discharge", natural=[[(0.02, 0.02, 0.07), (0.2, 0.12, 0.45), (0.55, 0.5, 0.95), (0.97, 0.95, 1)]], figure=True, dark=True)
def lightning(p):
    image = p.ramp(p.noise(2, 4) * 0.4)
    bolts = np.zeros((SIDE, SIDE, 3), np.float32)

    def bolt(x, y, angle, length, width):
        points = [(x, y)]
        while length > 0:
            s = p.between(4, 9)
            x, y, length = x + s * np.cos(angle), y + s * np.sin(angle), length - s
            points.append((x, y))
            angle += p.between(-0.65, 0.65) - (angle - np.pi / 2) * 0.12
            if width > 1 and p.chance(0.22):
                bolt(x, y, angle + p.pick([-0.8, 0.8]), length * 0.5, 1)
        stroke(bolts, points, (1, 1, 1), width)

    for _ in range(p.count(1, 5)):
        bolt(p.between(20, 124), -2, np.pi / 2 + p.between(-0.4, 0.4), p.between(110, 190), 2)
    c = p.inks[-1]
    return image + blur(bolts, 7) * 2.2 * p.ink() + blur(bolts, 2) * 1.2 * c + bolts * tint(c, 0.6)


@family("plasma ball | plasma globe | tesla coil | electric orb | electric arcs in a sphere", "static electricity globe | crackling sphere", natural=[[(0.02, 0.0, 0.05), (0.35, 0.1, 0.75), (0.95, 0.35, 0.9), (0.9, 0.9, 1)]], figure=True, dark=True)
def plasma_ball(p):
    image, arcs = p.sheet().copy(), np.zeros((SIDE, SIDE, 3), np.float32)
    cx, cy, r, c = 72 + p.between(-10, 10), 72 + p.between(-10, 10), p.between(48, 66), p.ink()
    for _ in range(p.count(5, 16)):
        a, points = p.between(0, TAU), []
        for t in np.linspace(0.1, 1, 10):
            a += p.between(-0.25, 0.25)
            points.append((cx + r * t * np.cos(a), cy + r * t * np.sin(a)))
        stroke(arcs, points, (1, 1, 1), 1)
    disc(arcs, cx, cy, 5, (1, 1, 1))
    disc(image, cx, cy, r, p.ground + 0.12 * c)
    disc(image, cx, cy, r, c * 0.6, 1)
    return image + blur(arcs, 4) * 2.5 * c + blur(arcs, 1.2) * c + arcs * tint(p.inks[-1], 0.5)


@family("frost | frozen window | frosty patterns | ice ferns | hoarfrost | frost crystals", "rime | icy window ferns", natural="icy")
def frost(p):
    image = p.ramp(normal(p.noise(3, 4)) * 0.55).copy()

    def branch(x, y, a, length):
        if length < 3.5:
            return
        u, v = x + np.cos(a) * length, y + np.sin(a) * length
        stroke(image, [(x, y), (u, v)], tint(p.inks[-1], 0.2), 1)
        for t in (0.4, 0.7, 1.0):
            for s in (-1.05, 1.05):
                branch(x + np.cos(a) * length * t, y + np.sin(a) * length * t, a + s, length * 0.4)

    for _ in range(p.count(3, 9)):
        (x, y), a, length = p.place(-0.1), p.between(0, 6), p.between(18, 42)
        for q in range(6):
            branch(x, y, a + q * 1.047, length)
    return glow(image, 2, 0.15)


@family("cracked ice | frozen lake | ice | glacier ice | ice surface | blue ice", "glacial sheet | fractured frozen surface", natural="icy")
def cracked_ice(p):
    _, _, edge, _ = p.cells(p.count(6, 22))
    edge = bend(p, edge, 0.03, 8)
    cracks = np.clip(1 - edge * p.between(12, 25), 0, 1)
    f = 0.25 + 0.4 * p.noise(3, 4)
    return p.ramp(np.clip(f, 0, 1)) + (cracks * 0.5)[..., None] * p.inks[-1]


@family("snowflakes | snow crystals | falling snowflakes | ice star crystals | winter snowflakes", "six-armed ice crystals | snow stars", natural=[[(0.08, 0.2, 0.45), (0.85, 0.93, 1), (1, 1, 1)]], figure=True)
def snowflakes(p):
    image = p.ramp(0.12 * p.noise(2, 2)).copy()
    for _ in range(p.count(2, 16)):
        (x, y), r, turn, c = p.place(), p.between(12, 44) / (1 + p.density * 1.4), p.between(0, 1), p.ink()
        arms, spread = [(p.between(0.25, 0.85), p.between(0.15, 0.4)) for _ in range(p.whole(2, 4))], p.between(0.7, 1.1)
        for q in range(6):
            a = turn + q * TAU / 6
            stroke(image, [(x, y), (x + r * np.cos(a), y + r * np.sin(a))], c, 2 if r > 26 else 1)
            for t, length in arms:
                u, v = x + r * t * np.cos(a), y + r * t * np.sin(a)
                for s in (-spread, spread):
                    stroke(image, [(u, v), (u + r * length * np.cos(a + s), v + r * length * np.sin(a + s))], c, 1)
    return glow(image, 3, 0.25)


@family("snowfall | falling snow | snowstorm | blizzard | snowy winter night | snowing", "snow flurries | whirling snow", natural=[[(0.25, 0.32, 0.45), (0.6, 0.68, 0.8), (0.98, 0.99, 1)], [(0.04, 0.07, 0.18), (0.2, 0.28, 0.45), (0.95, 0.97, 1)]], figure=True)
def snowfall(p):
    image = p.ramp(np.clip((Y + 1) * 0.18 + 0.12 * p.noise(2, 2), 0, 0.5)).copy()
    if p.chance(0.5):
        ridge = 0.55 + 0.25 * (p.noise(2, 2)[0] - 0.5)
        image = mix(image, p.sheet(p.inks[-1]) * 0.92, step(Y - ridge[None], 0, 12))
    for _ in range(p.count(60, 260)):
        (x, y), r = p.place(), p.between(0.5, 2.4)
        disc(image, x, y, r, p.inks[-1])
    return blur(image, 0.5)


@family("rain | rainfall | raindrops falling | rainstorm | heavy rain | rain streaks", "downpour | drizzle streaks", natural=[[(0.12, 0.15, 0.2), (0.3, 0.36, 0.44), (0.7, 0.78, 0.86)]], figure=True)
def rain(p):
    image = p.ramp(np.clip(0.2 + 0.35 * p.noise(2, 3) - 0.1 * Y, 0, 1)) * 0.8
    image = np.ascontiguousarray(image)
    slope, c = p.between(-0.35, 0.35), p.inks[-1]
    layer = np.zeros_like(image)
    for _ in range(p.count(80, 260)):
        (x, y), length = p.place(-0.1), p.between(6, 22)
        stroke(layer, [(x, y), (x + slope * length, y + length)], c * p.between(0.35, 1), 1)
    return image + layer * 0.8


@family("raindrops on glass | wet window | water droplets | dew drops | drops on a window pane | condensation", "beaded water | rain-speckled glass", natural=[[(0.25, 0.32, 0.38), (0.5, 0.6, 0.66), (0.85, 0.92, 0.96)], [(0.05, 0.08, 0.14), (0.9, 0.6, 0.2), (0.9, 0.95, 1)]])
def raindrops_on_glass(p):
    back = p.ramp(normal(p.noise(3, 1)))
    back = blur(back, 5)
    image = back.copy() * 0.8
    for _ in range(p.count(25, 110)):
        (x, y), r = p.place(-0.02), p.between(1.5, 8.5) * p.scale(1.3, 0.7)
        c = back[SIDE - 1 - int(np.clip(y, 0, SIDE - 1)), int(np.clip(x, 0, SIDE - 1))]
        disc(image, x, y, r, c * 0.55)
        disc(image, x, y + r * 0.15, r * 0.82, np.clip(c * 1.15, 0, 1))
        disc(image, x - r * 0.3, y - r * 0.35, max(0.6, r * 0.22), (1, 1, 1))
    return image


@family("tornado | twister | whirlwind | storm funnel | cyclone funnel | dust devil", "funnel cloud | waterspout", natural=[[(0.72, 0.74, 0.72), (0.45, 0.47, 0.47), (0.16, 0.17, 0.19)]], figure=True)
def tornado(p):
    image = p.ramp(np.clip(0.3 * p.noise(2, 4, 0.6) - 0.25 * Y, 0, 0.6))
    h = (Y + 1) / 2
    cx = p.between(-0.3, 0.3) + 0.15 * np.sin(h * p.between(2, 5) + p.between(0, 6))
    width = 0.07 + p.between(0.4, 0.8) * (1 - h) ** 1.8
    inside = np.clip(1 - np.abs(X - cx) / width, 0, 1)
    bands = wave((X - cx) / width * 2.5 + h * p.between(25, 45) + 3 * p.noise(6, 2))
    body = p.ramp(np.clip(0.45 + 0.4 * bands + 0.3 * (1 - inside), 0, 1))
    return mix(image, body, np.clip(inside * 3, 0, 1))


@family("explosion | fiery explosion | blast | fireball explosion | detonation | exploding fireball", "shockwave burst | bursting fireball", natural=FIRE, figure=True, dark=True)
def explosion(p):
    cx, cy = p.between(-0.2, 0.2), p.between(-0.2, 0.2)
    r = np.hypot(X - cx, Y - cy)
    n = bend(p, p.noise(p.scale(3, 6), 4), 0.06, 5)
    spikes = p.noise(5, 2)
    f = np.clip(1.35 - r * p.between(1.2, 1.9) + (n - 0.5) * 1.3 + (spikes - 0.5) * 0.3, 0, 1)
    image = p.ramp(f)
    layer = np.zeros_like(image)
    for _ in range(p.whole(10, 40)):
        a, r1 = p.between(0, TAU), p.between(25, 75)
        x, y = 72 * (1 + cx), 72 * (1 + cy)
        stroke(layer, [(x + r1 * np.cos(a), y + r1 * np.sin(a)), (x + r1 * 1.25 * np.cos(a), y + r1 * 1.25 * np.sin(a))], p.inks[-1])
    return glow(image + layer * 0.8, 4, 0.25)


@family("colored smoke clouds | smoke bomb | powder explosion | holi powder | colorful smoke", "bursting color powder | plumes of colored dust", natural="rainbow,candy,vaporwave,sunset")
def colored_smoke(p):
    image = p.sheet() * 0.15
    for _ in range(p.whole(3, 6)):
        cx, cy, s = p.between(-0.7, 0.7), p.between(-0.7, 0.7), p.between(0.35, 0.8)
        n = bend(p, p.noise(p.scale(3, 5), 4), 0.06, 5)
        m = np.clip(1.25 - np.hypot(X - cx, Y - cy) / s + (n - 0.5) * 1.4, 0, 1)
        image = mix(image, p.ink() * (0.55 + 0.65 * lit(n * 3, 1.2)[..., None]), m)
    return image
