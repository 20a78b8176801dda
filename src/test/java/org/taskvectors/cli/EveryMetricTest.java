package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.analysis.metric.Use;
import org.taskvectors.analysis.metric.VectorMetric;

/// A metric is one constant and its words: each that there is stands in every table, document, and
/// figure of the command line that it says, and in the documentation.
class EveryMetricTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");

    @TempDir Path folder;

    @BeforeEach
    void vectors() throws IOException {
        for (String name : List.of("base", "full")) {
            Files.copy(FOLDER.resolve(name + ".safetensors"), file(name));
        }
        run("extract", "--base", path("base"), "--tuned", path("full"), "-o", path("v"));
    }

    private Path file(String name) {
        return folder.resolve(name + ".safetensors");
    }

    private String path(String name) {
        return file(name).toString();
    }

    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLineMain("Program 1", new ProfileStore(folder.resolve("cache")))
                        .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    @Test
    void eachHasWordsOfItsOwn() {
        assertThat(Metric.all())
                .extracting(Metric::id, Metric::head, Metric::choice)
                .doesNotHaveDuplicates();
        assertThat(Metric.all())
                .allMatch(metric -> Metric.of(metric.property()).filter(metric::equals).isPresent())
                .allMatch(metric -> metric.id().matches("[a-z0-9-]+"))
                .allMatch(metric -> metric.explanation().matches("[A-Z].{10,}\\."));
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void eachOfOneVectorStandsInItsTable(TableFormat format) {
        String table = run("profile", path("v"), "--spectrum", "--table", format.word());
        List<String> heads =
                table.lines()
                        .filter(line -> line.contains("weights") && line.contains("tensors"))
                        .toList();
        assertThat(heads).hasSize(1);
        for (VectorMetric metric : VectorMetric.values()) {
            assertThat(heads.getFirst()).contains(written(metric.head(), format));
        }
    }

    private static String written(String head, TableFormat format) {
        return switch (format) {
            case TEXT -> head;
            case MARKDOWN -> head.replace("|", "\\|");
            case LATEX ->
                    head.replace("|τ|", "$|\\tau|$")
                            .replace("‖τ‖", "$\\|\\tau\\|$")
                            .replace("σ₁", "$\\sigma_{1}$")
                            .replace("%", "\\%");
            case CSV -> head.contains(",") ? '"' + head + '"' : head;
        };
    }

    @Test
    void eachThatIsComparedStandsInTheTableOfSeveral() {
        String head = run("compare", path("v"), path("full"), "--table", "csv");
        for (Metric metric : Metric.in(Use.COMPARED)) {
            assertThat(head)
                    .contains(metric instanceof VectorMetric ? metric.head("full") : metric.head());
        }
    }

    @Test
    void eachStandsInTheJsonAndInItsSchema() throws IOException {
        JsonNode profile = new ObjectMapper().readTree(run("profile", path("v"), "--json"));
        assertThat(SchemaCheck.complaints("profile", profile)).isEmpty();
        for (VectorMetric metric : VectorMetric.values()) {
            assertThat(profile.get("all").has(metric.property())).as(metric.id()).isTrue();
        }
        JsonNode spectrum =
                new ObjectMapper()
                        .readTree(
                                run(
                                        "profile",
                                        path("v"),
                                        "--by",
                                        "tensor",
                                        "--json",
                                        "--spectrum"));
        assertThat(SchemaCheck.complaints("profile", spectrum)).isEmpty();
        assertThat(spectrum.at("/spectrum/first").intValue()).isEqualTo(16);
        assertThat(spectrum.findValues("singular_values")).isNotEmpty();
        JsonNode overlaps =
                new ObjectMapper()
                        .readTree(
                                run(
                                        "compare",
                                        path("v"),
                                        path("full"),
                                        "--json",
                                        "--spectrum",
                                        "2"));
        assertThat(SchemaCheck.complaints("compare", overlaps)).isEmpty();
        assertThat(overlaps.at("/all/pairs/0/left_overlap").doubleValue()).isBetween(0.0, 1.0);
        JsonNode all =
                new ObjectMapper()
                        .readTree(run("compare", path("v"), path("full"), "--json"))
                        .get("all");
        for (PairMetric metric : PairMetric.values()) {
            assertThat(all.get("pairs").get(0).has(metric.property())).isTrue();
        }
        for (JointMetric metric : JointMetric.values()) {
            assertThat(all.has(metric.property())).isTrue();
        }
    }

    @Test
    void eachThatIsDrawnIsAFigureWithItsWords() throws IOException {
        Path figures = folder.resolve("figures");
        String[] arguments = {
            "compare",
            path("v"),
            path("full"),
            "--figures",
            figures.toString(),
            "--format",
            "csv,svg",
            "--spectrum",
            "2"
        };
        run(arguments);
        for (Metric metric : Metric.in(Use.FIGURE)) {
            assertThat(figures.resolve(metric.id() + "-by-layer.svg")).isNotEmptyFile();
            assertThat(figures.resolve(metric.id() + "-by-module.csv"))
                    .content()
                    .contains(metric.quantity().name());
        }
        List<String> names;
        try (var files = Files.list(figures)) {
            names = files.map(file -> file.getFileName().toString()).toList();
        }
        for (Metric metric : Metric.in(Use.MAP)) {
            assertThat(names)
                    .anyMatch(name -> name.startsWith(metric.id() + "-by-layer-and-module"));
        }
    }

    @Test
    void eachIsDocumented() throws IOException {
        Path pages = Path.of("src/site/markdown");
        String numbers = Files.readString(pages.resolve("numbers.md")).toLowerCase(Locale.ROOT);
        String commands = Files.readString(pages.resolve("command-line.md"));
        for (Metric metric : Metric.all()) {
            assertThat(numbers).contains(metric.id().replace('-', ' '));
            if (metric.stands(Use.FIGURE)) {
                assertThat(commands).contains("`" + metric.id() + "-by-layer`");
            }
        }
    }
}
