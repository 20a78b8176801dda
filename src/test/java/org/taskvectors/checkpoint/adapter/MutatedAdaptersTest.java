package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// Right adapters that something happened to: whatever it was, they open and read, or fail with a
/// failure that names the file, within a moment.
class MutatedAdaptersTest {
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 300);
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final List<String> SETTINGS =
            List.of(
                    "-1",
                    "0",
                    "1e308",
                    "99999999999",
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "\"\"",
                    "[true]",
                    "{\"(a+)+$\":3}",
                    "{\".*\":1}",
                    "\"LORA\"",
                    "[false,true]",
                    "[1,2]",
                    "[9999999999]",
                    "{\"embed_tokens\":[1,3]}",
                    "[\"experts.gate_up_proj\"]",
                    "NaN",
                    "1.5");

    /// Parts of a header and what stands there instead.
    private static final String[][] SWAPS = {
        {"lora_A", "lora_B"},
        {"lora_A", "lora_C"},
        {"q_proj", "v_proj"},
        {".weight", ".waight"},
        {"[4,", "[2,"},
        {"[36,", "[18,"},
        {",4]", ",2]"},
        {"F32", "I32"},
        {"F32", "F64"},
        {"lora_magnitude_vector", "lora_magnitude_victor"},
        {"lora_embedding_A", "lora_embedding_B"},
        {"base_model.model.", "model.base_model."},
        {"layers.0", "layers.1"},
        {"lora_down", "lora_daun"},
        {"lora_up", "lora_ab"},
        {"lora_a", "lora_b"},
        {".alpha", ".alphi"},
        {"[]", "[3]"},
        {"[2,", "[6,"},
        {"[3,", "[2,"},
        {",2]", ",1]"},
        {",8]", ",0]"},
        {"base_layer", "base_liyer"},
        {"trainable_tokens_delta", "trainable_tokens_dalta"},
        {"hada_w1_a", "lokr_w1_a"}
    };

    /// A right adapter: its configuration and its weights, empty if it has none beside them, and a
    /// base.
    private record Right(Path config, Path weights, Path base) {
        static Right peft(Path folder, Path base) {
            return new Right(
                    folder.resolve("adapter_config.json"),
                    folder.resolve("adapter_model.safetensors"),
                    base);
        }
    }

    @TempDir private Path folder;

    private static List<Right> peft() {
        List<Right> all = new ArrayList<>();
        for (String name :
                List.of("patterns", "dora", "grouped", "embedding", "conv1d", "modules-to-save")) {
            String base = name.equals("conv1d") ? "gpt" : "llama";
            all.add(
                    Right.peft(
                            AdapterOracleTest.GOLDEN.resolve(name),
                            AdapterOracleTest.GOLDEN.resolve("base").resolve(base)));
        }
        return all;
    }

    private static List<Right> parts() {
        Path parts = AdapterPartsTest.PARTS;
        Path bases = parts.resolve("base");
        return List.of(
                Right.peft(parts.resolve("tokens-list-tied"), bases.resolve("tokens-tied")),
                Right.peft(parts.resolve("tokens-dict"), bases.resolve("tokens-untied")),
                Right.peft(parts.resolve("experts-mixtral"), bases.resolve("experts-mixtral")),
                Right.peft(parts.resolve("experts-gptoss"), bases.resolve("experts-gptoss")),
                Right.peft(parts.resolve("conv1d-false"), bases.resolve("conv1d")));
    }

    private static List<Right> dialects() {
        Path dialects = AdapterDialectsTest.DIALECTS;
        Path none = Path.of("");
        Path mlx = dialects.resolve("mlx");
        Path torchtune = dialects.resolve("torchtune");
        Path llama = dialects.resolve("llama");
        Path unet = dialects.resolve("unet");
        return List.of(
                new Right(
                        mlx.resolve("adapter_config.json"),
                        mlx.resolve("adapters.safetensors"),
                        dialects.resolve("mlx-base.safetensors")),
                new Right(
                        torchtune.resolve("adapter_config.json"),
                        torchtune.resolve("adapter_0.pt"),
                        llama),
                new Right(none, dialects.resolve("kohya.safetensors"), unet),
                new Right(none, dialects.resolve("diffusers-old.safetensors"), unet),
                new Right(none, dialects.resolve("diffusers-new.safetensors"), unet),
                new Right(none, dialects.resolve("other").resolve("mixed.safetensors"), unet),
                new Right(none, dialects.resolve("llama-adapter.gguf"), llama));
    }

    @Test
    void configurationsAndFactorsThatWereDamagedAreReadOrRefused()
            throws IOException, CancelledException {
        damage(peft());
    }

    @Test
    void rowsAndParametersThatWereDamagedAreReadOrRefused() throws IOException, CancelledException {
        damage(parts());
    }

    @Test
    void filesOfOtherProgramsThatWereDamagedAreReadOrRefused()
            throws IOException, CancelledException {
        damage(dialects());
    }

    private void damage(List<Right> adapters) throws IOException, CancelledException {
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(number);
            Right right = adapters.get(random.nextInt(adapters.size()));
            Path damaged = write(right, random);
            String which = right.weights() + " " + number;
            long began = Patience.processorNanos();
            try {
                read(damaged, right.base());
            } catch (Failure e) {
                assertThat(e.file()).as(which).isNotNull().startsWith(folder);
                assertThat(e.what()).as(which).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(which, e);
            }
            assertThat(Patience.processorNanos() - began).as(which).isLessThan(MOST_NANOS);
        }
    }

    /// Writes a damaged copy, and returns its weights.
    private Path write(Right right, Random random) throws IOException {
        boolean isConfigured = !right.config().toString().isEmpty();
        byte[] config = isConfigured ? Files.readAllBytes(right.config()) : new byte[0];
        byte[] weights = Files.readAllBytes(right.weights());
        for (int i = random.nextInt(3); i >= 0; i--) {
            boolean plain = random.nextBoolean();
            if (random.nextInt(3) > 0 && isConfigured) {
                config = plain ? bytes(config, random) : setting(config, random);
            } else {
                weights = plain ? bytes(weights, random) : header(weights, random);
            }
        }
        Path own = folder.resolve("config").resolve("adapter_config.json");
        Path bare = folder.resolve("bare");
        Files.createDirectories(own.getParent());
        Files.createDirectories(bare);
        if (isConfigured) {
            Files.write(own, config);
        }
        Path target =
                (isConfigured ? own.getParent() : bare).resolve(right.weights().getFileName());
        return Files.write(target, weights);
    }

    /// Opens the adapter, alone and on its base, reads the beginning and the end of every tensor,
    /// and what its factors say.
    private static void read(Path weights, Path base) throws IOException, CancelledException {
        OpenOptions said = new OpenOptions(Optional.of(new LoraScale.Factor(2)), Optional.empty());
        try (Checkpoint checkpoint = Checkpoints.open(weights, said)) {
            readEnds(checkpoint);
            if (checkpoint instanceof Vector adapter) {
                AdapterSpectra.of(adapter, Compute.onCpu(1), new Progress(), new Cancellation());
                try (Checkpoint below = Checkpoints.open(base);
                        Vector on = adapter.on(below)) {
                    readEnds(on);
                    AdapterSpectra.of(on, Compute.onCpu(1), new Progress(), new Cancellation());
                }
            }
        }
    }

    private static void readEnds(Checkpoint checkpoint) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (Tensor tensor : checkpoint.tensors()) {
                if (tensor.dtype().bits() % 8 != 0) {
                    continue;
                }
                long count = Math.min(tensor.elements(), 500);
                MemorySegment target = arena.allocate(8 * count + 8, 8);
                long bytes = count * tensor.dtype().bytes();
                checkpoint.read(tensor, 0, target.asSlice(0, bytes));
                checkpoint.read(tensor, tensor.elements() - count, target.asSlice(0, bytes));
            }
        }
    }

    /// Another value behind one of the keys.
    private static byte[] setting(byte[] config, Random random) {
        String[] lines = new String(config, StandardCharsets.ISO_8859_1).split("(?<=[,{])");
        int line = random.nextInt(lines.length);
        int colon = lines[line].indexOf(':');
        if (colon >= 0) {
            String value = SETTINGS.get(random.nextInt(SETTINGS.size()));
            lines[line] =
                    lines[line].substring(0, colon + 1)
                            + value
                            + (lines[line].endsWith(",") ? "," : "");
        }
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A name or a size of the header becomes another of the same length.
    private static byte[] header(byte[] weights, Random random) {
        String text = new String(weights, StandardCharsets.ISO_8859_1);
        String[] swap = SWAPS[random.nextInt(SWAPS.length)];
        int at = text.indexOf(swap[0], random.nextInt(Math.max(1, text.length() / 4)));
        if (at < 0) {
            return weights;
        }
        return (text.substring(0, at) + swap[1] + text.substring(at + swap[0].length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) "\"{}[]9-,".charAt(random.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            default -> {
                return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
            }
        }
        return bytes;
    }
}
