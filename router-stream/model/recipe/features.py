"""What a prompt looks like, as numbers that do not depend on the batch it stands in.

Everything here is a sum of small integers over tokens, one such sum divided by another, or a direction: sums of
integers over their common length, in float64. Sums are exact whatever their order, so the trees that compare
them with thresholds decide alike for every batch and padding, and `export.py` computes the very same numbers.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD

from tokenizer import CLASSES, TokenTables

WINDOW = 24
TOPICS = 48
THEMES = 64
PAIR_ROWS = 1 << 15
PAIR_FACTOR = 40_503
LONGEST_NUMBER = 6
DIGIT = CLASSES.index("digit")


@dataclass(frozen=True)
class Features:
    """The int8 tables that a prompt's ids are looked up in, and how to sum them.

    `table` [V, counts | classes one-hot | topics] is summed over all tokens; `themes` [V + pairs, themes] over the
    different words and pairs of neighbours, each once: a grid or a list would drown everything else otherwise.
    """

    table: np.ndarray
    folded: np.ndarray
    themes: np.ndarray
    counts: int
    topics: int
    names: tuple[str, ...]

    @staticmethod
    def of(tokens: TokenTables, ids: list[np.ndarray], seed: int) -> "Features":
        one_hot = np.eye(len(CLASSES), dtype=np.int8)[tokens.classes]
        topics = _topics([tokens.folded[x] for x in ids], len(tokens.folded), TOPICS, seed)
        themes = _topics([words(x, tokens.folded) for x in ids], len(tokens.folded) + PAIR_ROWS, THEMES, seed)
        counts = tokens.counts.astype(np.int8)
        names = tuple(f"{part} {name}" for part in ("sum", "share", "head", "tail") for name in tokens.names)
        names += tuple(f"{a} then {b}" for a in CLASSES for b in CLASSES)
        names += tuple(f"topic {i} of {part}" for part in ("all", "tail") for i in range(topics.shape[1]))
        names += tuple(f"{n} digits in a row" for n in range(2, LONGEST_NUMBER + 1))
        names += tuple(f"theme {i}" for i in range(themes.shape[1]))
        return Features(np.hstack([counts, one_hot, topics]), tokens.folded, themes, counts.shape[1], topics.shape[1], names)

    def matrix(self, ids: list[np.ndarray]) -> np.ndarray:
        return np.stack([self._vector(x) for x in ids])

    def _vector(self, ids: np.ndarray) -> np.ndarray:
        rows = self.table[ids].astype(np.float32)
        tokens, classes = np.float32(len(ids)), slice(self.counts, -self.topics)
        counts, one_hot, topics = rows[:, : self.counts], rows[:, classes], rows[:, -self.topics:]
        total = counts.sum(0)
        parts = [total, total / tokens, counts[:WINDOW].sum(0), counts[-WINDOW:].sum(0),
                 (one_hot[:-1].T @ one_hot[1:]).ravel(), topics.sum(0) / tokens, topics[-WINDOW:].sum(0),
                 _runs(one_hot[:, DIGIT]), _direction(self.themes[words(ids, self.folded)])]
        return np.concatenate(parts).astype(np.float32)


def _runs(digits: np.ndarray) -> list[float]:
    """How often n digits follow one another, for n from 2: how long the numbers are, which sets how hard they are."""
    found, run = [], digits
    for n in range(1, LONGEST_NUMBER):
        run = run[:-1] * digits[n:] if len(digits) > n else run[:0]
        found.append(run.sum())
    return found


def words(ids: np.ndarray, folded: np.ndarray) -> np.ndarray:
    """The different words of a prompt, and the different pairs of neighbours, whose rows are shared by hash."""
    one = folded[ids]
    pairs = len(folded) + (one[:-1] * PAIR_FACTOR + one[1:]) % PAIR_ROWS
    return np.unique(np.concatenate([one, pairs]))


def _direction(rows: np.ndarray) -> np.ndarray:
    total = rows.sum(0, dtype=np.float64)
    return total / (np.sqrt((total * total).sum()) + 1.0)


def _topics(bags: list[np.ndarray], width: int, size: int, seed: int) -> np.ndarray:
    """Directions in which words occur together, found without any label, rounded to int8."""
    lengths = np.array([len(x) for x in bags])
    bag = sp.csr_matrix((np.ones(lengths.sum(), np.float32), np.concatenate(bags), np.r_[0, np.cumsum(lengths)]),
                        shape=(len(bags), width))
    bag.sum_duplicates()
    documents = np.asarray((bag > 0).sum(0)).ravel()
    weight = (np.log((len(bags) + 1) / (documents + 1)) * (documents >= 3)).astype(np.float32)
    weighted = bag @ sp.diags(weight)
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel()) + 1e-6
    size = min(size, len(bags) - 1)
    directions = TruncatedSVD(size, random_state=seed, n_iter=3).fit(sp.diags(1 / norms) @ weighted).components_.T
    directions = directions * weight[:, None]
    scale = np.quantile(np.abs(directions), 0.999, axis=0) + 1e-9
    return np.clip(np.round(directions / scale * 127), -127, 127).astype(np.int8)
