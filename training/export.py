"""Writes a judge's head file: matrices int8 per row, the rest float32, gains folded in. See training/README.md for the maths."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from .features import GROUPS, SIZE
from .heads import EMBEDDING, LOG_VARIANCE, SENTENCE_GAIN
from .quantize import pack, unpack
from .text import LONGEST, WIDTH
from .train import Judge

MATRICES = {
    "image.linear.weight", "image.hidden.weight", "image.out.weight", "text.conv.weight", "text.linear.weight",
    "text.hidden.weight", "text.out.weight", "regressor.hidden.weight", "regressor.out.weight",
}  # fmt: skip


def head_tensors(judge: Judge) -> dict[str, Tensor]:
    """All tensors of the head as the file has them, still in float32, group and sentence gains folded into the matrices."""
    sentence = torch.ones(judge.text.linear.in_features)
    sentence[:WIDTH] = SENTENCE_GAIN
    out = {"features.mean": judge.image.mean, "features.scale": judge.image.scale}
    for layer in ("linear", "hidden", "out"):
        module = getattr(judge.image, layer)
        out[f"image.{layer}.weight"] = module.weight * judge.image.gain if layer != "out" else module.weight
        out[f"image.{layer}.bias"] = module.bias
        module = getattr(judge.text, layer)
        out[f"text.{layer}.weight"] = module.weight * sentence if layer != "out" else module.weight
        out[f"text.{layer}.bias"] = module.bias
    out |= {"text.conv.weight": judge.text.conv.weight, "text.conv.bias": judge.text.conv.bias, "text.query.weight": judge.text.query.weight}
    out |= {"regressor.hidden.weight": judge.regressor.hidden.weight * sentence, "regressor.hidden.bias": judge.regressor.hidden.bias}
    out |= {"regressor.out.weight": judge.regressor.out.weight, "regressor.out.bias": judge.regressor.out.bias}
    out |= {"calibration.stranger": judge.stranger, "calibration.typical.weight": judge.typical.weight[0], "calibration.typical.bias": judge.typical.bias}
    return {k: v.detach().clone().contiguous() for k, v in out.items()}


def write_head(judge: Judge, folder: Path, version: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(pack(head_tensors(judge), MATRICES), folder / "head.safetensors")
    described = {
        "name": f"embedded-{judge.name}", "version": version, "features": SIZE, "groups": GROUPS[judge.name], "embedding": EMBEDDING,
        "logitScale": round(judge.log_scale.exp().item(), 3), "featureLimit": 5, "logVarianceLimits": list(LOG_VARIANCE), "longestText": LONGEST,
    }  # fmt: skip
    (folder / "head.json").write_text(json.dumps(described, indent=2) + "\n")


def read_head(judge: Judge, folder: Path) -> None:
    """Loads a head file back into `judge`, so that what is evaluated is what is shipped."""
    tensors = unpack(load_file(folder / "head.safetensors"))
    sentence = torch.ones(judge.text.linear.in_features)
    sentence[:WIDTH] = SENTENCE_GAIN
    with torch.no_grad():
        judge.image.mean.copy_(tensors["features.mean"])
        judge.image.scale.copy_(tensors["features.scale"])
        for part in ("image", "text"):
            for layer in ("linear", "hidden", "out"):
                gain = 1.0 if layer == "out" else judge.image.gain if part == "image" else sentence
                module = getattr(getattr(judge, part), layer)
                module.weight.copy_(tensors[f"{part}.{layer}.weight"] / gain)
                module.bias.copy_(tensors[f"{part}.{layer}.bias"])
        judge.text.conv.weight.copy_(tensors["text.conv.weight"])
        judge.text.conv.bias.copy_(tensors["text.conv.bias"])
        judge.text.query.weight.copy_(tensors["text.query.weight"])
        judge.regressor.hidden.weight.copy_(tensors["regressor.hidden.weight"] / sentence)
        judge.regressor.hidden.bias.copy_(tensors["regressor.hidden.bias"])
        judge.regressor.out.weight.copy_(tensors["regressor.out.weight"])
        judge.regressor.out.bias.copy_(tensors["regressor.out.bias"])
        judge.stranger.copy_(tensors["calibration.stranger"])
        judge.typical.weight.copy_(tensors["calibration.typical.weight"][None])
        judge.typical.bias.copy_(tensors["calibration.typical.bias"])
