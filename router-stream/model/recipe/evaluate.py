"""How well a score orders prompts by what thinking gains, as RouteLLM measures it, with controls and intervals.

    python evaluate.py --model ../default --data DIR     scores the folder's graph on the pairs of one hybrid model

A random order at the same share has APGR 0.5 by definition, so what is above 0.5 is what the order is worth.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

import dataset
from dataset import Row
from tokenizer import MAX_LENGTH, encode

BINS = 10
RESAMPLES = 300
BATCH = 32


@dataclass(frozen=True)
class Outcomes:
    """What happened on a set of prompts: the share of right answers without and with thinking."""

    fast: np.ndarray
    think: np.ndarray

    @staticmethod
    def of(rows: list[Row]) -> "Outcomes":
        return Outcomes(np.array([r.fast for r in rows]), np.array([r.think for r in rows]))

    def at(self, index: np.ndarray) -> "Outcomes":
        return Outcomes(self.fast[index], self.think[index])

    @property
    def help(self) -> np.ndarray:
        return self.think * (1 - self.fast)


def auroc(score: np.ndarray, positive: np.ndarray) -> float:
    """With shares for labels: each row is as much a positive as thinking helped on it, and a negative for the rest."""
    values, place = np.unique(score, return_inverse=True)
    positives = np.bincount(place, positive, len(values))
    negatives = np.bincount(place, 1 - positive, len(values))
    below = np.cumsum(negatives) - negatives
    return float((positives * (below + negatives / 2)).sum() / (positives.sum() * negatives.sum()))


def recovered(score: np.ndarray, outcomes: Outcomes) -> np.ndarray:
    """Share of the gap between always-fast and always-thinking that is recovered, at 0, 10 .. 100 % thinking."""
    order = np.argsort(-score, kind="stable")
    gains = np.r_[0.0, np.cumsum((outcomes.think - outcomes.fast)[order])]
    return gains[np.round(np.linspace(0, len(score), BINS + 1)).astype(int)] / gains[-1]


def apgr(score: np.ndarray, outcomes: Outcomes) -> float:
    return float(np.trapezoid(recovered(score, outcomes), dx=1 / BINS))


def cpt(score: np.ndarray, outcomes: Outcomes, wanted: float) -> float:
    """The smallest share of thinking that recovers the wanted share of the gap, interpolated between the bins."""
    curve = recovered(score, outcomes)
    above = int(np.argmax(curve >= wanted))
    return (above - 1 + (wanted - curve[above - 1]) / (curve[above] - curve[above - 1])) / BINS


def share_that_keeps(score: np.ndarray, outcomes: Outcomes, kept: float) -> float:
    """The smallest share of thinking whose accuracy is `kept` of always-thinking's."""
    order = np.argsort(-score, kind="stable")
    accuracy = outcomes.fast.sum() + np.r_[0.0, np.cumsum((outcomes.think - outcomes.fast)[order])]
    return float(np.argmax(accuracy >= kept * outcomes.think.sum()) / len(score))


def at_threshold(score: np.ndarray, outcomes: Outcomes, threshold: float) -> tuple[float, float]:
    """Share of thinking, and accuracy as a share of always-thinking's."""
    thinks = score >= threshold
    return float(thinks.mean()), float(np.where(thinks, outcomes.think, outcomes.fast).sum() / outcomes.think.sum())


def controls(rows: list[Row]) -> dict[str, np.ndarray]:
    """Orders that need no model, and orders that nobody can have."""
    outcomes = Outcomes.of(rows)
    tasks = np.unique([f"{r.source} {r.task}" for r in rows], return_inverse=True)[1]
    gain = outcomes.think - outcomes.fast
    by_task = np.bincount(tasks, gain) / np.bincount(tasks)
    return {
        "random": np.random.default_rng(0).random(len(rows)),
        "prompt length": np.array([len(r.text) for r in rows], float),
        "digits + symbols": np.array([sum(not c.isalpha() and not c.isspace() for c in r.text) for r in rows], float),
        "domain oracle": by_task[tasks],
        "per-prompt oracle": gain,
    }


def reliability(score: np.ndarray, outcomes: Outcomes, groups: int = 10) -> list[tuple[float, float, int]]:
    """Mean score against how often thinking helped, in groups of equal size."""
    parts = np.array_split(np.argsort(score, kind="stable"), groups)
    return [(float(score[p].mean()), float(outcomes.help[p].mean()), len(p)) for p in parts]


def table(score: np.ndarray, rows: list[Row]) -> str:
    """The model and every control on the same rows, as Markdown, and by how much the model is ahead of each."""
    outcomes = Outcomes.of(rows)
    orders = {"**model**": score, **controls(rows)}
    lines = ["| order | AUROC | APGR | CPT50 | CPT80 | keeps 95 % | keeps 97.5 % | AUROC behind model | APGR behind model |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    resamples = _resamples(orders, outcomes)
    for name, order in orders.items():
        behind = ["", ""] if order is score else [_range(resamples["**model**"] - resamples[name], i) for i in (0, 1)]
        lines.append(f"| {name} | {auroc(order, outcomes.help):.3f} | {apgr(order, outcomes):.3f} | {cpt(order, outcomes, 0.5):.1%} "
                     f"| {cpt(order, outcomes, 0.8):.1%} | {share_that_keeps(order, outcomes, 0.95):.1%} "
                     f"| {share_that_keeps(order, outcomes, 0.975):.1%} | {behind[0]} | {behind[1]} |")
    fast, think, own = outcomes.fast.mean(), outcomes.think.mean(), resamples["**model**"]
    return "\n".join([*lines, "", f"{len(rows)} rows; always fast {fast:.3f}, always thinking {think:.3f}; the model's 95 % intervals: "
                      f"AUROC {_range(own, 0)}, APGR {_range(own, 1)}. `Behind` is paired: both orders on the same {RESAMPLES} resamples."])


def _resamples(orders: dict[str, np.ndarray], outcomes: Outcomes) -> dict[str, np.ndarray]:
    """AUROC and APGR of every order on the same bootstrap resamples of the rows."""
    generator, rows = np.random.default_rng(0), len(outcomes.fast)
    picks = [generator.integers(0, rows, rows) for _ in range(RESAMPLES)]
    return {name: np.array([(auroc(order[i], outcomes.help[i]), apgr(order[i], outcomes.at(i))) for i in picks])
            for name, order in orders.items()}


def _range(found: np.ndarray, column: int) -> str:
    low, high = np.quantile(found[:, column], [0.025, 0.975])
    return f"{low:.3f} to {high:.3f}"


class Served:
    """The folder as it is served: its tokenizer, its graph, nothing of the recipe's own arithmetic."""

    def __init__(self, folder: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def ids(self, texts: list[str]) -> list[list[int]]:
        return encode(self.tokenizer, texts, MAX_LENGTH)

    def scores(self, ids: list[list[int]], batch: int = BATCH, padding: int = 0) -> np.ndarray:
        return np.concatenate([self._scores(ids[i:i + batch], padding) for i in range(0, len(ids), batch)])

    def _scores(self, ids: list[list[int]], padding: int) -> np.ndarray:
        width = max(len(x) for x in ids) + padding
        tokens = np.array([x + [0] * (width - len(x)) for x in ids])
        mask = np.array([[1] * len(x) + [0] * (width - len(x)) for x in ids])
        logits = self.session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})[0].astype(np.float64)
        return 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="a model folder")
    parser.add_argument("--data", type=Path, required=True, help="the folder of public outcome files")
    arguments = parser.parse_args()
    served, rows = Served(arguments.model), dataset.hybrid(arguments.data)
    print(table(served.scores(served.ids([r.text for r in rows])), rows))


if __name__ == "__main__":
    main()
