"""Makes golden.json: synthetic outcomes, and what the recipe's own evaluate.py says of them.

    python make.py        from this folder, with the packages of router-stream/model/recipe/requirements.txt
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[3] / "model" / "recipe"))

import evaluate as recipe  # noqa: E402
from dataset import MEASURED, Row  # noqa: E402

WORDS = "why 2 + 2? État—des choses, x² < y; 東京 ok".split()
THRESHOLDS = [0.0, 0.235, 0.5, 0.9]
SHARES = [0.0, 0.025, 0.5, 0.975, 1.0]


def rows(generator: np.random.Generator, count: int) -> list[Row]:
    """Prompts of four tasks; outcomes are 0 or 1, shares of three, or any share, as real sources have them."""
    made = []
    for i in range(count):
        task = f"task {generator.integers(4)}"
        fast, gain = generator.random(), generator.random() * int(task[-1]) / 3
        think = min(1.0, fast + gain) if generator.random() > 0.1 else fast * generator.random()
        fast, think = [(round(x), round(3 * x) / 3, x)[i % 3] for x in (fast, think)]
        text = " ".join(generator.choice(WORDS, generator.integers(1, 12)))
        made.append(Row(text, "synthetic", "none", task, MEASURED, float(fast), float(think), 1.0))
    return made


def measures(score: np.ndarray, outcomes: recipe.Outcomes) -> dict:
    return {
        "AUROC": recipe.auroc(score, outcomes.help),
        "APGR": recipe.apgr(score, outcomes),
        "CPT50": recipe.cpt(score, outcomes, 0.5),
        "CPT80": recipe.cpt(score, outcomes, 0.8),
        "KEEPS_95": recipe.share_that_keeps(score, outcomes, 0.95),
        "recovered": recipe.recovered(score, outcomes).tolist(),
        "thresholds": [recipe.at_threshold(score, outcomes, t) for t in THRESHOLDS],
    }


def case(seed: int, count: int, decimals: int) -> dict:
    generator = np.random.default_rng(seed)
    made = rows(generator, count)
    outcomes = recipe.Outcomes.of(made)
    gain = outcomes.think - outcomes.fast
    score = np.round(np.clip(0.3 + 0.4 * gain + 0.25 * generator.normal(size=count), 0, 1), decimals)
    found = {k: v for k, v in recipe.controls(made).items() if k != "random"}
    return {
        "rows": [{"text": r.text, "domain": f"{r.source} {r.task}", "fast": r.fast, "thinking": r.think, "score": s}
                 for r, s in zip(made, score.tolist())],
        "orders": {"model": measures(score, outcomes)} | {name: measures(order, outcomes) for name, order in found.items()},
        "reliability": recipe.reliability(score, outcomes),
    }


def main() -> None:
    sample = np.random.default_rng(9).normal(size=101)
    golden = {
        "thresholds": THRESHOLDS,
        # Few decimals make many equal scores.
        "cases": [case(1, 211, 2), case(2, 60, 1), case(3, 37, 6)],
        "quantiles": {"sample": sample.tolist(), "shares": SHARES, "values": np.quantile(sample, SHARES).tolist()},
    }
    (HERE / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
