"""Training of one judge's heads on the cached features: some minutes on one core.

Symmetric InfoNCE between a batch of pictures and one caption of each, and a learned anchor for each family that draws its
pictures and its captions alike. A third of a batch is clustered by family, so that colours and moods decide; captions that
are wrong in colour alone (figure and ground exchanged, another colour) are added as wrong answers.
"""

import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .dataset import Dataset, is_true, stack
from .families import FAMILY_NAMES
from .heads import ImageHead, Regressor, TextHead
from .text import CaptionStore

BATCH, CLUSTERS, IN_CLUSTER = 768, 32, 8
SHARES = {"scene": 0.68, "clip art": 0.13, "emoji": 0.14, "net": 0.05}


class Judge(nn.Module):
    def __init__(self, name: str):
        super().__init__()
        self.name = name
        self.image, self.text, self.regressor = ImageHead(name), TextHead(), Regressor()
        self.anchors = nn.Parameter(F.normalize(torch.randn(len(FAMILY_NAMES), 256), dim=1))
        self.log_scale = nn.Parameter(torch.tensor(2.9))
        self.stranger = nn.Parameter(torch.zeros(256), False)
        self.typical = nn.Linear(256, 1)


def train_heads(judge: Judge, data: Dataset, store: CaptionStore, steps: int, seed: int = 0, rate: float = 1.5e-3) -> None:
    """Trains image and text head; leaves the exponential average of the weights in `judge`."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows = data.rows()
    sample = data.features[rows[:: max(1, len(rows) // 12000)]].astype(np.float32)
    judge.image.mean.copy_(torch.from_numpy(sample.mean(0)))
    judge.image.scale.copy_(torch.from_numpy(1 / (sample.std(0) + 1e-3)))
    parameters = [*judge.image.parameters(), *judge.text.parameters(), judge.log_scale, judge.anchors]
    optimizer = torch.optim.AdamW(parameters, rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    average, draw, start = [p.detach().clone() for p in parameters], _sampler(data, rows, rng), time.time()
    judge.train()
    for step in range(steps):
        batch = draw()
        own = [data.captions[i][0 if rng.random() < 0.65 else len(data.captions[i]) - 1] for i in batch]
        misled = np.array([k for k, c in enumerate(own) if c[2] is not None][:128], np.int64)
        wrong = [own[k][2] for k in misled]
        texts = [c[0] for c in own] + [w[0] for w in wrong]
        true = is_true(stack([c[1] for c in own] + [w[1] for w in wrong]), _take(data.pictures, batch))
        true[misled, len(own) + np.arange(len(wrong))] = False
        tokens, mask = store.batch([store.index[t] for t in texts])
        t = judge.text(tokens, mask)
        x = judge.image.standardize(torch.from_numpy(data.features[batch].astype(np.float32)))
        if rng.random() < 0.5:
            x = x + torch.randn_like(x) * 0.15
        z = judge.image(x, 0.12)
        scale = judge.log_scale.exp().clamp(max=60)
        loss = _contrast(z, t, texts, torch.from_numpy(true), scale)
        if len(misled):
            margin = (z[misled] * (t[misled] - t[len(own) :])).sum(1) * scale
            loss = loss + 0.8 * F.softplus(-margin).mean()
        loss = loss + 0.25 * _anchored(judge.anchors, z, t, data.pictures.families[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        decay = min(0.99, (1 + step) / (10 + step))
        with torch.no_grad():
            for kept, p in zip(average, parameters):
                kept.lerp_(p, 1 - decay)
        if step % 50 == 0 or step == steps - 1:
            print(f"judge {judge.name} step {step}: loss {loss.item():.3f}, scale {judge.log_scale.exp().item():.1f}, {time.time() - start:.0f} s", flush=True)
    with torch.no_grad():
        for kept, p in zip(average, parameters):
            p.copy_(kept)
    judge.eval()


def train_regressor(judge: Judge, data: Dataset, store: CaptionStore, steps: int, seed: int = 0) -> None:
    """Gaussian likelihood of the standardized features, given a caption; the text head stays as it is."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed + 1)
    rows = data.rows()
    optimizer = torch.optim.AdamW(judge.regressor.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps, pct_start=0.1)
    draw, start = _sampler(data, rows, rng), time.time()
    judge.eval()
    for step in range(steps):
        batch = draw()[::2]
        own = [data.captions[i][int(rng.integers(len(data.captions[i])))] for i in batch]
        with torch.no_grad():
            fused = judge.text.fuse(*store.batch([store.index[c[0]] for c in own]))
            fused = fused + torch.randn_like(fused) * 0.15
            x = judge.image.standardize(torch.from_numpy(data.features[batch].astype(np.float32)))
        mean, log_variance = judge.regressor(fused)
        loss = 0.5 * (log_variance + (x - mean) ** 2 * torch.exp(-log_variance)).mean() + 0.25 * ((x - mean) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == steps - 1:
            print(f"judge {judge.name} regressor step {step}: {loss.item():.3f}, {time.time() - start:.0f} s", flush=True)


@torch.no_grad()
def calibrate(judge: Judge, data: Dataset, store: CaptionStore) -> None:
    """Where a text's scores lie: the mean embedding gives a stranger's cosine, a ridge regression a real picture's.

    On every other test scene, by captions in training words: pictures that the heads were fitted to would score too high.
    """
    rows = data.rows("scene", True)[::2]
    z = judge.image(judge.image.standardize(torch.from_numpy(data.features[rows].astype(np.float32))))
    own = [data.captions[i][1] for i in rows]
    t = torch.cat([judge.text(*store.batch([store.index[c[0]] for c in own[k : k + 512]])) for k in range(0, len(own), 512)])
    judge.stranger.copy_(z.mean(0))
    real = (z * t).sum(1)
    ones = torch.cat([t, torch.ones(len(t), 1)], 1)
    penalty = torch.eye(257) * 30
    penalty[-1, -1] = 0
    solved = torch.linalg.solve(ones.T @ ones + penalty, ones.T @ real)
    judge.typical.weight.copy_(solved[None, :-1])
    judge.typical.bias.copy_(solved[-1:])


# Implementation


def _contrast(z, t, texts, true, scale):
    """InfoNCE both ways: a picture's own caption is right, the same text elsewhere too if true; other true pairs are left out."""
    n = len(z)
    logits = z @ t.T * scale
    numbers = {}
    label = torch.tensor([numbers.setdefault(text, len(numbers)) for text in texts])
    right = (label[:n, None] == label[None, :n]) & (true[:, :n] | torch.eye(n, dtype=torch.bool))
    all_texts = logits.masked_fill(true & ~torch.cat([right, torch.zeros_like(true[:, n:])], 1), -1e4)
    square, target = all_texts[:, :n], right.float()
    by_picture = -(target / target.sum(1, keepdim=True) * all_texts.log_softmax(1)[:, :n]).sum(1).mean()
    by_text = -(target / target.sum(0, keepdim=True) * square.log_softmax(0)).sum(0).mean()
    return 0.5 * (by_picture + by_text)


def _anchored(anchors, z, t, families):
    """Cross-entropy of pictures and captions of a single family against the families' anchors."""
    single = torch.from_numpy((families[:, 0] < len(anchors)) & (families[:, 1] < 0))
    family, anchors = torch.from_numpy(families[:, 0])[single], F.normalize(anchors, dim=1)
    return sum(F.cross_entropy(e[: len(single)][single] @ anchors.T * 16, family) for e in (z, t))


def _sampler(data, rows, rng):
    """Draws batches: two thirds by kind, the rest in clusters of one family."""
    kinds = np.array([data.records[i]["kind"] for i in rows])
    weights = np.zeros(len(rows))
    for kind, share in SHARES.items():
        here = kinds == kind
        if here.any():
            weights[here] = share / here.sum()
    paired = np.array([any(c[2] is not None and c[1][3] >= 0 for c in data.captions[i]) for i in rows])
    weights[paired] *= 3
    weights /= weights.sum()
    families: dict[int, list[int]] = {}
    for i in rows:
        if data.records[i]["kind"] == "scene":
            families.setdefault(int(data.pictures.families[i, 0]), []).append(i)
    lists = [np.array(v) for v in families.values() if len(v) >= 20]

    def draw():
        free = rng.choice(rows, BATCH - CLUSTERS * IN_CLUSTER, p=weights)
        chosen = [rng.choice(lists[k], IN_CLUSTER, replace=False) for k in rng.choice(len(lists), CLUSTERS, replace=False)]
        return np.concatenate([free, *chosen])

    return draw


def _take(truths, rows):
    return type(truths)(truths.families[rows], truths.colours[rows], truths.moods[rows], truths.ground[rows])
