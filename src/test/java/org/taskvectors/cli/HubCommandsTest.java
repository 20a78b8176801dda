package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;

/// Commands and a hub that makes them wait, or may not be asked any more.
class HubCommandsTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(TestHub hub, boolean isTerminal, String... arguments) throws Exception {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        if (!Files.exists(model.resolve("model.safetensors"))) {
            Files.writeString(model.resolve("model.safetensors"), "weights");
        }
        hub.serve("org/model", model);
        try (HubModels models = hub.patientModels(folder.resolve("cache"))) {
            return new CommandLineMain(
                            "Task Vector Workbench",
                            new ProfileStore(folder.resolve("data")),
                            (_, _, _) -> {
                                throw new IllegalStateException();
                            },
                            (_, _) -> {
                                throw new IllegalStateException();
                            },
                            MachineDevices.processorOnly(1),
                            new NoGradients(),
                            models)
                    .run(
                            List.of(arguments),
                            new PrintWriter(out),
                            new PrintWriter(err),
                            isTerminal);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWaitIsSaid(boolean isTerminal) throws Exception {
        try (TestHub hub = TestHub.start()) {
            hub.throttle(1, 2);

            assertThat(run(hub, isTerminal, "fetch", "hf:org/model", "--dry-run")).isZero();
        }
        assertThat(err.toString())
                .contains(
                        isTerminal
                                ? "Asking the hub  the hub asks to wait 2 seconds"
                                : "note: the hub asks to wait 2 seconds\n");
        assertThat(out.toString()).contains("model.safetensors");
    }

    @Test
    void outsideOfJobsItIsSaidToo() throws Exception {
        try (TestHub hub = TestHub.start()) {
            hub.throttle(1, 2);

            run(hub, true, "inspect", "hf:org/model");
        }
        assertThat(err.toString()).contains("note: the hub asks to wait 2 seconds\n");
    }

    @Test
    void whatTakesTooLongIsNotWaitedFor() throws Exception {
        try (TestHub hub = TestHub.start()) {
            hub.throttle(1, 1_500);

            assertThat(run(hub, false, "inspect", "hf:org/model"))
                    .isEqualTo(CommandLineMain.FAILED);
        }
        assertThat(err.toString()).contains("asks to wait 25 minutes. Try again then");
    }

    @Test
    void aFetchThatIsEndedInItsMiddleIsNotTakenForOneThatWasNotAsked() throws Exception {
        try (TestHub hub = TestHub.start()) {
            assertThat(run(hub, false, "fetch", "hf:org/model")).isZero();
            Files.writeString(folder.resolve("model/model.safetensors"), "other weights");
            hub.goOfflineAfter(2);

            assertThat(run(hub, false, "fetch", "hf:org/model")).isEqualTo(CommandLineMain.FAILED);
        }
        assertThat(err.toString()).contains("works offline");
        assertThat(out.toString()).containsOnlyOnce("lies in").doesNotContain("was not asked");
    }
}
