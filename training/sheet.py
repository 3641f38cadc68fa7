"""A contact sheet: one picture of every family in its natural colours, 16 in a row. `python -m training.sheet FILE.jpg`."""

import sys

import cv2
import numpy as np

from .families import FAMILIES
from .paint import Paint

_THUMB, _COLUMNS = 72, 16
_NO_COLOURS = [((0.02, 0.02, 0.03), (0.9, 0.2, 0.2), (0.2, 0.5, 0.9)), ((0.97, 0.97, 0.97), (0.1, 0.5, 0.3)), ((0.1, 0.1, 0.4), (0.95, 0.8, 0.2))]


def sheet(seed: int = 1) -> np.ndarray:
    """uint8 [rows, columns, 3] sRGB."""
    thumbs = []
    for k, family in enumerate(FAMILIES.values()):
        rng = np.random.default_rng([seed, k])
        palettes = family.natural or _NO_COLOURS
        palette = np.array(palettes[int(rng.integers(len(palettes)))], np.float32)
        picture = np.clip(family.draw(Paint(rng, palette[0], palette[1:], 0.4)), 0, 1)
        thumbs.append(cv2.resize((picture * 255).astype(np.uint8), (_THUMB, _THUMB), interpolation=cv2.INTER_AREA))
    rows = [np.concatenate(thumbs[i : i + _COLUMNS], 1) for i in range(0, len(thumbs), _COLUMNS)]
    return np.concatenate(rows, 0)


if __name__ == "__main__":
    cv2.imwrite(sys.argv[1], sheet()[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])
