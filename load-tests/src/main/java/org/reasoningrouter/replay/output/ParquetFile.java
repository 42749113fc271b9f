package org.reasoningrouter.replay.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.reasoningrouter.replay.output.ParquetColumn.Plain;
import org.reasoningrouter.replay.output.ParquetColumn.Text;

/// Writes rows as a Parquet file: flat columns, each of which may be empty, laid out plainly in one
/// gzipped page for each group of rows.
///
/// The libraries that write Parquet on a JVM bring Hadoop's classes along, twenty megabytes of
/// them; this is the small part of the format that a table without nesting needs. `ParquetFileTest`
/// has another implementation read it. The same rows make the same bytes, and memory holds one
/// group.
///
/// @param <R> what a row is
final class ParquetFile<R> implements AutoCloseable {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_BYTES = 8 << 20;
    private static final int GROUP_ROWS = 1 << 16;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;

    private final OutputStream out;
    private final List<Chunk<R, ?>> chunks;
    private final List<Group> groups = new ArrayList<>();
    private long written;
    private long rows;
    private int groupRows;

    private record Group(long rows, long bytes, List<Placed> columns) {}

    /// Where a column of a group stands in the file.
    private record Placed(
            String name, int type, long offset, long values, long plainBytes, long bytes) {}

    /// Takes the stream over.
    ParquetFile(OutputStream out, List<ParquetColumn<R, ?>> columns) throws IOException {
        this.out = out;
        this.chunks = columns.stream().<Chunk<R, ?>>map(Chunk::new).toList();
        write(MAGIC);
    }

    void add(R row) throws IOException {
        chunks.forEach(chunk -> chunk.add(row));
        rows++;
        groupRows++;
        if (groupRows >= GROUP_ROWS || chunks.stream().mapToInt(Chunk::size).sum() >= GROUP_BYTES) {
            endGroup();
        }
    }

    private void endGroup() throws IOException {
        var columns = new ArrayList<Placed>();
        var bytes = 0L;
        for (var chunk : chunks) {
            var placed = place(chunk);
            columns.add(placed);
            bytes += placed.plainBytes();
        }
        groups.add(new Group(groupRows, bytes, columns));
        groupRows = 0;
    }

    private Placed place(Chunk<R, ?> chunk) throws IOException {
        var offset = written;
        var page = chunk.take();
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(page);
        }
        var header = header(page.length, packed.size());
        write(header);
        write(packed.toByteArray());
        return new Placed(
                chunk.column.name(),
                chunk.column.kind().type(),
                offset,
                groupRows,
                header.length + page.length,
                written - offset);
    }

    private byte[] header(int plainBytes, int packedBytes) {
        return new CompactThrift()
                .whole4(1, 0)
                .whole4(2, plainBytes)
                .whole4(3, packedBytes)
                .struct(
                        5,
                        page ->
                                page.whole4(1, groupRows)
                                        .whole4(2, PLAIN)
                                        .whole4(3, RLE)
                                        .whole4(4, RLE))
                .end();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (groupRows > 0) {
                endGroup();
            }
            var footer = footer();
            write(footer);
            var length = new ByteArrayOutputStream();
            Plain.four(length, footer.length);
            write(length.toByteArray());
            write(MAGIC);
        }
    }

    private byte[] footer() {
        var thrift = new CompactThrift().whole4(1, 1);
        var elements = new ArrayList<Chunk<R, ?>>(chunks);
        return schema(thrift, elements)
                .whole8(3, rows)
                .structs(4, groups, ParquetFile::group)
                .text(6, "reasoning-router")
                .end();
    }

    private static <R> CompactThrift schema(CompactThrift thrift, List<Chunk<R, ?>> columns) {
        var nodes = new ArrayList<Runnable>();
        nodes.add(() -> thrift.text(4, "row").whole4(5, columns.size()));
        columns.forEach(column -> nodes.add(() -> column.describe(thrift)));
        return thrift.structs(2, nodes, (_, node) -> node.run());
    }

    private static void group(CompactThrift thrift, Group group) {
        thrift.structs(1, group.columns(), ParquetFile::column)
                .whole8(2, group.bytes())
                .whole8(3, group.rows());
    }

    private static void column(CompactThrift thrift, Placed column) {
        thrift.whole8(2, column.offset())
                .struct(
                        3,
                        it ->
                                it.whole4(1, column.type())
                                        .wholes4(2, List.of(PLAIN, RLE))
                                        .texts(3, List.of(column.name()))
                                        .whole4(4, GZIP)
                                        .whole8(5, column.values())
                                        .whole8(6, column.plainBytes())
                                        .whole8(7, column.bytes())
                                        .whole8(9, column.offset()));
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    /// The values of one column in the group under way.
    private static final class Chunk<R, V> {

        private final ParquetColumn<R, V> column;
        private final Plain values = new Plain();
        private final ByteArrayOutputStream levels = new ByteArrayOutputStream();
        private boolean present;
        private int run;

        private Chunk(ParquetColumn<R, V> column) {
            this.column = column;
        }

        private void add(R row) {
            var value = column.value().apply(row);
            value.ifPresent(it -> column.kind().write(it, values));
            if (run > 0 && value.isPresent() != present) {
                endRun();
            }
            present = value.isPresent();
            run++;
        }

        // How many rows in a row have a value, or have none.
        private void endRun() {
            CompactThrift.varint(levels, (long) run << 1);
            levels.write(present ? 1 : 0);
            run = 0;
        }

        private int size() {
            return values.size() + levels.size();
        }

        private byte[] take() {
            endRun();
            var page = new ByteArrayOutputStream();
            Plain.four(page, levels.size());
            page.writeBytes(levels.toByteArray());
            page.writeBytes(values.take());
            levels.reset();
            return page.toByteArray();
        }

        private void describe(CompactThrift thrift) {
            thrift.whole4(1, column.kind().type()).whole4(3, OPTIONAL).text(4, column.name());
            if (column.kind() instanceof Text) {
                thrift.whole4(6, UTF8).struct(10, type -> type.struct(1, _ -> {}));
            }
        }
    }
}
