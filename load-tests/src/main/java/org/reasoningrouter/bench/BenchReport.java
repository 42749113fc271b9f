package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/// One bench's figures with everything that is needed to doubt them: machine, commit, versions,
/// settings.
///
/// @param what one sentence for a person: what was measured, and how
/// @param settings what the bench was run with
/// @param figures the few that a script wants, by name at the top of the JSON
/// @param rows the figures, all with the same columns
public record BenchReport(
        String name,
        String what,
        Map<String, Object> settings,
        Map<String, Object> figures,
        List<Map<String, Object>> rows) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").withZone(ZoneOffset.UTC);

    public BenchReport {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a report needs rows: " + name);
        }
        rows = List.copyOf(rows);
    }

    /// A report whose figures are all in its rows.
    public BenchReport(
            String name,
            String what,
            Map<String, Object> settings,
            List<Map<String, Object>> rows) {
        this(name, what, settings, Map.of(), rows);
    }

    /// Writes `<date>-<name>.md` and `.json`.
    ///
    /// @return the Markdown
    public String write(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        var stem = STAMP.format(now) + "-" + name;
        var machine = machine();
        Files.writeString(folder.resolve(stem + ".json"), json(now, machine) + "\n");
        var markdown = markdown(now, machine);
        Files.writeString(folder.resolve(stem + ".md"), markdown);
        return markdown;
    }

    /// The report as a person reads it.
    public String markdown(Instant now) {
        return markdown(now, machine());
    }

    /// The report as a program reads it.
    public String json(Instant now) throws IOException {
        return json(now, machine());
    }

    private String json(Instant now, Map<String, Object> machine) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("bench", name);
        json.put("at", now.toString());
        json.put("what", what);
        json.putAll(figures);
        json.put("machine", machine);
        json.put("settings", settings);
        json.put("rows", rows);
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private String markdown(Instant now, Map<String, Object> machine) {
        var columns = List.copyOf(rows.getFirst().keySet());
        var lines = new StringBuilder();
        lines.append("# bench ").append(name).append(", ").append(now).append("\n\n");
        lines.append(what).append("\n\n");
        lines.append(line(columns)).append(line(columns.stream().map(_ -> "---").toList()));
        rows.forEach(row -> lines.append(line(List.copyOf(row.values()))));
        lines.append("\n");
        figures.forEach((key, value) -> bullet(lines, key, value));
        machine.forEach((key, value) -> bullet(lines, key, value));
        settings.forEach((key, value) -> bullet(lines, key, value));
        return lines.toString();
    }

    private static void bullet(StringBuilder lines, String key, Object value) {
        lines.append("- ").append(key).append(": ").append(value).append("\n");
    }

    private static String line(List<?> cells) {
        return cells.stream().map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static Map<String, Object> machine() {
        var machine = new LinkedHashMap<String, Object>();
        machine.put("commit", commit());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("heapMiB", Runtime.getRuntime().maxMemory() >> 20);
        machine.put("loadAverage", load());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put("kafka", AppInfoParser.getVersion());
        return machine;
    }

    /// How busy the machine was: above its cores, something else ran too.
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    // What runs elsewhere is told; else the working tree tells, and without git there is none.
    private static String commit() {
        var told = System.getProperty("router.commit", "");
        return told.isEmpty() ? described() : told;
    }

    private static String described() {
        try {
            var git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream out = git.getInputStream()) {
                var text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
                return text.isEmpty() ? "unknown" : text;
            }
        } catch (IOException _) {
            return "unknown";
        }
    }
}
