package org.reasoningrouter.worker.govern;

/// What the worker puts into a model's thought; the model's own words for it.
///
/// @param earlyStop what turns a cut thought to its answer, before the closing tag
/// @param close the closing tag, with what stands between it and the answer
/// @param waitText what makes a closed thought go on
/// @param probe what has the model say its answer within the thought; ends inside `\boxed{`
public record ThinkingTexts(String earlyStop, String close, String waitText, String probe) {

    public ThinkingTexts {
        if (close.isBlank() || waitText.isBlank() || probe.isBlank()) {
            throw new IllegalArgumentException(
                    "the texts that close a thought, make it wait and probe it must not be blank");
        }
    }

    String forced() {
        return earlyStop + close;
    }
}
