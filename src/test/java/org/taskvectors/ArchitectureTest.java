package org.taskvectors;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.open.ComputedFormat;

/// The walls of the house, each with the reason why it stands.
class ArchitectureTest {

    private static final String ROOT = "org.taskvectors";

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("/bench-classes/"))
                    .importPackages(ROOT);

    /// For each room, the rooms it may use; what is not listed here does not exist.
    private static final Map<String, List<String>> ALLOWED = allowed();

    private static Map<String, List<String>> allowed() {
        List<String> toCheckpoint = List.of("checkpoint", "tensor", "job", "file");
        List<String> toPass = and(toCheckpoint, "pass");
        List<String> toVector = and(toPass, "vector");
        List<String> toAnalysis = and(toVector, "analysis");
        List<String> toExtraction = and(toAnalysis, "saving", "extraction");
        List<String> toInference = and(toAnalysis, "tokenizer", "prompt", "inference");
        List<String> core =
                and(
                        toExtraction,
                        "parts",
                        "merge",
                        "tokenizer",
                        "prompt",
                        "inference",
                        "sandbox",
                        "evaluation",
                        "training",
                        "accelerator",
                        "figure",
                        "workspace",
                        "hub");
        Map<String, List<String>> table = new LinkedHashMap<>();
        table.put("file", List.of());
        table.put("job", List.of("file"));
        // A hub's files are read as any other files are, so that nothing that opens one knows of
        // it.
        table.put("hub", List.of("job", "file"));
        // A device does whole products, and so it knows of threads and of cancelling.
        table.put("tensor", List.of("job", "file"));
        table.put("checkpoint", List.of("tensor", "job", "file"));
        table.put("tokenizer", toCheckpoint);
        table.put("prompt", and(toCheckpoint, "tokenizer"));
        table.put("pass", toCheckpoint);
        table.put("vector", toPass);
        table.put("analysis", toVector);
        table.put("saving", toVector);
        table.put("extraction", and(toAnalysis, "saving"));
        // Vocabularies that are merged are matched token by token; what is merged is saved as an
        // extraction saves.
        table.put("merge", and(toExtraction, "tokenizer"));
        // A command's work in parts, and the parts joined.
        table.put("parts", and(toExtraction, "merge"));
        table.put("inference", and(toAnalysis, "tokenizer", "prompt"));
        table.put("sandbox", toInference);
        // Which devices there are, and which of them a job runs on: words, no libraries.
        table.put("accelerator", List.of("tensor", "job", "file"));
        table.put("device", and(toInference, "accelerator"));
        table.put("evaluation", toInference);
        // What a run has learned is judged as evaluations judge, and saved as adapters are.
        table.put("training", and(toInference, "evaluation", "saving", "extraction"));
        // Figures of comparisons, and of evaluations.
        table.put(
                "figure",
                and(toExtraction, "tokenizer", "prompt", "inference", "evaluation", "training"));
        table.put("workspace", and(toExtraction, "hub"));
        table.put("cli", core);
        table.put("ui", core);
        table.put("app", and(core, "cli", "ui", "device"));
        return table;
    }

    private static List<String> and(List<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Arrays.stream(more)).toList();
    }

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }

    private static String[] inside(List<String> rooms) {
        return rooms.stream().map(ArchitectureTest::inside).toArray(String[]::new);
    }

    @TestFactory
    Stream<DynamicTest> eachRoomUsesOnlyWhatLiesBelowIt() {
        return ALLOWED.entrySet().stream()
                .map(
                        entry -> {
                            String room = entry.getKey();
                            String[] mayUse = inside(and(entry.getValue(), room));
                            DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass>
                                    elsewhere =
                                            resideInAPackage(ROOT + "..")
                                                    .and(resideOutsideOfPackages(mayUse));
                            return DynamicTest.dynamicTest(
                                    room + " uses " + entry.getValue(),
                                    () ->
                                            noClasses()
                                                    .that()
                                                    .resideInAPackage(inside(room))
                                                    .should()
                                                    .dependOnClassesThat(elsewhere)
                                                    .because(
                                                            "data flows downwards, so that a room"
                                                                + " can be understood and tested"
                                                                + " without those above it; the"
                                                                + " table is in this test and in"
                                                                + " ARCHITECTURE.md")
                                                    .allowEmptyShould(true)
                                                    .check(PROGRAM));
                        });
    }

    @Test
    void everyClassLivesInOneOfTheRooms() {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .resideInAnyPackage(inside(List.copyOf(ALLOWED.keySet())))
                .because("a new first-level package needs a line in the table of who may use whom")
                .check(PROGRAM);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("two rooms that need each other are one room")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    /// The folders of the formats, and of what decodes tensors that stand for others.
    private static final List<String> FORMATS =
            Stream.concat(formats(), Stream.of("quantized", "adapter")).toList();

    private static Stream<String> formats() {
        String folder = ROOT + ".checkpoint.";
        return PROGRAM.stream()
                .filter(type -> type.isAssignableTo(Format.class))
                .filter(type -> !type.isEquivalentTo(Format.class))
                .map(type -> type.getPackageName().replace(folder, ""))
                .distinct()
                .sorted();
    }

    @Test
    void aFormatIsAFolderOfItsOwn() {
        assertThat(FORMATS)
                .contains("safetensors", "pytorch", "gguf")
                .allMatch(format -> format.matches("[a-z]+") && !format.equals("open"));
    }

    @TestFactory
    Stream<DynamicTest> aFormatKnowsNeitherTheOpenerNorAnotherFormat() {
        return FORMATS.stream()
                .map(
                        format -> {
                            String[] others =
                                    Stream.concat(Stream.of("open"), FORMATS.stream())
                                            .filter(other -> !other.equals(format))
                                            .map(other -> inside("checkpoint." + other))
                                            .toArray(String[]::new);
                            return DynamicTest.dynamicTest(
                                    format,
                                    () ->
                                            noClasses()
                                                    .that()
                                                    .resideInAPackage(
                                                            inside("checkpoint." + format))
                                                    .should()
                                                    .dependOnClassesThat(resideInAnyPackage(others))
                                                    .because(
                                                            "a new format is one folder and one"
                                                                    + " line in"
                                                                    + " checkpoint.open.Formats")
                                                    .check(PROGRAM));
                        });
    }

    @Test
    void whatACheckpointIsDependsOnNoFormat() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".checkpoint")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".checkpoint.*.."))
                .because("tensors and their readers are the same wherever they come from")
                .check(PROGRAM);
    }

    @Test
    void onlyTheListNamesTheFormats() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        FORMATS.stream()
                                .map(format -> inside("checkpoint." + format))
                                .toArray(String[]::new))
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".checkpoint.open.Formats")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "formats",
                                type ->
                                        type.isAssignableTo(Format.class)
                                                && !type.isEquivalentTo(Format.class)))
                .because("whatever differs from format to format is asked of the list")
                .check(PROGRAM);
    }

    @Test
    void whatOpensDocumentsIsFoundByItsService() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "formats of documents",
                                type ->
                                        type.isAssignableTo(ComputedFormat.class)
                                                && !type.isEquivalentTo(ComputedFormat.class)))
                .because(
                        "a document opens as any checkpoint does, and the opener lies below what"
                                + " computes it")
                .check(PROGRAM);
    }

    @Test
    void examplesKnowNoModel() {
        noClasses()
                .that()
                .resideInAPackage(inside("evaluation.data"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..")
                                .and(
                                        resideOutsideOfPackages(
                                                inside("evaluation.data"),
                                                inside("prompt"),
                                                inside("file"))))
                .because(
                        "a file is read, mapped and shown before a model is loaded, and the same"
                                + " for every model")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void methodsOfMergingOpenNothing() {
        noClasses()
                .that()
                .resideInAPackage(inside("merge.method"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..")
                                .and(
                                        resideOutsideOfPackages(
                                                inside("merge.method"),
                                                inside("checkpoint.naming"),
                                                inside("tensor"),
                                                inside("job"),
                                                inside("file")))
                                .and(nameMatching(ROOT + "\\.vector\\.Scale.*").negate()))
                .because("a method is arithmetic on blocks, whoever reads them")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void onlyTheEntryPointKnowsTheWindow() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("ui"), inside("app"))
                .should()
                .dependOnClassesThat(resideInAPackage(inside("ui")))
                .because("whatever the window can do, the command line and the tests can do too")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void cardsOfFiguresKnowNoPlace() {
        noClasses()
                .that()
                .resideInAPackage(inside("ui.figures"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                inside("ui.library"),
                                inside("ui.extract"),
                                inside("ui.compare"),
                                inside("ui.sandbox"),
                                inside("ui.evaluate"),
                                inside("ui.merge"),
                                inside("ui.train")))
                .because("every place shows figures in the same card and saves them alike")
                .check(PROGRAM);
    }

    @Test
    void javafxStaysInTheWindow() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("ui"), inside("figure"), inside("app"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("javafx..", "com.sun.javafx.."))
                .because("the core runs on machines without a display and is tested without one")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void djlStaysWithTheModels() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("device"), inside("tokenizer"))
                .should()
                .dependOnClassesThat(resideInAPackage("ai.djl.."))
                .because(
                        "its native libraries are large and can abort the virtual machine;"
                                + " extraction and figures must not load them")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void markdownStaysInTheGuide() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("ui.guide"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.commonmark.."))
                .because(
                        "only the guide is read as Markdown; what the program writes as Markdown"
                                + " it writes itself")
                .check(PROGRAM);
    }

    @Test
    void yamlStaysInRecipes() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("merge.recipe"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.snakeyaml.."))
                .because(
                        "its events are read with limits there, and plain values by PyYAML's rules;"
                                + " elsewhere it would read another YAML")
                .check(PROGRAM);
    }

    @Test
    void recipesKnowNoArithmetic() {
        noClasses()
                .that()
                .resideInAPackage(inside("merge.recipe"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..")
                                .and(
                                        resideOutsideOfPackages(
                                                inside("merge.recipe"),
                                                inside("checkpoint"),
                                                inside("tensor"),
                                                inside("file"))))
                .because(
                        "a recipe is read, shown and edited from names alone; which methods there"
                                + " are is handed in")
                .check(PROGRAM);
    }

    @Test
    void numbersLookTheSameOnEveryMachine() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .because("it follows the machine's locale: 1.234 would be 1,234 elsewhere")
                .check(PROGRAM);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(NumberFormat.class)
                .because(
                        "analysis.metric.Digits is the one rounding, so that a number is the same"
                                + " in the window, in figures, and on the command line")
                .check(PROGRAM);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("cli"), inside("app"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(printsAStackTrace())
                .because("standard output belongs to the tables and the JSON of a subcommand")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    private static DescribedPredicate<JavaCall<?>> printsAStackTrace() {
        return DescribedPredicate.describe(
                "Throwable.printStackTrace()",
                call ->
                        call.getTarget().getName().equals("printStackTrace")
                                && call.getTarget().getRawParameterTypes().isEmpty());
    }

    @Test
    void onlyJobsStartThreads() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("job"))
                .should()
                .callConstructorWhere(
                        JavaCall.Predicates.target(
                                owner(
                                        DescribedPredicate.describe(
                                                "a thread or a pool",
                                                type ->
                                                        type.isAssignableTo(Thread.class)
                                                                || type.isAssignableTo(
                                                                        ForkJoinPool.class)
                                                                || type.isAssignableTo(
                                                                        ThreadPoolExecutor
                                                                                .class)))))
                .orShould()
                .callMethodWhere(
                        callTo(
                                "a factory of threads",
                                List.of(Thread.class, Executors.class),
                                "ofVirtual|ofPlatform|startVirtualThread|new.*"))
                .because("a thread that no job owns can neither be cancelled nor report a failure")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @Test
    void onlyTheAtomicWriterWrites() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("file"))
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".app.StandardError")
                .should()
                .callConstructorWhere(
                        JavaCall.Predicates.target(
                                owner(
                                        nameMatching(
                                                anyOf(
                                                        FileOutputStream.class,
                                                        FileWriter.class,
                                                        RandomAccessFile.class)))))
                .orShould()
                .callConstructorWhere(opensAFileByName())
                .orShould()
                .callMethodWhere(
                        callTo(
                                "a method of Files that changes the disk",
                                List.of(Files.class),
                                "write|writeString|newOutputStream|newBufferedWriter"
                                        + "|newByteChannel|copy|move|create.*|delete.*|set.*"))
                .orShould()
                .callMethodWhere(
                        callTo(
                                "FileChannel.open",
                                List.of(FileChannel.class, AsynchronousFileChannel.class),
                                "open"))
                .because(
                        "files are written beside their target, forced to disk and renamed, in one"
                                + " place: a half-written file is never seen")
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    private static DescribedPredicate<JavaCall<?>> opensAFileByName() {
        return DescribedPredicate.describe(
                "a printer that opens a file",
                call ->
                        (call.getTargetOwner().isEquivalentTo(PrintStream.class)
                                        || call.getTargetOwner().isEquivalentTo(PrintWriter.class))
                                && !call.getTarget().getRawParameterTypes().isEmpty()
                                && List.of("java.io.File", "java.lang.String")
                                        .contains(
                                                call.getTarget()
                                                        .getRawParameterTypes()
                                                        .get(0)
                                                        .getName()));
    }

    private static DescribedPredicate<JavaCall<?>> callTo(
            String description, List<Class<?>> owners, String names) {
        return DescribedPredicate.describe(
                        description,
                        (JavaAccess<?> call) ->
                                call.getTarget().getName().matches(names)
                                        && owners.stream()
                                                .anyMatch(
                                                        type ->
                                                                call.getTargetOwner()
                                                                        .isEquivalentTo(type)))
                .forSubtype();
    }

    private static String anyOf(Class<?>... types) {
        return String.join(
                "|", Arrays.stream(types).map(type -> type.getName().replace(".", "\\.")).toList());
    }
}
