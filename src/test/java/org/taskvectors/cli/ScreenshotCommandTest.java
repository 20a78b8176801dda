package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.LiveModels;

/// `screenshot` as it is asked and answered; the window that it draws is another test's.
class ScreenshotCommandTest {
    private static final byte[] PICTURE = {1, 2, 3};

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<PlaceDrawer.Request> requests = new ArrayList<>();
    private List<String> notes = List.of();
    private Optional<Failure> refusal = Optional.empty();

    private PlaceDrawer.Drawing draw(PlaceDrawer.Request request) throws Failure {
        requests.add(request);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return new PlaceDrawer.Drawing(
                () -> PICTURE,
                Path.of("my.json"),
                "Trials",
                request.theme().orElse(PlaceDrawer.Theme.LIGHT),
                notes);
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of("screenshot"));
        all.addAll(List.of(words));
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        new LiveModels(Optional.empty())::load,
                        (request, _) -> draw(request))
                .run(all, new PrintWriter(out), new PrintWriter(err), false);
    }

    private Path target() {
        return folder.resolve("p.png");
    }

    @Test
    void writesThePictureOfTheWindowAsItIsByDefault() throws IOException {
        assertThat(run("compare", "-o", target().toString())).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(target())).isEqualTo(PICTURE);
        assertThat(out.toString()).contains("1440 × 900 pixels");
        assertThat(requests)
                .containsExactly(
                        new PlaceDrawer.Request(
                                PlaceDrawer.Place.COMPARE,
                                Optional.empty(),
                                1440,
                                900,
                                1,
                                Optional.empty(),
                                Duration.ofMinutes(5)));
    }

    @Test
    void takesSizeScaleThemeWorkspaceAndPatience() throws IOException {
        notes = List.of("Opening x: there is no file");
        assertThat(
                        run(
                                "evaluate",
                                "-o",
                                target().toString(),
                                "--size",
                                "1024x700",
                                "--scale",
                                "3",
                                "--theme",
                                "dark",
                                "--workspace",
                                "other.json",
                                "--timeout",
                                "5",
                                "--json"))
                .as(err.toString())
                .isZero();
        assertThat(requests)
                .containsExactly(
                        new PlaceDrawer.Request(
                                PlaceDrawer.Place.EVALUATE,
                                Optional.of(Path.of("other.json")),
                                1024,
                                700,
                                3,
                                Optional.of(PlaceDrawer.Theme.DARK),
                                Duration.ofSeconds(5)));
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("screenshot", document)).isEmpty();
        assertThat(document.get("width").asInt()).isEqualTo(3072);
        assertThat(document.get("theme").asText()).isEqualTo("dark");
        assertThat(document.get("notes").get(0).asText()).isEqualTo("Opening x: there is no file");
    }

    @ParameterizedTest
    @CsvSource({
        "--scale, 4, 'this is not 1, 2 or 3'",
        "--size, big, two numbers are needed",
        "--size, 640x480, the window is at least 880x560",
        "--timeout, 0, less than a second",
        "--theme, blue, 'is none of light, dark'"
    })
    void refusesWhatIsNoPicture(String option, String value, String reason) {
        assertThat(run("library", "-o", target().toString(), option, value))
                .isEqualTo(CommandLineMain.USAGE);
        assertThat(err.toString()).contains(reason);
        assertThat(requests).isEmpty();
    }

    @Test
    void refusesAPictureThatIsTooLarge() {
        assertThat(run("library", "-o", target().toString(), "--size", "7680x4320", "--scale", "2"))
                .isEqualTo(CommandLineMain.USAGE);
        assertThat(err.toString()).contains("at most 64 million pixels");
    }

    @Test
    void aPlaceThatDoesNotExistNamesThoseThatDo() {
        assertThat(run("settings", "-o", target().toString())).isEqualTo(CommandLineMain.USAGE);
        assertThat(err.toString()).contains("none of library, extract, compare, sandbox, evaluate");
    }

    @Test
    void writesNothingWhereThePlaceCouldNotBeDrawn() {
        refusal =
                Optional.of(
                        Failure.of(
                                PlaceDrawer.DrawProblem.TOO_LATE, null, "it was not done", "Wait"));
        assertThat(run("library", "-o", target().toString())).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("it was not done");
        assertThat(target()).doesNotExist();
    }
}
