#!/usr/bin/env python3
"""Draws the example prompts from a larger file: permissive licences only, sources mixed evenly, the same every time."""

import argparse
import gzip
import hashlib
import json
from collections import Counter, defaultdict

PERMISSIVE = {"MIT", "Apache-2.0", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0"}
# Carries a canary that asks to be kept out of corpora.
LEFT_OUT = {"bbh", "bbeh_mini"}


def rank(row):
    return hashlib.sha256(row["id"].encode()).hexdigest()


def permissive(path):
    by_source = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row.get("license") in PERMISSIVE and row["source"] not in LEFT_OUT:
                by_source[row["source"]].append(row)
    return {source: sorted(rows, key=rank) for source, rows in by_source.items()}


def draw(by_source, count):
    """Takes one of each source in turn until there are enough."""
    drawn = []
    turn = 0
    while len(drawn) < count:
        left = [by_source[source][turn] for source in sorted(by_source) if turn < len(by_source[source])]
        if not left:
            raise SystemExit(f"only {len(drawn)} prompts have a permissive licence, {count} were asked for")
        drawn += left[: count - len(drawn)]
        turn += 1
    return sorted(drawn, key=rank)


def prompt(row):
    attributes = {"source": row["source"], "license": row["license"]}
    return {"id": row["id"], "text": row["text"], "attributes": attributes}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", required=True, help="prompts as gzipped JSON lines: id, source, text, license")
    arguments.add_argument("--out", default="prompts.jsonl")
    arguments.add_argument("--count", type=int, default=1000)
    given = arguments.parse_args()
    drawn = draw(permissive(given.data), given.count)
    with open(given.out, "w", encoding="utf-8") as out:
        for row in drawn:
            out.write(json.dumps(prompt(row), ensure_ascii=False) + "\n")
    for (source, licence), count in sorted(Counter((r["source"], r["license"]) for r in drawn).items()):
        print(f"{count:5} {source} ({licence})")


if __name__ == "__main__":
    main()
