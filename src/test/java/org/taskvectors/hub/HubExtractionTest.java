package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.Patience;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// A vector of two models on a hub is the vector of the same models on a disk, bit for bit.
@Timeout(Patience.SECONDS)
class HubExtractionTest {
    private static final String WEIGHTS = "model.safetensors";
    private static final int ROWS = 700;
    private static final int COLUMNS = 1_000;
    private static final int TENSORS = 4;

    @TempDir Path folder;
    private HubServer server;
    private Hub hub;

    @BeforeEach
    void serve() throws IOException {
        server = HubServer.start();
        hub = new Hub(Served.settings(server));
        write("base", 1);
        write("tuned", 2);
    }

    @AfterEach
    void close() throws IOException {
        hub.close();
        server.close();
    }

    /// Numbers near those of another seed, as bfloat16.
    private void write(String name, int seed) throws IOException {
        StringBuilder header = new StringBuilder("{");
        int bytes = ROWS * COLUMNS * 2;
        for (int i = 0; i < TENSORS; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"model.layers.")
                    .append(i)
                    .append(".mlp.up_proj.weight\":{\"dtype\":\"BF16\",\"shape\":[")
                    .append(ROWS + "," + COLUMNS)
                    .append("],\"data_offsets\":[")
                    .append((long) i * bytes)
                    .append(',')
                    .append((i + 1L) * bytes)
                    .append("]}");
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(8 + text.length + TENSORS * bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text);
        Random common = new Random(7);
        Random own = new Random(seed);
        while (file.hasRemaining()) {
            float value = common.nextFloat() - 0.5f + own.nextFloat() * 0.01f;
            file.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        Path model = Files.createDirectories(folder.resolve(name));
        Files.write(model.resolve(WEIGHTS), file.array());
        Files.writeString(model.resolve("config.json"), "{\"model_type\":\"llama\"}");
        server.serve("org/" + name, model);
    }

    private ExtractionResult extract(Path base, Path tuned, String name) throws Exception {
        Path output = folder.resolve(name).resolve("vector.safetensors");
        Files.createDirectories(output.getParent());
        return new Extractor(
                        "Task Vector Workbench (test)",
                        new ProfileStore(folder.resolve(name).resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(base),
                                Located.of(tuned),
                                output,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
    }

    private void assertSameAsLocal() throws Exception {
        ExtractionResult local = extract(folder.resolve("base"), folder.resolve("tuned"), "local");
        ExtractionResult ours = extract(hub.path("hf:org/base"), hub.path("hf:org/tuned"), "ours");

        assertThat(ours.output()).hasBinaryContent(Files.readAllBytes(local.output()));
        assertThat(ours.profile()).isEqualTo(local.profile());
        assertThat(ours.bytesRead()).isEqualTo(local.bytesRead());
    }

    @Test
    void itIsTheLocalVectorAndEachByteIsFetchedOnce() throws Exception {
        assertSameAsLocal();

        long sizes = 2 * Files.size(folder.resolve("base").resolve(WEIGHTS));
        assertThat(server.sent()).isLessThan(sizes + 200_000);
        assertThat(server.seen().size()).isLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({
        "CUT, 200000, 3",
        "STALL, 300000, 2",
        "STATUS, 503, 3",
        "THROTTLE, 0, 3",
        "STATUS, 403, 1"
    })
    void itIsAlsoWhereTheConnectionIsBad(Fault.Kind kind, long value, int times) throws Exception {
        Files.size(hub.path("hf:org/base"));
        Files.size(hub.path("hf:org/tuned"));
        // A signed address has to be there for it to be refused.
        Checkpoints.open(hub.path("hf:org/base")).close();
        Checkpoints.open(hub.path("hf:org/tuned")).close();
        server.fault(kind, "/lfs/", times, value);

        assertSameAsLocal();
    }

    @ParameterizedTest
    @CsvSource({"TAG, 0, CHANGED", "TOTAL, 5, CHANGED", "STATUS, 500, SERVER", "CUT, 100, SHORT"})
    void whatLastsLeavesNothing(Fault.Kind kind, long value, HubProblem problem) throws Exception {
        Checkpoints.open(hub.path("hf:org/base")).close();
        Checkpoints.open(hub.path("hf:org/tuned")).close();
        server.fault(kind, "/lfs/", 1_000_000, value);

        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> extract(hub.path("hf:org/base"), hub.path("hf:org/tuned"), "ours"));

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure).hasMessageContaining("model.layers.").hasMessageContaining("hf:org/");
        try (Stream<Path> left = Files.list(folder.resolve("ours"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
