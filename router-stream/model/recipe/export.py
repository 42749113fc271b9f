"""Writes features and trees as one ONNX graph of standard operators.

The graph is built by hand. ONNX Runtime has every operator for CPU and CUDA but the trees', which it walks on the CPU. The
token table is int8, and all masking is by multiplication, so padding on either side adds zeros.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from features import DIGIT, LONGEST_NUMBER, PAIR_FACTOR, PAIR_ROWS, WINDOW, Features
from trees import Trees

OPSET = 17
TREES, TREES_OPSET = "ai.onnx.ml", 3
END = 2**31 - 1


class Graph:
    """Collects nodes and constants; a call adds one operator and returns the name of its output."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def __call__(self, operator: str, *inputs: str, output: str | None = None, **attributes) -> str:
        name = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def two(self, operator: str, *inputs: str, **attributes) -> tuple[str, str]:
        """An operator with two outputs."""
        names = (f"{operator}_{len(self.nodes)}", f"{operator}_{len(self.nodes)}_second")
        self.nodes.append(helper.make_node(operator, list(inputs), list(names), name=names[0], **attributes))
        return names

    def constant(self, value: np.ndarray | list, dtype: type = np.float32) -> str:
        value = np.ascontiguousarray(np.asarray(value, dtype))
        return self.constants.setdefault((value.dtype.str, value.shape, value.tobytes()), f"constant_{len(self.constants)}")

    def floats(self, tensor: str) -> str:
        return self("Cast", tensor, to=TensorProto.FLOAT)

    def cut(self, tensor: str, start: int, end: int, axis: int) -> str:
        return self("Slice", tensor, *(self.constant([x], np.int64) for x in (start, end, axis)))

    def flat(self, tensor: str) -> str:
        return self("Flatten", tensor, axis=1)

    def following(self, tensor: str, nothing: str) -> str:
        """The same row one token later, and `nothing` after the last."""
        return self("Concat", self.cut(tensor, 1, END, 1), nothing, axis=1)

    def model(self) -> onnx.ModelProto:
        constants = [numpy_helper.from_array(np.frombuffer(data, dtype).reshape(shape), name)
                     for (dtype, shape, data), name in self.constants.items()]
        sequence = ["batch", "sequence"]
        graph = helper.make_graph(
            self.nodes, "reasoning-router",
            [helper.make_tensor_value_info(n, TensorProto.INT64, sequence) for n in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])], constants)
        model = helper.make_model(graph, producer_name="reasoning-router",
                                  opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(TREES, TREES_OPSET)])
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return model


def export(path: Path, features: Features, trees: Trees, slope: float, offset: float) -> None:
    g = Graph()
    score = _trees(g, trees, _features(g, features))
    # Softmax of (-z/2, z/2) is the sigmoid of z: two labels, one calibrated probability.
    halves = np.array([[-0.5, 0.5]])
    g("Add", g("Mul", score, g.constant(slope * halves)), g.constant(offset * halves), output="logits")
    onnx.save_model(g.model(), path)


def _features(g: Graph, features: Features) -> str:
    """The feature matrix, column for column as `Features.matrix`."""
    mask = g.floats("attention_mask")
    tokens = g("ReduceSum", mask, g.constant([1], np.int64), keepdims=1)
    position = g("Mul", g("CumSum", mask, g.constant(1, np.int64)), mask)
    head = g("Mul", mask, g.floats(g("LessOrEqual", position, g.constant(float(WINDOW)))))
    tail = g("Mul", mask, g.floats(g("Greater", position, g("Sub", tokens, g.constant(float(WINDOW))))))
    axis = g.constant([1], np.int64)
    windows = g("Concat", *(g("Unsqueeze", w, axis) for w in (mask, head, tail)), axis=1)
    rows = g.floats(g("Gather", g.constant(features.table, np.int8), "input_ids"))
    sums = g("MatMul", windows, rows)
    width, counts, topics = features.table.shape[1], features.counts, features.table.shape[1] - features.topics
    total, start, end = (g.flat(g.cut(g.cut(sums, i, i + 1, 1), 0, counts, 2)) for i in range(3))
    about, ending = (g.flat(g.cut(g.cut(sums, i, i + 1, 1), topics, width, 2)) for i in (0, 2))
    divisor = g("Max", tokens, g.constant([1.0]))
    classes = g("Mul", g.cut(rows, counts, topics, 2), g("Unsqueeze", mask, g.constant([2], np.int64)))
    nothing = g("Mul", g.cut(classes, 0, 1, 1), g.constant(0.0))
    neighbours = g("MatMul", g("Transpose", classes, perm=[0, 2, 1]), g.following(classes, nothing))
    return g("Concat", total, g("Div", total, divisor), start, end, g.flat(neighbours), g("Div", about, divisor), ending,
             _runs(g, classes), _themes(g, features), axis=1)


def _themes(g: Graph, features: Features) -> str:
    """The words and pairs of a prompt sorted by their row, so that each counts where it differs from the one before."""
    axis = g.constant([1], np.int64)
    mask = g("Cast", "attention_mask", to=TensorProto.INT64)
    one = g("Gather", g.constant(features.folded, np.int64), "input_ids")
    first, second = g.cut(one, 0, -1, 1), g.cut(one, 1, END, 1)
    hashed = g("Mod", g("Add", g("Mul", first, g.constant(PAIR_FACTOR, np.int64)), second), g.constant(PAIR_ROWS, np.int64))
    pairs = g("Add", hashed, g.constant(len(features.folded), np.int64))
    both = g("Mul", g.cut(mask, 0, -1, 1), g.cut(mask, 1, END, 1))
    # Row 0 is padding's and holds nothing.
    keys = g("Concat", g("Mul", one, mask), g("Mul", pairs, both), axis=1)
    size = g("Slice", g("Shape", keys), *(g.constant([x], np.int64) for x in (1, 2, 0)))
    ordered, _ = g.two("TopK", keys, size, axis=1, largest=1, sorted=1)
    differs = g("Not", g("Equal", g.cut(ordered, 0, -1, 1), g.cut(ordered, 1, END, 1)))
    highest = g.cut(ordered, 0, 1, 1)
    fresh = g.floats(g("Concat", g("Equal", highest, highest), differs, axis=1))
    rows = g.floats(g("Gather", g.constant(features.themes, np.int8), ordered))
    total = g("Cast", g("Squeeze", g("MatMul", g("Unsqueeze", fresh, axis), rows), axis), to=TensorProto.DOUBLE)
    length = g("Sqrt", g("ReduceSum", g("Mul", total, total), axis, keepdims=1))
    return g.floats(g("Div", total, g("Add", length, g.constant([1.0], np.float64))))


def _runs(g: Graph, classes: str) -> str:
    run = digits = g("Squeeze", g.cut(classes, DIGIT, DIGIT + 1, 2), g.constant([2], np.int64))
    nothing, axis = g("Mul", g.cut(digits, 0, 1, 1), g.constant(0.0)), g.constant([1], np.int64)
    found = []
    for _ in range(LONGEST_NUMBER - 1):
        digits = g.following(digits, nothing)
        run = g("Mul", run, digits)
        found.append(g("ReduceSum", run, axis, keepdims=1))
    return g("Concat", *found, axis=1)


def _trees(g: Graph, trees: Trees, matrix: str) -> str:
    """All trees in one operator: a walk level by level in plain ones took a third more time for the whole graph."""
    tree = np.repeat(np.arange(len(trees.roots)), np.diff(np.r_[trees.roots, len(trees.value)]))
    number = np.arange(len(trees.value)) - trees.roots[tree]
    leaf = ~np.isfinite(trees.threshold)
    left = np.where(leaf, 0, trees.left - trees.roots[tree])
    return g(
        "TreeEnsembleRegressor", matrix, domain=TREES, n_targets=1, aggregate_function="SUM", post_transform="NONE",
        nodes_treeids=tree, nodes_nodeids=number, nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_featureids=np.where(leaf, 0, trees.feature), nodes_values=np.where(leaf, 0, trees.threshold).tolist(),
        nodes_truenodeids=left, nodes_falsenodeids=np.where(leaf, 0, left + 1),
        target_treeids=tree[leaf], target_nodeids=number[leaf], target_ids=np.zeros(leaf.sum(), np.int64),
        target_weights=trees.value[leaf].tolist())
