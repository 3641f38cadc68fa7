"""Per-row int8: a matrix becomes whole numbers −127..127 and one scale a row."""

import torch
from torch import Tensor


def quantize(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """int8 [rows, columns] and scale float32 [rows], chosen per row for the least squared error."""
    matrix = matrix.float()
    peak = matrix.abs().amax(1).clamp(min=1e-12) / 127
    best, error = peak.clone(), torch.full_like(peak, torch.inf)
    for part in torch.linspace(0.7, 1, 13):
        scale = peak * part
        loss = (matrix - dequantize((matrix / scale[:, None]).round().clamp(-127, 127), scale)).square().sum(1)
        better = loss < error
        best, error = torch.where(better, scale, best), torch.where(better, loss, error)
    return (matrix / best[:, None]).round().clamp(-127, 127).to(torch.int8), best


def dequantize(whole: Tensor, scale: Tensor) -> Tensor:
    return whole.float() * scale[:, None]


def pack(tensors: dict[str, Tensor], matrices: set[str]) -> dict[str, Tensor]:
    """Tensors for a file: the named matrices as int8 with `NAME.scale`, the rest float32."""
    packed = {}
    for name, tensor in tensors.items():
        if name in matrices:
            packed[name], packed[name + ".scale"] = quantize(tensor)
        else:
            packed[name] = tensor.detach().float().contiguous()
    return packed


def unpack(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors as float32."""
    return {
        name: dequantize(tensor, tensors[name + ".scale"]) if tensor.dtype == torch.int8 else tensor.float()
        for name, tensor in tensors.items()
        if not name.endswith(".scale") or name[: -len(".scale")] not in tensors
    }
