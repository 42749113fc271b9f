"""Makes the tiny models of the tests: a mean of token embeddings with a linear layer, and variants that must be refused.

Run in this folder with onnx, onnxruntime, tokenizers and numpy; every file beside this one is written anew, byte for byte alike.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
WIDTH = 4
MAX_LENGTH = 32
CORPUS = ["prove that the square root of two is irrational", "what is the capital of France", "hello, how are you today?",
          "solve the equation step by step and show why the answer holds", "write a short poem about the sea"]
TEXTS = ["", " ", "What is the capital of France?", "Prove that there are infinitely many primes.", "naïve café, 東京, 😀 👩‍👩‍👧",
         "line one\nline two\r\n\ttabbed", "lone \ud83d surrogate", "yes, go on", "[CLS] in the text", "word " * 100,
         "a" * 500, "why " * 12 + "the end is what counts", "x² + y² = z², solve for x, y and z; show each step"]


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=300, special_tokens=["[PAD]", "[CLS]", "[SEP]"], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return made


def weights(vocabulary: int, labels: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    return random.normal(size=(vocabulary, WIDTH)).astype(np.float32), 3 * random.normal(size=(WIDTH, labels)).astype(np.float32)


def model(vocabulary: int, labels: int = 2, ids: str = "input_ids", more: bool = False, quantize: bool = False,
          domain: str = "", nan_at: int | None = None, dtype: int = TensorProto.INT64, last_place: bool = False) -> onnx.ModelProto:
    table, layer = weights(vocabulary, labels)
    if nan_at is not None:
        table[nan_at] = np.nan
    constants = [numpy_helper.from_array(a, n) for a, n in
                 ((table, "table"), (layer, "layer"), (np.array([2]), "last"), (np.array([1]), "sequence"))]
    nodes = [helper.make_node("Gather", ["table", ids], ["rows"]),
             helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
             helper.make_node("Unsqueeze", ["mask", "last"], ["mask3"]),
             helper.make_node("Mul", ["rows", "mask3"], ["kept"]),
             helper.make_node("ReduceSum", ["kept", "sequence"], ["sum"], keepdims=0),
             helper.make_node("ReduceSum", ["mask", "sequence"], ["tokens"], keepdims=1),
             helper.make_node("Div", ["sum", "tokens"], ["mean"])]
    names, last = [ids, "attention_mask"], "mean"
    if last_place:
        # What a decoder becomes that was exported without a padding token: whatever stands last in a row counts as its end.
        constants.append(numpy_helper.from_array(np.array(-1), "end"))
        nodes += [helper.make_node("Gather", ["kept", "end"], ["at_end"], axis=1), helper.make_node("Add", ["at_end", last], ["mean_and_end"])]
        last = "mean_and_end"
    if more:
        # Each real token adds its position and type, so a wrong one changes the score.
        names += ["token_type_ids", "position_ids"]
        constants.append(numpy_helper.from_array(np.array(0.02, np.float32), "little"))
        nodes += [helper.make_node("Add", ["token_type_ids", "position_ids"], ["extra"]),
                  helper.make_node("Cast", ["extra"], ["extra_float"], to=TensorProto.FLOAT),
                  helper.make_node("Mul", ["extra_float", "mask"], ["extra_kept"]),
                  helper.make_node("ReduceSum", ["extra_kept", "sequence"], ["extra_sum"], keepdims=1),
                  helper.make_node("Div", ["extra_sum", "tokens"], ["extra_large"]),
                  helper.make_node("Mul", ["extra_large", "little"], ["extra_mean"]),
                  helper.make_node("Add", [last, "extra_mean"], ["mean_more"])]
        last = "mean_more"
    if quantize:
        nodes += [helper.make_node("DynamicQuantizeLinear", [last], ["q", "scale", "zero"]),
                  helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["back"])]
        last = "back"
    if domain:
        nodes.append(helper.make_node("Same", [last], ["same"], domain=domain))
        last = "same"
    nodes.append(helper.make_node("MatMul", [last, "layer"], ["logits"]))
    graph = helper.make_graph(
        nodes, "tiny", [helper.make_tensor_value_info(n, dtype, ["batch", "sequence"]) for n in names],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", labels])], constants)
    imports = [helper.make_opsetid("", 17)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    made = helper.make_model(graph, opset_imports=imports, producer_name="tiny")
    made.ir_version = 8
    return made


def outside(made: onnx.ModelProto, location: str) -> onnx.ModelProto:
    """The same model with its table in another file."""
    table = made.graph.initializer[0]
    (HERE / "weights.bin").write_bytes(table.raw_data)
    for key, value in (("location", location), ("offset", "0"), ("length", str(len(table.raw_data)))):
        table.external_data.add(key=key, value=value)
    table.ClearField("raw_data")
    table.data_location = TensorProto.EXTERNAL
    return made


def int32_output(made: onnx.ModelProto) -> onnx.ModelProto:
    made.graph.node[-1].output[0] = "exact"
    made.graph.node.append(helper.make_node("Cast", ["exact"], ["logits"], to=TensorProto.INT32))
    made.graph.output[0].type.tensor_type.elem_type = TensorProto.INT32
    return made


def head_tail(ids: list[int]) -> list[int]:
    return ids if len(ids) <= MAX_LENGTH else ids[: MAX_LENGTH // 2] + ids[-(MAX_LENGTH - MAX_LENGTH // 2):]


def golden(tokens: Tokenizer) -> None:
    session = ort.InferenceSession(str(HERE / "folder/model.onnx"), providers=["CPUExecutionProvider"])
    with open(HERE / "golden.jsonl", "w") as file:
        for text in TEXTS:
            ids = tokens.encode(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")).ids
            kept = head_tail(ids)
            logits = session.run(None, {"input_ids": [kept], "attention_mask": [[1] * len(kept)]})[0][0].astype(np.float64)
            score = 1 / (1 + np.exp(logits[0] - logits[1]))
            file.write(json.dumps({"text": text, "ids": kept, "tokens": len(ids), "score": float(score)}) + "\n")


def main() -> None:
    folder = HERE / "folder"
    folder.mkdir(exist_ok=True)
    tokens = tokenizer()
    tokens.save(str(folder / "tokenizer.json"), pretty=False)
    size = tokens.get_vocab_size()
    variants = {
        "folder/model": model(size), "wrong-inputs": model(size, ids="words"), "int32-inputs": model(size, dtype=TensorProto.INT32),
        "three-labels": model(size, labels=3), "one-logit": model(size, labels=1), "all-inputs": model(size, more=True),
        "dynamic-quantize": model(size, quantize=True), "custom-domain": model(size, domain="com.example.ops"),
        "last-place": model(size, last_place=True), "int32-output": int32_output(model(size)),
        "nan": model(size, nan_at=tokens.token_to_id("!")), "external-inside": outside(model(size), "weights.bin"),
        "external-outside": outside(model(size), "../weights.bin")}
    for name, made in variants.items():
        (HERE / f"{name}.onnx").write_bytes(made.SerializeToString(deterministic=True))
    (folder / "config.json").write_text(json.dumps({"id2label": {"0": "fast", "1": "thinking"}, "pad_token_id": 0}, indent=2) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"padding_side": "right", "model_max_length": MAX_LENGTH}, indent=2) + "\n")
    (folder / "router.yaml").write_text(f"thinkingLabel: thinking\nmaxLength: {MAX_LENGTH}\ntruncation: head-tail\n")
    files = sorted(p for p in folder.iterdir() if p.name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files))
    golden(tokens)


main()
