"""The sentence encoder, all-MiniLM-L6-v2, as it is shipped: int8 weights, read back to float32.

Heads see its token vectors (last hidden state, [CLS] and [SEP] included), which know word order; their normalized mean is
the usual sentence vector. Captions are embedded once and kept.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from .quantize import pack, unpack

WIDTH, LONGEST = 384, 48


class Encoder:
    def __init__(self, folder: Path, int8: bool = True):
        stored = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()} if not int8 else load_file(folder / "model.safetensors")
        if int8 and not any(v.dtype == torch.int8 for v in stored.values()):
            stored = quantized(stored)
        self.model = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False).eval()
        self.model.load_state_dict(unpack(stored), strict=False)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    @torch.inference_mode()
    def tokens(self, texts: list[str], batch: int = 64) -> list[Tensor]:
        """Token vectors of each text: float32 [tokens, 384]."""
        ids = [self.tokenizer.encode(text).ids for text in texts]
        order, out = sorted(range(len(ids)), key=lambda i: len(ids[i])), [None] * len(ids)
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            longest = max(len(ids[i]) for i in rows)
            padded = torch.zeros(len(rows), longest, dtype=torch.long)
            mask = torch.zeros(len(rows), longest, dtype=torch.long)
            for k, i in enumerate(rows):
                padded[k, : len(ids[i])], mask[k, : len(ids[i])] = torch.tensor(ids[i]), 1
            hidden = self.model(input_ids=padded, attention_mask=mask).last_hidden_state
            for k, i in enumerate(rows):
                out[i] = hidden[k, : len(ids[i])].clone()
        return out


def quantized(stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """MiniLM's matrices as int8 per row; vectors stay float32."""
    return pack({k: v.float() for k, v in stored.items()}, {k for k, v in stored.items() if v.ndim == 2})


def sentence(tokens: Tensor) -> Tensor:
    return F.normalize(tokens.mean(0), dim=0)


class CaptionStore:
    """Token vectors of captions, fp16, kept in a file between runs."""

    def __init__(self, path: Path, encoder: Encoder):
        self.path, self.encoder = path, encoder
        self.index: dict[str, int] = {}
        self.offsets, self.parts = [0], []
        if path.exists():
            with np.load(path) as kept:
                self.index = {t: i for i, t in enumerate(kept["texts"].tolist())}
                self.offsets, self.parts = kept["offsets"].tolist(), [kept["vectors"]]

    def add(self, texts: list[str]) -> None:
        """Embeds those that are new, a few thousand at a time, and keeps them."""
        new = sorted({t for t in texts if t not in self.index})
        for start in range(0, len(new), 4096):
            some = new[start : start + 4096]
            vectors = self.encoder.tokens(some)
            for text, vector in zip(some, vectors):
                self.index[text] = len(self.offsets) - 1
                self.offsets.append(self.offsets[-1] + len(vector))
            self.parts.append(torch.cat(vectors).half().numpy())
            print(f"captions: {len(self.index)} embedded, {len(new) - start - len(some)} to go", flush=True)
            self.parts = [np.concatenate(self.parts)]
            part = self.path.with_suffix(".part.npz")
            np.savez(part, texts=np.array(list(self.index)), offsets=np.array(self.offsets), vectors=self.parts[0])
            part.rename(self.path)

    def batch(self, numbers) -> tuple[Tensor, Tensor]:
        """Padded token vectors [n, T, 384] and the mask [n, T] of captions by number."""
        vectors = self.parts[0]
        lengths = [self.offsets[i + 1] - self.offsets[i] for i in numbers]
        out = torch.zeros(len(lengths), max(lengths), WIDTH)
        mask = torch.zeros(len(lengths), max(lengths), dtype=torch.bool)
        for k, (i, n) in enumerate(zip(numbers, lengths)):
            out[k, :n] = torch.from_numpy(vectors[self.offsets[i] : self.offsets[i + 1]].astype(np.float32))
            mask[k, :n] = True
        return out, mask
