package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.open.CheckpointOpener;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.quantized.QuantizedCheckpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.Difference;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.Term;

/// What a checkpoint announces of a tensor is what reading the tensor reads of the stored ones.
class AnnouncedReadsTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    /// Tables of codes, and the scales of scales, are read as they come.
    private static final int SMALL = 1 << 12;

    private static final int BLOCK = 1 << 10;

    private final List<Recorded> recorded = new ArrayList<>();

    private Recorded record(Checkpoint source) {
        Recorded one = new Recorded(source);
        recorded.add(one);
        return one;
    }

    /// Opens what decodes recorded tensors.
    private Checkpoint open(Path path) throws IOException {
        return new CheckpointOpener(
                        new Formats(
                                Formats.ALL.formats(),
                                List.of(
                                        (stored, _) -> record(stored),
                                        (stored, _) -> QuantizedCheckpoint.over(stored),
                                        Adapters::over)))
                .open(path, OpenOptions.NONE);
    }

    private Map<String, BitSet> read() {
        Map<String, BitSet> all = new TreeMap<>();
        recorded.forEach(
                one ->
                        one.read()
                                .forEach(
                                        (name, bytes) ->
                                                all.computeIfAbsent(name, _ -> new BitSet())
                                                        .or(bytes)));
        return all;
    }

    private static void read(Checkpoint of, Tensor tensor, long first, long count)
            throws IOException {
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = of.reader(tensor)) {
            int width = tensor.dtype().bytes();
            MemorySegment block = arena.allocate((long) BLOCK * width, 64);
            for (long at = first; at < first + count; at += BLOCK) {
                long some = Math.min(BLOCK, first + count - at);
                reader.read(at, block.asSlice(0, some * width));
            }
        }
    }

    /// Each tensor, from a fresh start.
    private void assertAnnounced(Checkpoint of) throws IOException {
        int announced = 0;
        for (Tensor tensor : of.tensors()) {
            if (tensor.elements() == 0 || tensor.dtype().bits() < 8) {
                continue;
            }
            Map<String, BitSet> told = Recorded.bytes(of.spans(tensor, 0, tensor.elements()));
            recorded.forEach(one -> one.read().clear());
            read(of, tensor, 0, tensor.elements());
            Map<String, BitSet> read = read();
            told.forEach(
                    (name, bytes) ->
                            assertThat(read.getOrDefault(name, new BitSet()))
                                    .as("%s announces %s", tensor.name(), name)
                                    .isEqualTo(bytes));
            for (Map.Entry<String, BitSet> one : read.entrySet()) {
                if (!told.containsKey(one.getKey())) {
                    assertThat(one.getValue().cardinality())
                            .as("%s reads %s", tensor.name(), one.getKey())
                            .isLessThan(SMALL);
                }
            }
            announced += told.size();
            assertPartAnnounced(of, tensor);
        }
        assertThat(announced).isPositive();
    }

    /// Of a part of a tensor all is announced that is read.
    private void assertPartAnnounced(Checkpoint of, Tensor tensor) throws IOException {
        long row = tensor.elements() / tensor.shape().size(0);
        long first = tensor.shape().size(0) / 3 * row;
        long count = tensor.shape().size(0) / 2 * row;
        if (count == 0 || of.spans(tensor, 0, tensor.elements()).isEmpty()) {
            return;
        }
        Map<String, BitSet> told = Recorded.bytes(of.spans(tensor, first, count));
        recorded.forEach(one -> one.read().clear());
        read(of, tensor, first, count);
        read().forEach(
                        (name, bytes) -> {
                            bytes.andNot(told.getOrDefault(name, new BitSet()));
                            assertThat(bytes.cardinality())
                                    .as("a part of %s reads %s", tensor.name(), name)
                                    .isLessThan(SMALL);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt2-int8",
                "gpt2-nf4",
                "llama-fp4",
                "llama-int8",
                "llama-nf4-nested",
                "llama-nf4-storage-bf16",
                "fp8.safetensors",
                "blocks.safetensors",
                "mxfp4"
            })
    void ofQuantisedTensors(String name) throws IOException {
        try (Checkpoint quantized = open(GOLDEN.resolve("quantized").resolve(name))) {
            assertAnnounced(quantized);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "bf16",
                "patterns",
                "embedding",
                "convolution",
                "lora-bias",
                "conv1d",
                "grouped",
                "dialects/mlx",
                "dialects/torchtune",
                "dialects/llama-adapter.gguf"
            })
    void ofFactors(String name) throws IOException {
        // Factors that were read are kept: each is opened anew.
        int tensors;
        try (Checkpoint adapter = open(GOLDEN.resolve("adapter").resolve(name))) {
            tensors = adapter.tensors().size();
        }
        for (int i = 0; i < tensors; i++) {
            recorded.clear();
            try (Checkpoint adapter = open(GOLDEN.resolve("adapter").resolve(name))) {
                Tensor tensor = adapter.tensors().get(i);
                Map<String, BitSet> told =
                        Recorded.bytes(adapter.spans(tensor, 0, tensor.elements()));
                recorded.forEach(one -> one.read().clear());
                read(adapter, tensor, 0, tensor.elements());
                assertThat(told).isNotEmpty();
                assertThat(read()).isEqualTo(told);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dora, base/llama",
        "dora-embedding, base/llama",
        "dora-conv1d, base/gpt",
        "modules-to-save, base/llama",
        "bias-all, base/llama",
        "parts/tokens-list-tied, parts/base/tokens-tied",
        "parts/tokens-dict, parts/base/tokens-untied"
    })
    void ofChangesThatNeedTheBase(String name, String kind) throws IOException {
        Path base = GOLDEN.resolve("adapter").resolve(kind);
        int tensors;
        try (Checkpoint below = Checkpoints.open(base);
                Checkpoint adapter = open(GOLDEN.resolve("adapter").resolve(name))) {
            tensors = ((Vector) adapter).on(below).tensors().size();
        }
        for (int i = 0; i < tensors; i++) {
            recorded.clear();
            try (Checkpoint below = open(base);
                    Checkpoint adapter = open(GOLDEN.resolve("adapter").resolve(name))) {
                Vector on = ((Vector) adapter).on(below);
                Tensor tensor = on.tensors().get(i);
                Map<String, BitSet> told = Recorded.bytes(on.spans(tensor, 0, tensor.elements()));
                recorded.forEach(one -> one.read().clear());
                read(on, tensor, 0, tensor.elements());
                assertThat(told).isNotEmpty();
                assertThat(read()).as(tensor.name()).isEqualTo(told);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama, file, meta",
        "llama, meta, file",
        "mixtral, file, module",
        "mixtral, module, file",
        "gpt_neox, file, module",
        "bert, old, file"
    })
    void ofTensorsInAnotherLayout(String name, String target, String source) throws IOException {
        Path folder = GOLDEN.resolve("alignment").resolve(name);
        try (Checkpoint to = Checkpoints.open(folder.resolve(target + ".safetensors"));
                Checkpoint from = open(folder.resolve(source + ".safetensors"))) {
            assertAnnounced(Alignment.of(to, from).apply(from));
        }
    }

    private Recorded made(String name) {
        Random random = new Random(name.hashCode());
        float[] numbers = new float[60 * 50];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return record(new Made(name, DType.F32).with("w", Shape.of(60, 50), numbers));
    }

    @Test
    void ofDifferencesSumsAndEditedModels() throws IOException {
        Recorded base = made("base");
        Recorded tuned = made("tuned");
        Tensor w = base.tensors().getFirst();
        try (Difference difference =
                        new Difference(base, tuned, List.of(new Difference.Pair(w, w, w)));
                Combination sum =
                        new Combination(
                                List.of(
                                        new Term(difference, new Scale.Constant(0.5)),
                                        Term.of(SavedVector.of(made("vector")))));
                EditedModel edited = EditedModel.of(base, sum)) {
            assertAnnounced(difference);
            assertAnnounced(sum);
            assertAnnounced(edited);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"task_arithmetic", "ties", "dare_ties", "breadcrumbs"})
    void ofMergedVectors(String method) throws Exception {
        List<Vector> vectors = List.of(SavedVector.of(made("one")), SavedVector.of(made("other")));
        try (Checkpoint merged =
                new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                        .vectors(
                                Methods.of(method).orElseThrow(),
                                Optional.empty(),
                                vectors,
                                new Chosen(Settings.of(Map.of()), 1),
                                List.of(),
                                false)) {
            assertAnnounced(merged);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "slerp"})
    void ofMixedModels(String method) throws Exception {
        List<Checkpoint> models = List.of(made("one"), made("other"));
        try (Checkpoint mixed =
                new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                        .models(
                                Methods.of(method).orElseThrow(),
                                Optional.of(models.getFirst()),
                                models,
                                new Chosen(Settings.of(Map.of()), 1),
                                Tensor::dtype)) {
            assertAnnounced(mixed);
        }
    }
}
