"""Trains the default model: one command from the public data to the folder the service loads.

    python train.py --data DIR [--out ../default]     the real thing, under half an hour on two cores
    python train.py --smoke --out DIR                 the whole way on rows made here, in seconds
"""

import argparse
import hashlib
import json
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

import dataset
import evaluate
from dataset import Row
from export import export
from features import Features
from trees import Trees, calibrate
from tokenizer import CLS, PAD, SEP, TokenTables, encode, train_tokenizer

SEED = 20
MAX_LENGTH = 512
# Thinking can also spoil a right answer; learning help minus this share of harm orders prompts by what thinking gains.
HARM = 0.5


def main() -> None:
    arguments = _arguments()
    rows = dataset.smoke_rows() if arguments.smoke else dataset.load(arguments.data)
    log = Log()
    model = fit(rows, log, rounds=20 if arguments.smoke else 400)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out, model)
    evaluate.report(arguments.out, rows, None if arguments.smoke else arguments.data, model, log.lines)
    digests(arguments.out)


class Log:
    """What happened when, for the terminal and for the model card."""

    def __init__(self):
        self.lines, self._start = [], time.monotonic()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        print(f"{time.monotonic() - self._start:6.0f} s  {line}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Model:
    """Everything that becomes the folder."""

    tokenizer: Tokenizer
    features: Features
    trees: Trees
    slope: float
    offset: float


def fit(rows: list[Row], log: Log, rounds: int, train: np.ndarray | None = None) -> Model:
    """Fits on the rows marked in `train`, by default all that are not for validation; calibrates on measured validation rows."""
    validation = np.array([r.is_validation for r in rows])
    train = ~validation if train is None else train
    tokenizer = train_tokenizer(r.text for r, kept in zip(rows, train) if kept)
    ids = [np.array(x) for x in encode(tokenizer, [r.text for r in rows], MAX_LENGTH)]
    log(f"{len(rows)} rows, {train.sum()} to train on, {tokenizer.get_vocab_size()} tokens in the vocabulary")
    features = Features.of(TokenTables.of(tokenizer), [x for x, kept in zip(ids, train) if kept], SEED)
    matrix = features.matrix(ids)
    log(f"{matrix.shape[1]} features")
    target = np.array([r.help - HARM * r.harm for r in rows])
    weight = np.array([r.weight for r in rows])
    trees = Trees.fit(matrix[train], target[train], weight[train], rounds, SEED)
    log(f"{len(trees.roots)} trees, {len(trees.value)} nodes, depth {trees.depth}")
    measured = validation & np.array([r.kind == dataset.MEASURED for r in rows])
    slope, offset = calibrate(trees.score(matrix[measured]), np.array([r.help for r in rows])[measured])
    log(f"calibrated: logit = {slope:.3f} * score {offset:+.3f}")
    return Model(tokenizer, features, trees, slope, offset)


def write(folder: Path, model: Model) -> None:
    """The files `optimum-cli export onnx --task text-classification` would leave, and ours beside them."""
    model.tokenizer.save(str(folder / "tokenizer.json"))
    export(folder / "model.onnx", model.features, model.trees, model.slope, model.offset)
    _json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_LENGTH, "padding_side": "right",
        "pad_token": PAD, "cls_token": CLS, "sep_token": SEP, "clean_up_tokenization_spaces": False})
    _json(folder / "config.json", {
        "architectures": ["ReasoningRouterForSequenceClassification"], "model_type": "reasoning-router",
        "problem_type": "single_label_classification", "vocab_size": model.tokenizer.get_vocab_size(),
        "max_position_embeddings": MAX_LENGTH, "pad_token_id": model.tokenizer.token_to_id(PAD),
        "id2label": {"0": "fast", "1": "thinking"}, "label2id": {"fast": 0, "thinking": 1}})
    shutil.copy(Path(__file__).with_name("router.yaml"), folder / "router.yaml")


def digests(folder: Path) -> None:
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines))


def _json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="the folder of public outcome files")
    source.add_argument("--smoke", action="store_true", help="rows made by the script, no data needed")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "default", help="the model folder to write")
    arguments = parser.parse_args()
    if arguments.data and not arguments.data.is_dir():
        parser.error(f"--data must be a folder: {arguments.data}")
    return arguments


if __name__ == "__main__":
    main()
