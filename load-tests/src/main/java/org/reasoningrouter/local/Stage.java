package org.reasoningrouter.local;

import java.util.Optional;
import java.util.function.Function;
import org.reasoningrouter.wire.Timings;

/// A stage of a prompt's way whose time its result tells, in the order of the way.
public enum Stage {
    QUEUED("queued", "queued", Timings::getQueued),
    CLASSIFY("classify", "classify", Timings::getClassify),
    REQUEST_QUEUE("requestQueue", "request queue", Timings::getRequestQueue),
    FIRST_TOKEN("firstToken", "first token", Timings::getFirstToken),
    GENERATE("generate", "generate", Timings::getGenerate),
    JOIN("join", "join", Timings::getJoin),
    END_TO_END("endToEnd", "end to end", timings -> Optional.of(timings.getEndToEnd()));

    private final String field;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final Function<Timings, Optional<Long>> micros;

    Stage(String field, String title, Function<Timings, Optional<Long>> micros) {
        this.field = field;
        this.title = title;
        this.micros = micros;
    }

    /// Its name in JSON.
    public String field() {
        return field;
    }

    /// Its name in a table.
    public String title() {
        return title;
    }

    /// Absent when the prompt did not reach the stage.
    public Optional<Long> micros(Timings timings) {
        return micros.apply(timings);
    }
}
