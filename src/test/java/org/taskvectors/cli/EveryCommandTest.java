package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;

/// A command is one constant of [CommandName]: each that there is stands in the help, the start
/// scripts and the documents; and what commands write stands whole in the schema.
class EveryCommandTest {
    private static final Path LAUNCHERS = Path.of("src/main/launcher");

    /// The options that the start scripts know beside the commands.
    private static final List<String> ASKS = List.of("help", "-h", "--help", "-V", "--version");

    @TempDir Path folder;

    private String help(String... arguments) {
        StringWriter out = new StringWriter();
        int code =
                new CommandLineMain("Program 1", new ProfileStore(folder))
                        .run(List.of(arguments), new PrintWriter(out), new PrintWriter(out), false);
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    @Test
    void eachIsForTheCommandLineAndStandsInItsHelp() {
        String all = help("--help");
        for (String word : CommandName.words()) {
            assertThat(CommandLineMain.isFor(List.of(word, "x"))).as(word).isTrue();
            assertThat(all).containsPattern("(?m)^ +" + word + " ");
            assertThat(help(word, "--help")).contains("task-vector-workbench " + word + " ");
        }
    }

    /// A script that does not know a command looks for the window's modules, and gives it the
    /// window's heap: a new command belongs into a `case` of the first, and into the list of the
    /// second. `screenshot` alone needs the window.
    @Test
    void bothStartScriptsKnowEachThatOpensNoWindow() throws IOException {
        List<String> expected = new ArrayList<>(CommandName.words());
        expected.remove(CommandName.SCREENSHOT.word());
        expected.addAll(ASKS);

        String unix = Files.readString(LAUNCHERS.resolve("task-vector-workbench"));
        int from = unix.indexOf("case ${1:-} in");
        List<String> cases =
                Pattern.compile("(?m)^    ([a-zA-Z| -]+)\\)$")
                        .matcher(unix.substring(from, unix.indexOf("esac", from)))
                        .results()
                        .flatMap(found -> Stream.of(found.group(1).split(" \\| ")))
                        .toList();
        assertThat(cases).containsExactlyInAnyOrderElementsOf(expected);

        String windows = Files.readString(LAUNCHERS.resolve("task-vector-workbench.bat"));
        Matcher list = Pattern.compile("for %%C in \\(([^)]+)\\)").matcher(windows);
        assertThat(list.find()).isTrue();
        assertThat(list.group(1).split(" ")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachIsDocumented() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String word : CommandName.words()) {
            assertThat(readme)
                    .as("the synopsis of " + word)
                    .containsPattern("(?m)^    task-vector-workbench " + word + " ");
        }
        assertThat(Files.readString(Path.of("src/site/markdown/command-line.md")).lines().skip(2))
                .first()
                .isEqualTo(
                        "    task-vector-workbench "
                                + String.join("|", CommandName.words())
                                + " …");
    }

    @Test
    void theHelpOfMergeNamesEveryMethod() {
        String words = help("merge", "--help").replaceAll("\\s+", " ");
        for (Method method : Methods.all()) {
            assertThat(words).containsPattern("[ ,]" + method.id() + "[,;]");
        }
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper().readTree(Path.of("assets/schema/output.schema.json").toFile());
    }

    /// A definition that no other one refers to is a document, and a program that holds an output
    /// to the schema finds it among the alternatives at the top.
    @Test
    void everyDocumentIsAnAlternativeOfTheSchema() throws IOException {
        JsonNode root = schema();
        TreeSet<String> documents = new TreeSet<>();
        root.get("$defs").fieldNames().forEachRemaining(documents::add);
        root.get("$defs").findValuesAsText("$ref").stream()
                .map(EveryCommandTest::name)
                .forEach(documents::remove);

        assertThat(root.get("oneOf").findValuesAsText("$ref").stream().map(EveryCommandTest::name))
                .containsExactlyInAnyOrderElementsOf(documents);
    }

    private static String name(String reference) {
        return reference.replace("#/$defs/", "");
    }

    /// A metric is always there, null where it is undefined, so the schema asks for it.
    @Test
    void theSchemaRequiresEveryMetric() throws IOException {
        requires("numbers", VectorMetric.values());
        requires("group_numbers", VectorMetric.values());
        requires("pair", PairMetric.values());
        requires("comparison", JointMetric.values());
    }

    private static void requires(String definition, Metric... metrics) throws IOException {
        List<String> required = new ArrayList<>();
        schema().at("/$defs/" + definition + "/required")
                .forEach(name -> required.add(name.textValue()));
        assertThat(required)
                .as("required of " + definition)
                .containsAll(Stream.of(metrics).map(Metric::property).toList());
    }

    /// The places that can be drawn, in the schema and in the README's synopsis.
    @Test
    void everyPlaceThatIsDrawnIsDocumented() throws IOException {
        List<String> places =
                Stream.of(PlaceDrawer.Place.values()).map(PlaceDrawer.Place::word).toList();
        List<String> written = new ArrayList<>();
        schema().at("/$defs/screenshot/properties/place/enum")
                .forEach(place -> written.add(place.textValue()));
        assertThat(written).isEqualTo(places);
        assertThat(Files.readString(Path.of("README.md")))
                .contains("task-vector-workbench screenshot " + String.join("|", places) + " ");
    }
}
