"""Geometry: stripes, grids, tilings, rosettes, mosaics."""

import numpy as np

from ..paint import ANGLE, RADIUS, SIDE, TAU, X, Y, bend, box, disc, fill, fold, glow, mix, normal, outline, step, stroke, tint, wave
from .registry import family


@family("waves | wavy lines | flowing waves | sine waves | wavy stripes | rolling wave lines", "undulating lines | wavelike bands")
def waves(p):
    """Bands bent by two sines."""
    x, y = p.plane()
    f = wave(y + p.between(0.1, 0.35) * np.sin(x * p.between(2, 6) + p.between(0, 6)) + 0.15 * np.sin(x * p.between(5, 9)), p.scale(6, 26))
    return p.ramp(step(f, 0.5, 5) if p.chance(0.4) else f)


@family("stripes | striped pattern | parallel lines | bars | straight stripes | lines", "banded pattern | pinstripes")
def stripes(p):
    x, _ = p.plane()
    f = wave(x, p.scale(6, 40))
    return p.ramp(f if p.chance(0.3) else step(f, p.between(0.35, 0.65), 8))


@family("zigzag | zigzag lines | chevron pattern | chevrons | zig zag stripes", "herringbone zigzags | sawtooth lines")
def zigzag(p):
    x, y = p.plane(turn=p.chance(0.5))
    k = p.scale(2, 7)
    f = wave((y + p.between(0.6, 1.2) * np.abs((x * k) % 1 - 0.5) / k * 2) * k, TAU)
    return p.ramp(step(f, 0.5, 6))


@family("checkerboard | checkered pattern | chess board | checkers | chequered squares", "chessboard squares | checked tiles")
def checkerboard(p):
    x, y = p.plane()
    if p.chance(0.3):
        x, y = x + 0.25 * np.sin(y * p.between(2, 5)), y + 0.25 * np.sin(x * p.between(2, 5))
    k = p.scale(4, 16)
    return mix(p.sheet(), p.sheet(p.ink()), step(np.sin(x * k) * np.sin(y * k), 0, 20))


@family("polka dots | dots | dotted pattern | round spots | dots in rows | spotted pattern", "circles in a row | dotty print", figure=True)
def polka_dots(p):
    x, y = p.plane()
    k = p.scale(2.2, 7)
    u, v = x * k, y * k
    u = u + 0.5 * (np.floor(v) % 2)
    r = np.hypot(u - np.floor(u) - 0.5, v - np.floor(v) - 0.5)
    return mix(p.sheet(), p.sheet(p.ink()), step(p.between(0.24, 0.4) - r, 0, 12))


@family("halftone | halftone dots | comic book dots | pop art dots | newsprint dots", "printed raster dots | benday dots", figure=True)
def halftone(p):
    x, y = p.plane(zoom=(0.9, 1.1), shift=0.1)
    k = p.scale(8, 20)
    u, v = x * k, y * k
    tone = normal(X * p.between(-1, 1) + Y * p.between(-1, 1)) if p.chance(0.5) else normal(p.noise(2, 1)) if p.chance(0.5) else normal(RADIUS)
    r = np.hypot(u - np.floor(u) - 0.5, v - np.floor(v) - 0.5)
    return mix(p.sheet(), p.sheet(p.ink()), step(tone * 0.68 - r, 0, 7))


@family("concentric circles | rings | circular rings | bullseye | target rings | circles within circles", "nested circles | round target")
def concentric_circles(p):
    x, y = p.plane(shift=0.25)
    f = wave(np.hypot(x, y), p.scale(9, 34))
    return p.ramp(step(f, 0.5, 6) if p.chance(0.5) else f)


@family("concentric squares | nested squares | squares within squares | square tunnel | square rings", "boxes inside boxes | concentric rectangles")
def concentric_squares(p):
    x, y = p.plane(shift=0.2)
    f = wave(np.maximum(abs(x), abs(y)), p.scale(9, 30))
    return p.ramp(step(f, 0.5, 7) if p.chance(0.6) else f)


@family("spiral | swirl | vortex | whirlpool | swirling spiral | hypnotic spiral", "twirl | coiling whorl")
def spiral(p):
    x, y = p.plane(shift=0.2)
    r, a = np.hypot(x, y) + 0.02, np.arctan2(y, x)
    winding = r if p.chance(0.5) else np.log(r)
    f = wave(p.whole(1, 5) * a + p.pick([-1, 1]) * p.scale(4, 18) * winding)
    return p.ramp(step(f, 0.5, 4) if p.chance(0.4) else f) * (1 - 0.3 * np.exp(-r * 6))[..., None]


@family("starburst | sun rays | radiating rays | light rays from the center | sunburst stripes | radial rays", "radial beams | rays bursting outward")
def starburst(p):
    x, y = p.plane(zoom=(0.8, 1.2), shift=0.3)
    f = wave(np.arctan2(y, x), p.count(7, 26))
    m = step(f, 0.5, p.between(3, 14))
    return p.ramp(m) if p.chance(0.5) else p.ramp(m * np.clip(1.2 - np.hypot(x, y) * 0.6, 0, 1))


@family("kaleidoscope | kaleidoscopic pattern | symmetric kaleidoscope | mirrored kaleidoscope | kaleidoscope of colors", "radial mirror symmetry | kaleidoscopic mirrors", natural="rainbow,candy,neon")
def kaleidoscope(p):
    label, near, edge, points = p.cells(p.count(18, 60))
    colours = np.stack([p.jitter(p.pick([*p.inks, p.ground]), 0.06) for _ in points])
    base = mix(colours[label], p.ramp(wave(near, p.between(20, 60))), step(p.noise(4, 2), 0.55, 6))
    if p.chance(0.5):
        base = base * step(edge, 0.03, 30)[..., None]
    return fold(p, base, p.pick([6, 8, 8, 10, 12, 16]))


@family("mandala | ornate mandala | ornamental rosette | sacred geometry mandala | round lace ornament | circular ornament", "rosette medallion | spiritual mandala", figure=True)
def mandala(p):
    r, n = RADIUS * p.between(0.9, 1.25), p.pick([6, 8, 10, 12, 16])
    image = p.sheet().copy()
    for k in np.sort(p.rng.uniform(0.1, 0.95, p.whole(5, 9)))[::-1]:
        rim = k + p.between(0.03, 0.12) * np.abs(np.sin(ANGLE * n / p.pick([2, 1, 2])))
        image = mix(image, p.sheet(p.ink()), step(p.between(0.012, 0.03) - np.abs(r - rim), 0, 60))
        if p.chance(0.6):
            image = mix(image, p.sheet(p.ink()), step(np.cos(ANGLE * n + p.pick([0, np.pi])) - np.abs(r - k + 0.05) * p.between(12, 26), 0.2, 5))
    return image


@family("flower of life | overlapping circles pattern | sacred geometry | interlaced circles | circle lattice", "intersecting circles | geometric seed of life", figure=True)
def flower_of_life(p):
    image, r, c = p.sheet().copy(), p.scale(34, 15), p.ink()
    for row in range(-1, int(SIDE / (r * 0.866)) + 2):
        for column in range(-1, int(SIDE / r) + 2):
            disc(image, column * r + (row % 2) * r / 2, row * r * 0.866, r, c, 1)
    return glow(image, 2, 0.3) if p.chance(0.3) else image


@family("honeycomb | honeycombs | hexagons | hexagonal grid | bee honeycomb cells | hexagon pattern | beehive cells", "six-sided cells | wax comb", natural=[[(0.35, 0.18, 0.02), (0.85, 0.5, 0.08), (0.98, 0.75, 0.2)], [(0.98, 0.85, 0.5), (0.7, 0.4, 0.05), (0.95, 0.65, 0.12)]])
def honeycomb(p):
    """Hexagonal cells: dark or light walls, a lit filling, some capped."""
    x, y = p.plane(zoom=(0.9, 1.1))
    k = p.scale(3, 8)
    if p.chance(0.4):
        x, y = x + 0.06 * np.sin(y * 4 + p.between(0, 6)), y + 0.06 * np.sin(x * 4 + p.between(0, 6))
    label, edge, near = _hexagons(x * k, y * k)
    tones = p.rng.uniform(0, 1, 997)[label % 997].astype(np.float32)
    inside = p.ramp(0.45 + 0.55 * np.clip(tones * 0.5 + (1 - near * 1.6) * p.between(0.2, 0.7), 0, 1))
    walls = p.sheet() if p.chance(0.7) else p.sheet(p.inks[-1])
    return mix(walls, inside, step(edge, p.between(0.04, 0.1), 14))


@family("isometric cubes | 3d cubes | stacked cubes | tumbling blocks | cube pattern", "isometric boxes | optical cube illusion")
def isometric_cubes(p):
    x, y = p.plane(turn=False, zoom=(0.8, 1.2))
    k = p.scale(2, 5)
    label, _, _, u, v = _hexagons(x * k, y * k, parts=True)
    side = np.floor(((np.arctan2(v, u) + np.pi / 2) % TAU) / (TAU / 3)).astype(int) % 3
    c, image = p.ink(), p.sheet()
    for part, shade in enumerate((0.35, 0.0, -0.6)):
        image = mix(image, p.sheet(tint(c, shade) if shade else c), (side == part).astype(np.float32))
    return image


@family("triangles | triangle mosaic | triangular tiles | triangle pattern | tessellated triangles", "three-sided tiles | trigonal tessellation")
def triangles(p):
    x, y = p.plane()
    k = p.scale(2.5, 7)
    u, v = x * k + y * k * 0.577, y * k * 1.155
    upper = ((u - np.floor(u)) + (v - np.floor(v)) > 1).astype(int)
    label = np.floor(u).astype(int) * 31 + np.floor(v).astype(int) * 57 + upper * 13
    tones = np.stack([p.jitter(p.pick([*p.inks, p.ground]), 0.05) for _ in range(97)])
    return tones[label % 97]


@family("low poly | low poly mesh | polygonal facets | faceted triangles | low-poly surface", "polygon mesh art | angular facets")
def low_poly(p):
    """A jittered grid, each of its cells cut into two flat triangles."""
    n, field, image = p.count(3, 9), normal(p.noise(1.5, 2)), p.sheet().copy()
    grid = np.stack(np.meshgrid(np.arange(-1, n + 2), np.arange(-1, n + 2)), -1) + p.rng.uniform(-0.35, 0.35, (n + 3, n + 3, 2))
    grid = grid * SIDE / n
    for i in range(n + 2):
        for j in range(n + 2):
            a, b, c, d = grid[i, j], grid[i, j + 1], grid[i + 1, j + 1], grid[i + 1, j]
            for corners in ((a, b, c), (a, c, d)) if p.chance(0.5) else ((a, b, d), (b, c, d)):
                x, y = np.clip(np.mean(corners, 0), 0, SIDE - 1).astype(int)
                fill(image, corners, tint(p.ramp(field[y : y + 1, x : x + 1])[0, 0], p.between(-0.3, 0.3)))
    return image


@family("mosaic tiles | mosaic | ceramic tiles | colorful tiles | tiled mosaic | square tiles", "tessera pattern | tilework", natural="rainbow,tropical,candy")
def mosaic_tiles(p):
    x, y = p.plane()
    k = p.scale(4, 12)
    u, v = x * k, y * k
    iu, iv = np.floor(u).astype(int), np.floor(v).astype(int)
    tones = np.stack([p.jitter(p.ink(), 0.06) for _ in range(211)])
    gap = np.minimum(np.minimum(u - iu, 1 - u + iu), np.minimum(v - iv, 1 - v + iv))
    return mix(p.sheet() * 0.5, tones[(iu * 131 + iv * 57 + iu * iv) % 211], step(gap, 0.06, 20))


@family("arabesque tiles | moorish star pattern | islamic geometric pattern | eight pointed stars | moroccan tiles", "zellige tiles | arabic star ornament", natural=[[(0.95, 0.93, 0.86), (0.05, 0.3, 0.6), (0.1, 0.6, 0.6), (0.9, 0.7, 0.2)]], figure=True)
def arabesque_tiles(p):
    x, y = p.plane(turn=p.chance(0.3), zoom=(0.9, 1.2))
    k = p.scale(1.5, 4)
    u, v = (x * k) % 1 - 0.5, (y * k) % 1 - 0.5
    star = np.minimum(np.maximum(abs(u), abs(v)), (abs(u) + abs(v)) / 1.414)
    image = mix(p.sheet(), p.sheet(p.ink()), step(0.34 - star, 0, 26))
    image = mix(image, p.sheet(p.ink()), step(0.2 - star, 0, 26))
    lines = np.minimum(np.abs(star - 0.34), np.abs(np.minimum(np.abs(u + v), np.abs(u - v)) - 0.0) + (star < 0.34))
    return mix(image, p.sheet(p.ink()), step(0.025 - lines, 0, 60))


@family("quilt | patchwork quilt | patchwork | stitched patches | fabric patches", "sewn patchwork squares | quilted blocks", natural="candy,tropical,autumn")
def patchwork_quilt(p):
    n, image = p.count(3, 7), p.sheet().copy()
    s = SIDE / n
    for row in range(n):
        for column in range(n):
            x, y, a, b = column * s, row * s, p.jitter(p.ink(), 0.06), p.jitter(p.pick([*p.inks, p.ground]), 0.06)
            box(image, x, y, x + s, y + s, a)
            kind = p.whole(0, 3)
            if kind == 0:
                fill(image, [(x, y), (x + s, y), (x, y + s)], b)
            elif kind == 1:
                fill(image, [(x + s / 2, y), (x + s, y + s / 2), (x + s / 2, y + s), (x, y + s / 2)], b)
            elif kind == 2:
                for q in range(4):
                    disc(image, x + s * (0.25 + 0.5 * (q % 2)), y + s * (0.25 + 0.5 * (q // 2)), s * 0.12, b)
    return image * (0.88 + 0.2 * p.noise(30, 1))[..., None]


@family("tartan | plaid | tartan plaid | plaid fabric | checked cloth | scottish tartan", "gingham check | lumberjack plaid")
def tartan(p):
    k, t = p.scale(1.5, 4), p.rng.random(p.whole(5, 9))
    bands = lambda z: np.interp((z * k) % 1, np.linspace(0, 1, len(t) * 4), np.repeat(t, 4))  # noqa: E731
    cloth = 0.5 * p.ramp(bands(X)) + 0.5 * p.ramp(bands(Y))
    return cloth * (0.9 + 0.1 * np.sign(np.sin((X + Y) * 90)))[..., None]


@family("argyle | diamond pattern | argyle diamonds | harlequin diamonds | rhombus pattern", "lozenge pattern | rhombic checks")
def argyle(p):
    x, y = X * p.between(0.9, 1.2), Y * 0.6
    k = p.scale(2, 5)
    u, v = (x + y) * k, (x - y) * k
    label = np.floor(u).astype(int) * 7 + np.floor(v).astype(int) * 3
    tones = np.stack([p.pick([*p.inks, p.ground]) for _ in range(13)])
    tones[0], tones[1] = p.ground, p.inks[0]
    image = tones[label % 13] if p.chance(0.5) else tones[(np.floor(u) + np.floor(v)).astype(int) % 2]
    return mix(image, p.sheet(p.inks[-1]), step(0.03 - np.abs((u + 0.5) % 1 - 0.5), 0, 30) * 0.8)


@family("maze | labyrinth | maze of corridors | square maze | maze pattern | hedge maze", "labyrinthine corridors | puzzle maze", figure=True)
def maze(p):
    n = p.count(7, 18)
    walls = np.ones((2 * n + 1, 2 * n + 1), np.float32)
    stack, seen = [(0, 0)], {(0, 0)}
    walls[1, 1] = 0
    while stack:
        a, b = stack[-1]
        free = [(a + i, b + j) for i, j in ((1, 0), (-1, 0), (0, 1), (0, -1)) if 0 <= a + i < n and 0 <= b + j < n and (a + i, b + j) not in seen]
        if not free:
            stack.pop()
            continue
        c, d = free[p.whole(0, len(free) - 1)]
        walls[a + c + 1, b + d + 1] = walls[2 * c + 1, 2 * d + 1] = 0
        seen.add((c, d))
        stack.append((c, d))
    index = (np.arange(SIDE) * (2 * n + 1) // SIDE).clip(0, 2 * n)
    return mix(p.sheet(), p.sheet(p.ink()), walls[np.ix_(index, index)])


@family("truchet tiles | curved tile pattern | random quarter circles | connected arcs | meandering arcs", "interwoven arc tiles | looping tile lines", figure=True)
def truchet(p):
    x, y = p.plane(turn=p.chance(0.5))
    k = p.scale(2.5, 7)
    u, v = x * k + 20, y * k + 20
    iu, iv = np.floor(u).astype(int), np.floor(v).astype(int)
    a, b = u - iu, v - iv
    a = np.where(p.rng.random((60, 60))[iu % 60, iv % 60] < 0.5, a, 1 - a)
    d = np.minimum(np.abs(np.hypot(a, b) - 0.5), np.abs(np.hypot(1 - a, 1 - b) - 0.5))
    return mix(p.sheet(), p.sheet(p.ink()), step(p.between(0.08, 0.2) - d, 0, 12))


@family("geometric shapes | abstract geometry | bauhaus shapes | triangles and circles | constructivist composition | flat shapes", "suprematist composition | memphis shapes", natural="candy,tropical,rainbow", figure=True)
def geometric_shapes(p):
    image = p.sheet().copy()
    for _ in range(p.count(5, 22)):
        (x, y), r, c = p.place(), p.between(8, 40), p.ink()
        kind, turn = p.whole(0, 4), p.between(0, 6)
        if kind == 0:
            disc(image, x, y, r, c, -1 if p.chance(0.7) else 3)
        elif kind in (1, 2):
            n = kind + 2
            fill(image, [(x + r * np.cos(turn + q * TAU / n), y + r * np.sin(turn + q * TAU / n)) for q in range(n)], c)
        elif kind == 3:
            stroke(image, [(x, y), (x + 80 * np.cos(turn), y + 80 * np.sin(turn))], c, p.whole(2, 6))
        else:
            t = np.linspace(turn, turn + np.pi, 20)
            fill(image, np.stack([x + r * np.cos(t), y + r * np.sin(t)], 1), c)
    return image


@family("string art | straight lines forming curves | thread art | envelope of lines | line art web of strings", "curve stitching | strung lines", figure=True)
def string_art(p):
    image, n = p.sheet().copy(), p.count(18, 50)
    if p.chance(0.5):
        factor, c, r = p.pick([2, 3, 4, 5]), p.ink(), SIDE * 0.47
        for q in range(n * 2):
            a, b = q * TAU / n / 2, q * factor * TAU / n / 2
            stroke(image, [(72 + r * np.cos(a), 72 + r * np.sin(a)), (72 + r * np.cos(b), 72 + r * np.sin(b))], p.ink() if p.chance(0.2) else c)
    else:
        for _ in range(p.whole(2, 4)):
            a, b, c, d = (np.array(p.place(-0.1)) for _ in range(4))
            ink = p.ink()
            for t in np.linspace(0, 1, n):
                stroke(image, [a + (b - a) * t, c + (d - c) * t], ink)
    return image


@family("spirograph | guilloche rosette | looping curves | hypotrochoid | spirograph drawing", "trochoid loops | geometric loop drawing", figure=True)
def spirograph(p):
    image = p.sheet().copy()
    for _ in range(p.whole(1, 3)):
        outer, inner = p.pick([7, 9, 11, 13, 16]), p.pick([2, 3, 4, 5])
        t = np.linspace(0, TAU * inner, 500)
        d, size = p.between(0.5, 1.6), p.between(0.3, 0.48) * SIDE
        z = (outer - inner) * np.exp(1j * t) + d * inner * np.exp(-1j * t * (outer - inner) / inner)
        z = z / np.abs(z).max() * size
        stroke(image, np.stack([72 + z.real, 72 + z.imag], 1), p.ink(), 1)
    return glow(image, 2, 0.4) if p.chance(0.4) else image


@family("fractal | julia set | mandelbrot fractal | infinite fractal detail | mathematical fractal | fractal spirals", "self-similar fractal | julia set filaments", natural="rainbow,infrared,neon,oceanic")
def fractal(p):
    z = ((X + 1j * Y) * p.between(0.5, 1.4) * np.exp(1j * p.between(0, 6))).astype(np.complex64)
    seeds = [-0.8 + 0.156j, -0.4 + 0.6j, 0.285 + 0.01j, -0.7269 + 0.1889j, -0.835 - 0.2321j, -0.1 + 0.65j]
    c = np.complex64(p.pick(seeds) + complex(p.between(-0.03, 0.03), p.between(-0.03, 0.03)))
    steps = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(36):
        inside = np.abs(z) < 4
        z = np.where(inside, z * z + c, z)
        steps += inside
    if steps.std() < 2.5:
        steps = normal(np.log(np.abs(z) + 1e-3)) * 36
    return p.ramp(np.sqrt(steps / 36) if p.chance(0.6) else wave(np.sqrt(steps), p.between(1, 2)))


@family("sierpinski triangle | nested triangles | triangle fractal | recursive triangles", "triangular gasket | triangles inside triangles", figure=True)
def sierpinski(p):
    image, size = p.sheet().copy(), p.between(0.5, 0.75) * SIDE
    turn, depth = p.pick([-np.pi / 2, np.pi / 2, p.between(0, 6)]), p.pick([3, 4, 4])
    corners = np.array([(72 + size * np.cos(turn + q * TAU / 3), 76 + size * np.sin(turn + q * TAU / 3)) for q in range(3)])
    tones = [p.ink() for _ in range(3)]

    def draw(t, level, part):
        if level == 0:
            fill(image, t, tones[part])
            return
        for q in range(3):
            draw((t + t[q]) / 2, level - 1, q if level == depth else part)

    draw(corners, depth, 0)
    return image


@family("wireframe sphere | wireframe globe | grid sphere | meridian globe | 3d wireframe ball", "latitude and longitude ball | mesh orb", natural="neon,toxic,cyberpunk", figure=True, dark=True)
def wireframe_sphere(p):
    image, r = p.sheet().copy(), p.between(0.32, 0.46) * SIDE
    cx, cy, tilt, n, c = 72 + p.between(-8, 8), 72 + p.between(-8, 8), p.between(-1, 1), p.count(7, 14), p.ink()
    t = np.linspace(0, TAU, 60)
    for k in range(n):
        a = np.pi * k / n
        for lines in ((np.sin(t) * np.cos(a), np.cos(t), np.sin(t) * np.sin(a)), (np.sin(a) * np.cos(t), np.full(60, np.cos(a)), np.sin(a) * np.sin(t))):
            x, y, z = lines
            y, z = y * np.cos(tilt) - z * np.sin(tilt), y * np.sin(tilt) + z * np.cos(tilt)
            front = z > -0.05 if p.chance(0.8) else z > -2
            keep = np.where(front)[0]
            if len(keep) > 2:
                for run in np.split(keep, np.where(np.diff(keep) > 1)[0] + 1):
                    stroke(image, np.stack([cx + r * x[run], cy + r * y[run]], 1), c)
    return glow(image, 3, 0.7)


def _hexagons(x, y, parts=False):
    """Hexagonal grid: number of the cell, distance to its border, distance to its middle (and the position in it)."""
    s = 1.7320508
    a = np.stack([np.mod(x, 1) - 0.5, np.mod(y, s) - s / 2])
    b = np.stack([np.mod(x - 0.5, 1) - 0.5, np.mod(y - s / 2, s) - s / 2])
    first = (a**2).sum(0) < (b**2).sum(0)
    u, v = np.where(first, a[0], b[0]), np.where(first, a[1], b[1])
    edge = 0.5 - np.maximum(np.abs(u), np.abs(u) * 0.5 + np.abs(v) * s / 2)
    label = np.round((x - u) * 2).astype(int) * 73 + np.round((y - v) * 2).astype(int) * 179
    return (label, edge, np.hypot(u, v), u, v) if parts else (label, edge, np.hypot(u, v))
