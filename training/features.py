"""3320 numbers of a picture: what the judges' heads see.

Groups in their order: colours, texture statistics of low and middle taps, the high taps, the mean of the last layer, and a
2×2 layout. The inference code computes the same ones; test fixtures hold both to them.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from .colours import COLOURS
from .trunks import CompiledTrunk, Trunk

GROUPS: dict[str, dict[str, int]] = {
    "a": {"col": 56, "low": 128, "mid": 384, "high": 1024, "fin": 1280, "lay": 448},
    "b": {"col": 56, "low": 576, "mid": 768, "high": 768, "fin": 768, "lay": 384},
}
SIZE = 3320
PALETTE = torch.tensor(list(COLOURS.values()))


def features(trunk: Trunk | CompiledTrunk, pixels: Tensor) -> Tensor:
    """pixels [n, 3, h, w] in 0..1: [n, 3320]."""
    taps, last = trunk(pixels)
    if trunk.lite:
        low, mid = _statistics(taps[0], taps[1]), _statistics(taps[2], taps[3])
        high, layout = _statistics(taps[4], taps[5]), F.adaptive_avg_pool2d(taps[3], 2).flatten(1)
    else:
        low, mid = _statistics(taps[0], taps[1]), _statistics(taps[2])
        high = _statistics(taps[3])[:, taps[3].shape[1] :]
        layout = F.adaptive_avg_pool2d(taps[2], 2).flatten(1)[:, ::4]
    return torch.cat([colour_features(pixels), low, mid, high, last.mean((2, 3)), layout], 1)


def colour_features(pixels: Tensor) -> Tensor:
    """[n, 56]: √ of the soft share of each named colour, 3×3 mean colours, their spread, mean saturation."""
    points = F.adaptive_avg_pool2d(pixels, 16).flatten(2).transpose(1, 2)
    distance = ((points[:, :, None] - PALETTE) ** 2).sum(-1)
    share = torch.softmax(-distance / (2 * 0.12**2), -1).mean(1)
    grid = F.adaptive_avg_pool2d(pixels, 3).flatten(1)
    saturation = (points.amax(-1) - points.amin(-1)).mean(1, keepdim=True)
    return torch.cat([share**0.5, grid, points.std(1), saturation], 1)


def _statistics(*taps: Tensor) -> Tensor:
    """Mean and standard deviation over space, tap by tap."""
    parts = []
    for tap in taps:
        mean = tap.mean((2, 3))
        variance = ((tap - mean[..., None, None]) ** 2).mean((2, 3))
        parts += [mean, (variance + 1e-4).sqrt()]
    return torch.cat(parts, 1)
