package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.hub.HubEnvironment;
import org.taskvectors.hub.ServedFolder;
import org.taskvectors.hub.cache.HubModelsInTests;
import picocli.CommandLine;

/// `fetch`, from a hub on this machine.
class FetchCommandTest {
    @TempDir private Path folder;
    private ServedFolder hub;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean isOffline;

    @BeforeEach
    void serve() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");
        Files.writeString(model.resolve("model.safetensors"), "weights");
        Files.writeString(model.resolve("model.Q8_0.gguf"), "weights too");
        Path quantised = Files.createDirectories(folder.resolve("quantised"));
        Files.writeString(quantised.resolve("a-Q4_K_M.gguf"), "few bits");
        Files.writeString(quantised.resolve("a-Q8_0.gguf"), "more bits");
        hub = ServedFolder.of(Map.of("org/model", model, "org/quantised", quantised));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        PrintWriter errors = new PrintWriter(err, true);
        Session session =
                new Session(
                        "Task Vector Workbench",
                        new ProfileStore(folder.resolve("data")),
                        MachineDevices.processorOnly(1),
                        HubModelsInTests.offline(),
                        new PrintWriter(out, true),
                        errors,
                        false,
                        false);
        HubEnvironment environment =
                new HubEnvironment(
                        Map.of(
                                "HF_ENDPOINT",
                                hub.endpoint().toString(),
                                "HF_HUB_CACHE",
                                folder.resolve("cache").toString(),
                                "HF_HUB_OFFLINE",
                                isOffline ? "1" : ""),
                        folder);
        CommandLine command =
                new CommandLine(new FetchCommand(session, environment::settings))
                        .setErr(errors)
                        .setExecutionExceptionHandler(
                                (e, _, _) -> {
                                    errors.println(e.getMessage());
                                    return CommandLineMain.FAILED;
                                });
        return command.execute(arguments);
    }

    private JsonNode json() throws IOException {
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("fetch", document)).isEmpty();
        return document;
    }

    @Test
    void aDryRunSaysWhatWouldComeAndFetchesNothing() throws IOException {
        assertThat(run("hf:org/model", "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("model.safetensors    7 bytes\n")
                .contains("left aside:\n  model.Q8_0.gguf     11 bytes  the same weights in")
                .contains("2 files, 9 bytes, of which 9 bytes are to come");
        assertThat(folder.resolve("cache")).doesNotExist();

        assertThat(run("hf:org/model", "--dry-run", "--json")).isZero();
        assertThat(json().get("folder").isNull()).isTrue();
        assertThat(json().get("bytes_to_come").asLong()).isEqualTo(9);
    }

    @Test
    void whatWasFetchedLiesWhereItSays() throws IOException {
        assertThat(run("hf:org/model", "--json")).isZero();
        Path lies = Path.of(json().get("folder").asText());
        assertThat(lies).startsWith(folder.resolve("cache/models--org--model/snapshots"));
        assertThat(lies.resolve("model.safetensors")).hasContent("weights");
        assertThat(lies.resolve("model.Q8_0.gguf")).doesNotExist();
        assertThat(json().get("bytes_fetched").asLong()).isEqualTo(9);

        assertThat(run("hf:org/model")).isZero();
        assertThat(out.toString())
                .contains("model.safetensors    7 bytes  in the cache")
                .contains("fetched 0 bytes")
                .contains("lies in " + lies);
    }

    @Test
    void offlineItIsFoundWhereItIsWholeAndSaidThatNobodyWasAsked() throws IOException {
        isOffline = true;
        assertThat(run("hf:org/model")).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("works offline");

        isOffline = false;
        assertThat(run("hf:org/model")).isZero();
        isOffline = true;
        assertThat(run("hf:org/model", "--json")).isZero();
        assertThat(json().get("folder").isTextual()).isTrue();
        assertThat(json().get("notes").get(0).asText()).contains("was not asked");
        assertThat(run("hf:org/model", "--file", "*.gguf")).isEqualTo(CommandLineMain.FAILED);
    }

    @Test
    void betweenFilesOfLlamaCppAPersonChooses() {
        assertThat(run("hf:org/quantised")).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("a-Q4_K_M.gguf (8 bytes)").contains("\"*Q4_K_M*\"");

        assertThat(run("hf:org/quantised", "--file", "*Q4_K_M*")).isZero();
        assertThat(out.toString()).contains("1 file, 8 bytes; fetched 8 bytes");
        assertThat(run("hf:org/quantised:a-Q8_0.gguf")).isZero();
        assertThat(out.toString()).contains("1 file, 9 bytes; fetched 9 bytes");
    }

    @Test
    void wrongUsageIsSaid() {
        assertThat(run("hf:org/model", "--connections", "0")).isEqualTo(CommandLineMain.USAGE);
        assertThat(run("hf:org/model", "--file", "*.onnx")).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("no file of the repository is called *.onnx");
        assertThat(run("hf:org/none")).isEqualTo(CommandLineMain.FAILED);
        assertThat(run("some/folder")).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("hf:some/folder");
        assertThat(run("./some/folder")).isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("is no name of a repository. Write it as hf:org/name");
    }

    @Test
    void theNameNeedsNoBeginning() {
        assertThat(run("org/model")).isZero();
        assertThat(out.toString()).startsWith("hf:org/model at ").contains("fetched 9 bytes");
        assertThat(run("org/quantised:a-Q8_0.gguf", "--dry-run")).isZero();
        assertThat(out.toString()).contains("1 file, 9 bytes");
    }
}
