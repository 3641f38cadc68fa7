"""The trained parts: an image head over the 3320 features, a text head over token vectors, a regressor from text to the
features' mean and variance, and the score's calibration.

    image   s = clamp((x − mean)·scale, ±5);  z = l2(W₀s + W₂·gelu(W₁s))
    text    U = gelu(conv₃ H);  p = 8-head attention pooling of U;  f = [sentence; p];  t = l2(V₀f + V₂·gelu(V₁f))
    score   cosine z·t
"""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from .features import GROUPS, SIZE
from .text import WIDTH

EMBEDDING, HIDDEN_IMAGE, HIDDEN_TEXT, CONV, HEADS, REGRESSOR = 256, 256, 512, 256, 8, 320
SENTENCE_GAIN = 8.0
LOG_VARIANCE = (-6.0, 2.0)


class ImageHead(nn.Module):
    def __init__(self, judge: str):
        super().__init__()
        self.groups = GROUPS[judge]
        self.register_buffer("mean", torch.zeros(SIZE))
        self.register_buffer("scale", torch.ones(SIZE))
        self.register_buffer("gain", torch.cat([torch.full((n,), 0.96 / n**0.5) for n in self.groups.values()]))
        self.linear = nn.Linear(SIZE, EMBEDDING)
        self.hidden = nn.Linear(SIZE, HIDDEN_IMAGE)
        self.out = nn.Linear(HIDDEN_IMAGE, EMBEDDING)

    def standardize(self, features: Tensor) -> Tensor:
        return ((features - self.mean) * self.scale).clamp(-5, 5)

    def forward(self, standard: Tensor, drop_group: float = 0.0) -> Tensor:
        x = standard * self.gain
        if self.training and drop_group:
            keep = torch.cat([(torch.rand(len(x), 1) > drop_group).float().expand(-1, n) for n in self.groups.values()], 1)
            x = x * keep
        z = self.linear(F.dropout(x, 0.1, self.training)) + self.out(F.dropout(F.gelu(self.hidden(F.dropout(x, 0.1, self.training))), 0.2, self.training))
        return F.normalize(z, dim=-1)


class TextHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Linear(3 * WIDTH, CONV)
        nn.init.normal_(self.conv.weight, std=0.035)
        self.query = nn.Linear(CONV, HEADS, bias=False)
        self.linear = nn.Linear(WIDTH + CONV, EMBEDDING)
        self.hidden = nn.Linear(WIDTH + CONV, HIDDEN_TEXT)
        self.out = nn.Linear(HIDDEN_TEXT, EMBEDDING)

    def fuse(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """tokens [n, T, 384] padded with zeros, mask [n, T]: f [n, 640], the sentence part times SENTENCE_GAIN."""
        mean = F.normalize((tokens * mask[..., None]).sum(1), dim=-1)
        if self.training:  # as far off as a synonym is: single words must not be learned by heart
            mean = mean + torch.randn_like(mean) * 0.03
            tokens = (tokens + torch.randn_like(tokens) * 0.2) * mask[..., None]
        n, longest, _ = tokens.shape
        padded = F.pad(tokens, (0, 0, 1, 1))
        windows = torch.cat([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], -1)
        u = tokens.new_zeros(n, longest, CONV)
        u[mask] = F.gelu(self.conv(windows[mask]))
        weights = self.query(u).masked_fill(~mask[..., None], -1e4).softmax(1)
        pooled = torch.einsum("nth,nthc->nhc", weights, u.view(n, longest, HEADS, CONV // HEADS)).flatten(1)
        if self.training:
            pooled = F.dropout(pooled, 0.15) * (torch.rand(n, 1) > 0.3)
        return torch.cat([mean * SENTENCE_GAIN, pooled], -1)

    def project(self, fused: Tensor) -> Tensor:
        return F.normalize(self.linear(fused) + self.out(F.dropout(F.gelu(self.hidden(fused)), 0.2, self.training)), dim=-1)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        return self.project(self.fuse(tokens, mask))


class Regressor(nn.Module):
    """f → mean and log-variance of the standardized features of the pictures a text is true of."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(WIDTH + CONV, REGRESSOR)
        self.out = nn.Linear(REGRESSOR, 2 * SIZE)

    def forward(self, fused: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.out(F.gelu(self.hidden(fused))).chunk(2, -1)
        return mean, log_variance.clamp(*LOG_VARIANCE)
