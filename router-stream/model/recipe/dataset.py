"""Reads the public outcome files into one list of rows, all with the same meaning.

A row says how often the fast side and the thinking side were right on one prompt. What differs between the
sources is how far that may be trusted, and each row carries it:

- measured: the same model, or fast and reasoning models, answered this very prompt;
- proxy:    a weak and a strong model answered it; the level of their gap is not the gap thinking makes, only
            its order is, so training gives each such source an intercept that serving drops;
- weak:     nobody measured anything; the label is a prior on the kind of prompt, at low weight.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

MEASURED, PROXY, WEAK = "measured", "proxy", "weak"

FOLDS = 4

# Neither repository behind these two files states a licence: they measure, they never train.
MEASURE_ONLY = ("paired_hybrid", "gsm8k_budget_ladder")

TRAINING_FILES = (
    "paired_direct_vs_cot_bbh",
    "multimodel_reasoning_gym",
    "multimodel_zeroeval",
    "multimodel_mip_gsm8k",
    "multimodel_misguided_attention",
    "multimodel_thinkrouter_budgets",
    "routellm_gsm8k",
    "routellm_mmlu",
    "multimodel_mmlu_pro",
    "multimodel_llmrouter9",
    "multimodel_routerarena",
    "prompts",
)

# School mathematics and code are few among the measured rows and many in traffic; the twins are one model, thinking on and off.
USUAL_WEIGHT = 1.5
TWIN_WEIGHT = 2.0

REASONING_GYM_THINKS = {"deepseek-r1", "o3-mini", "grok-3-mini-beta", "qwq-32b"}
MIP_THINKS = {"o1", "o1-mini", "o3-mini", "deepseek-r1", "qwq-32b", "deepseek-r1-distill-qwen-32b", "s1.1-32b"}
MISGUIDED_TWINS = (
    ("claude-3.7-sonnet", "claude-3.7-thinking-4k"),
    ("claude-sonnet-4", "claude-4-sonnet-0522-thinking"),
    ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash-preview-05-20:thinking"),
    ("qwen3-235b-a22b-nothink", "qwen3-235b-a22b-think"),
    ("qwen3-30b-a3b-nothink", "qwen3-30b-a3b-think"),
)
BUDGET_TWIN = ("qwen3-max-2026-01-23@budget-0", "qwen3-max-2026-01-23@budget-1024")

MMLU_PRO_WEAK = {"Meta-Llama-3_1-8B-Instruct", "Meta-Llama-3-8B", "Mistral-7B-Instruct-v0.2", "gemma-7b", "Phi-3-mini-4k-instruct"}
MMLU_PRO_STRONG = {"gemini-1.5-pro-002", "gemini-1.5-flash-002", "Meta-Llama-3_1-70B-Instruct", "DeepSeek-Coder-V2"}
LLMROUTER_WEAK = {"qwen2.5-7b-instruct", "llama-3.1-8b-instruct", "gemma-2-9b-it"}
LLMROUTER_STRONG = {"llama-3.1-nemotron-51b-instruct", "llama-3.3-nemotron-super-49b-v1"}

# Licences a prompt without outcome must carry to be trained on: no NonCommercial, no ShareAlike, no (c) of a contest.
FREE_LICENCES = {"MIT", "Apache-2.0", "CC-BY-4.0", "Apache-2.0 (data CC-BY-4.0)"}

# Priors for prompts nobody measured: (fast right, thinking right, weight). MATH goes by its published level.
CHAT_PRIOR = (0.95, 0.95, 0.75)
WEAK_PRIORS = {
    "olympiadbench": (0.35, 0.65, 0.2),
    "bbeh_mini": (0.15, 0.40, 0.2),
    "mip_gsm8k": (0.85, 0.87, 0.1),
    "mip_svamp": (0.90, 0.92, 0.1),
}
MATH_LEVEL_PRIORS = {1: (0.96, 0.985), 2: (0.92, 0.97), 3: (0.87, 0.955), 4: (0.79, 0.935), 5: (0.62, 0.88)}
MATH_WEIGHT = 0.1


@dataclass(frozen=True)
class Row:
    """One prompt with what is known of it; `fast` and `think` are shares of right answers."""

    text: str
    source: str
    family: str
    task: str
    kind: str
    fast: float
    think: float
    weight: float

    @property
    def help(self) -> float:
        """Share of pairs in which thinking is right and fast is not."""
        return self.think * (1.0 - self.fast)

    @property
    def harm(self) -> float:
        """Share of pairs in which thinking is wrong and fast is not."""
        return self.fast * (1.0 - self.think)

    @property
    def fold(self) -> int:
        """Which fold leaves this question out: by the hash of its stem and never by its row."""
        return int(hashlib.sha256(b"fold|" + stem(self.text).encode("utf-8", "replace")).hexdigest(), 16) % FOLDS


def stem(text: str) -> str:
    """The question without template, options and punctuation: one stem for one question in whichever file it stands."""
    text = text.rsplit("Question:", 1)[-1]
    text = re.split(r"\nOptions|\n\(?A[.)]|\nAfter careful thought|\nAnswer:", text, maxsplit=1)[0]
    return " ".join(re.findall(r"\w+", text.lower())) or text


def read(path: Path) -> Iterator[dict]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except json.JSONDecodeError as fault:
                raise ValueError(f"{path} line {number} must be one JSON object: {fault}") from fault


def fingerprint(data: Path | None, extra: Iterable[Path] = ()) -> list[dict]:
    """What exactly was trained on: file, digest, rows."""
    found = []
    for path in ([data / f"{name}.jsonl.gz" for name in TRAINING_FILES] if data else []) + list(extra):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append({"file": path.name, "sha256": digest, "rows": sum(1 for _ in read(path))})
    return found


def load(data: Path | None, extra: Iterable[Path] = ()) -> list[Row]:
    """Every row that may be trained on, in the order of the files; what was measured on a question silences its proxies."""
    rows = [row for name in TRAINING_FILES for row in READERS[name](read(data / f"{name}.jsonl.gz"))] if data else []
    rows += [row for path in extra for row in pairs(path)]
    measured = {stem(r.text) for r in rows if r.kind == MEASURED}
    return [r for r in rows if r.kind != PROXY or stem(r.text) not in measured]


def pairs(path: Path) -> list[Row]:
    """Outcomes of your own, one JSON object a line as the README beside this file says; a bad line is named."""
    rows = []
    for number, line in enumerate(read(path), 1):
        # A thought that was cut off by its budget says nothing of thinking.
        if isinstance(line, dict) and line.get("thinking_truncated"):
            continue
        try:
            text, fast, think, runs = str(line["text"]), float(line["fast"]), float(line["thinking"]), float(line.get("n", 1))
            # One run is a coin toss, many are a share: twice the weight, at most.
            weight = float(line.get("weight", 2 * runs / (runs + 1)))
            named = line.get("source", path.name.split(".")[0]), line.get("family", "own"), line.get("task", "own")
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise ValueError(f"{path} line {number} must have text, fast and thinking as README.md says: {fault}") from fault
        if not (0 <= fast <= 1 and 0 <= think <= 1 and runs >= 1 and weight > 0):
            raise ValueError(f"{path} line {number} must have fast and thinking of 0 to 1, n of at least 1 and a weight above 0")
        rows.extend(_row(text, *named, MEASURED, fast, think, weight))
    return rows


def _mean(scores: dict[str, float | None], models: Iterable[str]) -> float | None:
    known = [scores[m] for m in models if scores.get(m) is not None]
    return float(mean(known)) if known else None


def _row(text, source, family, task, kind, fast, think, weight=1.0) -> Iterator[Row]:
    if fast is not None and think is not None and text.strip():
        yield Row(text, source, family, task, kind, float(fast), float(think), weight)


def _bbh(lines):
    for r in lines:
        yield from _row(r["text"], "bbh", "bbh", r["task"], MEASURED, r["fast_correct"], r["thinking_correct"])


def _reasoning_gym(lines):
    for r in lines:
        # An empty answer of a reasoning model is a spent budget, not a wrong answer.
        scores = {m: s for m, s in r["scores"].items() if m != "qwq-32b" or (r["chars"].get(m) or 0) >= 2}
        group = r["task"].split("/")[0]
        think = _mean(scores, REASONING_GYM_THINKS)
        fast = _mean(scores, scores.keys() - REASONING_GYM_THINKS)
        yield from _row(r["text"], "reasoning_gym", f"gym_{group}", r["task"], MEASURED, fast, think)


def _zeroeval(lines):
    families = {"gsm8k_test": "word_math", "math_level5": "math", "cruxeval_o": "code"}
    for r in lines:
        thinks = {m for m in r["scores"] if m.startswith("o1-")}
        fast = _mean(r["scores"], r["scores"].keys() - thinks)
        yield from _row(r["text"], "zeroeval", families[r["source"]], r["source"], MEASURED, fast, _mean(r["scores"], thinks), USUAL_WEIGHT)


def _mip(lines):
    for r in lines:
        fast = _mean(r["scores"], r["scores"].keys() - MIP_THINKS)
        yield from _row(r["text"], "mip_gsm8k", "word_math", "gsm8k", MEASURED, fast, _mean(r["scores"], MIP_THINKS), USUAL_WEIGHT)


def _misguided(lines):
    for r in lines:
        fast = _mean(r["scores"], [f for f, _ in MISGUIDED_TWINS])
        think = _mean(r["scores"], [t for _, t in MISGUIDED_TWINS])
        yield from _row(r["text"], "misguided", "misguided", "misguided", MEASURED, fast, think)


def _budgets(lines):
    families = {"gsm8k": "word_math", "math500": "math", "humaneval": "code"}
    for r in lines:
        fast, think = (r["scores"].get(m) for m in BUDGET_TWIN)
        yield from _row(r["text"], "budgets", families[r["source"]], r["source"], MEASURED, fast, think, TWIN_WEIGHT)


def _routellm_gsm8k(lines):
    for r in lines:
        yield from _row(r["text"], "routellm_gsm8k", "word_math", "gsm8k", PROXY, r["weak_correct"], r["strong_correct"], 0.5)


def _routellm_mmlu(lines):
    for r in lines:
        yield from _row(r["text"], "routellm_mmlu", "knowledge", r["subject"], PROXY, r["weak_correct"], r["strong_correct"], 0.4)


def _mmlu_pro(lines):
    for r in lines:
        fast, think = _mean(r["scores"], MMLU_PRO_WEAK), _mean(r["scores"], MMLU_PRO_STRONG)
        yield from _row(r["text"], "mmlu_pro", "knowledge", r["category"], PROXY, fast, think, 0.5)


def _llmrouter9(lines):
    families = {"gsm8k": "word_math", "agentverse-mgsm": "word_math", "math": "math", "mbpp": "code", "human_eval": "code",
                "natural_qa": "factual", "trivia_qa": "factual", "agentverse-logicgrid": "logicgrid", "commongen": "chat"}
    for r in lines:
        fast, think = _mean(r["scores"], LLMROUTER_WEAK), _mean(r["scores"], LLMROUTER_STRONG)
        yield from _row(r["text"], "llmrouter9", families.get(r["task"], "knowledge"), r["task"], PROXY, fast, think, 0.5)


def _routerarena(lines):
    for r in lines:
        fast, think = r["scores"].get("claude-3-haiku-20240307"), r["scores"].get("gemini-2.0-flash-001")
        yield from _row(r["text"], "routerarena", "arena", r["task"], PROXY, fast, think, 0.4)


def _prompts(lines):
    for r in lines:
        if r["license"] not in FREE_LICENCES:
            continue
        source, level = r["source"], r.get("level") or r.get("difficulty")
        if r["domain"].startswith("chat"):
            # Chat that asks for a calculation or a proof is neither a clear negative nor measured.
            if r["domain"] not in ("chat_math", "chat_reasoning", "chat_fermi"):
                yield from _row(r["text"], source, "chat", r["domain"], WEAK, *CHAT_PRIOR)
        elif source in WEAK_PRIORS:
            yield from _row(r["text"], source, r["domain"], source, WEAK, *WEAK_PRIORS[source])
        elif source == "math_train" and level and float(level) in MATH_LEVEL_PRIORS:
            yield from _row(r["text"], source, "math", source, WEAK, *MATH_LEVEL_PRIORS[float(level)], MATH_WEIGHT)


READERS = dict(zip(TRAINING_FILES, (
    _bbh, _reasoning_gym, _zeroeval, _mip, _misguided, _budgets, _routellm_gsm8k, _routellm_mmlu, _mmlu_pro,
    _llmrouter9, _routerarena, _prompts)))


def hybrid(data: Path) -> list[Row]:
    """The pairs of one hybrid model: measured on, never trained on. A run cut off by its budget says nothing of thinking."""
    rows = []
    for r in read(data / "paired_hybrid.jsonl.gz"):
        if not r.get("thinking_truncated"):
            rows.extend(_row(r["text"], "hybrid", r["source"], r["source"], MEASURED, r["fast_correct"], r["thinking_correct"]))
    return rows


def smoke_rows(count: int = 400) -> list[Row]:
    """Rows made here, with an obvious rule, so that the recipe can be tried without any data."""
    rows = []
    for i in range(count):
        n = zlib.crc32(str(i).encode()) % 9973
        if i % 2:
            text, fast, think, kind = f"Compute {n} * {n + 7} - {n % 31} and reduce it modulo {n % 89 + 2}.", 0.2, 0.9, MEASURED
        else:
            text, fast, think, kind = f"Who wrote the letter number {n} to the city council?", 0.9, 0.9, MEASURED
        rows.append(Row(text, "smoke", "math" if i % 2 else "chat", "smoke", kind, fast, think, 1.0))
    return rows
