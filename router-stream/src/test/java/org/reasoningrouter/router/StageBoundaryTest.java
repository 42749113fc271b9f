package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.Score;

/// Plain code stays plain, and stages look back only: STYLE's rules, held by a tool.
class StageBoundaryTest {

    private static final String ROOT = "org.reasoningrouter.router";
    private static final Pattern EDGE =
            Pattern.compile(
                    "Onnx.*|.*(Application|Config|Topology|Processor|Consumer|Publisher|Producer|Client|Interceptor|Meters|Command|Endpoint|Json|Options)");
    private static final List<String> FRAMEWORKS =
            List.of(
                    "org.apache.kafka.",
                    "org.apache.avro.",
                    "io.micronaut.",
                    "ai.onnxruntime.",
                    "ai.djl.",
                    "com.fasterxml.jackson.",
                    "io.micrometer.",
                    "org.yaml.",
                    "picocli.");

    /// In the order of flow, which is the alphabet's.
    private static final List<String> STAGES =
            List.of(
                    "admit",
                    "batch",
                    "classify",
                    "decide",
                    "dispatch",
                    "evaluate",
                    "join",
                    "measure");

    /// What a stage may see of later ones. The batcher is the classifier's caller, and a slot
    /// carries the policy that was in force when its poll came, so that a swap never mixes them. A
    /// result carries its cost and its timings, so the ledger's rules ask for them.
    private static final Map<String, Set<String>> AHEAD =
            Map.of("batch", Set.of("classify", "decide"), "join", Set.of("measure"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void onlyEdgeClassesImportAFramework() {
        assertThat(dependencies(type -> !isEdge(type)))
                .filteredOn(dependency -> isFramework(dependency.getTargetClass()))
                .extracting(Dependency::getDescription)
                .isEmpty();
    }

    /// Every stage counts, so the meters are in sight of all. All else of a later stage, but for
    /// [#AHEAD], and the root package that wires them, is out of sight.
    @Test
    void stagesLookBackOnly() {
        assertThat(dependencies(_ -> true))
                .filteredOn(StageBoundaryTest::looksAhead)
                .extracting(Dependency::getDescription)
                .isEmpty();
    }

    @Test
    void theRulesSeeTheClassesTheyAreAbout() {
        assertThat(CLASSES.contain(OnnxClassifier.class)).isTrue();
        assertThat(isEdge(CLASSES.get(OnnxClassifier.class))).isTrue();
        assertThat(isEdge(CLASSES.get(Score.class))).isFalse();
        assertThat(dependencies(StageBoundaryTest::isEdge))
                .anyMatch(dependency -> isFramework(dependency.getTargetClass()));
    }

    private static List<Dependency> dependencies(Predicate<JavaClass> origins) {
        return CLASSES.stream()
                .filter(origins)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .toList();
    }

    private static boolean looksAhead(Dependency dependency) {
        var origin = dependency.getOriginClass();
        var target = dependency.getTargetClass();
        var from = stage(origin);
        var to = stage(target);
        if (from < 0 || !target.getPackageName().startsWith(ROOT)) {
            return false;
        }
        if (to < 0) {
            return true;
        }
        var mayBeSeen = AHEAD.getOrDefault(STAGES.get(from), Set.of()).contains(STAGES.get(to));
        return to > from && !mayBeSeen && !topLevel(target).endsWith("Meters");
    }

    /// -1 for what is in no stage.
    private static int stage(JavaClass type) {
        return Stream.of(type.getPackageName())
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1))
                .mapToInt(STAGES::indexOf)
                .findFirst()
                .orElse(-1);
    }

    private static boolean isEdge(JavaClass type) {
        return EDGE.matcher(topLevel(type)).matches();
    }

    /// The name of the source file's class; Micronaut's generated ones bear their bean's name after
    /// a dollar.
    private static String topLevel(JavaClass type) {
        var name = type.getName().substring(type.getPackageName().length() + 1);
        return name.replaceFirst("^\\$", "").replaceFirst("\\$.*", "");
    }

    private static boolean isFramework(JavaClass type) {
        return FRAMEWORKS.stream().anyMatch(type.getName()::startsWith);
    }
}
