"""Gradient-boosted trees on the features, kept as flat arrays that a graph of plain operators can walk."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

RARE = 0.02


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
    def fit(matrix: np.ndarray, target: np.ndarray, weight: np.ndarray, rounds: int, seed: int) -> "Trees":
        """Small trees, many rows a leaf, a third of the features a split: the labels are noisy and templates abound."""
        forest = HistGradientBoostingRegressor(
            max_iter=rounds, learning_rate=0.06, max_leaf_nodes=16, max_depth=7, min_samples_leaf=30,
            l2_regularization=5.0, max_features=0.3, early_stopping=False, random_state=seed)
        # A column that hardly ever leaves its usual value costs time and finds accidents.
        usual = np.median(matrix, axis=0)
        columns = np.flatnonzero((matrix != usual).mean(0) > RARE)
        return Trees._flat(forest.fit(matrix[:, columns], target, sample_weight=weight), columns)

    @staticmethod
    def _flat(forest: HistGradientBoostingRegressor, columns: np.ndarray) -> "Trees":
        trees, lefts, roots = [], [], []
        for (stage,) in forest._predictors:
            roots.append(sum(len(t) for t in trees))
            order, left = _siblings_together(stage.nodes)
            trees.append(stage.nodes[order])
            lefts.append(left + roots[-1])
        nodes = np.concatenate(trees)
        leaf = nodes["is_leaf"].astype(bool)
        value = np.where(leaf, nodes["value"], 0.0)
        value[: len(trees[0])] += np.where(leaf[: len(trees[0])], forest._baseline_prediction.item(), 0.0)  # where boosting starts
        return Trees(
            columns[np.where(leaf, 0, nodes["feature_idx"])].astype(np.int64),
            np.where(leaf, np.float32(np.inf), _floor32(np.where(leaf, 0.0, nodes["num_threshold"]))),
            np.concatenate(lefts).astype(np.int64), value.astype(np.float32), np.array(roots, np.int64), int(nodes["depth"].max()))

    def score(self, matrix: np.ndarray) -> np.ndarray:
        at = np.tile(self.roots, (len(matrix), 1))
        for _ in range(self.depth):
            at = self.left[at] + (np.take_along_axis(matrix, self.feature[at], 1) > self.threshold[at])
        return self.value[at].sum(1)


def _siblings_together(nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nodes of one tree level by level, and where the left child of each then stands."""
    order, left = [0], []
    for position, node in enumerate(order):  # grows as it is walked
        if nodes[node]["is_leaf"]:
            left.append(position)
        else:
            left.append(len(order))
            order += [int(nodes[node]["left"]), int(nodes[node]["right"])]
    return np.array(order), np.array(left)


def _floor32(threshold: np.ndarray) -> np.ndarray:
    """The largest float32 not above the threshold, so that comparing in float32 decides as in float64."""
    rounded = threshold.astype(np.float32)
    return np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)


def calibrate(score: np.ndarray, help_: np.ndarray) -> tuple[float, float]:
    """Slope and offset (Platt) that make the score the logit of the share of prompts that thinking helps."""
    truth, both = np.r_[np.ones(len(score)), np.zeros(len(score))], np.r_[score, score][:, None]
    fitted = LogisticRegression(C=100.0).fit(both, truth, sample_weight=np.r_[help_, 1 - help_])
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
