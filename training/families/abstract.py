"""Abstract matter: flows, gradients, plasma, blobs, reaction and diffusion."""

import cv2
import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blob, blur, disc, fill, glow, lit, mix, normal, step, stroke, tint, wave
from .registry import family


@family("plasma | liquid plasma | plasma waves | flowing liquid color | trippy plasma | demoscene plasma", "molten color fields | lava-like color plasma", natural="rainbow,infrared,candy")
def plasma(p):
    x, y = p.plane()
    k = p.scale(2, 7)
    f = np.sin(k * x + p.between(0, 6)) + np.sin(k * y * p.between(0.7, 1.4) + p.between(0, 6)) + np.sin(k * (x + y) * 0.7)
    f = f + np.sin(k * np.hypot(x + p.between(-0.6, 0.6), y + p.between(-0.6, 0.6)) * 1.3)
    return p.ramp(wave(f, p.between(0.8, 1.8)))


@family("organic flow | flow field | flowing organic lines | fluid streamlines | flowing strands | organic flowing shapes | swirling currents", "sinuous streams | smoothly flowing filaments", natural="oceanic,forest,sunset,tropical,rose,midnight")
def organic_flow(p):
    """Streamlines of a smooth field, as soft silky strands."""
    grain = p.rng.random((SIDE, SIDE), dtype=np.float32)
    field = p.noise(p.scale(1.3, 3), 2) * p.between(6, 14)
    dx, dy = np.cos(field).astype(np.float32), np.sin(field).astype(np.float32)
    rows, columns = (a.astype(np.float32) for a in np.mgrid[0:SIDE, 0:SIDE])
    line, x, y = blur(grain, 1.2), columns.copy(), rows.copy()
    total = line.copy()
    for _ in range(12):
        x, y = x + dx * 1.7, y + dy * 1.7
        total += cv2.remap(line, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    strands = normal(total)
    broad = normal(p.noise(1.5, 2) + 0.25 * np.sin(field))
    image = p.ramp(broad * 0.65 + strands * 0.35)
    return image * (0.55 + 0.8 * strands)[..., None]


@family("silk ribbons | flowing ribbons | satin ribbons | silky waves | flowing silk | draped folds | smooth satin folds", "billowing satin | rippling cloth", natural="rose,vaporwave,sunset,oceanic,copper")
def silk_ribbons(p):
    x, y = p.plane()
    f, h = 0, 0
    for k in range(4):
        a, b, s = p.between(1, 4), p.between(0, 6), p.between(2, 6) * p.scale(0.7, 1.5)
        v = y * s + p.between(0.3, 0.9) * np.sin(x * a + b) + 0.3 * np.sin(x * a * 2.1 + b)
        h = h + np.abs(np.sin(v)) ** 0.6
        f = f + np.sin(v * 0.5 + b)
    return p.ramp(normal(f)) * np.clip(0.25 + 1.0 * normal(h) ** 1.5, 0, 1.2)[..., None]


@family("smooth gradient | color gradient | soft blend of colors | gradient background | blurred gradient", "gentle color transition | soft color fade")
def smooth_gradient(p):
    x, y = p.plane()
    kind = p.whole(0, 3)
    return p.ramp(normal(x) if kind == 0 else normal(p.noise(1, 1)) if kind == 1 else normal(np.hypot(x, y)) if kind == 2 else normal(np.arctan2(y, x) * 0.2 + p.noise(1, 1)))


@family("metaballs | liquid blobs | merging blobs | gooey blobs | floating droplets of goo", "fusing globules | amoeba blobs", figure=True)
def metaballs(p):
    f = 0
    for _ in range(p.count(4, 16)):
        f = f + p.between(0.02, 0.07) / ((X - p.between(-1, 1)) ** 2 + (Y - p.between(-1, 1)) ** 2 + 0.004)
    f = f / p.scale(1.0, 2.2)
    body = tint(p.ink(), 0) * np.clip(0.55 + 0.5 * lit(np.minimum(f, 3), 1.2), 0, 1.4)[..., None]
    return mix(p.sheet(), body, step(f, 1.0, 6))


@family("lava lamp | lava lamp blobs | floating wax blobs | retro lava lamp | rising liquid blobs", "groovy wax lamp | drifting wax globs", natural=[[(0.15, 0.0, 0.25), (0.95, 0.25, 0.1), (1, 0.7, 0.15)], [(0.5, 0.02, 0.2), (1, 0.6, 0.1), (1, 0.85, 0.3)]], figure=True)
def lava_lamp(p):
    f = 0
    for _ in range(p.count(4, 11)):
        f = f + p.between(0.02, 0.06) / (((X - p.between(-0.7, 0.7)) * 1.3) ** 2 + ((Y - p.between(-1.1, 1.1)) * 0.8) ** 2 + 0.005)
    m = step(f, 1.1, 4)
    ground = p.sheet() * (1.2 + 0.7 * Y)[..., None].clip(0.4, 2)
    c = p.ink()
    body = mix(p.sheet(tint(c, -0.25)), p.sheet(tint(c, 0.35)), np.clip((f - 1.1) * 0.4, 0, 1))
    return glow(mix(ground, body, m), 5, 0.25)


@family("psychedelic swirls | trippy swirls | acid swirls | psychedelic art | swirling psychedelic colors | sixties psychedelia", "lsd visuals | groovy whirls", natural="rainbow,candy,neon")
def psychedelic_swirls(p):
    f = p.noise(p.scale(1.5, 3), 2) * 4 + RADIUS * p.between(0, 2)
    f = bend(p, f.astype(np.float32), 0.15, 3)
    band = wave(f, p.scale(4, 9))
    stops = [p.ink() for _ in range(4)] + [p.ground]
    return p.ramp(band, [*stops, stops[0]]) * np.clip(0.7 + 0.5 * lit(band, 1.0), 0, 1.25)[..., None]


@family("tie dye | tie-dye shirt | batik spiral | tie dyed fabric | hippie tie dye", "dyed fabric swirl | shibori dye", natural="rainbow,candy,tropical")
def tie_dye(p):
    x, y = p.plane(zoom=(0.8, 1.2), shift=0.25)
    r, a = np.hypot(x, y), np.arctan2(y, x)
    f = a * p.pick([1, 2, 3]) / TAU + r * p.between(0.3, 1.2) + (p.noise(7, 3) - 0.5) * 0.35
    image = p.ramp(np.abs((f * p.pick([1, 2])) % 1 * 2 - 1))
    white = np.clip(1 - np.abs(np.sin(a * p.whole(4, 9) + r * 5 + p.noise(8, 2) * 3)) * 5, 0, 1) * 0.6
    return mix(image, p.sheet((0.97, 0.97, 0.97)), white)


@family("reaction diffusion | turing pattern | brain coral pattern | labyrinthine spots | fingerprint-like pattern | coral maze pattern", "morphogenesis pattern | zebrafish skin pattern")
def reaction_diffusion(p):
    f = p.rng.random((SIDE, SIDE), dtype=np.float32)
    s, bias = p.scale(3.2, 1.5), p.between(-0.08, 0.08)
    for _ in range(6):
        f = step(blur(f, s) - blur(f, s * 1.6) + bias * 0.1, 0, 40)
    f = step(blur(f, 0.8), 0.5, 3)
    return p.ramp(f)


@family("cells | cellular pattern | voronoi cells | biological cells | cells under a microscope | organic cells | plant cells", "microscopic tissue | cell membranes")
def cells(p):
    _, near, edge, _ = p.cells(p.count(12, 60))
    kind = p.whole(0, 2)
    if kind == 0:
        return p.ramp(normal(near))
    if kind == 1:
        return p.ramp(np.clip(edge * p.between(3, 8), 0, 1))
    return mix(p.ramp(1 - np.clip(edge * 5, 0, 1)), p.sheet(p.ink()), step(0.08 - near, 0, 30))


@family("metallic liquid | liquid metal | liquid chrome | molten chrome | mercury | chrome waves | liquid silver", "quicksilver surface | melted mirror", natural=[[(0.05, 0.06, 0.08), (0.45, 0.48, 0.52), (0.9, 0.92, 0.95), (1, 1, 1)]])
def liquid_metal(p):
    h = bend(p, p.noise(p.scale(1.5, 3.5), 2), 0.12, 3)
    dx, dy = cv2.Sobel(h, cv2.CV_32F, 1, 0, ksize=5), cv2.Sobel(h, cv2.CV_32F, 0, 1, ksize=5)
    f = wave(dx * p.between(1.2, 2.5) + dy * p.between(1.2, 2.5) + h * 6)
    return p.ramp(f**1.3) + 0.4 * np.clip(f - 0.85, 0, 1)[..., None] * 4


@family("iridescent | iridescent oil slick | holographic foil | soap film colors | iridescent surface | oil on water", "nacreous sheen | rainbow film", natural=[[(0.85, 0.4, 0.75), (0.4, 0.55, 0.95), (0.35, 0.9, 0.85), (0.95, 0.95, 0.5), (0.95, 0.5, 0.6)]])
def iridescent(p):
    f = bend(p, p.noise(p.scale(1.5, 3), 3), 0.15, 3)
    stops = np.vstack([p.ground[None], p.inks, p.ground[None]])
    return p.ramp((f * p.between(2, 4)) % 1, stops) * 0.85 + 0.25 * wave(f, 18)[..., None]


@family("marbling | acrylic pour | fluid art | paint pouring | swirled paint | marbled paper | ebru", "poured paint swirls | suminagashi", natural="oceanic,tropical,candy,rose,copper")
def acrylic_pour(p):
    f = p.noise(p.scale(1.3, 2.6), 2).astype(np.float32)
    for _ in range(3):
        f = bend(p, f, 0.11, p.whole(2, 4))
    bands = (f * p.between(3, 7)) % 1
    image = p.ramp(np.where(bands < 0.5, bands * 2, 2 - bands * 2))
    _, _, edge, _ = p.cells(60)
    holes = step(0.05 - edge, 0, 20) * step(p.noise(4, 1), 0.65, 8)
    return mix(image, p.sheet(p.ink()), holes * 0.7)


@family("domain warping | warped noise | turbulent texture | alien organic texture | swirling mineral texture", "contorted noise | convoluted organic relief")
def warped_noise(p):
    f = bend(p, bend(p, p.noise(p.scale(2, 4), 4), 0.12, 3), 0.08, 5)
    return p.ramp(normal(f)) * np.clip(0.45 + lit(f * 4, 1.5) * 0.8, 0, 1.3)[..., None]


@family("particles | particle swarm | floating particles | cloud of particles | glowing dust | particle system", "drifting motes | specks of dust", natural="midnight,cyberpunk,fiery,neon", figure=True, dark=True)
def particles(p):
    image, n = p.sheet().copy(), p.count(120, 420)
    field = p.noise(2, 1) * 12
    x, y = p.rng.normal(72, p.between(20, 45), n), p.rng.normal(72, p.between(20, 45), n)
    for a, b in zip(x, y):
        if 0 <= a < SIDE and 0 <= b < SIDE:
            t = field[int(b), int(a)]
            stroke(image, [(a, b), (a + 4 * np.cos(t), b + 4 * np.sin(t))], p.ink() * p.between(0.4, 1))
    return glow(image, 2.5, 0.9)


@family("strange attractor | chaotic attractor | lorenz curves | wispy orbit curves | tangled orbits", "chaos theory curves | dynamical orbit traces", natural="neon,midnight,sunset", figure=True, dark=True)
def strange_attractor(p):
    a, b, c, d = (p.pick([-1, 1]) * p.between(1.2, 2.4) for _ in range(4))
    n = 900
    x, y = p.rng.uniform(-1, 1, n), p.rng.uniform(-1, 1, n)
    density = np.zeros(SIDE * SIDE, np.float32)
    for k in range(26):
        x, y = np.sin(a * y) - np.cos(b * x), np.sin(c * x) - np.cos(d * y)
        if k > 3:
            i = ((y + 2.1) / 4.2 * SIDE).astype(int) * SIDE + ((x + 2.1) / 4.2 * SIDE).astype(int)
            density += np.bincount(i.clip(0, SIDE * SIDE - 1), minlength=SIDE * SIDE)
    f = np.log1p(blur(density.reshape(SIDE, SIDE), 0.7) * 3)
    return p.ramp(f / f.max() * 1.2)


@family("magnetic field lines | field lines | dipole field | iron filings | curved force lines", "lines of force | polar field curves", figure=True)
def magnetic_field(p):
    flow = np.zeros((SIDE, SIDE), np.float32)
    for q in range(p.pick([2, 2, 3, 4])):
        flow += (1 if q % 2 else -1) * np.arctan2(Y - p.between(-0.6, 0.6), X - p.between(-0.6, 0.6))
    return mix(p.sheet(), p.sheet(p.ink()), step(np.abs(np.sin(flow * p.scale(6, 14))), 0.8, 6))


@family("abstract painting | abstract expressionism | bold abstract shapes | abstract composition | modern abstract art", "non-figurative painting | gestural abstraction", natural="candy,tropical,earthy,sunset,autumn")
def abstract_painting(p):
    image = p.ramp(normal(p.noise(2, 2)))
    for _ in range(p.count(5, 14)):
        (x, y), c = p.place(), p.jitter(p.ink(), 0.05)
        if p.chance(0.5):
            fill(image, blob(p, x, y, p.between(8, 38), 0.4), c)
        else:
            t, w, turn = np.linspace(-1, 1, 14), p.between(20, 70), p.between(0, 6)
            u, v = t * w, np.sin(t * p.between(1, 4)) * p.between(3, 20)
            stroke(image, np.stack([x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)], 1), c, p.whole(3, 12))
    return bend(p, image, 0.02, 9) * (0.88 + 0.24 * p.noise(30, 2))[..., None]


@family("ink blots | rorschach test | symmetric ink blot | inkblot | rorschach", "mirrored blot | psychologist's ink stain", natural=[[(0.96, 0.95, 0.92), (0.04, 0.04, 0.06), (0.25, 0.25, 0.3)]], figure=True)
def ink_blots(p):
    f = p.noise(p.scale(2.5, 4.5), 4)
    f = f - 0.35 * np.abs(X) ** 2 - 0.25 * Y**4
    f = np.concatenate([f[:, : SIDE // 2], f[:, : SIDE // 2][:, ::-1]], 1)
    return mix(p.sheet(), p.sheet(p.ink()) * (0.8 + 0.4 * p.noise(8, 2))[..., None], step(f, p.between(0.42, 0.5), 18))


@family("camouflage | camo | army camouflage | camo pattern | military camouflage", "soldier fatigues print | combat pattern", natural=[[(0.75, 0.68, 0.5), (0.3, 0.38, 0.18), (0.42, 0.3, 0.17), (0.1, 0.12, 0.08)]])
def camouflage(p):
    image = p.sheet().copy()
    for c in p.inks:
        image = mix(image, p.sheet(c), step(bend(p, p.noise(p.scale(3, 7), 2), 0.03, 8), p.between(0.52, 0.6), 22))
    return image


@family("topographic map | contour lines | elevation contours | isolines | contour map | relief map lines", "height map lines | cartographic contours", figure=True)
def topographic_map(p):
    f = p.noise(p.scale(1.5, 3), 3) * p.scale(8, 18)
    d = np.abs(f - np.round(f))
    ground = p.sheet() if p.chance(0.6) else mix(p.sheet(), p.sheet(p.ink()), normal(np.round(f)) * 0.35)
    return mix(ground, p.sheet(p.ink()), np.clip(1 - d * p.between(5, 9), 0, 1))
