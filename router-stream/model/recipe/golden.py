"""Writes what the Java classifier must reproduce: texts of every awkward kind with ids and score, as this folder gives them.

    python golden.py --model ../default --out ../../src/test/resources/golden/scores.jsonl

A line holds `text`, or `repeat` and `times` for a text too long to write down; `inputIds`, the first 32; `tokens`, how many
there are before truncation, frame included; `score`, the probability of the label `thinking`.
"""

import argparse
import json
from pathlib import Path

from evaluate import Served
from tokenizer import well_formed

SHOWN = 32

TEXTS = (
    "", " ", "   \n\t\n  ", "\n", "a", "?", "7", "\U0001F600", "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", "\ufeffhello",
    "\ud800", "before \ud800 after", "\udc00\ud800", "tail \udfff", "\u0000", "e\u0301 and \u00e9", "[CLS] not a frame [SEP]", "[PAD]",
    "hi", "thanks, that was great!", "Write a short poem about autumn.", "Summarize this email in two sentences.",
    "Who wrote The Brothers Karamazov?", "What is the capital of France?", "What year was the Eiffel Tower completed?",
    "Translate 'good morning' into Spanish.", "Give me five ideas for a birthday party.", "yes, go on",
    "What is 2 + 2?", "Calculate 48213 * 9917 - 55.", "Compute 17^23 mod 101.", "1234567890123456789012345678901234567890",
    "Find all integers x such that x^2 + 5x + 6 divides 2024.",
    "Prove that there are infinitely many primes p with p \u2261 3 (mod 4).",
    "Janet has 3 boxes with 12 eggs each. She sells 17 eggs for $2 each. How much money does she make?",
    "Let $f(x) = \\frac{x^2 - 1}{x + 2}$. Find the sum of all real $a$ with $f(a) = f(2a)$.",
    "Evaluate \\[\\int_0^{\\pi} x \\sin^2 x \\, dx\\] and give the result as \\boxed{\\cdot}.",
    "Which of these is a mammal?\nA. Trout\nB. Whale\nC. Eagle\nD. Frog\nAnswer:",
    "Is the following sentence plausible? \"The striker scored a home run.\"\nOptions:\n- Yes\n- No",
    "Alice, Bob and Claire swap hats. First Alice and Bob swap, then Bob and Claire. Who holds Alice's hat?",
    "A knight says: exactly one of us lies. B says: A lies. Who is the knave?",
    "Using all the numbers 85, 80, 79, 7, create an expression that equals 510.\nYou can only use each number once.",
    "Solve this puzzle:\n_ 2 _ 4\n4 _ 1 _\n_ 1 _ 3\n3 _ 2 _\nEach row and column holds 1 to 4 once.",
    "[[1, 0, 2], [3, 4, 0], [0, 5, 6]] rotated by 90 degrees clockwise is",
    "def f(xs):\n    out = []\n    for i, x in enumerate(xs):\n        if i % 2:\n            out.append(x * x)\n    return out\nassert f([1, 2, 3]) == ??",
    "SELECT name, COUNT(*) FROM users WHERE age > 30 GROUP BY name HAVING COUNT(*) > 2;",
    "Fix the bug: `for (int i = 0; i <= a.length; i++) { sum += a[i]; }`",
    "Write a Python function that returns the longest common prefix of a list of strings.",
    "| city | people |\n| --- | --- |\n| Rome | 2.8 |\n| Oslo | 0.7 |\n\nWhich city is larger?",
    "Wie viele Primzahlen liegen zwischen 100 und 150?", "\u00bfCu\u00e1l es la capital de Per\u00fa?",
    "\u4e00\u4e2a\u6c34\u6c60\u6709\u4e24\u4e2a\u8fdb\u6c34\u7ba1\uff0c\u4e00\u4e2a\u51fa\u6c34\u7ba1\uff0c\u591a\u4e45\u80fd\u6ce8\u6ee1\uff1f",
    "\u4eca\u65e5\u306f\u3044\u3044\u5929\u6c17\u3067\u3059\u306d\u3002", "\u041a\u0442\u043e \u043d\u0430\u043f\u0438\u0441\u0430\u043b \u00ab\u0418\u0434\u0438\u043e\u0442\u00bb?",
    "\u0645\u0627 \u0647\u064a \u0639\u0627\u0635\u0645\u0629 \u0627\u0644\u0645\u063a\u0631\u0628\u061f", "\u0909\u0924\u094d\u0924\u0930 \u0926\u0940\u091c\u093f\u090f: 12 \u00d7 12 = ?",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a", "WHY IS EVERYTHING IN CAPITALS", "x" * 300, "line one\r\nline two\r\n",
)
REPEATED = (
    ("The quick brown fox counts 12 sheep. ", 2_703),
    ("lorem ipsum dolor sit amet\n", 40),
    ("9", 600),
    ("\u6570\u5b66", 400),
    ("word ", 510),
    ("word ", 511),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="a model folder")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    served = Served(arguments.model)
    named = [({"text": t}, t) for t in TEXTS] + [({"repeat": r, "times": n}, r * n) for r, n in REPEATED]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("w", encoding="ascii", newline="\n") as out:
        for name, text in named:
            ids = served.ids([text])
            tokens = len(served.tokenizer.encode(well_formed(text)).ids)
            line = name | {"inputIds": ids[0][:SHOWN], "tokens": tokens, "score": float(served.scores(ids)[0])}
            out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
