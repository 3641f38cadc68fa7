"""Expected numbers for the inference code's tests: texts to token ids, vectors and embeddings; small pictures to scores."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from .features import features
from .scenes import draw_scene
from .text import Encoder, sentence
from .train import Judge
from .trunks import load_trunk

TEXTS = ["neon jellyfish", "stained glass window", "", "blue jellyfish on black", "black jellyfish on blue", "Northern Lights over mountains", "café crème, 東京!", "pastel watercolor flowers, " * 12]
SEEDS = {"jellyfish": 3, "stained glass": 5, "flames": 7}
PICTURES = {128: 2, 97: 3}


def write_oracles(judge: Judge, encoder: Encoder, models: Path, folder: Path) -> None:
    """One file a judge: for two pictures of 128² and three of 97², embeddings, scores against the first four texts, the gradient of their
    mean cosine; for the texts, sentence vectors, embeddings and predicted feature statistics. All in float32."""
    folder.mkdir(parents=True, exist_ok=True)
    trunk, tokens, out = load_trunk(models, judge.name), encoder.tokens(TEXTS), {}
    ids = [encoder.tokenizer.encode(text).ids for text in TEXTS]
    with torch.no_grad():
        fused = torch.cat([judge.text.fuse(t[None], torch.ones(1, len(t), dtype=torch.bool)) for t in tokens])
        embedded = judge.text.project(fused)
        mean, log_variance = judge.regressor(fused[:2])
        out |= {"text.sentence": torch.stack([sentence(t) for t in tokens]), "text.embedding": embedded}
        out |= {"text.mean": mean, "text.log_variance": log_variance}
        out["text.stranger"] = embedded @ judge.stranger
        out["text.typical"] = torch.maximum(judge.typical(embedded)[:, 0], out["text.stranger"] + 0.1)
    for size, count in PICTURES.items():
        pictures = np.stack([draw_scene(seed, family)[0][:size, :size] for family, seed in list(SEEDS.items())[:count]])
        pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
        pixels.requires_grad_()
        standard = judge.image.standardize(features(trunk, pixels))
        z = judge.image(standard)
        cosine = z @ embedded[:4].T
        (gradient,) = torch.autograd.grad(cosine.mean(), pixels)
        out |= {f"s{size}.pixels": torch.from_numpy(pictures), f"s{size}.standard": standard, f"s{size}.embedding": z, f"s{size}.cosine": cosine}
        out |= {f"s{size}.score": (cosine - out["text.stranger"][:4]) / (out["text.typical"][:4] - out["text.stranger"][:4]), f"s{size}.gradient": gradient.half()}
    save_file({k: v.detach().contiguous() for k, v in out.items()}, folder / f"embedded-{judge.name}.safetensors")
    (folder / "texts.json").write_text(json.dumps({"texts": TEXTS, "ids": ids}, ensure_ascii=False, indent=1) + "\n")
