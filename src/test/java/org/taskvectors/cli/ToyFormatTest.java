package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.CheckpointOpener;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.checkpoint.toy.ToyFormat;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.hub.cache.OfflineSwitch;
import picocli.CommandLine;

/// A new format is one class and one line in the list: then dialogs show its files, folders of them
/// open, and commands work on them.
class ToyFormatTest {
    private static final Formats FORMATS = Formats.ALL.with(new ToyFormat());
    private static final CheckpointOpener OPENER = new CheckpointOpener(FORMATS);

    @TempDir private Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putFloat(1).putFloat(-2).putFloat(0.5f);
        file = Files.write(folder.resolve("small.toy"), ToyFormat.bytes(numbers.array()));
    }

    private static void hasItsNumbers(Checkpoint checkpoint) throws IOException {
        Tensor tensor = checkpoint.tensor("model.norm.weight").orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(3 * Float.BYTES, Float.BYTES);
            checkpoint.read(tensor, 0, numbers);
            assertThat(numbers.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, -2, 0.5f);
        }
    }

    @Test
    void itIsRecognisedByItsBytesAndOpened() throws IOException {
        Path renamed = Files.copy(file, folder.resolve("anything.bin"));
        Recognition seen = OPENER.recognise(renamed);

        assertThat(seen.accepted()).isTrue();
        assertThat(seen.label()).isEqualTo("toy file");
        try (Checkpoint checkpoint = OPENER.open(renamed, OpenOptions.NONE)) {
            hasItsNumbers(checkpoint);
        }
    }

    @Test
    void itsFolderIsOpened() throws IOException {
        try (Checkpoint checkpoint = OPENER.open(folder, OpenOptions.NONE)) {
            assertThat(checkpoint.about().format()).isEqualTo("folder of toy files");
            hasItsNumbers(checkpoint);
        }
    }

    @Test
    void dialogsShowItsFilesAndMessagesNameIt() throws IOException {
        Path unknown = Files.write(folder.resolve("unknown.toy"), new byte[] {1, 0, 2, 0});

        assertThat(FORMATS.dialogPatterns()).contains("*.toy", "*.safetensors", "config.json");
        assertThat(Formats.ALL.dialogPatterns()).doesNotContain("*.toy").contains("*.gguf");
        assertThat(FORMATS.stem("small.toy")).isEqualTo("small");
        assertThat(FORMATS.isWeightsName("small.toy")).isTrue();
        assertThat(
                        catchThrowableOfType(
                                        Failure.class, () -> OPENER.open(unknown, OpenOptions.NONE))
                                .advice())
                .isEqualToIgnoringCase(
                        Formats.ALL.labels().replace(" and ", ", ")
                                + " and toy files are read, and the folders around them")
                .startsWith("Safetensors");
    }

    @Test
    void theCommandLineInspectsIt() throws IOException {
        StringWriter out = new StringWriter();
        Session session =
                new Session(
                        "test",
                        new ProfileStore(folder.resolve("cache")),
                        MachineDevices.processorOnly(1),
                        HubModels.of(
                                Map.of(), folder, new OfflineSwitch(folder.resolve("offline"))),
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()),
                        false,
                        false);
        CommandLine command = new CommandLine(new InspectCommand(session, OPENER));
        command.registerConverter(Path.class, new Words.Paths(PathReader.ofDisks()));

        assertThat(command.execute(file.toString(), "--json")).isZero();

        JsonNode seen = new ObjectMapper().readTree(out.toString());
        assertThat(seen.path("format").asText()).isEqualTo("toy file");
        assertThat(seen.path("tensors").path(0).path("name").asText())
                .isEqualTo("model.norm.weight");
        assertThat(seen.path("tensors").path(0).path("elements").asInt()).isEqualTo(3);
    }
}
