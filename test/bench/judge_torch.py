"""The yardstick of bench:judge: the same work in PyTorch, on the CPU. Prints one JSON object: seconds a step by name.

    python test/bench/judge_torch.py CONFIG.json

CONFIG.json: {"threads", "repeats", "clip": {name: {width, intermediate, layers, heads, size, patch, projection, cutouts}},
"trunks": {name: {"architecture": path, "cutouts", "size"}}}. Weights are random. Frozen convolutions get no weight gradient, and
their input gradient is written as a convolution, which is several times as fast as what autograd does by itself.
"""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F


def clip_step(width, intermediate, layers, heads, size, patch, projection, cutouts):
    side = size // patch
    def tensor(*shape):
        return torch.randn(*shape) / shape[-1] ** 0.5
    kernel, place = tensor(width, 3 * patch * patch), tensor(1 + side * side, width)
    first, out, text = tensor(1, 1, width), tensor(projection, width), tensor(projection)
    blocks = [{"qkv": [(tensor(width, width), tensor(width)) for _ in range(4)], "up": (tensor(intermediate, width), tensor(intermediate)), "down": (tensor(width, intermediate), tensor(width))} for _ in range(layers)]
    one, zero = torch.ones(width), torch.zeros(width)
    def norm(x):
        return F.layer_norm(x, (width,), one, zero)
    def step(pixels):
        n = len(pixels)
        x = pixels.reshape(n, 3, side, patch, side, patch).permute(0, 2, 4, 1, 3, 5).reshape(n, side * side, -1)
        x = norm(torch.cat([first.expand(n, 1, width), F.linear(x, kernel)], 1) + place)
        for block in blocks:
            y = norm(x)
            q, k, v = [F.linear(y, *block["qkv"][i]).view(n, -1, heads, width // heads).transpose(1, 2) for i in range(3)]
            y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, -1, width)
            x = x + F.linear(y, *block["qkv"][3])
            x = x + F.linear(quick_gelu(F.linear(norm(x), *block["up"])), *block["down"])
        return (F.normalize(F.linear(norm(x[:, 0]), out), dim=-1) @ text).sum()
    return step, torch.rand(cutouts, 3, size, size)


def quick_gelu(x):
    return x * torch.sigmoid(1.702 * x)


class Frozen(torch.autograd.Function):
    """A frozen convolution and ReLU6 whose gradient with respect to its input is a convolution."""

    @staticmethod
    def forward(ctx, x, weight, stride, groups, relu6):
        kernel, size = weight.shape[-1], x.shape[-1]
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0) if stride > 1 else 2 * (kernel // 2)
        before = total // 2
        y = F.conv2d(F.pad(x, (before, total - before) * 2), weight, None, stride, 0, 1, groups)
        if relu6:
            y = y.clamp_(0, 6)
        ctx.save_for_backward(weight, y)
        ctx.about = stride, groups, relu6, before, size
        return y

    @staticmethod
    def backward(ctx, g):
        weight, y = ctx.saved_tensors
        stride, groups, relu6, before, size = ctx.about
        if relu6:
            g = g * ((y > 0) & (y < 6))
        kernel = weight.shape[-1]
        if kernel == 1:
            return F.conv2d(g, weight.transpose(0, 1)), None, None, None, None
        n, c, rows, _ = g.shape
        spread = torch.zeros(n, c, size + kernel - 1, size + kernel - 1).contiguous(memory_format=torch.channels_last)
        at = kernel - 1 - before
        spread[:, :, at : at + stride * (rows - 1) + 1 : stride, at : at + stride * (rows - 1) + 1 : stride] = g
        flipped = weight.flip(2, 3) if groups > 1 else weight.flip(2, 3).transpose(0, 1)
        return F.conv2d(spread, flipped, None, 1, 0, 1, groups), None, None, None, None


def trunk_step(architecture, cutouts, size):
    about = json.load(open(architecture))
    channels, layers = 3, []
    for block in about["layers"]:
        layers.append([])
        for layer in block:
            groups = channels if layer["groups"] == "depthwise" else 1
            out = layer["out"] if groups == 1 else channels
            weight = torch.randn(out, channels // groups, layer["kernel"], layer["kernel"]) * 0.1
            layers[-1].append((weight.contiguous(memory_format=torch.channels_last), layer["stride"], groups, layer["relu6"]))
            channels = out
    def step(pixels):
        x, total = pixels.contiguous(memory_format=torch.channels_last), 0
        for i, block in enumerate(layers):
            y = x
            for weight, stride, groups, relu6 in block:
                y = Frozen.apply(y, weight, stride, groups, relu6)
            x = x + y if i - 1 in about.get("residual_blocks", []) else y
            if i - 1 in about["taps_after_block"]:
                mean = x.mean((2, 3), keepdim=True)
                total = total + mean.sum() + (((x - mean) ** 2).mean((2, 3)) + 1e-4).sqrt().sum()
        return total + x.mean((2, 3)).sum()
    return step, torch.rand(cutouts, 3, size, size)


def seconds(step, pixels, repeats):
    times = []
    for k in range(repeats + 1):
        leaf = pixels.clone().requires_grad_()
        start = time.perf_counter()
        step(leaf).backward()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main():
    config = json.load(open(sys.argv[1]))
    torch.manual_seed(0)
    torch.set_num_threads(config["threads"])
    steps = {name: clip_step(**about) for name, about in config["clip"].items()}
    steps |= {name: trunk_step(**about) for name, about in config["trunks"].items()}
    print(json.dumps({"torch": torch.__version__, "seconds": {name: seconds(*step, config["repeats"]) for name, step in steps.items()}}))


main()
