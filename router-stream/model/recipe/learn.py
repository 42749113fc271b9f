"""What is learnt from the rows: trees for the folder, and trees that left questions or families out to judge them by."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

import dataset
from dataset import FOLDS, Row
from features import Features
from tokenizer import MAX_LENGTH, TokenTables, encode, train_tokenizer
from trees import Trees, calibrate

SEED = 20
ROUNDS = 400
# Thinking can also spoil a right answer; learning help minus this share of harm orders prompts by what thinking gains.
HARM = 0.3
# Two learners that err differently are added: least squares on gain, and the logit of help. One point of gain is about five of logit.
GAIN_IN_LOGITS = 5.0
WORKERS = 2


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
    gain: np.ndarray
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
        gain = help_ - HARM * np.array([r.harm for r in rows])
        return Recipe(rows, tokenizer, features, matrix, help_, gain, np.array([r.weight for r in rows]),
                      np.array([r.fold for r in rows]), rounds, log)

    def model(self) -> Model:
        """Trees on all rows for the folder; trees on all folds but one to judge and to calibrate by."""
        masks = {f"without fold {fold}": self.fold != fold for fold in range(FOLDS)}
        *folds, whole = self.fit(masks | {"on all rows": np.ones(len(self.rows), bool)})
        measured = np.array([r.kind == dataset.MEASURED for r in self.rows])
        slope, offset = calibrate(held_out(folds, self.matrix, self.fold)[measured], self.help[measured])
        self.log(f"calibrated on {measured.sum()} held-out rows: logit = {slope:.3f} * score {offset:+.3f}")
        return Model(self.tokenizer, self.features, whole, folds, slope, offset)

    def matrix_of(self, rows: list[Row]) -> np.ndarray:
        return self.features.matrix(ids_of(self.tokenizer, rows))

    def fit(self, masks: dict[str, np.ndarray]) -> list[Trees]:
        """One forest for each mask of rows, as many at a time as the smallest machine has cores."""
        with ThreadPoolExecutor(WORKERS) as pool:
            forests = list(pool.map(self._fit, masks.values()))
        for (name, rows), trees in zip(masks.items(), forests):
            self.log(f"{len(trees.roots)} trees, {len(trees.value)} nodes, {name}: {rows.sum()} rows")
        return forests

    def _fit(self, rows: np.ndarray) -> Trees:
        matrix, weight = self.matrix[rows], self.weight[rows]
        gain = Trees.fit(matrix, self.gain[rows], weight, "regression", self.rounds, SEED)
        help_ = Trees.fit(matrix, self.help[rows], weight, "cross_entropy", self.rounds, SEED + 1)
        return Trees.sum([gain, help_], [GAIN_IN_LOGITS, 1.0])


def held_out(trees: list[Trees], matrix: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """The score of each row by the trees that have not seen its question."""
    scores = np.zeros(len(matrix), np.float32)
    for fold, fitted in enumerate(trees):
        scores[folds == fold] = fitted.score(matrix[folds == fold])
    return scores


def ids_of(tokenizer: Tokenizer, rows: list[Row]) -> list[np.ndarray]:
    return [np.array(x) for x in encode(tokenizer, [r.text for r in rows], MAX_LENGTH)]
