package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.inference.LiveModels;

/// What commands say of names of models on a hub: where they are not written as such, in the help,
/// and of where the bytes lie.
class HubNamesTest {
    private static final String SAMPLE = Path.of("assets/sample").toAbsolutePath().toString();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestHub hub;
    private HubModels models;

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        hub.serve("me/base", Path.of(SAMPLE, "base"));
        models = hub.models(folder.resolve("cache"));
    }

    @AfterEach
    void close() throws IOException {
        models.close();
        hub.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        new LiveModels(Optional.empty())::load,
                        (_, _) -> {
                            throw new IOException("nothing is drawn here");
                        },
                        MachineDevices.processorOnly(2),
                        new NoGradients(),
                        models)
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect me/none",
                "extract --base me/none --tuned $/sst2 -o #/v.safetensors",
                "extract --base $/base --tuned me/none -o #/v.safetensors",
                "profile me/none",
                "profile $/sst2 --base me/none",
                "compare me/none $/sst2",
                "lora me/none -o #/lora",
                "apply me/none=0.5 --base $/base -o #/out",
                "apply $/sst2 --base me/none -o #/out",
                "merge --base me/none --vector $/sst2 --vector $/mnli -o #/out",
                "merge --model me/none=0.5 --model $/mnli --method linear -o #/out",
                "run --model me/none --prompt a",
                "run --model $/base --vector me/none=0.5 --prompt a",
                "evaluate --model me/none --data #/rows.txt --task text",
                "sweep --model $/base --vector me/none=0:1:3 --data #/rows.txt --task text",
                "train --base me/none --data #/rows.txt --task text --dry-run -o #/run",
            })
    void aPathThatMayBeANameIsAnsweredWithTheName(String command) throws IOException {
        Files.writeString(folder.resolve("rows.txt"), "a fine film\n");
        String[] words = command.replace("$", SAMPLE).replace("#", folder.toString()).split(" ");

        assertThat(run(words)).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString())
                .isEqualTo(
                        "me/none: there is no such file. Check the path. If it is a model on a hub,"
                                + " write hf:me/none.\n");
        assertThat(hub.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"me/none.safetensors", "me/none.yml", "./me/none", "none", "a/me/none"})
    void otherPathsAreNot(String path) {
        assertThat(run("inspect", path)).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).isEqualTo(path + ": there is no such file. Check the path.\n");
    }

    @Test
    void rowsAreNoModels() {
        run("train", "--base", SAMPLE + "/base", "--data", "me/rows", "-o", folder + "/run");
        assertThat(err.toString()).contains("me/rows: there is no such file").doesNotContain("hub");
    }

    /// @param times how many of its paths are models or vectors
    @ParameterizedTest
    @CsvSource({
        "inspect, 1",
        "extract, 3",
        "profile, 2",
        "compare, 2",
        "lora, 2",
        "apply, 2",
        "merge, 3",
        "run, 2",
        "evaluate, 2",
        "sweep, 2",
        "train, 2"
    })
    void theHelpSaysWhereANameMayStand(String command, int times) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString().split("hf:org/name is read from a hub\\.\n", -1))
                .hasSize(times + 1);
    }

    @Test
    void inspectSaysThatItLiesOnTheHub() throws IOException {
        assertThat(run("inspect", "hf:me/base")).as(err.toString()).isZero();
        assertThat(lines()).contains("  on the hub    9.5 MB in 1 file");
        assertThat(out.toString()).contains("bytes on the hub").doesNotContain("on disk");

        assertThat(run("inspect", SAMPLE + "/base")).isZero();
        assertThat(lines()).contains("  on disk       9.5 MB in 1 file");
        assertThat(out.toString()).contains("bytes on disk").doesNotContain("hub");
    }

    private List<String> lines() {
        return Arrays.asList(out.toString().split("\n"));
    }
}
