"""Trains the default model: one command from the public data to the folder the service loads.

    python train.py --data DIR [--out DIR]     the real thing, well under half an hour on two cores
    python train.py --data DIR --pairs FILE    with outcomes of your own beside the public ones
    python train.py --pairs FILE --out DIR     on outcomes of your own alone
    python train.py --smoke --out DIR          the whole way on rows made here, in seconds
"""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import card
import dataset
from export import export
from learn import ROUNDS, Model, Recipe
from tokenizer import CLS, MAX_LENGTH, PAD, SEP

SMOKE_ROUNDS = 20
# Four folds must each hold enough to calibrate by; a model worth its place takes thousands.
FEWEST_ROWS = 100


def main() -> None:
    arguments = _arguments()
    try:
        rows = dataset.smoke_rows() if arguments.smoke else dataset.load(arguments.data, arguments.pairs)
    except (OSError, ValueError) as fault:
        sys.exit(f"train.py: {fault}")
    if len(rows) < FEWEST_ROWS:
        sys.exit(f"train.py: {len(rows)} rows that may be trained on are too few: give at least {FEWEST_ROWS}")
    hybrid = dataset.hybrid(arguments.data) if arguments.data else []
    recipe = Recipe.of(rows, rounds=SMOKE_ROUNDS if arguments.smoke else ROUNDS)
    model = recipe.model()
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out, model)
    fingerprint = [] if arguments.smoke else dataset.fingerprint(arguments.data, arguments.pairs)
    card.write(arguments.out, recipe, model, hybrid, fingerprint)
    digests(arguments.out)


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
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", type=Path, help="the folder of public outcome files")
    source.add_argument("--smoke", action="store_true", help="rows made by the script, no data needed")
    parser.add_argument("--pairs", type=Path, nargs="+", default=[], metavar="FILE", help="outcomes of your own, as README.md says")
    parser.add_argument("--out", type=Path, help="the model folder to write (with --data or --smoke: the shipped one, ../default)")
    arguments = parser.parse_args()
    if arguments.data and not arguments.data.is_dir():
        parser.error(f"--data must be a folder: {arguments.data}")
    for path in arguments.pairs:
        if not path.is_file() or arguments.smoke:
            parser.error(f"--pairs needs a readable file and does not go with --smoke: {path}")
    if not arguments.smoke and not arguments.data:
        if not arguments.pairs:
            parser.error("give --data, --pairs or --smoke")
        if not arguments.out:
            parser.error("--pairs alone needs --out: the model that is shipped knows more than your own rows")
    arguments.out = arguments.out or Path(__file__).parent.parent / "default"
    return arguments


if __name__ == "__main__":
    main()
