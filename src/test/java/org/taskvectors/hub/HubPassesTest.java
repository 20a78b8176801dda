package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.analysis.spectrum.MatrixWork;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.analysis.spectrum.SpectrumPass;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Merger;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;

/// Whatever reads weights of a hub asks for them in large ranges, and once where it reads them
/// once.
@Timeout(Patience.SECONDS)
class HubPassesTest {
    private static final int SIDE = 1_000;
    private static final int LAYERS = 4;

    /// Large enough that the adapter's file is not fetched as a whole.
    private static final int RANK = 300;

    private static final String[] MODULES = {"q_proj", "v_proj"};

    /// What describes three repositories, and headers, takes about so many requests.
    private static final int DESCRIPTIONS = 24;

    private static final long HEADERS = 3 * (64 << 10) + 20_000;

    @TempDir Path folder;
    private HubServer server;
    private Hub hub;

    @BeforeEach
    void serve() throws IOException {
        server = HubServer.start();
        hub = new Hub(Served.settings(server));
        Map<String, int[]> weights = new LinkedHashMap<>();
        Map<String, int[]> factors = new LinkedHashMap<>();
        for (int i = 0; i < LAYERS; i++) {
            for (String module : MODULES) {
                String name = "model.layers." + i + ".self_attn." + module;
                weights.put(name + ".weight", new int[] {SIDE, SIDE});
                factors.put("base_model.model." + name + ".lora_A.weight", new int[] {RANK, SIDE});
                factors.put("base_model.model." + name + ".lora_B.weight", new int[] {SIDE, RANK});
            }
        }
        write("base", "model", weights, 1);
        write("one", "model", weights, 2);
        write("other", "model", weights, 3);
        write("adapter", "adapter_model", factors, 4);
        Files.writeString(
                folder.resolve("adapter/adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":"
                        + RANK
                        + ",\"lora_alpha\":8,\"target_modules\":[\"q_proj\",\"v_proj\"]}");
        for (String name : List.of("base", "one", "other", "adapter")) {
            server.serve("org/" + name, folder.resolve(name));
        }
    }

    @AfterEach
    void close() throws IOException {
        hub.close();
        server.close();
    }

    private void write(String name, String file, Map<String, int[]> shapes, int seed)
            throws IOException {
        List<String> entries = new ArrayList<>();
        int end = 0;
        for (Map.Entry<String, int[]> one : shapes.entrySet()) {
            int bytes = 2 * one.getValue()[0] * one.getValue()[1];
            entries.add(
                    "\"%s\":{\"dtype\":\"BF16\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
                            .formatted(
                                    one.getKey(),
                                    one.getValue()[0],
                                    one.getValue()[1],
                                    end,
                                    end + bytes));
            end += bytes;
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + end)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header);
        Random random = new Random(seed);
        while (bytes.hasRemaining()) {
            float value = random.nextFloat() * 0.1f - 0.05f;
            bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        Path model = Files.createDirectories(folder.resolve(name));
        Files.write(model.resolve(file + ".safetensors"), bytes.array());
        Files.writeString(model.resolve("config.json"), "{\"model_type\":\"llama\"}");
    }

    /// What computes something of checkpoints.
    private interface Work {
        Object of(Map<String, Checkpoint> open) throws Exception;
    }

    private Object with(boolean isFar, List<String> names, Work work) throws Exception {
        Map<String, Checkpoint> open = new LinkedHashMap<>();
        try {
            for (String name : names) {
                open.put(
                        name,
                        Checkpoints.open(
                                isFar ? hub.path("hf:org/" + name) : folder.resolve(name)));
            }
            return work.of(open);
        } finally {
            open.values().forEach(Checkpoint::close);
        }
    }

    /// @param passes how often each of them is read
    private void assertFewRequests(Map<String, Integer> passes, Work work) throws Exception {
        List<String> names = List.copyOf(passes.keySet());
        Object far = with(true, names, work);

        assertThat(far).isEqualTo(with(false, names, work));
        long most = names.size() * HEADERS;
        long requests = DESCRIPTIONS;
        for (Map.Entry<String, Integer> one : passes.entrySet()) {
            String file = one.getKey().equals("adapter") ? "adapter_model" : "model";
            long size = Files.size(folder.resolve(one.getKey()).resolve(file + ".safetensors"));
            most += one.getValue() * size;
            requests += one.getValue() * (size / ReadSize.USUAL.longest() + 2);
        }
        assertThat(server.sent()).isLessThan(most);
        assertThat(server.seen().size()).isLessThanOrEqualTo((int) requests);
    }

    private static VectorProfile profile(Checkpoint of) throws Exception {
        return ProfilePass.run(
                of, Optional.empty(), Compute.onCpu(2), new Progress(), new Cancellation());
    }

    @Test
    void anAdapterAlone() throws Exception {
        assertFewRequests(Map.of("adapter", 1), open -> profile(open.get("adapter")).tensors());
    }

    @Test
    void anAdapterOnItsBase() throws Exception {
        assertFewRequests(
                Map.of("base", 1, "adapter", 1),
                open -> {
                    Checkpoint base = open.get("base");
                    Vector adapter = ((Vector) open.get("adapter")).on(base);
                    return profile(EditedModel.of(base, adapter)).tensors();
                });
    }

    @Test
    void vectorsThatAreMeasuredAndThenMerged() throws Exception {
        // Sums, and once more for the smallest of what is kept.
        assertFewRequests(
                Map.of("one", 3, "other", 3),
                open -> {
                    List<Vector> vectors =
                            List.of(
                                    SavedVector.of(open.get("one")),
                                    SavedVector.of(open.get("other")));
                    return profile(
                                    new Merger(Compute.onCpu(2), new Progress(), new Cancellation())
                                            .vectors(
                                                    Methods.of("ties").orElseThrow(),
                                                    Optional.empty(),
                                                    vectors,
                                                    new Chosen(Settings.of(Map.of()), 1),
                                                    List.of(),
                                                    false))
                            .tensors();
                });
    }

    @Test
    void singularValues() throws Exception {
        assertFewRequests(
                Map.of("one", 1),
                open -> {
                    SpectrumPass pass =
                            new SpectrumPass(
                                    open.get("one"),
                                    Compute.onCpu(2),
                                    new MatrixWork.Operations(new Progress()),
                                    new Cancellation());
                    pass.run(open.get("one").tensors().subList(0, 1));
                    return pass.found().values().values().stream()
                            .map(SingularValues::sumSquares)
                            .toList();
                });
    }

    @Test
    void whatIsHeldAheadIsCountedOnce() throws Exception {
        Path here = folder.resolve("base");
        Path one = hub.path("hf:org/one");
        Path other = hub.path("hf:org/other");

        assertThat(ReadAhead.memory(Stream.of(here))).isZero();
        assertThat(ReadAhead.memory(Stream.of(here, one, other)))
                .isEqualTo(ReadSize.USUAL.budget() + KeptChunks.BUDGET);
    }
}
