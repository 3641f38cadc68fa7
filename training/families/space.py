"""The sky at night and what is beyond it."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blur, disc, ellipse, glow, lit, mix, normal, outline, step, stroke, tint, wave
from .registry import family

NIGHT = [(0.01, 0.01, 0.06), (0.05, 0.07, 0.25), (0.2, 0.3, 0.6), (0.85, 0.9, 1)]


@family("stars | starry night sky | starfield | stars in space | night sky full of stars | field of stars", "twinkling constellations overhead | stellar field", natural=[NIGHT], figure=True, dark=True)
def stars(p):
    image = p.ramp(normal(p.noise(2, 3)) * p.between(0.1, 0.4)) * p.between(0.5, 0.9)
    return sprinkle(p, sprinkle(p, image, p.count(30, 260), 0.6), p.whole(2, 14), 1.3, flare=True)


@family("nebula | cosmic nebula | interstellar gas cloud | deep space nebula | cosmic space | outer space | cosmic clouds | space nebula", "glowing stellar nursery | cosmos", natural=[[(0.01, 0.0, 0.04), (0.25, 0.03, 0.4), (0.75, 0.15, 0.55), (0.3, 0.6, 0.95), (1, 0.9, 0.9)], [(0.01, 0.01, 0.04), (0.05, 0.2, 0.4), (0.1, 0.6, 0.65), (0.95, 0.6, 0.35), (1, 0.95, 0.85)], [(0.01, 0.0, 0.03), (0.35, 0.05, 0.15), (0.85, 0.3, 0.2), (0.95, 0.75, 0.5)]], dark=True)
def nebula(p):
    """Lit gas with dark lanes and stars within."""
    f = bend(p, p.noise(p.scale(1.5, 3), 5), 0.14, 2)
    filaments = 1 - np.abs(2 * bend(p, p.noise(p.scale(2, 4), 4), 0.1, 3) - 1)
    mask = np.clip(normal(p.noise(1.5, 3)) * 1.7 - 0.3, 0, 1)
    gas = p.ramp(np.clip((normal(f) * 0.7 + filaments**3 * 0.45) * mask, 0, 1))
    return sprinkle(p, sprinkle(p, glow(gas, 5, 0.3), p.whole(40, 220), 0.55), p.whole(1, 6), 1.2, flare=True)


@family("spiral galaxy | galaxy | galaxy with spiral arms | swirling galaxy in space | andromeda galaxy | galactic spiral", "whirling island of stars | pinwheel galaxy", natural=[[(0.01, 0.01, 0.03), (0.12, 0.08, 0.35), (0.45, 0.3, 0.75), (0.95, 0.75, 0.7), (1, 0.97, 0.88)]], figure=True, dark=True)
def spiral_galaxy(p):
    x, y = p.plane(zoom=(0.9, 1.4), shift=0.15)
    y = y * p.between(1, 2.2)
    r, a = np.hypot(x, y) + 0.01, np.arctan2(y, x)
    arms = wave(p.pick([2, 2, 3, 4]) * a - p.pick([-1, 1]) * p.between(4, 8) * np.log(r + 0.05) + 1.2 * (p.noise(5, 3) - 0.5)) ** p.between(1.2, 2.5)
    f = arms * np.exp(-r * p.between(1.4, 2.2)) * 1.1 + np.exp(-r * r * p.between(18, 40)) * 0.95
    f = f * (0.5 + 0.85 * p.noise(8, 4))
    image = glow(p.ramp(np.clip(f, 0, 1)), 4, 0.35)
    return sprinkle(p, image, p.whole(40, 180), 0.5)


@family("milky way | band of the milky way | milky way over the horizon | galactic band in the night sky", "star cloud arch | galactic plane", natural=[[(0.01, 0.01, 0.05), (0.1, 0.1, 0.3), (0.45, 0.35, 0.55), (0.95, 0.85, 0.75)]], dark=True)
def milky_way(p):
    x, y = p.plane(zoom=(0.8, 1.0), shift=0.3)
    n = bend(p, p.noise(p.scale(3, 5), 4), 0.1, 3)
    f = np.exp(-((y + 0.2 * (n - 0.5)) ** 2) / p.between(0.04, 0.12)) * (0.35 + n) * 0.8 - np.clip(n - 0.55, 0, 1) * np.exp(-(y**2) / 0.02) * 1.5
    image = sprinkle(p, p.ramp(np.clip(f, 0, 1)), p.whole(150, 350), 0.5)
    if p.chance(0.5):
        ridge = p.between(0.55, 0.85) + 0.2 * (p.noise(4, 3)[0] - 0.5)
        image = mix(image, p.sheet(p.ground * 0.4), step(Y - ridge[None], 0, 40))
    return image


@family("planet | planets | gas giant | ringed planet | saturn | alien planet in space | planet with rings", "exoplanet | celestial globe", natural=[[(0.01, 0.01, 0.04), (0.75, 0.5, 0.3), (0.9, 0.8, 0.6), (0.5, 0.3, 0.25)], [(0.01, 0.01, 0.04), (0.15, 0.35, 0.7), (0.5, 0.75, 0.9), (0.9, 0.95, 1)], [(0.01, 0.01, 0.04), (0.75, 0.25, 0.12), (0.9, 0.5, 0.3), (0.5, 0.15, 0.1)]], figure=True, dark=True)
def planet(p):
    image = sprinkle(p, p.sheet() * 0.7, p.whole(20, 120), 0.5)
    for _ in range(p.count(1, 2.4)):
        cx, cy, r = p.between(-0.35, 0.35), p.between(-0.35, 0.35), p.between(0.25, 0.6) / (1 + 0.5 * p.density)
        x, y = (X - cx) / r, (Y - cy) / r
        tilt = p.between(-0.6, 0.6)
        u, v = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
        bands = wave(v * p.between(4, 11) + (p.noise(5, 4) - 0.5) * p.between(1, 4)) if p.chance(0.6) else p.noise(5, 4)
        z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
        light = np.clip(-0.6 * x - 0.4 * y + 0.75 * z, 0.02, 1) ** 0.8
        body = p.ramp(0.3 + 0.7 * normal(bands), p.inks if len(p.inks) > 1 else None) * light[..., None]
        if p.chance(0.55):
            e = np.hypot(u, v * p.between(3, 5))
            ring = ((e > 1.3) & (e < p.between(1.8, 2.2))) * wave(e, 26) * ((v > 0) | (x * x + y * y > 1))
            image = mix(image, body, step(1 - x * x - y * y, 0, 18))
            image = mix(image, p.sheet(tint(p.ink(), 0.2)), ring.astype(np.float32) * 0.85)
        else:
            image = mix(image, body, step(1 - x * x - y * y, 0, 18))
            image = image + (np.exp(-np.clip(np.hypot(x, y) - 1, 0, 9) * 9) * 0.3 * (np.hypot(x, y) > 1))[..., None] * p.ink()
    return image


@family("moon | full moon | crescent moon | moonlit night | moon in the night sky | cratered moon", "lunar disc | moonlight over clouds", natural=[[(0.02, 0.03, 0.1), (0.12, 0.16, 0.32), (0.6, 0.62, 0.66), (0.97, 0.95, 0.86)]], figure=True, dark=True)
def moon(p):
    clouds = p.noise(2, 4, 0.5)
    image = sprinkle(p, p.ramp(clouds * 0.22), p.whole(5, 70), 0.5)
    cx, cy, r = p.between(-0.5, 0.5), p.between(-0.5, 0.3), p.between(0.22, 0.5)
    x, y = (X - cx) / r, (Y - cy) / r
    d = np.hypot(x, y)
    face = p.sheet(p.inks[-1]) * (0.68 + 0.4 * p.noise(7, 4))[..., None]
    m = step(1 - d, 0, 40 * r)
    if p.chance(0.35):
        m = m * step(np.hypot(x - p.between(0.35, 0.6), y - 0.1), 0.95, 18)
    image = image + (np.exp(-np.clip(d - 0.9, 0, 9) * 2.2) * 0.3)[..., None] * p.inks[-1]
    image = mix(image, face, m)
    return mix(image, p.ramp(clouds * 0.4), np.clip(clouds * 2 - 1.1, 0, 0.8) * (Y > cy - 0.1))


@family("solar eclipse | eclipse | total eclipse with corona | sun corona | black sun", "occulted sun | ring of light around a dark disc", natural=[[(0.02, 0.02, 0.05), (0.4, 0.3, 0.35), (0.98, 0.7, 0.35), (1, 0.97, 0.9)]], figure=True, dark=True)
def solar_eclipse(p):
    cx, cy, r = p.between(-0.2, 0.2), p.between(-0.2, 0.2), p.between(0.25, 0.45)
    d, a = np.hypot(X - cx, Y - cy) / r, np.arctan2(Y - cy, X - cx)
    rays = np.interp(a, np.linspace(-np.pi, np.pi, 50), np.r_[p.rng.random(49), 0.5])
    f = np.exp(-np.clip(d - 1, 0, 9) * (1.6 + 2.5 * rays)) * 1.05
    image = p.ramp(np.clip(f, 0, 1))
    return mix(glow(image, 4, 0.3), p.sheet(p.ground * 0.4), step(1 - d, 0, 50 * r))


@family("sun | blazing sun | surface of the sun | solar flares | burning star | sun in space", "fiery solar disc | stellar surface", natural=[[(0.04, 0.0, 0.0), (0.7, 0.12, 0.0), (1, 0.5, 0.05), (1, 0.9, 0.5)]], figure=True, dark=True)
def sun(p):
    cx, cy, r = p.between(-0.3, 0.3), p.between(-0.3, 0.3), p.between(0.35, 0.65)
    d = np.hypot(X - cx, Y - cy) / r
    n = bend(p, p.noise(p.scale(5, 10), 4), 0.05, 6)
    body = 0.55 + 0.6 * (n - 0.3) + 0.15 * (1 - d)
    corona = np.exp(-np.clip(d - 1, 0, 9) * p.between(2.5, 5)) * (0.35 + 0.6 * n)
    return glow(p.ramp(np.clip(np.where(d < 1, body, corona), 0, 1)), 4, 0.25)


@family("black hole | accretion disk | black hole with glowing disk | event horizon | gravitational lensing", "collapsed star devouring light | interstellar singularity", natural=[[(0.0, 0.0, 0.01), (0.45, 0.12, 0.02), (0.98, 0.55, 0.12), (1, 0.95, 0.8)]], figure=True, dark=True)
def black_hole(p):
    x, y = p.plane(turn=False, zoom=(1.0, 1.6), shift=0.2)
    tilt = p.between(-0.5, 0.5)
    x, y = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
    d, squeeze = np.hypot(x, y), p.between(3, 6)
    e = np.hypot(x, y * squeeze)
    streaks = 0.6 + 0.6 * p.noise(8, 3)
    disk = np.exp(-((e - 0.85) ** 2) / 0.09) * streaks * (1 - 0.35 * np.sign(x))
    halo = np.exp(-((d - 0.42) ** 2) / 0.004) * 0.9
    f = halo * (d > 0.3)
    front = (y > 0) | (d > 0.36)
    image = p.ramp(np.clip(f + disk * front, 0, 1))
    dark = step(0.36 - d, 0, 40) * (1 - np.clip(disk * (y > 0), 0, 1))
    return sprinkle(p, glow(mix(image, p.sheet(p.ground), dark), 4, 0.5), p.whole(10, 80), 0.5)


@family("comet | shooting star | meteor shower | falling stars | comet with a tail | meteors", "streaking meteorite | perseids", natural=[NIGHT], figure=True, dark=True)
def comet(p):
    image = np.ascontiguousarray(sprinkle(p, p.ramp(p.noise(2, 3) * 0.22), p.whole(20, 120), 0.5))
    a, light = p.between(0.3, 2.8), np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.count(1, 10)):
        (x, y), length, c = p.place(0.1), p.between(35, 100) / (1 + p.density), p.inks[-p.whole(1, min(2, len(p.inks)))]
        for t in np.linspace(1, 0, 14):
            disc(light, x - length * t * np.cos(a), y - length * t * np.sin(a), 0.5 + 2.2 * (1 - t), c * (1 - t) ** 1.5)
    return glow(image + light, 3, 0.8)


@family("constellation | star map | constellations with lines | zodiac map | connected stars", "astronomical chart | celestial atlas", natural=[NIGHT], figure=True, dark=True)
def constellation(p):
    image = np.ascontiguousarray(sprinkle(p, p.ramp(p.noise(2, 2) * 0.25), p.whole(30, 90), 0.45))
    for _ in range(p.count(1, 4)):
        (x, y), c, points = p.place(0.25), p.inks[-1], []
        for _ in range(p.whole(4, 8)):
            points.append((x, y))
            a = p.between(0, TAU)
            x, y = np.clip(x + p.between(14, 36) * np.cos(a), 5, 139), np.clip(y + p.between(14, 36) * np.sin(a), 5, 139)
        stroke(image, points, c * 0.55)
        for u, v in points:
            disc(image, u, v, p.between(1.2, 2.8), c)
    return glow(image, 2, 0.6)


@family("warp speed | hyperspace | star trails at light speed | warp drive stars | speeding through stars", "faster than light streaks | stars stretching into lines", natural=[[(0.0, 0.0, 0.04), (0.2, 0.35, 0.85), (0.7, 0.85, 1), (1, 1, 1)]], figure=True, dark=True)
def warp_speed(p):
    image = np.ascontiguousarray(p.sheet() * 0.8)
    cx, cy = 72 + p.between(-18, 18), 72 + p.between(-18, 18)
    for _ in range(p.count(60, 220)):
        a, r = p.between(0, TAU), p.between(6, 95)
        q = r * p.between(1.1, 1.6)
        stroke(image, [(cx + r * np.cos(a), cy + r * np.sin(a)), (cx + q * np.cos(a), cy + q * np.sin(a))], p.ink() * p.between(0.4, 1), 1 if r < 50 else 2)
    return glow(image, 2, 0.6) + (np.exp(-((X - cx / 72 + 1) ** 2 + (Y - cy / 72 + 1) ** 2) / 0.02) * 0.6)[..., None] * p.inks[-1]


@family("star trails | circular star trails | long exposure night sky | rotating star streaks | stars circling", "time-lapse stars | polar star circles", natural=[NIGHT], dark=True)
def star_trails(p):
    image = np.ascontiguousarray(p.ramp(0.25 * p.noise(1.5, 2) + 0.08 * Y))
    cx, cy, arc = 72 + p.between(-40, 40), p.between(20, 110), p.between(0.4, 1.6)
    for _ in range(p.count(50, 140)):
        r, a = p.between(3, 130), p.between(0, TAU)
        t = np.linspace(a, a + arc, 14)
        stroke(image, np.stack([cx + r * np.cos(t), cy + r * np.sin(t)], 1), tint(p.inks[-1], p.between(0, 0.3)) * p.between(0.35, 1))
    if p.chance(0.5):
        ridge = p.between(0.6, 0.85) + 0.2 * (p.noise(4, 3)[0] - 0.5)
        image = mix(image, p.sheet(p.ground * 0.3), step(Y - ridge[None], 0, 40))
    return image


@family("northern lights | aurora borealis | aurora | polar lights | aurora curtains | green aurora in the sky | northern lights over mountains", "aurora australis | shimmering polar glow", natural=[[(0.01, 0.02, 0.09), (0.02, 0.25, 0.25), (0.15, 0.85, 0.5), (0.7, 1, 0.75)], [(0.01, 0.02, 0.1), (0.1, 0.6, 0.5), (0.4, 0.95, 0.6), (0.75, 0.3, 0.8)]], dark=True)
def aurora(p):
    """Curtains: bright at their lower hem, streaked upwards."""
    f = np.zeros((SIDE, SIDE), np.float32)
    colour = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(p.whole(2, 4)):
        hem = p.between(-0.3, 0.4) + 0.25 * np.sin(X[0] * p.between(1.5, 4) + p.between(0, 6)) + 0.12 * np.sin(X[0] * p.between(4, 8) + p.between(0, 6))
        streak = 0.35 + 0.9 * np.interp(X[0], np.linspace(-1, 1, 50), p.rng.random(50))
        h = hem[None] - Y
        f = np.where(h > 0, np.exp(-h * p.between(1.3, 3)), np.exp(h * 14)) * streak[None]
        low, high = p.ink(), p.ink()
        colour += f[..., None] * (low + (high - low) * np.clip(h * 1.3, 0, 1)[..., None])
    image = sprinkle(p, p.sheet() * (1.1 - 0.3 * Y)[..., None] + blur(colour, 1.2) * 0.75, p.whole(30, 120), 0.5)
    if p.chance(0.65):
        ridge = p.between(0.45, 0.75) + 0.35 * (p.noise(p.between(3, 6), 4)[0] - 0.5)
        image = mix(image, p.sheet(p.ground * 0.5), step(Y - ridge[None], 0, 50))
    return image


@family("ufo | flying saucer | alien spaceship | ufo with a light beam | spaceship in the sky", "extraterrestrial craft | alien abduction beam", natural=[[(0.02, 0.03, 0.1), (0.5, 0.55, 0.6), (0.4, 0.95, 0.5), (0.85, 0.95, 1)]], figure=True, dark=True)
def ufo(p):
    from ..paint import fill

    image = np.ascontiguousarray(sprinkle(p, p.ramp(0.15 * p.noise(2, 2)), p.whole(20, 80), 0.5))
    for _ in range(p.count(1, 3.4)):
        x, y, s, c, light = p.between(35, 109), p.between(25, 65), p.between(18, 36) / (1 + 0.7 * p.density), p.ink(), p.inks[-1]
        beam = np.zeros_like(image)
        fill(beam, [(x - s * 0.3, y), (x + s * 0.3, y), (x + s * 1.1, SIDE), (x - s * 1.1, SIDE)], p.ink() * 0.5)
        image = image + blur(beam, 2) * np.clip(1.2 - Y, 0.2, 1.4)[..., None] * 0.7
        fill(image, ellipse(x, y - s * 0.25, s * 0.45, s * 0.4), tint(light, 0.2))
        fill(image, ellipse(x, y, s, s * 0.28), c)
        fill(image, ellipse(x, y + s * 0.07, s * 0.75, s * 0.12), tint(c, -0.4))
        for q in np.linspace(-0.7, 0.7, 5):
            disc(image, x + q * s, y + s * 0.1, s * 0.07, light)
    return glow(image, 3, 0.4)


def sprinkle(p, image, n, size, flare=False):
    """Adds n stars of one size; flares: little crosses of light."""
    points = np.zeros((SIDE, SIDE), np.float32)
    rows, columns = p.rng.integers(0, SIDE, n), p.rng.integers(0, SIDE, n)
    points[rows, columns] = p.rng.uniform(0.3, 1, n)
    light = blur(points, size)
    if n:
        light = np.clip(light / (light.max() + 1e-6) * 1.3, 0, 1)
    if flare:
        light = light + 0.5 * normal(blur(points, 0.5)) * 0
        for row, column in zip(rows, columns):
            light[row, max(0, column - 4) : column + 5] += 0.25
            light[max(0, row - 4) : row + 5, column] += 0.25
    colour = tint(p.inks[-1], 0.6)
    return image + light[..., None] * colour
