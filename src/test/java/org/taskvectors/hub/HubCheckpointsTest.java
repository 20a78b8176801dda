package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// What opens folders and files of a disk opens those of a hub.
class HubCheckpointsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir Path folder;
    private HubServer server;
    private Hub hub;

    @BeforeEach
    void serve() throws IOException {
        server = HubServer.start();
        hub = new Hub(Served.settings(server));
    }

    @AfterEach
    void close() throws IOException {
        hub.close();
        server.close();
    }

    private void copy(Path from, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(from, target);
    }

    private static void assertSame(Checkpoint ours, Checkpoint theirs) throws IOException {
        assertThat(ours.tensors()).isEqualTo(theirs.tensors());
        try (Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : ours.tensors()) {
                MemorySegment a = arena.allocate(Math.max(1, tensor.bytes()));
                MemorySegment b = arena.allocate(Math.max(1, tensor.bytes()));
                ours.read(tensor, 0, a.asSlice(0, tensor.bytes()));
                theirs.read(tensor, 0, b.asSlice(0, tensor.bytes()));
                assertThat(a.mismatch(b)).as(tensor.name()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aFolderOfSafetensorsOpens(String model) throws IOException {
        copy(GOLDEN.resolve("gguf/" + model + ".safetensors"), "model.safetensors");
        copy(GOLDEN.resolve("gguf/" + model + ".config.json"), "config.json");
        server.serve(Served.NAME, folder);

        try (Checkpoint ours = Checkpoints.open(hub.path("hf:org/name"));
                Checkpoint theirs = Checkpoints.open(folder)) {
            assertSame(ours, theirs);
            assertThat(ours.about().notes()).isEqualTo(theirs.about().notes());
            assertThat(ours.about().weightFiles().getFirst())
                    .hasToString("hf:org/name:model.safetensors");
        }
        try (Checkpoint ours = Checkpoints.open(hub.path("hf:org/name:model.safetensors"));
                Checkpoint theirs = Checkpoints.open(folder.resolve("model.safetensors"))) {
            assertSame(ours, theirs);
        }
    }

    @Test
    void ggufOpens() throws IOException {
        copy(GOLDEN.resolve("gguf/llama.gguf"), "llama.gguf");
        server.serve(Served.NAME, folder);

        try (Checkpoint ours = Checkpoints.open(hub.path("hf:org/name:llama.gguf"));
                Checkpoint theirs = Checkpoints.open(folder.resolve("llama.gguf"))) {
            assertSame(ours, theirs);
        }
    }

    @Test
    void anAdapterOpens() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN.resolve("adapter/plain"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, GOLDEN.resolve("adapter/plain").relativize(file).toString());
            }
        }
        server.serve(Served.NAME, folder);

        try (Checkpoint ours = Checkpoints.open(hub.path("hf:org/name"));
                Checkpoint theirs = Checkpoints.open(folder)) {
            assertSame(ours, theirs);
        }
    }

    /// Shards with the names and shapes of an 8B model, whose numbers are holes.
    private long write8B() throws IOException {
        List<String> tensors = new ArrayList<>();
        tensors.add("model.embed_tokens.weight 128256,32");
        for (int layer = 0; layer < 32; layer++) {
            for (String module :
                    List.of(
                            "input_layernorm.weight 4096",
                            "mlp.down_proj.weight 4096,112",
                            "mlp.gate_proj.weight 14336,32",
                            "mlp.up_proj.weight 14336,32",
                            "post_attention_layernorm.weight 4096",
                            "self_attn.k_proj.weight 1024,32",
                            "self_attn.o_proj.weight 4096,32",
                            "self_attn.q_proj.weight 4096,32",
                            "self_attn.v_proj.weight 1024,32")) {
                tensors.add("model.layers." + layer + "." + module);
            }
        }
        tensors.add("model.norm.weight 4096");
        tensors.add("lm_head.weight 128256,32");
        StringBuilder index =
                new StringBuilder("{\"metadata\":{\"total_size\":0},\"weight_map\":{");
        int each = (tensors.size() + 3) / 4;
        for (int shard = 0; shard < 4; shard++) {
            String file = "model-0000" + (shard + 1) + "-of-00004.safetensors";
            StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
            long at = 0;
            for (String one :
                    tensors.subList(shard * each, Math.min(tensors.size(), shard * each + each))) {
                String name = one.substring(0, one.indexOf(' '));
                String shape = one.substring(one.indexOf(' ') + 1);
                long end = at + 2;
                for (String size : shape.split(",", -1)) {
                    end = at + (end - at) * Long.parseLong(size);
                }
                header.append(",\"")
                        .append(name)
                        .append("\":{\"dtype\":\"BF16\",\"shape\":[")
                        .append(shape)
                        .append("],\"data_offsets\":[")
                        .append(at)
                        .append(',')
                        .append(end)
                        .append("]}");
                index.append(index.charAt(index.length() - 1) == '{' ? "" : ",")
                        .append('"')
                        .append(name)
                        .append("\":\"")
                        .append(file)
                        .append('"');
                at = end;
            }
            byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
            try (RandomAccessFile out = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
                out.write(
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(text.length)
                                .array());
                out.write(text);
                out.setLength(8 + text.length + at);
            }
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"), index + "}}");
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\":\"llama\",\"num_hidden_layers\":32}");
        Files.write(folder.resolve("tokenizer.json"), new byte[9_000_000]);
        Files.writeString(folder.resolve("tokenizer_config.json"), " ".repeat(50_000));
        return tensors.size();
    }

    @Test
    void aLargeModelOpensWithFewSmallRequests() throws IOException {
        long tensors = write8B();
        server.serve(Served.NAME, folder);

        try (Checkpoint ours = Checkpoints.open(hub.path("hf:org/name"));
                Checkpoint theirs = Checkpoints.open(folder)) {
            assertThat(ours.tensors()).hasSize((int) tensors).isEqualTo(theirs.tensors());
            assertThat(ours.about().notes()).isEqualTo(theirs.about().notes());
        }
        // Commit, list, configuration, index, and twice two of each shard: the hub, and where it
        // is.
        assertThat(server.seen().size()).isLessThanOrEqualTo(12);
        assertThat(server.sent()).isLessThan(400_000);
        assertThat(server.seen()).noneMatch(one -> one.path().contains("tokenizer"));
    }

    @Test
    void aModelThatMayNotBeReadSaysWhy() throws IOException {
        copy(GOLDEN.resolve("gguf/llama.safetensors"), "model.safetensors");
        copy(GOLDEN.resolve("gguf/llama.config.json"), "config.json");
        server.serve(Served.NAME, folder);
        server.gate(Served.NAME, "hf_secret");

        Failure gated =
                catchThrowableOfType(
                        Failure.class, () -> Checkpoints.open(hub.path("hf:org/name")));
        assertThat(gated.problem()).isEqualTo(HubProblem.GATED);
        Failure absent =
                catchThrowableOfType(
                        Failure.class, () -> Checkpoints.open(hub.path("hf:org/absent")));
        assertThat(absent.problem()).isEqualTo(HubProblem.NOT_FOUND);
        assertThat(Checkpoints.recognise(hub.path("hf:org/absent")).accepted()).isFalse();
    }
}
