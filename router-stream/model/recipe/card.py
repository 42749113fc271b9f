"""Measures what was trained and writes the model card; every figure in it is computed by the run that wrote it."""

from pathlib import Path
from string import Template

import numpy as np

import dataset
from dataset import MEASURED, PROXY, Row
from evaluate import Outcomes, Served, apgr, at_threshold, auroc, reliability, table
from learn import Model, Recipe

# One family at a time stays unseen; families that share templates leave together.
UNSEEN = {
    "BIG-Bench Hard": ("bbh",),
    "games, grids, graphs": ("gym_games", "gym_arc", "gym_cognition", "gym_graphs"),
    "arithmetic, algebra, geometry, mathematics": ("gym_arithmetic", "gym_algebra", "gym_geometry", "math"),
    "algorithms and code": ("gym_algorithmic", "gym_code", "code"),
    "logic and induction": ("gym_logic", "gym_induction", "logicgrid"),
}
WIDEST_SHARE = 0.45


def write(folder: Path, recipe: Recipe, model: Model, hybrid: list[Row], fingerprint: list[dict]) -> None:
    rows, kinds = recipe.rows, np.array([r.kind for r in recipe.rows])
    score = model.held_out(recipe.matrix, recipe.fold)
    measured, outcome = kinds == MEASURED, (kinds == MEASURED) | (kinds == PROXY)
    pick = lambda mask: [r for r, kept in zip(rows, mask) if kept]
    hybrid_score = _hybrid(recipe, model, hybrid)
    mixed, mixed_score = pick(measured) + hybrid, np.r_[score[measured], hybrid_score]
    chat = np.array([r.family == "chat" and r.kind == dataset.WEAK for r in rows])
    with_chat, with_chat_score = mixed + pick(chat), np.r_[mixed_score, score[chat]]
    threshold = float(np.round(np.quantile(score[outcome], 1 - WIDEST_SHARE), 3))
    values = {
        "mixed": table(mixed_score, mixed),
        "with_chat": table(with_chat_score, with_chat),
        "measured": table(score[measured], pick(measured)),
        "outcome": table(score[outcome], pick(outcome)),
        "hybrid": table(hybrid_score, hybrid) if hybrid else "not measured in this run",
        "families": _families(recipe, hybrid, measured, chat),
        "reliability": _reliability(score[measured], pick(measured)),
        "threshold": f"{threshold:.3f}",
        "operating": _operating(threshold, {"measured pairs": (score[measured], pick(measured)),
                                            "pairs of one hybrid model": (hybrid_score, hybrid),
                                            "mixed traffic (both)": (mixed_score, mixed),
                                            "mixed traffic and chat": (with_chat_score, with_chat),
                                            "all outcome rows, proxies too": (score[outcome], pick(outcome))}),
        "chat": f"{(score[chat] >= threshold).mean():.1%} of {chat.sum()}" if chat.any() else "none",
        "exactness": _exactness(folder, recipe, model, measured),
        "sources": _sources(rows),
        "fingerprint": "\n".join(f"| `{f['file']}` | {f['rows']} | `{f['sha256']}` |" for f in fingerprint),
        "log": "\n".join(recipe.log.lines),
    }
    template = Template(Path(__file__).with_name("card.md").read_text())
    (folder / "README.md").write_text(template.substitute(values))


def _hybrid(recipe: Recipe, model: Model, hybrid: list[Row]) -> np.ndarray:
    return model.held_out(recipe.matrix_of(hybrid), np.array([r.fold for r in hybrid])) if hybrid else np.zeros(0)


def _families(recipe: Recipe, hybrid: list[Row], measured: np.ndarray, chat: np.ndarray) -> str:
    """Fold 0, judged by trees that saw neither fold 0 nor anything of one family."""
    lines = ["| family never seen | mixed AUROC | mixed APGR | with chat AUROC | with chat APGR | AUROC inside | APGR inside |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    judged = np.flatnonzero((measured | chat) & (recipe.fold == 0))
    others = [r for r in hybrid if r.fold == 0]
    matrix = np.vstack([recipe.matrix[judged], *([recipe.matrix_of(others)] if others else [])])
    outcomes = Outcomes.of([recipe.rows[i] for i in judged] + others)
    mixed = np.r_[measured[judged], np.ones(len(others), bool)]
    family = np.array([r.family for r in recipe.rows])
    unseen = {name: np.isin(family, families) for name, families in UNSEEN.items()}
    unseen = {name: rows for name, rows in unseen.items() if (rows & measured)[judged].any()}
    fitted = recipe.fit({f"without {name}": (recipe.fold != 0) & ~rows for name, rows in unseen.items()})
    for name, trees in zip(unseen, fitted):
        score = trees.score(matrix)
        inside = np.r_[(unseen[name] & measured)[judged], np.zeros(len(others), bool)]
        figures = [measure for part in (mixed, np.ones(len(score), bool), inside) for measure in _both(score, outcomes, part)]
        lines.append(f"| {name} | " + " | ".join(f"{x:.3f}" for x in figures) + " |")
    return "\n".join(lines)


def _both(score: np.ndarray, outcomes: Outcomes, part: np.ndarray) -> tuple[float, float]:
    return auroc(score[part], outcomes.help[part]), apgr(score[part], outcomes.at(part))


def _reliability(score: np.ndarray, rows: list[Row]) -> str:
    lines = ["| mean score | thinking helped | rows | |", "| --- | --- | --- | --- |"]
    for mean, helped, count in reliability(score, Outcomes.of(rows)):
        lines.append(f"| {mean:.3f} | {helped:.3f} | {count} | {'█' * round(helped * 40)} |")
    return "\n".join(lines)


def _operating(threshold: float, sets: dict[str, tuple[np.ndarray, list[Row]]]) -> str:
    lines = ["| rows | think | accuracy kept of always-thinking |", "| --- | --- | --- |"]
    for name, (score, rows) in sets.items():
        if rows:
            share, kept = at_threshold(score, Outcomes.of(rows), threshold)
            lines.append(f"| {name} ({len(rows)}) | {share:.1%} | {kept:.1%} |")
    return "\n".join(lines)


def _exactness(folder: Path, recipe: Recipe, model: Model, measured: np.ndarray) -> str:
    """The int8 graph against the recipe's float32 arithmetic, and each prompt alone against in company."""
    served = Served(folder)
    sample = [recipe.rows[i] for i in np.flatnonzero(measured)[::7]]
    ids = served.ids([r.text for r in sample])
    alone, company = served.scores(ids, batch=1), served.scores(ids, padding=9)
    own, outcomes = model.probability(model.trees.score(recipe.matrix_of(sample))), Outcomes.of(sample)
    return (f"On {len(sample)} prompts, through ONNX Runtime on CPU: the int8 graph against the same trees and features in float32 "
            f"differs by {np.abs(alone - own).max():.1e} in score and {abs(apgr(alone, outcomes) - apgr(own, outcomes)):.1e} in APGR; "
            f"alone against batches of 32 with more padding by {np.abs(alone - company).max():.1e}.")


def _sources(rows: list[Row]) -> str:
    lines = ["| labels | source | rows | fast right | thinking right | weight |", "| --- | --- | --- | --- | --- | --- |"]
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.source), []).append(row)
    for (kind, source), found in groups.items():
        mean = lambda of: sum(of(r) for r in found) / len(found)
        lines.append(f"| {kind} | {source} | {len(found)} | {mean(lambda r: r.fast):.3f} | {mean(lambda r: r.think):.3f} | {found[0].weight} |")
    return "\n".join(lines)
