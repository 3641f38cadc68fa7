"""Stone, wood, metal, cloth, glass, paint and paper."""

import cv2
import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, blob, blur, box, disc, ellipse, fill, fold, glow, lit, mix, normal, outline, petal, step, stroke, tint, wave
from .registry import family


@family("stained glass window | stained glass | church window | leaded glass | stained glass panes | gothic stained glass", "cathedral glass mosaic | tiffany glass", natural=[[(0.02, 0.02, 0.02), (0.85, 0.1, 0.12), (0.1, 0.25, 0.8), (0.98, 0.75, 0.15), (0.1, 0.55, 0.25), (0.5, 0.15, 0.6)], [(0.02, 0.02, 0.02), (0.1, 0.35, 0.85), (0.2, 0.75, 0.85), (0.95, 0.85, 0.4), (0.9, 0.35, 0.2)]])
def stained_glass(p):
    """Coloured panes between dark leads, lit from behind; also rosettes and lancet windows."""
    kind = p.whole(0, 3)
    label, _, edge, points = p.cells(p.count(16, 60))
    if kind == 1:
        n, r = p.pick([6, 8, 10, 12]), RADIUS * p.between(0.95, 1.3)
        ring, sector = np.floor(r * p.whole(3, 5)), (ANGLE / TAU * n) % 1
        sector_id = np.floor(ANGLE / TAU * n + 0.5 * (ring % 2))
        sector = (ANGLE / TAU * n + 0.5 * (ring % 2)) % 1
        k = r * p.whole(3, 5)
        edge = np.minimum(np.minimum(sector, 1 - sector) * r * 0.9, np.minimum(k % 1, 1 - k % 1) * 0.22)
        label, points = (np.floor(k) * 7 + (sector_id % 2)).astype(int) % 40, np.zeros((40, 2))
    inks = list(p.inks)
    tones = np.stack([p.jitter(p.pick(inks), 0.06) for _ in range(len(points))])
    glass = tones[label] * (0.7 + 0.55 * p.noise(3, 3))[..., None] * (1.0 + 0.25 * p.noise(30, 1) - 0.12)[..., None]
    lead = step(edge, p.between(0.022, 0.045), 34)
    image = mix(p.sheet(p.ground), glass, lead)
    if kind == 2:
        image = fold(p, image, p.pick([6, 8, 12]))
    if kind == 3:
        w, top = p.between(0.5, 0.8), p.between(-0.4, 0.1)
        arch = np.where(Y > top, np.abs(X) / w, np.hypot(np.abs(X) + w * 0.6, (Y - top) * 1.1) / (w * 1.6))
        image = mix(image, p.sheet(p.ground + 0.05), step(arch, 1, 30))
        image = mix(image, p.sheet(p.ground), step(0.03 - np.minimum(np.abs(X), np.abs(Y - 0.3)), 0, 40))
    return glow(image, 3, 0.12)


@family("marble | marble veins | polished marble | veined stone | marble texture | white marble", "carrara slab | streaked polished stone", natural=[[(0.95, 0.94, 0.92), (0.85, 0.84, 0.83), (0.5, 0.5, 0.52)], [(0.06, 0.07, 0.07), (0.15, 0.16, 0.16), (0.85, 0.83, 0.78)]])
def marble(p):
    x, _ = p.plane()
    f = np.abs(np.sin((x * p.scale(1.5, 4) + p.noise(3, 5) * p.between(2, 5)) * 2))
    return p.ramp(np.clip((1 - f) ** p.between(2, 6) + 0.25 * (p.noise(4, 4) - 0.4), 0, 1))


@family("agate | geode | agate slice | banded agate | crystal geode | polished agate stone", "chalcedony bands | sliced mineral nodule", natural=[[(0.95, 0.93, 0.9), (0.2, 0.35, 0.65), (0.55, 0.7, 0.85), (0.3, 0.18, 0.45)], [(0.3, 0.15, 0.1), (0.85, 0.55, 0.3), (0.95, 0.9, 0.8), (0.6, 0.25, 0.15)]])
def agate(p):
    f = bend(p, (np.hypot(X - p.between(-0.4, 0.4), Y - p.between(-0.4, 0.4)) + 0.5 * (p.noise(3, 3) - 0.5)).astype(np.float32), 0.06, 4)
    levels = p.rng.random(64, dtype=np.float32)
    t = f * p.scale(7, 18)
    i = np.floor(t).astype(int)
    bands = levels[i % 64] * (1 - (t - i)) + levels[(i + 1) % 64] * (t - i)
    image = p.ramp(bands)
    heart = step(0.22 - f, 0, 20)
    return mix(image, p.sheet(p.inks[-1]) * (0.4 + 1.2 * p.rng.random((SIDE, SIDE, 1))), heart)


@family("wood grain | wood | wooden planks | wood texture | timber | oak wood", "lumber boards | annual tree rings", natural=[[(0.25, 0.12, 0.05), (0.5, 0.3, 0.14), (0.72, 0.5, 0.28), (0.85, 0.65, 0.42)]])
def wood(p):
    kind, along = p.whole(0, 2), X if p.chance(0.5) else Y
    across = Y if along is X else X
    if kind == 0:
        f = np.hypot(X - p.between(-0.6, 0.6), Y - p.between(-0.6, 0.6)) * 4 + p.noise(2, 3) * 0.7
    else:
        n = p.count(2, 7) if kind == 1 else 1
        plank = np.floor((across + 1) / 2 * n)
        shift = p.rng.random(9)[plank.astype(int) % 9] * 9
        f = np.hypot(across * p.between(3, 6) + shift * 0.2, along * 0.5 + shift) + p.noise(3, 3) * 0.7
    fibres = p.noise(3, 5, 12) if along is Y else p.noise(36, 3, 0.08)
    image = p.ramp(np.clip(0.15 + 0.5 * wave(f, p.scale(7, 18)) + 0.35 * fibres, 0, 1))
    if kind == 1:
        seam = (across + 1) / 2 * n
        image = image * (0.35 + 0.65 * step(np.minimum(seam % 1, 1 - seam % 1), 0.02, 60))[..., None]
    return image


@family("brick wall | bricks | brickwork | red brick wall | old brick wall", "masonry | clinker courses", natural=[[(0.75, 0.72, 0.68), (0.6, 0.25, 0.15), (0.7, 0.35, 0.22), (0.5, 0.2, 0.14)]])
def bricks(p):
    k = p.scale(3.5, 8)
    v = (Y + 1) * k
    u = (X + 1) * k / 2.2 + 0.5 * (np.floor(v) % 2)
    iu, iv = np.floor(u).astype(int), np.floor(v).astype(int)
    tones = np.stack([p.jitter(p.ink(), 0.05) for _ in range(97)])
    image = tones[(iu * 31 + iv * 57) % 97] * (0.8 + 0.3 * p.noise(18, 3))[..., None]
    gap = np.minimum(np.minimum(u - iu, 1 - u + iu) * 2.2, np.minimum(v - iv, 1 - v + iv))
    return mix(p.sheet() * 0.95, image, step(gap, 0.07, 16))


@family("stone wall | cobblestones | pebbles | stones | river pebbles | paving stones", "rounded gravel | flagstones", natural=[[(0.18, 0.17, 0.16), (0.55, 0.53, 0.5), (0.7, 0.67, 0.62), (0.4, 0.4, 0.42)]])
def stones(p):
    label, near, edge, points = p.cells(p.count(15, 70))
    tones = np.stack([p.jitter(p.ink(), 0.04) for _ in points])
    dome = np.clip(edge * p.between(4, 7), 0, 1) ** 0.5
    stone = tones[label] * np.clip(0.35 + 0.7 * lit(dome * 1.2, 1.5) * dome, 0, 1.3)[..., None] * (0.88 + 0.24 * p.noise(22, 3))[..., None]
    return mix(p.sheet() * 0.8, stone, step(edge, 0.04, 20))


@family("cracked earth | dry cracked mud | cracks in the ground | drought | cracked desert floor", "parched clay | fissured soil", natural=[[(0.12, 0.07, 0.04), (0.6, 0.45, 0.3), (0.75, 0.6, 0.42)]])
def cracked_earth(p):
    label, _, edge, points = p.cells(p.count(15, 55))
    edge = bend(p, edge, 0.035, 7)
    return p.ramp(np.clip(edge * p.between(9, 18), 0, 1) * (0.6 + 0.4 * p.noise(6, 4))) * (0.9 + 0.2 * p.noise(30, 1))[..., None]


@family("rust | rusty metal | corroded metal | peeling paint | weathered rusty surface | grunge texture", "oxidized iron | decayed enamel", natural=[[(0.35, 0.4, 0.42), (0.55, 0.28, 0.1), (0.75, 0.42, 0.15), (0.25, 0.12, 0.06)]])
def rust(p):
    f = bend(p, p.noise(p.scale(3, 5), 5), 0.05, 6)
    stains = np.clip((f - p.between(0.4, 0.5)) * 6, 0, 1)
    corroded = p.ramp(normal(p.noise(9, 4)), p.inks if len(p.inks) > 1 else np.vstack([p.inks, tint(p.inks[0], -0.6)]))
    plate = p.sheet() * (0.85 + 0.3 * p.noise(25, 3))[..., None]
    return mix(plate, corroded, stains) * np.clip(0.6 + 0.6 * lit(stains, 1.0), 0, 1.2)[..., None]


@family("gold foil | gold leaf | crumpled gold | liquid gold | golden metal | molten gold", "gilded surface | aureate metal", natural=[[(0.25, 0.14, 0.02), (0.7, 0.48, 0.12), (0.95, 0.75, 0.3), (1, 0.95, 0.7)]])
def gold_foil(p):
    h = sum(np.abs(p.noise(k, 1) - 0.5) / s for k, s in ((3, 1), (6, 1.8), (12, 3))) * p.scale(1, 1.8)
    if p.chance(0.4):
        h = bend(p, blur(h, 3), 0.1, 3)
    return p.ramp(np.clip(normal(lit(h, 9)) * 1.1 - 0.05, 0, 1))


@family("brushed metal | steel plate | scratched metal | stainless steel | metal panels with rivets | sheet metal", "burnished aluminium | riveted plating", natural=[[(0.3, 0.32, 0.34), (0.6, 0.62, 0.65), (0.88, 0.9, 0.92)]])
def brushed_metal(p):
    image = p.ramp(np.clip(normal(X * p.between(-1, 1) + Y * p.between(-1, 1)) * 0.6 + 0.35 * cv2.GaussianBlur(p.rng.random((SIDE, SIDE), dtype=np.float32), (0, 0), 9, sigmaY=0.4) + 0.1, 0, 1))
    n = p.pick([0, 1, 2, 3])
    for row in range(n):
        for column in range(n):
            left, top, s = column * SIDE / n, row * SIDE / n, SIDE / n
            outline(image, [(left, top), (left + s, top), (left + s, top + s), (left, top + s)], p.ground * 0.5, 2)
            for u in (0.1, 0.9):
                for v in (0.1, 0.9):
                    disc(image, left + s * u, top + s * v, 3, p.ground * 0.6)
                    disc(image, left + s * u - 0.7, top + s * v - 0.7, 2, p.inks[-1])
    return np.ascontiguousarray(image)


@family("woven fabric | textile weave | basket weave | knitted cloth | canvas fabric | wicker | rattan", "interlaced yarn | plaited fibres", natural="earthy,copper")
def weave(p):
    x, y = p.plane(zoom=(0.8, 1.1))
    k = p.scale(6, 18)
    u, v = x * k, y * k
    over = (np.floor(u) + np.floor(v)) % 2
    round_ = np.where(over > 0, np.sin(np.pi * (u % 1)), np.sin(np.pi * (v % 1)))
    a, b = p.ink(), p.ink()
    thread = np.where(over[..., None] > 0, a, tint(b, -0.2))
    return thread * (0.3 + 0.7 * np.clip(round_, 0, 1))[..., None] * (0.85 + 0.3 * p.noise(30, 2))[..., None]


@family("knitting | knitted wool | wool sweater | knit stitches | crochet | cable knit", "stockinette stitches | woollen jumper texture", natural="rose,earthy,forest,icy")
def knitting(p):
    k = p.scale(5, 11)
    u, v = (X + 1) * k, (Y + 1) * k * 1.1
    a = u - np.floor(u) - 0.5
    lean = (v + np.abs(a) * 1.4) % 1
    shade = np.sin(np.pi * lean) ** 0.7 * (0.5 + 0.5 * np.cos(a * np.pi)) * (0.35 + np.abs(np.sin(a * TAU)))
    row = np.floor(v + np.abs(a) * 1.4).astype(int)
    tones = np.stack([p.pick([*p.inks, p.inks[0]]) for _ in range(5)])[(row // p.whole(2, 6)) % 5]
    return tones * np.clip(0.35 + 0.9 * shade, 0, 1.2)[..., None] * (0.9 + 0.2 * p.noise(35, 1))[..., None]


@family("lace | lace fabric | lace doily | white lace | delicate lace pattern", "openwork embroidery | bobbin needlework", natural=[[(0.25, 0.1, 0.2), (0.97, 0.96, 0.94)], [(0.85, 0.7, 0.65), (0.99, 0.98, 0.96)]], figure=True)
def lace(p):
    x, y = p.plane(turn=False, zoom=(0.9, 1.1))
    k = p.scale(1.6, 3.5)
    u, v = (x * k) % 1 - 0.5, (y * k) % 1 - 0.5
    r, a = np.hypot(u, v), np.arctan2(v, u)
    n = p.pick([6, 8])
    m = step(0.02 - np.abs(r - 0.3 - 0.06 * np.cos(a * n)), 0, 50) + step(0.02 - np.abs(r - 0.16 - 0.07 * np.cos(a * n)), 0, 50) + step(0.06 - r, 0, 50)
    net = np.maximum(step(0.1 - np.abs((u * 9 + v * 9) % 1 - 0.5), 0, 6), step(0.1 - np.abs((u * 9 - v * 9) % 1 - 0.5), 0, 6)) * (r > 0.4) * 0.8
    return mix(p.sheet(), p.sheet(p.ink()), np.clip(m + net, 0, 1))


@family("crystals | crystal cluster | gemstones | diamonds | amethyst | quartz crystals | sparkling gems | jewels", "faceted minerals | precious stones", natural=[[(0.06, 0.02, 0.1), (0.5, 0.25, 0.75), (0.75, 0.55, 0.95), (0.95, 0.9, 1)], [(0.03, 0.08, 0.14), (0.3, 0.65, 0.85), (0.75, 0.92, 1), (1, 1, 1)], [(0.02, 0.08, 0.05), (0.05, 0.6, 0.35), (0.5, 0.95, 0.7)]], figure=True)
def crystals(p):
    image = np.ascontiguousarray(p.sheet() * (0.7 + 0.6 * p.noise(3, 3))[..., None])
    cx, cy = 72 + p.between(-20, 20), p.between(90, 150)
    cluster = p.chance(0.6)
    for k in range(p.count(8, 34)):
        (x, y) = (cx + p.between(-50, 50), cy + p.between(-20, 20)) if cluster else p.place()
        a = np.arctan2(y - cy - 40, x - cx) + p.between(-0.25, 0.25) if cluster else p.between(0, TAU)
        length, w, c = p.scale(90, 45) * p.between(0.5, 1.1), p.scale(13, 7) * p.between(0.6, 1.1), p.jitter(p.ink(), 0.05)
        ca, sa = np.cos(a), np.sin(a)
        at = lambda u, v: (x + u * ca - v * sa, y + u * sa + v * ca)  # noqa: B023, E731
        tip, s = length, length - w * p.between(1.2, 2)
        fill(image, [at(0, -w), at(s, -w), at(tip, 0), at(s, -w * 0.25), at(0, -w * 0.25)], tint(c, 0.35))
        fill(image, [at(0, -w * 0.25), at(s, -w * 0.25), at(tip, 0), at(s, w * 0.4), at(0, w * 0.4)], c)
        fill(image, [at(0, w * 0.4), at(s, w * 0.4), at(tip, 0), at(s, w), at(0, w)], tint(c, -0.4))
        stroke(image, [at(s, -w), at(tip, 0), at(s, w)], tint(c, 0.7))
    return glow(image, 4, 0.2)


@family("broken glass | shattered glass | glass shards | cracked mirror | shattered mirror | broken mirror pieces", "splintered pane | smashed windscreen", natural=[[(0.12, 0.16, 0.2), (0.45, 0.55, 0.62), (0.85, 0.92, 0.97)], [(0.02, 0.02, 0.03), (0.6, 0.65, 0.7), (0.97, 0.98, 1)]])
def broken_glass(p):
    image = np.ascontiguousarray(p.sheet())
    cx, cy = p.place(0.2)
    angles = np.sort(p.rng.random(p.count(9, 22)) * TAU)
    radii = np.r_[0, np.cumsum(p.rng.uniform(7, 26, 9))]
    jig = p.rng.uniform(-0.2, 0.2, (len(angles), len(radii)))
    at = lambda i, j: (cx + radii[j] * np.cos(angles[i % len(angles)] + jig[i % len(angles), j]), cy + radii[j] * np.sin(angles[i % len(angles)] + jig[i % len(angles), j]))  # noqa: E731
    for i in range(len(angles)):
        for j in range(len(radii) - 1):
            shard = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]
            fill(image, shard, p.jitter(tint(p.ink(), p.between(-0.5, 0.3)), 0.03))
    for i in range(len(angles)):
        for j in range(len(radii) - 1):
            stroke(image, [at(i, j), at(i, j + 1), at(i + 1, j + 1)], p.inks[-1], 1)
    return image


@family("watercolor wash | watercolor painting | watercolour | wet watercolor | aquarelle | watercolor splash", "gouache bleeding on wet paper | diluted pigment washes", natural=[[(0.97, 0.96, 0.93), (0.5, 0.7, 0.9), (0.9, 0.6, 0.75), (0.95, 0.85, 0.55), (0.6, 0.8, 0.65)], [(0.97, 0.96, 0.94), (0.25, 0.5, 0.75), (0.35, 0.7, 0.7)], [(0.97, 0.95, 0.92), (0.95, 0.65, 0.6), (0.85, 0.65, 0.85), (0.98, 0.82, 0.6)]])
def watercolor_wash(p):
    """Transparent washes with dark rims, blooms and paper grain."""
    image = p.sheet(p.ground if p.ground.mean() > 0.7 else (0.97, 0.96, 0.93))
    for _ in range(p.count(3, 10)):
        n = bend(p, p.noise(p.scale(2, 4), 4), 0.05, 6)
        cx, cy, s = p.between(-0.8, 0.8), p.between(-0.8, 0.8), p.between(0.35, 0.9)
        f = 1 - np.hypot(X - cx, Y - cy) / s + (n - 0.5) * 1.1
        wash = step(f, 0.12, 14)
        rim = np.clip(1 - np.abs(f - 0.17) * 16, 0, 1) * 0.3
        density = np.clip(0.3 + 0.5 * n + rim, 0, 1) * wash
        image = image * (1 - density[..., None] * (1 - p.ink()) * 0.95)
    return image * (0.96 + 0.06 * p.noise(50, 1))[..., None]


@family("paint splatter | paint splashes | splattered paint | action painting | jackson pollock drips | colorful splashes", "flung paint | dripped enamel", natural=[[(0.97, 0.96, 0.94), (0.95, 0.2, 0.45), (0.15, 0.6, 0.9), (0.98, 0.85, 0.2), (0.1, 0.1, 0.12)]], figure=True)
def paint_splatter(p):
    image = p.sheet().copy()
    for _ in range(p.count(6, 36)):
        (x, y), r, c = p.place(), p.between(2, 17), p.ink()
        fill(image, blob(p, x, y, r, 0.3, 40), c)
        for _ in range(p.whole(3, 16)):
            a, d = p.between(0, TAU), r * p.between(1.1, 2.8)
            disc(image, x + np.cos(a) * d, y + np.sin(a) * d, p.between(0.4, 0.22 * r + 0.6), c)
        if p.chance(0.35):
            stroke(image, [p.place(), (x, y), p.place()], c, 1)
    return image


@family("oil painting | brush strokes | impressionist painting | thick paint strokes | painterly strokes | impasto | van gogh style", "palette knife daubs | canvas brushwork", natural="sunset,oceanic,forest,autumn,tropical")
def brush_strokes(p):
    base = normal(bend(p, p.noise(p.scale(1.5, 4), 2), 0.1, 2))
    image, flow = np.ascontiguousarray(p.ramp(base)), p.noise(2, 2) * p.between(5, 11)
    for _ in range(p.count(260, 420)):
        x, y = p.rng.integers(0, SIDE, 2)
        a, length = flow[y, x], p.between(6, 17)
        c = p.ramp(base[y : y + 1, x : x + 1])[0, 0] * p.between(0.75, 1.25)
        w = p.whole(2, 5)
        dx, dy = length * np.cos(a), length * np.sin(a)
        stroke(image, [(x, y), (x + dx / 2 + 0.1 * dy, y + dy / 2 - 0.1 * dx), (x + dx, y + dy)], c, w)
        stroke(image, [(x, y - w / 2), (x + dx, y + dy - w / 2)], tint(np.clip(c, 0, 1), 0.18), 1)
    return image


@family("pencil sketch | charcoal drawing | crosshatching | hatched drawing | scribbles | pen and ink hatching", "graphite shading | etched cross-hatch", natural=[[(0.95, 0.94, 0.9), (0.2, 0.2, 0.22)], [(0.96, 0.95, 0.93), (0.1, 0.1, 0.12), (0.4, 0.4, 0.42)]], figure=True)
def pencil_sketch(p):
    image, tone = p.sheet() * (0.95 + 0.08 * p.noise(40, 1))[..., None], normal(p.noise(2, 2))
    image = np.ascontiguousarray(image)
    for layer, a in enumerate((p.between(0, 3), p.between(0, 3))):
        for _ in range(p.count(180, 420)):
            x, y = p.rng.integers(0, SIDE, 2)
            if tone[y, x] < 0.3 + 0.3 * layer:
                continue
            length, b = p.between(6, 26), a + p.between(-0.1, 0.1)
            stroke(image, [(x, y), (x + length * np.cos(b), y + length * np.sin(b))], tint(p.ink(), p.between(0, 0.4)), 1)
    return image


@family("paper cut | layered paper art | paper cutout layers | papercut | cut paper relief | stacked paper waves", "kirigami | layered cardstock sculpture", natural="oceanic,sunset,pastel,forest,rose,vaporwave")
def paper_cut(p):
    n, f = p.count(4, 8), normal(p.noise(p.scale(1.3, 2.6), 2) + (0.5 * Y if p.chance(0.5) else 0.4 * RADIUS))
    image = p.ramp(np.zeros((SIDE, SIDE), np.float32))
    for k in range(1, n):
        m = step(f, k / n, 40)
        shadow = blur(np.roll(m, (2, 1), (0, 1)), 2.5)
        image = image * (1 - 0.5 * shadow * (1 - m))[..., None]
        image = mix(image, p.ramp(np.full((SIDE, SIDE), k / (n - 1), np.float32)), m)
    return image


@family("origami | folded paper | paper folds | crumpled paper | creased paper | folded paper texture", "wrinkled sheet | pleated parchment", natural=[[(0.7, 0.68, 0.64), (0.93, 0.92, 0.88)], [(0.6, 0.5, 0.38), (0.88, 0.78, 0.6)]])
def crumpled_paper(p):
    """Flat facets that meet in sharp creases, each lit by its own slope."""
    label, _, edge, points = p.cells(p.count(14, 60))
    slopes = p.rng.normal(0, 1, (len(points), 2)).astype(np.float32)
    facet = slopes[label]
    light = 0.62 + 0.17 * facet[..., 0] + 0.25 * (facet[..., 0] * (X - points[label, 0]) + facet[..., 1] * (Y - points[label, 1]))
    light = light - 0.25 * np.clip(1 - edge * 22, 0, 1) + 0.06 * (p.noise(8, 3) - 0.5)
    return p.ramp(np.clip(light, 0.02, 1))


@family("collage | torn paper collage | magazine cutouts | torn paper layers | mixed media collage", "ripped scraps assemblage | decoupage", natural="earthy,candy,tropical,autumn")
def collage(p):
    image = np.ascontiguousarray(p.sheet())
    for _ in range(p.count(6, 20)):
        (x, y), w, h, turn, c = p.place(-0.1), p.between(14, 50), p.between(14, 50), p.between(0, 3), p.jitter(p.pick([*p.inks, p.ground]), 0.06)
        u = np.r_[np.linspace(-1, 1, 9), np.full(9, 1), np.linspace(1, -1, 9), np.full(9, -1)]
        v = np.r_[np.full(9, -1), np.linspace(-1, 1, 9), np.full(9, 1), np.linspace(1, -1, 9)]
        u, v = u * w + p.rng.normal(0, 1.5, 36), v * h + p.rng.normal(0, 1.5, 36)
        points = np.stack([x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)], 1)
        fill(image, points + [2, 2], np.asarray(c) * 0.3)
        fill(image, points * 1.0, (0.96, 0.95, 0.92))
        fill(image, (points - [x, y]) * 0.94 + [x, y], c)
        for q in np.linspace(-0.7, 0.7, p.pick([0, 0, 5, 9])):
            stroke(image, [(x - w * 0.7 * np.cos(turn) - q * h * np.sin(turn), y - w * 0.7 * np.sin(turn) + q * h * np.cos(turn)), (x + w * 0.7 * np.cos(turn) - q * h * np.sin(turn), y + w * 0.7 * np.sin(turn) + q * h * np.cos(turn))], tint(c, -0.5))
    return image


@family("terrazzo | terrazzo floor | stone chips | confetti | confetti pattern | speckled chips", "composite aggregate floor | scattered paper flakes", natural=[[(0.94, 0.92, 0.88), (0.8, 0.5, 0.4), (0.35, 0.5, 0.5), (0.85, 0.7, 0.4), (0.3, 0.3, 0.35)], [(0.97, 0.96, 0.95), (0.95, 0.3, 0.5), (0.2, 0.7, 0.9), (0.98, 0.8, 0.2), (0.4, 0.8, 0.4)]], figure=True)
def terrazzo(p):
    image = p.sheet().copy()
    for _ in range(p.count(40, 260)):
        (x, y), r, n, turn = p.place(), p.scale(8, 3) * p.between(0.5, 1.4), p.whole(3, 6), p.between(0, 6)
        a = np.sort(p.rng.random(n)) * TAU
        fill(image, np.stack([x + r * np.cos(a + turn) * p.between(0.6, 1), y + r * np.sin(a + turn)], 1), p.ink())
    return image


@family("pearls | beads | strings of pearls | glass beads | shiny spheres | marbles | glossy balls", "nacre orbs | polished round beads", natural=[[(0.3, 0.2, 0.25), (0.93, 0.88, 0.85), (0.85, 0.8, 0.85)], [(0.1, 0.15, 0.25), (0.9, 0.3, 0.4), (0.3, 0.6, 0.9), (0.95, 0.8, 0.3)]], figure=True)
def beads(p):
    image = np.ascontiguousarray(p.sheet() * (0.9 + 0.2 * p.noise(2, 2))[..., None])
    r, rows = p.scale(18, 7), p.chance(0.6)
    spots = [(x + (int(y / r) % 2) * r, y) for y in np.arange(0, SIDE + r, r * 1.8) for x in np.arange(0, SIDE + r, r * 2)] if rows else [p.place(-0.05) for _ in range(p.count(14, 80))]
    for x, y in spots:
        c = p.jitter(p.ink(), 0.03)
        q = r * (1 if rows else p.between(0.6, 1.3))
        disc(image, x + q * 0.12, y + q * 0.16, q, p.ground * 0.4)
        disc(image, x, y, q * 0.96, tint(c, -0.4))
        disc(image, x - q * 0.08, y - q * 0.08, q * 0.82, c)
        disc(image, x - q * 0.2, y - q * 0.22, q * 0.45, tint(c, 0.35))
        disc(image, x - q * 0.32, y - q * 0.36, q * 0.17, (1, 1, 1))
    return image


@family("candy | sweets | lollipops | candy swirls | jelly beans | peppermint candy", "confectionery | sugary bonbons", natural="candy,pastel", figure=True)
def candy(p):
    image = p.sheet().copy()
    for _ in range(p.count(3, 26)):
        (x, y), r, c, c2 = p.place(), p.scale(32, 11) * p.between(0.7, 1.2), p.ink(), p.ink()
        if p.chance(0.5):
            stroke(image, [(x, y), (x + r * 0.5, y + r * 2.6)], (0.97, 0.97, 0.95), max(2, r * 0.14))
            disc(image, x, y, r, c)
            for q in range(6):
                t = np.linspace(0, 1, 8)
                a = q * TAU / 6 + t * 1.6
                b = a + 0.5
                fill(image, np.concatenate([np.stack([x + r * t * np.cos(a), y + r * t * np.sin(a)], 1), np.stack([x + r * t * np.cos(b), y + r * t * np.sin(b)], 1)[::-1]]), tint(c2, 0.5))
        else:
            a = p.between(0, 3)
            fill(image, ellipse(x, y, r * 0.8, r * 0.5, a), c)
            fill(image, ellipse(x - r * 0.2, y - r * 0.2, r * 0.3, r * 0.12, a), tint(c, 0.6))
    return image


@family("dripping paint | melting ice cream | dripping liquid | melting drips | paint running down | dripping slime", "oozing icing | gooey dribbles", natural="candy,pastel,neon", figure=True)
def dripping(p):
    image = p.sheet().copy()
    for layer in range(p.whole(1, 3)):
        c, x = p.ink(), -4.0
        base = SIDE * p.between(0.1, 0.45) + layer * 14 * 0
        box(image, 0, 0, SIDE, base * 0.6, c)
        while x < SIDE + 6:
            w, h = p.between(4, 12), base + p.between(-10, 60)
            box(image, x - w, 0, x + w, h, c)
            disc(image, x, h, w, c)
            disc(image, x - w * 0.35, h - w * 0.1, w * 0.2, tint(c, 0.6))
            x += w * p.between(1.4, 2.4)
    return image
