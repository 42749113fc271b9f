package org.reasoningrouter.bench.peers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchRound;

/// What came out of one model: the repeats, then every run of the sweeps.
///
/// @param sweeps empty in a quick run, which is held against no goal
/// @param repeats of each contender, in the order of time
record PeersReport(
        String model, Map<Contender, List<Trial>> sweeps, Map<Contender, List<Trial>> repeats) {

    /// From here on asking for each prompt alone counts as fast as ours.
    private static final double AS_FAST = 0.95;

    PeersReport {
        sweeps = new EnumMap<>(sweeps);
        repeats = new EnumMap<>(repeats);
    }

    List<BenchRound> rounds() {
        var rounds = new ArrayList<BenchRound>();
        List.of(repeats.values(), sweeps.values()).stream()
                .flatMap(Collection::stream)
                .flatMap(List::stream)
                .forEach(it -> rounds.add(it.round()));
        return rounds;
    }

    List<Map<String, Object>> rows() {
        var rows = new ArrayList<Map<String, Object>>();
        repeats.forEach((contender, trials) ->
                rows.addAll(
                        figures(contender, trials.getFirst().tuning()).rows(rounds(contender))));
        sweeps.forEach((contender, trials) -> {
            var best = Trial.byRate(trials).getFirst();
            for (var trial : trials) {
                var which = trial.tuning().equals(best) ? "sweep, taken" : "sweep, lost";
                rows.add(figures(contender, trial.tuning()).row(which, trial.round()));
            }
        });
        return rows;
    }

    /// Our rate over that of each other, by name: from medians, with the lowest and the highest of
    /// runs that followed each other.
    Map<String, Object> ratios() {
        var ratios = new LinkedHashMap<String, Object>();
        for (var other : repeats.keySet()) {
            if (other != Contender.OURS) {
                ratios.put(other.ratio(), BenchFigures.rounded(ratio(other)));
                var each = eachRatio(other).sorted().map(BenchFigures::rounded).boxed().toList();
                ratios.put(other.ratio() + "Range", List.of(each.getFirst(), each.getLast()));
            }
        }
        return ratios;
    }

    /// The same for a person, by what each is about.
    Map<String, Object> sentences() {
        var sentences = new LinkedHashMap<String, Object>();
        for (var other : repeats.keySet()) {
            if (other != Contender.OURS) {
                sentences.put("%s, ours over %s".formatted(model, other.label()), sentence(other));
            }
        }
        if (repeats.containsKey(Contender.NAIVE)) {
            sentences.put(model + ", batches", batches());
        }
        return sentences;
    }

    private String sentence(Contender other) {
        var ratio = ratio(other);
        var each = eachRatio(other).sorted().toArray();
        var goal =
                other.goal()
                        .filter(_ -> !sweeps.isEmpty())
                        .map(it ->
                                ", %s the goal of at least %s"
                                        .formatted(ratio >= it ? "reaches" : "MISSES", it))
                        .orElse("");
        return "%.2f, in turns of the same time %.2f to %.2f%s"
                .formatted(ratio, each[0], each[each.length - 1], goal);
    }

    private String batches() {
        var share = 1 / ratio(Contender.NAIVE);
        return share >= AS_FAST
                ? "save nothing on this machine: a model that is asked for each prompt alone (naive Streams) comes to %.2f of our rate, so no speed is claimed for them"
                        .formatted(share)
                : "a model that is asked for each prompt alone (naive Streams) comes to %.2f of our rate"
                        .formatted(share);
    }

    private double ratio(Contender other) {
        return median(Contender.OURS) / median(other);
    }

    private double median(Contender contender) {
        return BenchFigures.median(rounds(contender), BenchRound::perSecond);
    }

    private DoubleStream eachRatio(Contender other) {
        var ours = rounds(Contender.OURS);
        var theirs = rounds(other);
        return IntStream.range(0, ours.size())
                .mapToDouble(i -> ours.get(i).perSecond() / theirs.get(i).perSecond());
    }

    private List<BenchRound> rounds(Contender contender) {
        return repeats.getOrDefault(contender, List.of()).stream().map(Trial::round).toList();
    }

    private BenchFigures figures(Contender contender, Tuning tuning) {
        var first = new LinkedHashMap<String, Object>();
        first.put("model", model);
        first.put("contender", contender.label());
        first.put("tuning", tuning.toString());
        return new BenchFigures(first, columns());
    }

    private SequencedMap<String, ToDoubleFunction<BenchRound>> columns() {
        var ours = median(Contender.OURS);
        var columns = new LinkedHashMap<String, ToDoubleFunction<BenchRound>>();
        columns.put("prompts/s", BenchRound::perSecond);
        columns.put("our median over it", it -> ours / it.perSecond());
        columns.put("its CPU µs a prompt", BenchRound::allMicros);
        columns.put("its tokeniser's", BenchRound::encodeMicros);
        columns.put("its model's", BenchRound::scoreMicros);
        columns.put("beyond both", BenchRound::ownMicros);
        columns.put("of it its compilers'", BenchRound::compilerMicros);
        columns.put("broker's, with reader", BenchRound::restMicros);
        columns.put("padding %", it -> 100 * it.work().paddingWaste());
        columns.put("machine taken by others %", it -> 100 * it.cpu().othersShare());
        return columns;
    }
}
