package org.reasoningrouter.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class StageBoundaryTest {

    private static final String EDGE =
            ".*(Application|Config|Consumer|Publisher|Client|Meters|Dialect)([$].*)?";

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.reasoningrouter.worker");

    @Test
    void onlyEdgeClassesKnowAFramework() {
        noClasses()
                .that()
                .haveNameNotMatching(EDGE)
                .and()
                .haveNameNotMatching(".*[$](Definition|Intercepted|Introspection).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.micronaut..",
                        "io.micrometer..",
                        "com.fasterxml..",
                        "java.net.http..")
                .check(classes);
    }

    @Test
    void publishKnowsNoOtherStage() {
        noClasses()
                .that()
                .resideInAPackage("..publish..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..consume..", "..generate..", "..govern..", "..invoke..")
                .check(classes);
    }

    @Test
    void aStageKnowsOnlyThoseAfterIt() {
        noClasses()
                .that()
                .resideInAPackage("..invoke..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..consume..", "..generate..", "..govern..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("..govern..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..consume..", "..generate..")
                .check(classes);
    }
}
