package org.reasoningrouter.bench;

/// The size of a BERT encoder with a classifier on its first token.
///
/// @param half whether it has its weights, and computes, in fp16
public record EncoderShape(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int length,
        boolean half) {

    /// As all-MiniLM-L6-v2 and its kin: 22.7 million weights.
    public static final EncoderShape MINILM =
            new EncoderShape(6, 384, 12, 1_536, 30_522, 512, false);

    /// As BERT base: 109.5 million weights.
    public static final EncoderShape BERT_BASE =
            new EncoderShape(12, 768, 12, 3_072, 30_522, 512, false);

    /// Quick to write and to score: it shows that all works.
    public static final EncoderShape TINY = new EncoderShape(2, 32, 4, 48, 30_522, 64, false);

    private static final long SEED = 7;
    private static final double SPREAD = 0.04;
    private static final double LAST_SPREAD = 0.15;
    private static final float MASKED = -1e9f;

    /// The least that fp16 has: times the 0 of a token that is kept, infinity would be no number.
    private static final float HALF_MASKED = -65_504;

    private static final int LABELS = 2;

    public EncoderShape {
        if (hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden must be a multiple of heads: " + hidden + ", " + heads);
        }
    }

    /// Its size in a few words.
    public String label() {
        return "%d layers of %d, %s".formatted(layers, hidden, half ? "fp16" : "fp32");
    }

    /// The same in fp16.
    public EncoderShape inHalf() {
        return new EncoderShape(layers, hidden, heads, intermediate, vocabulary, length, true);
    }

    /// The graph with random weights, the same ones every time. Exporters spell it so, but for the
    /// constants that they fold.
    OnnxNodes graph() {
        var nodes = new OnnxNodes(SEED, half);
        var ids = nodes.ids("input_ids");
        var kept = nodes.ids("attention_mask");
        var types = nodes.ids("token_type_ids");
        var mask = mask(nodes, kept);
        var state = embedded(nodes, ids, types);
        for (var layer = 0; layer < layers; layer++) {
            state = block(nodes, state, mask);
        }
        var first = nodes.axis("Gather", 1, state, nodes.whole(0));
        var pooled = nodes.node("Tanh", linear(nodes, first, hidden, hidden, SPREAD));
        nodes.output(linear(nodes, pooled, hidden, LABELS, LAST_SPREAD), LABELS);
        return nodes;
    }

    private String mask(OnnxNodes nodes, String kept) {
        var wide = nodes.node("Unsqueeze", nodes.castToFloat(kept), nodes.list(1, 2));
        var padding = nodes.node("Sub", nodes.constant(1), wide);
        return nodes.node("Mul", padding, nodes.constant(half ? HALF_MASKED : MASKED));
    }

    private String embedded(OnnxNodes nodes, String ids, String types) {
        var words = nodes.axis("Gather", 0, nodes.weights(SPREAD, vocabulary, hidden), ids);
        var kinds = nodes.axis("Gather", 0, nodes.weights(SPREAD, 2, hidden), types);
        var sequence = nodes.axis("Gather", 0, nodes.node("Shape", ids), nodes.whole(1));
        var places = nodes.node("Range", nodes.whole(0), sequence, nodes.whole(1));
        var spots = nodes.axis("Gather", 0, nodes.weights(SPREAD, length, hidden), places);
        return nodes.layerNorm(nodes.node("Add", nodes.node("Add", words, kinds), spots), hidden);
    }

    private String block(OnnxNodes nodes, String state, String mask) {
        var seen = attention(nodes, state, mask);
        var between = nodes.layerNorm(nodes.node("Add", seen, state), hidden);
        var wide = gelu(nodes, linear(nodes, between, hidden, intermediate, SPREAD));
        var narrow = linear(nodes, wide, intermediate, hidden, SPREAD);
        return nodes.layerNorm(nodes.node("Add", narrow, between), hidden);
    }

    private String attention(OnnxNodes nodes, String state, String mask) {
        var queries = heads(nodes, state, 0, 2, 1, 3);
        var keys = heads(nodes, state, 0, 2, 3, 1);
        var values = heads(nodes, state, 0, 2, 1, 3);
        var alike = nodes.node("MatMul", queries, keys);
        var root = nodes.constant((float) Math.sqrt((double) hidden / heads));
        var masked = nodes.node("Add", nodes.node("Div", alike, root), mask);
        var seen = nodes.node("MatMul", nodes.axis("Softmax", -1, masked), values);
        var rows = nodes.transpose(seen, 0, 2, 1, 3);
        var joined = nodes.node("Reshape", rows, nodes.list(0, 0, hidden));
        return linear(nodes, joined, hidden, hidden, SPREAD);
    }

    private String heads(OnnxNodes nodes, String state, long... order) {
        var projected = linear(nodes, state, hidden, hidden, SPREAD);
        var shape = nodes.list(0, 0, heads, hidden / heads);
        return nodes.transpose(nodes.node("Reshape", projected, shape), order);
    }

    private static String linear(OnnxNodes nodes, String input, int from, int to, double spread) {
        var product = nodes.node("MatMul", input, nodes.weights(spread, from, to));
        return nodes.node("Add", nodes.weights(spread, to), product);
    }

    private static String gelu(OnnxNodes nodes, String input) {
        var scaled = nodes.node("Div", input, nodes.constant((float) Math.sqrt(2)));
        var raised = nodes.node("Add", nodes.node("Erf", scaled), nodes.constant(1));
        return nodes.node("Mul", nodes.node("Mul", input, raised), nodes.constant(0.5f));
    }
}
