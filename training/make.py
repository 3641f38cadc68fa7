"""Makes models/ in one command: `python -m training.make --sources DIR --work DIR`.

Pictures → features (shards in the work folder) → caption vectors → heads → evaluation of what is shipped (int8) →
head files, oracles, report and hashes. Every stage keeps what it made, so a stopped run goes on; the same work folder
serves later runs with other settings of the heads.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from . import corpus
from .dataset import Dataset, prepare
from .evaluate import evaluate, questions, regressor_retrieval
from .export import read_head, write_head
from .oracles import write_oracles
from .text import CaptionStore, Encoder, quantized
from .train import Judge, calibrate, train_heads, train_regressor
from .trunks import NAMES

ROOT = Path(__file__).resolve().parent.parent
VERSION = "1"


def main() -> None:
    given = _arguments()
    torch.set_num_threads(given.threads)
    encoder_folder = given.models / "all-minilm-l6-v2"
    if given.minilm:
        _ship_encoder(given.minilm, encoder_folder)
    encoder, report = Encoder(encoder_folder), {}
    for name in given.judges:
        folder = given.models / f"embedded-{name}"
        corpus.build(name, given.models, given.sources, given.work / f"corpus-{name}", given.scenes)
        data = prepare(*corpus.load(given.work / f"corpus-{name}"), name)
        store = CaptionStore(given.work / f"captions-{name}.npz", encoder)
        store.add(_texts(data))
        judge = Judge(name)
        train_heads(judge, data, store, given.steps)
        calibrate(judge, data, store)
        train_regressor(judge, data, store, given.regressor_steps)
        write_head(judge, folder, VERSION)
        read_head(judge, folder)
        report[folder.name] = evaluate(judge, data, store) | regressor_retrieval(judge, data, store)
        write_oracles(judge, encoder, given.models, ROOT / "test" / "fixtures" / "judge")
        print(json.dumps(report[folder.name], indent=1, ensure_ascii=False), flush=True)
    (given.work / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(hashes(given.models))


def hashes(models: Path) -> str:
    """SHA-256 and size of every weight file, one a line."""
    files = sorted(models.rglob("*.safetensors"))
    return "\n".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.stat().st_size:>10}  {f.relative_to(models)}" for f in files)


# Implementation


def _texts(data: Dataset) -> list[str]:
    rows = data.rows()
    own = [text for i in rows for caption in data.captions[i] for text in (caption[0], caption[2] and caption[2][0]) if text]
    return questions(data) + own


def _ship_encoder(source: Path, target: Path) -> None:
    """MiniLM from a checkpoint in the Hugging Face layout, its matrices as int8."""
    target.mkdir(parents=True, exist_ok=True)
    stored = {k: v for k, v in load_file(source / "model.safetensors").items() if not k.startswith("pooler.") and v.is_floating_point()}
    save_file(quantized(stored), target / "model.safetensors")
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(source / name, target / name)
    plain, ours = Encoder(source, int8=False), Encoder(target)
    texts = ["neon jellyfish", "blue waves on black", "stained glass window", "cyberpunk city at night", "a"]
    pairs = zip(plain.tokens(texts), ours.tokens(texts))
    print("int8 sentence vectors, cosine to the source:", [round(float(np.dot(a.mean(0), b.mean(0)) / (a.mean(0).norm() * b.mean(0).norm())), 5) for a, b in pairs])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True, help="folder with npm/node_modules and deb/x (README.md)")
    parser.add_argument("--work", type=Path, required=True, help="folder for shards and caption vectors, about 1.5 GB")
    parser.add_argument("--models", type=Path, default=ROOT / "models")
    parser.add_argument("--minilm", type=Path, help="checkpoint of all-MiniLM-L6-v2 to quantize; default: keep the shipped one")
    parser.add_argument("--judges", default="ab", choices=["a", "b", "ab"])
    parser.add_argument("--scenes", type=int, default=24000, help="training scenes a judge, each seen whole and cropped")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--regressor-steps", type=int, default=700)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    unknown = [n for n in given.judges if not (given.models / f"embedded-{n}" / "trunk.safetensors").exists()]
    if unknown:
        parser.error(f"no trunk for {', '.join(NAMES[n] for n in unknown)} under {given.models}")
    return given


if __name__ == "__main__":
    main()
