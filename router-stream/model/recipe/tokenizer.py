"""The tokenizer, and what can be read off a token without having seen it in training.

Byte-level BPE with digits split, so any text in any language has ids and every number is spelt digit by digit.
`TokenTables` looks at each vocabulary entry once; the graph then only gathers and sums. Such counts hold for
kinds of prompts the training data lacks, which learned embeddings do not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

PAD, CLS, SEP = "[PAD]", "[CLS]", "[SEP]"
VOCABULARY = 16_384
MAX_LENGTH = 512

LEXICON = {
    "factual": "who when where which whom whose what name born year called",
    "quantity": "how many much total number amount average each per",
    "explanation": "why explain describe discuss difference compare mean meaning overview summary",
    "writing": "write create compose story email essay poem generate suggest summarize rewrite draft blog article tips ideas",
    "computing": "find calculate compute determine evaluate solve prove simplify multiply divide subtract convert",
    "logic": "if then all every exactly least most only not no none must cannot follows unless either neither true false",
    "mathematics": "integer integers equation function probability triangle polynomial prime digit digits ratio angle circle "
                   "positive real root matrix sum product divisible remainder modulo square length",
    "code": "def return python code string list array import class print assert function program output input sql java loop",
    "people": "he she his her they their him i my me we our",
    "order": "left right first second third last next before after row column grid top bottom position between",
    "options": "options choices correct following answer best statement true likely",
    "puzzle": "puzzle rules steps moves game board move swap goal initial final sequence pattern transform cell rule",
    "courtesy": "please thanks thank hello hi hey okay can could would you your like want help",
    "format": "only provide final format separated example respond reply return without",
}

CHARACTERS = (
    ("digits", re.compile(r"[0-9]")), ("letters", re.compile(r"[^\W\d_]")), ("capitals", re.compile(r"[A-Z]")),
    ("newlines", re.compile(r"\n")), ("blanks", re.compile(r"[ \t]")), ("question", re.compile(r"\?")),
    ("stop", re.compile(r"[.!]")), ("comma", re.compile(r",")), ("colon", re.compile(r"[:;]")), ("quote", re.compile(r"[\"'`]")),
    ("round", re.compile(r"[()]")), ("square", re.compile(r"[\[\]{}]")), ("operator", re.compile(r"[-+*/=<>^%×÷]")),
    ("backslash", re.compile(r"\\")), ("dollar", re.compile(r"\$")), ("code mark", re.compile(r"[_#@|~&]")),
)

# Runs of blanks or dashes become single tokens; beyond this length they say nothing more.
LONGEST_RUN = 16

# One class per token; counts of neighbouring classes tell lists, equations, tables, options and prose apart.
CLASSES = ("word", "short word", "capital letter", "letter", "digit", "newline", "question", "stop", "open", "close",
           "operator", "markup", "foreign", "other", "edge")


def train_tokenizer(texts: Iterable[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    """A tokenizer whose `[CLS] text [SEP]` frame gives even the empty text something to be judged by."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=[PAD, CLS, SEP],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{CLS} $A {SEP}", pair=f"{CLS} $A {SEP} $B:1 {SEP}:1",
        special_tokens=[(t, tokenizer.token_to_id(t)) for t in (CLS, SEP)])
    return tokenizer


def well_formed(text: str) -> str:
    """Lone surrogates are not UTF-8; they become U+FFFD before the tokenizer sees them, here and in the service."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def head_tail(ids: list[int], limit: int) -> list[int]:
    """The question of a long prompt stands at its start or at its end, so both halves are kept."""
    return ids if len(ids) <= limit else ids[: limit // 2] + ids[-(limit - limit // 2):]


def encode(tokenizer: Tokenizer, texts: list[str], limit: int) -> list[list[int]]:
    return [head_tail(e.ids, limit) for e in tokenizer.encode_batch([well_formed(t) for t in texts])]


@dataclass(frozen=True)
class TokenTables:
    """What each token says on sight: `counts` [V, F], `classes` [V], and the `folded` id that case and digits fall to."""

    counts: np.ndarray
    classes: np.ndarray
    folded: np.ndarray
    names: tuple[str, ...]

    @staticmethod
    def of(tokenizer: Tokenizer) -> "TokenTables":
        vocabulary = tokenizer.get_vocab_size()
        raw = [_bytes(tokenizer.id_to_token(i)) for i in range(vocabulary)]
        special = {tokenizer.token_to_id(t) for t in (PAD, CLS, SEP)}
        names = ("token", "word start", "foreign") + tuple(n for n, _ in CHARACTERS) + tuple(LEXICON)
        lexicon = [set(words.split()) for words in LEXICON.values()]
        counts = np.zeros((vocabulary, len(names)), np.uint8)
        classes = np.full(vocabulary, CLASSES.index("edge"), np.int64)
        folded = np.arange(vocabulary)
        by_bytes = {b: i for i, b in enumerate(raw) if i not in special}
        for i, data in enumerate(raw):
            if i in special:
                continue
            text = data.decode("latin-1")
            foreign = sum(b >= 0x80 for b in data)
            ascii_text = re.sub(r"[\x80-\xff]", "", text)
            word = text.strip().lower()
            row = [1, text[0] == " ", foreign]
            row += [len(pattern.findall(ascii_text)) for _, pattern in CHARACTERS]
            row += [word in words for words in lexicon]
            counts[i] = np.minimum(row, LONGEST_RUN)
            classes[i] = CLASSES.index(_class(text))
            folded[i] = _folded(data, by_bytes)
        return TokenTables(counts, classes, folded, names)


def _bytes(token: str) -> bytes:
    """The bytes behind a byte-level token, whose characters stand for one byte each."""
    return bytes(_BYTE_OF[c] for c in token) if all(c in _BYTE_OF for c in token) else token.encode()


def _byte_of() -> dict[str, int]:
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in printable]
    return {chr(b): b for b in printable} | {chr(256 + n): b for n, b in enumerate(others)}


_BYTE_OF = _byte_of()


def _class(text: str) -> str:
    bare = text.strip(" ")
    if "\n" in text:
        return "newline"
    if not bare:
        return "other"
    if any(ord(c) >= 0x80 for c in bare):
        return "foreign"
    if bare.isdigit():
        return "digit"
    if bare.isalpha():
        if len(bare) == 1:
            return "capital letter" if bare.isupper() else "letter"
        return "short word" if len(bare) <= 3 else "word"
    for name, marks in (("question", "?"), ("stop", ".!,;:"), ("open", "([{"), ("close", ")]}"),
                        ("operator", "-+*/=<>^%"), ("markup", "\\$_#@|~&`")):
        if any(c in marks for c in bare):
            return name
    return "other"


def _folded(data: bytes, by_bytes: dict[bytes, int]) -> int:
    """` What`, `What` and `what` are one word to the embeddings, and all digits are one digit."""
    if data.isdigit():
        return by_bytes[b"0"]
    lower = data.lower()
    candidates = [b" " + lower, lower, data] if lower[:1].isalpha() and len(lower) > 1 else [lower, data]
    return next(by_bytes[c] for c in candidates if c in by_bytes)
