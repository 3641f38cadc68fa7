"""The brush of the picture generator: random numbers, a palette, fields over the picture plane, and strokes.

A pattern family gets one `Paint` and gives back a picture: float32 [SIDE, SIDE, 3], sRGB, about 0..1 (clipped afterwards).
Fields are float32 [SIDE, SIDE]; `X` and `Y` run over -1..1, Y downwards. Strokes take pixels.
All chance comes from `Paint.rng`, so a seed gives the same picture again.
"""

from dataclasses import dataclass

import cv2
import numpy as np

cv2.setNumThreads(1)

SIDE = 144
Y, X = (a.astype(np.float32) for a in np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j])
RADIUS, ANGLE = np.hypot(X, Y), np.arctan2(Y, X)
TAU = float(2 * np.pi)
_ROWS, _COLUMNS = (a.astype(np.float32) for a in np.mgrid[0:SIDE, 0:SIDE])


@dataclass
class Paint:
    """Chance, palette and density of one picture. `density` 0..1: few and large to many and small."""

    rng: np.random.Generator
    ground: np.ndarray
    inks: np.ndarray
    density: float

    def between(self, low, high):
        """A number, uniform in [low, high)."""
        return float(low + (high - low) * self.rng.random())

    def whole(self, low, high):
        """A whole number, both ends included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def scale(self, sparse, dense):
        """A size or count between its sparse and its dense end, spaced evenly in its logarithm."""
        return float(sparse * (dense / sparse) ** self.density)

    def count(self, sparse, dense):
        return int(round(self.scale(sparse, dense)))

    def ink(self):
        return self.inks[int(self.rng.integers(len(self.inks)))]

    def jitter(self, colour, spread=0.1):
        return np.clip(np.asarray(colour) + self.rng.normal(0, spread, 3), 0, 1).astype(np.float32)

    def sheet(self, colour=None):
        return np.ones((SIDE, SIDE, 3), np.float32) * (self.ground if colour is None else np.asarray(colour, np.float32))

    def ramp(self, field, colours=None):
        """Colours a field 0..1 by the palette: ground at 0, inks in their order up to 1."""
        stops = np.vstack([self.ground[None], self.inks]) if colours is None else np.asarray(colours, np.float32)
        if len(stops) == 1:
            return self.sheet(stops[0])
        position = np.clip(field, 0, 1) * (len(stops) - 1)
        index = np.minimum(position.astype(np.int32), len(stops) - 2)
        part = (position - index)[..., None].astype(np.float32)
        return stops[index] * (1 - part) + stops[index + 1] * part

    def plane(self, turn=True, zoom=(0.7, 1.4), shift=0.35):
        """Coordinates of a turned, zoomed and shifted plane."""
        angle = self.between(-np.pi, np.pi) if turn else self.between(-0.12, 0.12)
        size = self.between(*zoom)
        x, y = X * size + self.between(-shift, shift), Y * size + self.between(-shift, shift)
        return np.cos(angle) * x + np.sin(angle) * y, -np.sin(angle) * x + np.cos(angle) * y

    def noise(self, frequency, octaves=4, stretch=1.0):
        """Smooth noise 0..1 with `frequency` bumps across; stretch > 1: `stretch` times more bumps sideways."""
        total, gain = np.zeros((SIDE, SIDE), np.float32), 1.0
        for octave in range(octaves):
            rows = max(2, int(frequency * 2**octave) + 2)
            columns = max(2, int(frequency * stretch * 2**octave) + 2)
            if max(rows, columns) > SIDE:
                break
            grain = self.rng.random((rows, columns), dtype=np.float32) - 0.5
            total += gain * cv2.resize(grain, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
            gain *= 0.5
        return total / (np.abs(total).max() + 1e-6) * 0.5 + 0.5

    def cells(self, count, stretch=1.0):
        """Voronoi cells of random points: number of the cell, distance to its point, distance to the next cell, points."""
        points = self.rng.random((count, 2), dtype=np.float32) * 2.4 - 1.2
        distance = np.sqrt((X[..., None] - points[:, 0]) ** 2 + ((Y[..., None] - points[:, 1]) * stretch) ** 2)
        nearest = np.argmin(distance, -1)
        two = np.partition(distance, 1, -1)
        return nearest, two[..., 0], two[..., 1] - two[..., 0], points

    def place(self, margin=0.0):
        """A point in pixels, at least `margin` of the side away from the border."""
        low, high = margin * SIDE, (1 - margin) * SIDE
        return self.between(low, high), self.between(low, high)


def normal(field):
    """Stretches a field to 0..1."""
    low, high = field.min(), field.max()
    return (field - low) / (high - low + 1e-6)


def wave(field, frequency=1.0):
    return 0.5 + 0.5 * np.sin(field * frequency)


def step(field, edge=0.5, hard=12.0):
    """0 below the edge, 1 above, with a ramp 1/hard wide."""
    return np.clip((field - edge) * hard + 0.5, 0, 1)


def mix(under, over, mask):
    mask = mask[..., None]
    return under * (1 - mask) + over * mask


def blur(image, sigma):
    return cv2.GaussianBlur(image, (0, 0), max(sigma, 0.1))


def glow(image, radius=4.0, gain=0.8):
    """Light that spills over: the picture plus its own blur."""
    return image + gain * blur(image, radius)


def bend(p: Paint, image, amount, frequency=3):
    """Moves every point by smooth noise of up to `amount` of the side."""
    dx = (p.noise(frequency, 2) - 0.5) * (2 * amount * SIDE)
    dy = (p.noise(frequency, 2) - 0.5) * (2 * amount * SIDE)
    return cv2.remap(image, _COLUMNS + dx, _ROWS + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def fold(p: Paint, image, parts):
    """A kaleidoscope's mirrors: `parts` sectors round the centre show the same wedge."""
    sector = TAU / parts
    angle = np.abs(((ANGLE + p.between(0, 6)) % sector) - sector / 2) + p.between(0, 6)
    half = SIDE / 2 * 0.98
    x = (half + half * RADIUS * np.cos(angle) * 0.7).astype(np.float32)
    y = (half + half * RADIUS * np.sin(angle) * 0.7).astype(np.float32)
    return cv2.remap(np.ascontiguousarray(image, np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def lit(height, strength=6.0):
    """Light from the upper left over a height field: about 0..1.2, flat places near 0.6."""
    dx = cv2.Sobel(height.astype(np.float32), cv2.CV_32F, 1, 0, ksize=3)
    dy = cv2.Sobel(height.astype(np.float32), cv2.CV_32F, 0, 1, ksize=3)
    return np.clip(0.6 - (dx + dy) * strength * 0.25, 0, 1.3)


def tint(colour, part):
    """The colour mixed with white (part > 0) or with black (part < 0)."""
    colour = np.asarray(colour, np.float32)
    return colour + (1 - colour) * part if part > 0 else colour * (1 + part)


def stroke(image, points, colour, width=1):
    cv2.polylines(image, [_fixed(points)], False, _bgr(colour), max(1, int(width)), cv2.LINE_AA, 4)


def outline(image, points, colour, width=1):
    cv2.polylines(image, [_fixed(points)], True, _bgr(colour), max(1, int(width)), cv2.LINE_AA, 4)


def fill(image, points, colour):
    cv2.fillPoly(image, [_fixed(points)], _bgr(colour), cv2.LINE_AA, 4)


def disc(image, x, y, radius, colour, width=-1):
    """A filled disc, or a ring `width` pixels wide."""
    cv2.circle(image, (int(x * 16), int(y * 16)), int(max(radius, 0.5) * 16), _bgr(colour), width, cv2.LINE_AA, 4)


def box(image, left, top, right, bottom, colour):
    cv2.rectangle(image, (int(left), int(top)), (int(right), int(bottom)), _bgr(colour), -1)


def ellipse(x, y, a, b, turn=0.0, n=24):
    """Points of an ellipse with half axes a and b."""
    t = np.linspace(0, TAU, n, endpoint=False)
    u, v = a * np.cos(t), b * np.sin(t)
    return np.stack([x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)], 1)


def petal(x, y, length, width, angle, n=10):
    """Points of a petal or leaf that starts at (x, y)."""
    t = np.linspace(0, 1, n)
    half = width * np.sin(np.pi * t) ** 0.8
    along = np.concatenate([t, t[::-1]]) * length
    across = np.concatenate([half, -half[::-1]])
    return np.stack([x + along * np.cos(angle) - across * np.sin(angle), y + along * np.sin(angle) + across * np.cos(angle)], 1)


def blob(p: Paint, x, y, radius, rough=0.25, n=28):
    """Points of a round thing with soft lobes."""
    t = np.linspace(0, TAU, n, endpoint=False)
    r = radius * (1 + rough * np.sin(t * p.whole(2, 4) + p.between(0, 6)) + rough * 0.5 * np.sin(t * p.whole(3, 7) + p.between(0, 6)))
    return np.stack([x + r * np.cos(t), y + r * np.sin(t)], 1)


def _fixed(points):
    return np.round(np.asarray(points, np.float32) * 16).astype(np.int32)


def _bgr(colour):
    return [float(v) for v in colour]
