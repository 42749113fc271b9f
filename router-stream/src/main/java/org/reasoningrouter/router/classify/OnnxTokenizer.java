package org.reasoningrouter.router.classify;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model's `tokenizer.json`: text in, ids out, neither cut nor padded. Threads share it.
final class OnnxTokenizer implements AutoCloseable {

    private static final char REPLACEMENT = '\uFFFD';

    private final HuggingFaceTokenizer tokenizer;

    OnnxTokenizer(ModelFolder folder) {
        stayOffline();
        try {
            tokenizer =
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(folder.read(ModelFolder.TOKENIZER)),
                            Map.of("truncation", "false", "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw folder.refused(
                    "%s is no tokenizer (%s)".formatted(ModelFolder.TOKENIZER, e.getMessage()));
        }
    }

    /// Ids and nothing else: the library's own `encode` also copies offsets, masks and the text of
    /// every token into Java, which is a third of its time.
    long[] ids(String text) {
        var encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), wellFormed(text), true);
        try {
            return TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /// What stands for a text that has no token of its own: a blank, framed or not.
    long[] blank() {
        return ids(" ");
    }

    /// Where each token of a well-formed text ends, in chars; without framing.
    int[] ends(String text) {
        var encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
        try {
            var spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
            var ends = new int[spans.length];
            var points = 0;
            var chars = 0;
            for (var i = 0; i < spans.length; i++) {
                var end = endOf(spans[i], points);
                chars = text.offsetByCodePoints(chars, end - points);
                points = end;
                ends[i] = chars;
            }
            return ends;
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /// The library counts code points, and has no span for a token that stands for no text.
    private static int endOf(@Nullable CharSpan span, int before) {
        return span == null ? before : Math.max(before, span.getEnd());
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /// The library fetches a build for the GPU that it sees, and reports its use, unless told
    /// before it loads.
    private static void stayOffline() {
        for (var property :
                Map.of("ai.djl.offline", "true", "RUST_FLAVOR", "cpu", "OPT_OUT_TRACKING", "true")
                        .entrySet()) {
            if (System.getProperty(property.getKey()) == null) {
                System.setProperty(property.getKey(), property.getValue());
            }
        }
    }

    /// A lone surrogate is no UTF-8, and the native library takes nothing else.
    static String wellFormed(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> isSurrogate(c) ? REPLACEMENT : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
