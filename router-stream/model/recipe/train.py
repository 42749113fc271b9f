"""Trains the default model: one command from the public data to the folder the service loads.

    python train.py --data DIR [--out DIR]     the real thing, well under half an hour on two cores
    python train.py --smoke --out DIR          the whole way on rows made here, in seconds
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

import card
import dataset
from dataset import FOLDS, Row
from export import export
from features import Features
from tokenizer import CLS, MAX_LENGTH, PAD, SEP, TokenTables, encode, train_tokenizer
from trees import Trees, calibrate

SEED = 20
ROUNDS = 300
# Thinking can also spoil a right answer; learning help minus this share of harm orders prompts by what thinking gains.
HARM = 0.3


def main() -> None:
    arguments = _arguments()
    rows = dataset.smoke_rows() if arguments.smoke else dataset.load(arguments.data)
    hybrid = [] if arguments.smoke else dataset.hybrid(arguments.data)
    recipe = Recipe.of(rows, rounds=20 if arguments.smoke else ROUNDS)
    model = recipe.model()
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out, model)
    fingerprint = [] if arguments.smoke else dataset.fingerprint(arguments.data)
    card.write(arguments.out, recipe, model, hybrid, fingerprint)
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
    """What becomes the folder, and beside it the trees that each left one fold of questions out."""

    tokenizer: Tokenizer
    features: Features
    trees: Trees
    folds: list[Trees]
    slope: float
    offset: float

    def held_out(self, matrix: np.ndarray, folds: np.ndarray) -> np.ndarray:
        return self.probability(held_out(self.folds, matrix, folds))

    def probability(self, scores: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.slope * scores.astype(np.float64) + self.offset)))


@dataclass(frozen=True)
class Recipe:
    """The rows as the trees see them. Tokenizer and features know all texts; no label has a part in them."""

    rows: list[Row]
    tokenizer: Tokenizer
    features: Features
    matrix: np.ndarray
    help: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    fold: np.ndarray
    rounds: int
    log: Log

    @staticmethod
    def of(rows: list[Row], rounds: int) -> "Recipe":
        log = Log()
        tokenizer = train_tokenizer(r.text for r in rows)
        ids = ids_of(tokenizer, rows)
        log(f"{len(rows)} rows, {tokenizer.get_vocab_size()} tokens in the vocabulary")
        features = Features.of(TokenTables.of(tokenizer), ids, SEED)
        matrix = features.matrix(ids)
        log(f"{matrix.shape[1]} features")
        help_ = np.array([r.help for r in rows])
        target = help_ - HARM * np.array([r.harm for r in rows])
        return Recipe(rows, tokenizer, features, matrix, help_, target, np.array([r.weight for r in rows]),
                      np.array([r.fold for r in rows]), rounds, log)

    def model(self) -> Model:
        """Trees on all rows for the folder; trees on all folds but one to judge and to calibrate by."""
        folds = [self.fit(self.fold != fold, f"without fold {fold}") for fold in range(FOLDS)]
        measured = np.array([r.kind == dataset.MEASURED for r in self.rows])
        slope, offset = calibrate(held_out(folds, self.matrix, self.fold)[measured], self.help[measured])
        self.log(f"calibrated on {measured.sum()} held-out rows: logit = {slope:.3f} * score {offset:+.3f}")
        return Model(self.tokenizer, self.features, self.fit(np.ones(len(self.rows), bool), "on all rows"), folds, slope, offset)

    def matrix_of(self, rows: list[Row]) -> np.ndarray:
        return self.features.matrix(ids_of(self.tokenizer, rows))

    def fit(self, train: np.ndarray, name: str) -> Trees:
        trees = Trees.fit(self.matrix[train], self.target[train], self.weight[train], self.rounds, SEED)
        self.log(f"{len(trees.roots)} trees, {len(trees.value)} nodes, {name}: {train.sum()} rows")
        return trees


def held_out(trees: list[Trees], matrix: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """The score of each row by the trees that have not seen its question."""
    scores = np.zeros(len(matrix), np.float32)
    for fold, fitted in enumerate(trees):
        scores[folds == fold] = fitted.score(matrix[folds == fold])
    return scores


def ids_of(tokenizer: Tokenizer, rows: list[Row]) -> list[np.ndarray]:
    return [np.array(x) for x in encode(tokenizer, [r.text for r in rows], MAX_LENGTH)]


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
