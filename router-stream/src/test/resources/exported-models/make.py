"""Makes model folders as exporters leave them: real architectures, cut down, with random weights, and the scores that Python reads from them.

Run with requirements.txt installed and onnxscript beside it; every folder here and golden.jsonl in it is written anew. Graphs come from
torch.onnx.export with the names and dynamic axes that `optimum-cli export onnx --task text-classification` gives them. Nothing is downloaded.
"""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import quantization
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AutoTokenizer, BertConfig, BertForSequenceClassification, ModernBertConfig, ModernBertForSequenceClassification,
                          PreTrainedTokenizerFast, Qwen3Config, Qwen3ForSequenceClassification)

HERE = Path(__file__).parent
VOCABULARY = 384
SPREAD = 0.25  # of the random weights: with less of it all scores are alike
CORPUS = ["Prove that the square root of two is irrational.", "What is the capital of France?", "hello, how are you today?",
          "Solve the equation step by step and show why the answer holds.", "write a short poem about the sea",
          "Quelle est la capitale du Japon ?", "東京の人口は何人ですか", "докажи теорему Пифагора", "def f(x): return x ** 2 + 1"]
TEXTS = {"empty": "", "blank": " ", "newline": "\n", "question": "What is the capital of France?",
         "proof": "Prove that there are infinitely many primes, and show each step.", "french": "Où est-ce que j'ai laissé mon café, déjà ?",
         "japanese": "東京の人口は何人ですか。理由も説明してください。", "russian": "Докажи теорему Пифагора двумя способами.",
         "arabic": "ما هي عاصمة فرنسا؟", "hindi": "२ + २ कितना होता है?", "accents": "e\u0301 \u00e9 A\u030a \ufb01ne ①②",
         "emoji": "family 👨‍👩‍👧‍👦, flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿, wave 👋🏽, heart ❤️", "lone": "lone \ud83d surrogate \ude00\ud83d", "control": "a\u0000b\u200bc\u2028d\ttab",
         "special": "[CLS] <bos> <|endoftext|> [PAD] <pad> in the text", "padding": "<|endoftext|>", "code": "for i in range(10):\n    print(i ** 2)\r\n",
         "numbers": "12345.678 + 9 = ?", "long": "why is that so, and what follows? " * 12, "word": "supercalifragilistic" * 20,
         "huge": "Each of the 7 steps shows, 東京 and é, why the answer holds: 3 * 4 = 12.\n" * 5_000}
BYTES = sorted(pre_tokenizers.ByteLevel.alphabet())


def modernbert_tokenizer() -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE())
    made.normalizer = normalizers.NFC()
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=special, show_progress=False, initial_alphabet=BYTES))
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
                                   mask_token="[MASK]", model_max_length=96)


def mmbert_tokenizer() -> PreTrainedTokenizerFast:
    """Gemma's kind: blanks as ▁, no bytes but where a character is unknown."""
    made = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    special = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=2 * VOCABULARY, special_tokens=special, show_progress=False))
    # The bytes are pieces like others: as special tokens, a text that spells one would hold it.
    plain = json.loads(made.to_str())
    plain["added_tokens"] = [token for token in plain["added_tokens"] if token["id"] < 4]
    made = Tokenizer.from_str(json.dumps(plain))
    made.post_processor = processors.TemplateProcessing(single="<bos> $A <eos>", special_tokens=[("<bos>", 2), ("<eos>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", bos_token="<bos>", eos_token="<eos>", unk_token="<unk>")


def qwen3_tokenizer(side: str) -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE())
    made.normalizer = normalizers.NFC()
    words = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(words), "isolated"),
                                                  pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.ByteLevel(trim_offsets=False)
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=VOCABULARY - 3, show_progress=False, initial_alphabet=BYTES))
    made.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<|endoftext|>", eos_token="<|im_end|>", padding_side=side,
                                   model_max_length=131_072)


def bert_tokenizer() -> PreTrainedTokenizerFast:
    # Spelled out, because the trainer of this kind breaks ties another way on each run.
    lower = normalizers.BertNormalizer(lowercase=True)
    words = sorted({word for text in CORPUS for word, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(lower.normalize_str(text))})
    letters = sorted({letter for word in words for letter in word})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters), *(word for word in words if len(word) > 1)]
    made = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = lower
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                        special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    # What a training run leaves behind; whoever serves must undo it.
    made.enable_truncation(16)
    made.enable_padding(length=24, pad_id=0, pad_token="[PAD]")
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
                                   mask_token="[MASK]", model_max_length=128)


def labels(*names: str) -> dict:
    return {"id2label": dict(enumerate(names)), "label2id": {name: i for i, name in enumerate(names)}}


def modernbert(size: int, pad: int, names: dict) -> torch.nn.Module:
    return ModernBertForSequenceClassification(ModernBertConfig(
        vocab_size=size, hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=4, max_position_embeddings=256,
        local_attention=16, global_attn_every_n_layers=3, classifier_pooling="mean", initializer_range=SPREAD, pad_token_id=pad, bos_token_id=None,
        eos_token_id=None, cls_token_id=1, sep_token_id=2, **names))


def qwen3(pad: int, names: dict) -> torch.nn.Module:
    return Qwen3ForSequenceClassification(Qwen3Config(
        vocab_size=VOCABULARY + 16, hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
        head_dim=8, max_position_embeddings=256, use_cache=False, initializer_range=SPREAD, pad_token_id=pad, eos_token_id=pad + 2,
        bos_token_id=None, **names))


def bert(size: int, names: dict) -> torch.nn.Module:
    return BertForSequenceClassification(BertConfig(
        vocab_size=size, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=128,
        initializer_range=SPREAD, **names))


def export(folder: Path, model: torch.nn.Module, tokens: PreTrainedTokenizerFast, inputs: list[str], newer: bool = False) -> None:
    """The folder as exporters leave it; `newer` takes torch's own exporter for the graph instead of the tracer."""
    shutil.rmtree(folder, ignore_errors=True)
    tokens.save_pretrained(folder)
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(folder)
    ids = torch.randint(5, 99, (2, 9))
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.zeros_like(ids),
               "position_ids": torch.arange(9).expand(2, 9)}
    example = {name: example[name] for name in inputs}
    axes = ({"dynamic_shapes": {name: {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC} for name in inputs}, "external_data": False} if newer
            else {"dynamic_axes": {name: {0: "batch_size", 1: "sequence_length"} for name in inputs} | {"logits": {0: "batch_size"}}})
    target = folder / "model.onnx"
    torch.onnx.export(model.eval(), (), str(target), kwargs=example, input_names=inputs, output_names=["logits"], opset_version=18, dynamo=newer,
                      **axes)
    save(onnx.load(target), target)


def save(graph: onnx.ModelProto, target: Path) -> None:
    """Without what exporters note for their authors, which is larger than these weights."""
    for part in [*graph.graph.node, *graph.graph.input, *graph.graph.output]:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    graph.ClearField("metadata_props")
    graph.graph.ClearField("metadata_props")
    graph.graph.ClearField("value_info")
    target.write_bytes(graph.SerializeToString(deterministic=True))


def edit(file: Path, **changes) -> None:
    """Changes entries of a JSON file; None takes one away."""
    content = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({key: value for key, value in content.items() if value is not None}, indent=2) + "\n")


def weights_only(target: Path) -> None:
    """Eight bits for each weight that a MatMul or Gather reads, one scale a column or row; what is computed stays fp32."""
    graph = onnx.load(target)
    used = {node.input[0]: 0 for node in graph.graph.node if node.op_type == "Gather"}
    used |= {node.input[1]: 1 for node in graph.graph.node if node.op_type in ("MatMul", "Gemm")}
    nodes = []
    for tensor in list(graph.graph.initializer):
        weight = numpy_helper.to_array(tensor)
        if tensor.name not in used or weight.dtype != np.float32 or weight.ndim != 2:
            continue
        axis = used[tensor.name]
        scale = np.abs(weight).max(axis=1 - axis) / 127
        eighth = np.round(weight / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(eighth, name + ".int8"))
        graph.graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), name + ".scale"))
        nodes.append(helper.make_node("DequantizeLinear", [name + ".int8", name + ".scale"], [name], axis=axis))
    assert len(nodes) > 10, "hardly a weight was found"
    for position, node in enumerate(nodes):
        graph.graph.node.insert(position, node)
    save(graph, target)


class Calibration(quantization.CalibrationDataReader):
    """What static scales are taken from."""

    def __init__(self, folder: Path):
        tokens = Reading(folder)
        self.rows = iter([tokens.inputs(tokens.ids(text)[0]) for text in CORPUS])

    def get_next(self) -> dict | None:
        return next(self.rows, None)


def static(folder: Path) -> None:
    target = folder / "model.onnx"
    ready = folder / "ready.onnx"
    quant_pre_process(str(target), str(ready), skip_symbolic_shape=True)
    quantization.quantize_static(str(ready), str(target), Calibration(folder), op_types_to_quantize=["MatMul", "Gemm", "Gather"],
                                 per_channel=True, reduce_range=True, extra_options={"ActivationSymmetric": False})
    ready.unlink()
    save(onnx.load(target), target)


def dynamic(folder: Path) -> None:
    target = folder / "model.onnx"
    ready = folder / "ready.onnx"
    quant_pre_process(str(target), str(ready), skip_symbolic_shape=True)
    quantization.quantize_dynamic(str(ready), str(target), per_channel=True, reduce_range=True, weight_type=quantization.QuantType.QInt8)
    ready.unlink()
    save(onnx.load(target), target)


def blocks(target: Path) -> None:
    """Eight bits in blocks, as the exporters of decoder models do it: operators of com.microsoft."""
    quantizer = MatMulNBitsQuantizer(onnx.load(target), block_size=32, is_symmetric=True, bits=8)
    quantizer.process()
    save(quantizer.model.model, target)


class Reading:
    """A folder as our README says that it is read, in transformers' and ONNX Runtime's own Python."""

    def __init__(self, folder: Path):
        self.tokens = AutoTokenizer.from_pretrained(folder)
        options = ort.SessionOptions()
        options.add_session_config_entry("session.qdq_matmulnbits_accuracy_level", "1")
        self.session = ort.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self.config = json.loads((folder / "config.json").read_text())
        router = folder / "router.yaml"
        self.router = dict(line.split(": ") for line in router.read_text().splitlines()) if router.exists() else {}
        self.names = [name for _, name in sorted((int(i), name) for i, name in self.config.get("id2label", {"0": "LABEL_0", "1": "LABEL_1"}).items())]
        self.most = int(self.router.get("maxLength", min(512, self.tokens.model_max_length, self.config["max_position_embeddings"])))

    def ids(self, text: str) -> tuple[list[int], int]:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        ids = self.tokens(whole, truncation=False, padding=False)["input_ids"]
        if all(token == self.tokens.pad_token_id for token in ids):
            ids = self.tokens(" ", truncation=False, padding=False)["input_ids"]
        head = {"head": self.most, "tail": 0, "head-tail": self.most // 2}[self.router.get("truncation", "head-tail")]
        kept = ids if len(ids) <= self.most else ids[:head] + ids[len(ids) - (self.most - head):]
        return kept, len(ids)

    def inputs(self, ids: list[int]) -> dict:
        every = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * len(ids), "position_ids": list(range(len(ids)))}
        return {wanted.name: np.array([every[wanted.name]], np.int64) for wanted in self.session.get_inputs()}

    def shares(self, ids: list[int]) -> np.ndarray:
        logits = self.session.run(["logits"], self.inputs(ids))[0][0].astype(np.float64) / float(self.router.get("temperature", 1))
        assert logits.shape == (len(self.names),)
        if len(logits) == 1 or self.config.get("problem_type") == "multi_label_classification":
            return 1 / (1 + np.exp(-logits))
        return np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()


def golden(folder: Path) -> None:
    reading = Reading(folder)
    thinking = reading.names.index(reading.router.get("thinkingLabel", "thinking")) if len(reading.names) > 1 else 0
    scores = []
    with open(folder / "golden.jsonl", "w") as file:
        for name, text in TEXTS.items():
            ids, count = reading.ids(text)
            shares = reading.shares(ids)
            scores.append(shares[thinking])
            file.write(json.dumps({"text": name, "tokens": count, "ids": ids, "score": float(shares[thinking]), "shares": shares.tolist()}) + "\n")
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{folder.name:22} {size >> 10:5} KiB, {len(reading.names)} labels, scores {min(scores):.3f} to {max(scores):.3f}, deviation {np.std(scores):.3f}, "
          f"most tokens {count}")


def main() -> None:
    warnings.filterwarnings("ignore")
    (HERE / "texts.json").write_text(json.dumps({name: repeated(text) for name, text in TEXTS.items()}, indent=1) + "\n")
    plain, typed, placed = ["input_ids", "attention_mask"], ["input_ids", "attention_mask", "token_type_ids"], ["input_ids", "attention_mask", "position_ids"]

    torch.manual_seed(11)
    tokens = modernbert_tokenizer()
    model = modernbert(len(tokens), tokens.pad_token_id, labels("fast", "thinking"))
    export(HERE / "modernbert", model, tokens, plain)
    export(HERE / "modernbert-fp16", model.half(), tokens, plain, newer=True)

    torch.manual_seed(12)
    tokens = mmbert_tokenizer()
    folder = HERE / "mmbert-int8"
    export(folder, modernbert(len(tokens), tokens.pad_token_id, labels("easy", "hard", "chat", "code")), tokens, plain, newer=True)
    weights_only(folder / "model.onnx")
    (folder / "router.yaml").write_text("thinkingLabel: hard\nmaxLength: 48\ntemperature: 0.8\n")

    torch.manual_seed(13)
    for folder, inputs in (HERE / "qwen3-left", placed), (HERE / "qwen3-right-fp16", plain), (HERE / "qwen3-right-int8", plain):
        tokens = qwen3_tokenizer("left" if folder.name.endswith("left") else "right")
        model = qwen3(tokens.pad_token_id, labels("LABEL_0", "LABEL_1"))
        export(folder, model.half() if folder.name.endswith("fp16") else model, tokens, inputs)
        edit(folder / "config.json", pad_token_id=None)
        (folder / "router.yaml").write_text("thinkingLabel: LABEL_1\nmaxLength: 64\n")
    blocks(HERE / "qwen3-right-int8/model.onnx")

    torch.manual_seed(14)
    tokens = bert_tokenizer()
    folder = HERE / "bert"
    export(folder, bert(len(tokens), labels("no", "thinking", "maybe")), tokens, typed)
    (folder / "router.yaml").write_text("temperature: 1.7\nmaxLength: 40\ntruncation: head\n")
    folder = HERE / "bert-static-int8"
    export(folder, bert(len(tokens), labels("LABEL_0")), tokens, typed)
    static(folder)
    (folder / "router.yaml").write_text("maxLength: 40\ntruncation: tail\n")
    folder = HERE / "bert-dynamic-int8"
    export(folder, bert(len(tokens), labels("code", "thinking") | {"problem_type": "multi_label_classification"}), tokens, typed)
    dynamic(folder)

    for folder in sorted(path for path in HERE.iterdir() if path.is_dir()):
        golden(folder)


def repeated(text: str) -> dict:
    """A text as its shortest part and how often it stands there, so that 100,000 tokens take one line."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text == text[:length] * (len(text) // length):
            return {"part": text[:length], "times": len(text) // length}
    return {"part": text, "times": 1}


main()
