"""Gradient-boosted trees on the features, kept as flat arrays that NumPy and a graph can walk."""

from dataclasses import dataclass

import lightgbm
import numpy as np
from sklearn.linear_model import LogisticRegression

RARE = 0.02
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Trees:
    """All nodes of all trees; `left` is followed by its sibling, so one step is `left + (value > threshold)`.

    A leaf is a node that leads to itself: nothing exceeds its threshold.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int

    @staticmethod
    def fit(matrix: np.ndarray, target: np.ndarray, weight: np.ndarray, objective: str, rounds: int, seed: int) -> "Trees":
        """Many rows a leaf, few features and a part of the rows a tree: the labels are noisy and templates abound."""
        # A column that hardly ever leaves its usual value costs time and finds accidents.
        usual = np.median(matrix, axis=0)
        columns = np.flatnonzero((matrix != usual).mean(0) > RARE)
        # One thread and column-wise histograms: the same trees on every machine.
        settings = {"objective": objective, "learning_rate": 0.04, "num_leaves": 32, "max_depth": 8, "min_data_in_leaf": 30,
                    "lambda_l2": 5.0, "feature_fraction": 0.1, "bagging_fraction": 0.6, "bagging_freq": 1, "max_bin": 63,
                    "seed": seed, "num_threads": 1, "deterministic": True, "force_col_wise": True, "verbosity": -1}
        rows = lightgbm.Dataset(matrix[:, columns], target, weight=weight, params=settings)
        return Trees._flat(lightgbm.train(settings, rows, rounds), columns)

    @staticmethod
    def _flat(forest: lightgbm.Booster, columns: np.ndarray) -> "Trees":
        nodes, roots, deepest = [], [], 0
        for tree in forest.dump_model()["tree_info"]:
            roots.append(len(nodes))
            level = [(tree["tree_structure"], 0)]
            for position, (node, depth) in enumerate(level, roots[-1]):  # grows as it is walked
                deepest = max(deepest, depth)
                if "left_child" not in node:
                    nodes.append((0, np.inf, position, node["leaf_value"]))
                else:
                    nodes.append((columns[node["split_feature"]], node["threshold"], roots[-1] + len(level), 0.0))
                    level += [(node["left_child"], depth + 1), (node["right_child"], depth + 1)]
        feature, threshold, left, value = (np.array(x) for x in zip(*nodes))
        return Trees(feature.astype(np.int64), _floor32(threshold), left.astype(np.int64), value.astype(np.float32),
                     np.array(roots, np.int64), deepest)

    @staticmethod
    def sum(forests: list["Trees"], scales: list[float]) -> "Trees":
        """All trees of all forests, as one forest whose score is the weighted sum of theirs."""
        starts = np.cumsum([0] + [len(f.value) for f in forests[:-1]])
        return Trees(
            np.concatenate([f.feature for f in forests]), np.concatenate([f.threshold for f in forests]),
            np.concatenate([f.left + s for f, s in zip(forests, starts)]),
            np.concatenate([f.value * np.float32(s) for f, s in zip(forests, scales)]),
            np.concatenate([f.roots + s for f, s in zip(forests, starts)]), max(f.depth for f in forests))

    def score(self, matrix: np.ndarray) -> np.ndarray:
        return np.concatenate([self._score(matrix[i:i + ROWS_AT_ONCE]) for i in range(0, len(matrix), ROWS_AT_ONCE)])

    def _score(self, matrix: np.ndarray) -> np.ndarray:
        at = np.tile(self.roots, (len(matrix), 1))
        for _ in range(self.depth):
            at = self.left[at] + (np.take_along_axis(matrix, self.feature[at], 1) > self.threshold[at])
        return self.value[at].sum(1)


def _floor32(threshold: np.ndarray) -> np.ndarray:
    """The largest float32 not above the threshold, so that comparing in float32 decides as in float64."""
    rounded = threshold.astype(np.float32)
    return np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)


def calibrate(score: np.ndarray, help_: np.ndarray) -> tuple[float, float]:
    """Slope and offset (Platt) that make the score the logit of the share of prompts that thinking helps."""
    truth, both = np.r_[np.ones(len(score)), np.zeros(len(score))], np.r_[score, score][:, None]
    fitted = LogisticRegression(C=100.0).fit(both, truth, sample_weight=np.r_[help_, 1 - help_])
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
