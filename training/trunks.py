"""The frozen image trunks, from models/embedded-<a, b>/trunk.safetensors and architecture.json.

`Trunk` is PyTorch and differentiable; `CompiledTrunk` gives the same numbers for one picture size through onnxruntime,
nearly three times as fast on one core.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file
from torch import Tensor

NAMES = {"a": "efficientnet-lite0", "b": "mobilenet-v1-075"}


class Trunk:
    """A stack of convolutions with ReLU6; gives its taps and its last layer."""

    def __init__(self, folder: Path):
        described = json.loads((folder / "architecture.json").read_text())
        stored = load_file(folder / "trunk.safetensors")
        self.weights = {k: v.float() for k, v in stored.items()}
        self.layers = described["layers"]
        self.taps = set(described["taps_after_block"])
        self.residual = set(described.get("residual_blocks", []))
        self.lite = "127" in described["input"]

    def __call__(self, pixels: Tensor) -> tuple[list[Tensor], Tensor]:
        """pixels [n, 3, h, w] in 0..1: taps in their order, and the last layer."""
        x = (pixels * 255 - 127) / 128 if self.lite else pixels * 2 - 1
        x, taps = x.contiguous(memory_format=torch.channels_last), []
        for number, block in enumerate(self.layers):
            block_index, y = number - 1, x
            for layer in block:
                y = self._convolve(y, layer)
            x = x + y if block_index in self.residual else y
            if block_index in self.taps:
                taps.append(x)
        return taps, x

    def _convolve(self, x: Tensor, layer: dict) -> Tensor:
        weight, bias = self.weights[layer["name"] + ".weight"], self.weights[layer["name"] + ".bias"]
        kernel, stride = layer["kernel"], layer["stride"]
        groups = weight.shape[0] if layer["groups"] == "depthwise" else layer["groups"]
        padding = kernel // 2
        if kernel > 1 and stride > 1:
            down, across = (same_padding(n, kernel, stride) for n in x.shape[-2:])
            x, padding = F.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2)), 0
        y = F.conv2d(x, weight, bias, stride, padding, 1, groups)
        return y.clamp(0, 6) if layer["relu6"] else y


class CompiledTrunk:
    """A trunk for square pictures of one size, on one thread."""

    def __init__(self, trunk: Trunk, size: int):
        self.lite = trunk.lite
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(_as_onnx(trunk, size).SerializeToString(), options)

    def __call__(self, pixels: Tensor) -> tuple[list[Tensor], Tensor]:
        x = (pixels * 255 - 127) / 128 if self.lite else pixels * 2 - 1
        *taps, last = (torch.from_numpy(y) for y in self.session.run(None, {"x": x.numpy()}))
        return taps, last


def same_padding(size: int, kernel: int, stride: int) -> int:
    """Rows to add so that ⌈size / stride⌉ come out; the odd one goes to the end, as TensorFlow does it."""
    return max((-(-size // stride) - 1) * stride + kernel - size, 0)


def load_trunk(models: Path, judge: str) -> Trunk:
    return Trunk(models / f"embedded-{judge}")


def to_batch(pictures: list[np.ndarray]) -> Tensor:
    """Float pictures [h, w, 3] in 0..1 as one batch."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()


# Implementation


def _as_onnx(trunk: Trunk, size: int):
    nodes, constants = [], [numpy_helper.from_array(np.float32(0), "low"), numpy_helper.from_array(np.float32(6), "high")]
    x, outputs = "x", []
    for number, block in enumerate(trunk.layers):
        y = x
        for layer in block:
            name, kernel, stride = layer["name"], layer["kernel"], layer["stride"]
            weight = trunk.weights[name + ".weight"].numpy()
            constants += [numpy_helper.from_array(weight, name + ".w"), numpy_helper.from_array(trunk.weights[name + ".bias"].numpy(), name + ".b")]
            total = same_padding(size, kernel, stride)
            pads = [kernel // 2] * 4 if stride == 1 else [total // 2, total // 2, total - total // 2, total - total // 2]
            groups = weight.shape[0] if layer["groups"] == "depthwise" else layer["groups"]
            nodes.append(helper.make_node("Conv", [y, name + ".w", name + ".b"], [name], kernel_shape=[kernel, kernel], strides=[stride, stride], group=groups, pads=pads))
            size, y = -(-size // stride), name
            if layer["relu6"]:
                nodes.append(helper.make_node("Clip", [y, "low", "high"], [name + ".relu6"]))
                y = name + ".relu6"
        if number - 1 in trunk.residual:
            nodes.append(helper.make_node("Add", [x, y], [f"sum{number}"]))
            y = f"sum{number}"
        x = y
        if number - 1 in trunk.taps:
            outputs.append(x)
    outputs.append(x)
    given = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, None, None])]
    graph = helper.make_graph(nodes, "trunk", given, [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
