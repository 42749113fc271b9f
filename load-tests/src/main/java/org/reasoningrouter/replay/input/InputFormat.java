package org.reasoningrouter.replay.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// How a file of prompts is written.
public enum InputFormat {
    JSONL,
    CSV,
    PARQUET,
    AVRO;

    private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AVRO_MAGIC = {'O', 'b', 'j', 1};
    private static final int MAGIC = 4;

    /// By its first bytes, and for texts by its name: `.csv`, or JSON lines.
    public static InputFormat of(Path file) throws IOException {
        byte[] first;
        try (var bytes = InputBytes.open(file)) {
            first = bytes.readNBytes(MAGIC);
        }
        if (Arrays.equals(first, PARQUET_MAGIC)) {
            return PARQUET;
        }
        if (Arrays.equals(first, AVRO_MAGIC)) {
            return AVRO;
        }
        var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") || name.endsWith(".csv.gz") ? CSV : JSONL;
    }

    RowReader open(Path file) throws IOException {
        return switch (this) {
            case JSONL -> new JsonLinesInput(InputBytes.open(file));
            case CSV -> new CsvInput(InputBytes.open(file));
            case PARQUET -> new ParquetInput(file);
            case AVRO -> new AvroInput(InputBytes.open(file));
        };
    }
}
