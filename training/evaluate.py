"""How good a judge is on scenes it never saw, by words it never saw.

text→picture: the share of captions whose own picture (or one of the same caption) ranks first among N. Colour: which of
25 colour words fits a picture of one colour. Roles: "A thing on B" must beat "B thing on A".
"""

import numpy as np
import torch
import torch.nn.functional as F

from .colours import COLOUR_NAMES
from .dataset import Dataset, is_true, stack
from .families import FAMILIES, FAMILY_NAMES
from .text import CaptionStore
from .train import Judge, _take

_SPOILERS = {"grayscale", "psychedelic", "dark", "pastel", "neon", "vintage", "glitchy", "holographic", "metallic", "foggy", "watercolor"}


def questions(data: Dataset) -> list[str]:
    """All captions the evaluation needs."""
    out = [c[0] for i in data.rows(test=True) for c in data.captions[i]]
    out += [c[2][0] for i in data.rows(test=True) for c in data.captions[i] if c[2]]
    out += [word for f in FAMILIES.values() for word in (*f.unseen, f.words[0])]
    return out + [text for _, texts in _colour_questions(data) for text in texts]


@torch.no_grad()
def evaluate(judge: Judge, data: Dataset, store: CaptionStore) -> dict[str, float]:
    """Figures in percent by name."""
    rows, rng, out = data.rows("scene", True), np.random.default_rng(5), {}
    z, t = _pictures(judge, data, rows), _texts(judge, store, [data.captions[i][0][0] for i in rows])
    texts = np.array([data.captions[i][0][0] for i in rows])
    same = torch.from_numpy(texts[:, None] == texts[None])
    for pool, times in ((50, 30), (1000, 3)):
        out[f"text→picture of {pool}, first"], out[f"text→picture of {pool}, first five"] = _retrieval(z, t, same, pool, times, rng)
    true = torch.from_numpy(is_true(stack([data.captions[i][0][1] for i in rows]), _take(data.pictures, rows)).T)
    out["text→picture of 1000, first is true of the caption"] = _retrieval(z, t, same | true, 1000, 3, np.random.default_rng(5))[0]
    plain = np.array([not data.records[i]["moods"] for i in rows])
    one = np.array([len(data.records[i]["families"]) == 1 for i in rows])
    words = _texts(judge, store, [FAMILIES[f].unseen[0] for f in FAMILY_NAMES])
    family = torch.tensor([FAMILY_NAMES.index(data.records[i]["families"][0]) for i in rows])
    best = (z @ words.T).topk(5, 1).indices
    plainest = _texts(judge, store, [FAMILIES[f].words[0] for f in FAMILY_NAMES])
    out[f"family of {len(FAMILY_NAMES)} by its plainest word, no mood"] = _share(((z @ plainest.T).argmax(1) == family)[plain & one])
    out[f"family of {len(FAMILY_NAMES)}"], out["family, first five"] = _share(best[one, 0] == family[one]), _share((best == family[:, None]).any(1)[one])
    out["family, no mood"] = _share((best[:, 0] == family)[plain & one])
    asked = _colour_questions(data)
    zc, right = _pictures(judge, data, np.array([i for i, _ in asked])), torch.tensor([COLOUR_NAMES.index(data.records[i]["colours"][0]) for i, _ in asked])
    tc = _texts(judge, store, [text for _, all_ in asked for text in all_]).view(len(asked), len(COLOUR_NAMES), -1)
    order = torch.einsum("nd,nkd->nk", zc, tc).topk(3, 1).indices
    out["colour of 25"], out["colour, first three"] = _share(order[:, 0] == right), _share((order == right[:, None]).any(1))
    pairs = [i for i in rows if data.captions[i][0][2]]
    zr = _pictures(judge, data, np.array(pairs))
    right_, wrong_ = _texts(judge, store, [data.captions[i][0][0] for i in pairs]), _texts(judge, store, [data.captions[i][0][2][0] for i in pairs])
    out[f"colour roles (n = {len(pairs)})"] = _share((zr * right_).sum(1) > (zr * wrong_).sum(1))
    for kind in ("emoji", "clip art"):
        some = data.rows(kind, True)
        if len(some) > 60:
            zo, names = _pictures(judge, data, some), [data.records[i]["name"] for i in some]
            to = _texts(judge, store, names)
            equal = torch.from_numpy(np.array(names)[:, None] == np.array(names)[None])
            out[f"unseen {kind} of 50, first"], out[f"unseen {kind} of 50, first five"] = _retrieval(zo, to, equal, 50, 10, rng)
    half = slice(1, None, 2)
    t = _texts(judge, store, [data.captions[i][1][0] for i in rows[half]])
    z, texts = z[half], np.array([data.captions[i][1][0] for i in rows[half]])
    same, cosine = torch.from_numpy(texts[:, None] == texts[None]), t @ z.T
    own = cosine.diagonal()
    off = cosine[~same]
    low = (t @ judge.stranger).expand(1, -1)[0]
    high = torch.maximum(judge.typical(t)[:, 0], low + 0.1)
    score = (cosine - low[:, None]) / (high - low)[:, None]
    out["cosine of real pictures"], out["cosine of strangers"] = own.mean().item(), off.mean().item()
    out["score of real pictures, median"], out["score, 10 %"], out["score, 90 %"] = (score.diagonal().quantile(q).item() for q in (0.5, 0.1, 0.9))
    sample = score[~same][:: max(1, int((~same).sum()) // 20000)]
    out["score of strangers, mean"], out["strangers, 99 %"] = sample.mean().item(), sample.quantile(0.99).item()
    return out


@torch.no_grad()
def regressor_retrieval(judge: Judge, data: Dataset, store: CaptionStore) -> dict[str, float]:
    """How well the predicted mean and variance alone find a caption's picture, and how much of the variance they explain."""
    rows = data.rows("scene", True)
    texts = np.array([data.captions[i][0][0] for i in rows])
    fused = torch.cat([judge.text.fuse(*store.batch([store.index[t] for t in texts[k : k + 256]])) for k in range(0, len(texts), 256)])
    x = judge.image.standardize(torch.from_numpy(data.features[rows].astype(np.float32)))
    mean, log_variance = judge.regressor(fused)
    gain = judge.image.gain
    score = F.normalize((x - x.mean(0)) * gain, dim=1) @ F.normalize((mean - mean.mean(0)) * gain, dim=1).T
    same = torch.from_numpy(texts[:, None] == texts[None])
    rng, hits = np.random.default_rng(5), []
    for _ in range(30):
        p = torch.from_numpy(rng.permutation(len(rows))[:50])
        hits.append(same[p][:, p].gather(1, score[p][:, p].T.topk(1, 1).indices).any(1).float().mean().item())
    return {
        "regressor: text→picture of 50, first": 100 * float(np.mean(hits)),
        "regressor: variance explained": 100 * (1 - ((x - mean) ** 2).mean() / ((x - x.mean(0)) ** 2).mean()).item(),
        "regressor: log-likelihood gain per feature": (0.5 * ((x.var(0).clamp(min=1e-2).log() + 1).mean() - (log_variance + (x - mean) ** 2 * (-log_variance).exp()).mean())).item(),
    }


# Implementation


def _colour_questions(data):
    asked = []
    for i in data.rows("scene", True):
        r = data.records[i]
        if len(r["colours"]) == 1 and len(r["families"]) == 1 and not set(r["moods"]) & _SPOILERS:
            noun = FAMILIES[r["families"][0]].unseen[0]
            asked.append((i, [f"{c} {noun}" for c in COLOUR_NAMES]))
    return asked[:160]


def _pictures(judge, data, rows):
    return judge.image(judge.image.standardize(torch.from_numpy(data.features[rows].astype(np.float32))))


def _texts(judge, store, texts):
    numbers = [store.index[t] for t in texts]
    return torch.cat([judge.text(*store.batch(numbers[k : k + 512])) for k in range(0, len(numbers), 512)])


def _retrieval(z, t, same, pool, times, rng):
    first = five = 0.0
    for _ in range(times):
        p = torch.from_numpy(rng.permutation(len(z))[:pool])
        best = (t[p] @ z[p].T).topk(5, 1).indices
        hit = same[p][:, p].gather(1, best)
        first, five = first + hit[:, 0].float().mean().item(), five + hit.any(1).float().mean().item()
    return 100 * first / times, 100 * five / times


def _share(mask):
    return 100 * mask.float().mean().item()
