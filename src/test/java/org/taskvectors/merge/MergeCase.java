package org.taskvectors.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.Difference;

/// A merge that others have computed (`src/test/oracle/merge/make_golden.py`).
///
/// @param json the case as the oracle says it
record MergeCase(JsonNode json) {
    static final Path GOLDEN = Path.of("src/test/resources/golden/merge");

    static List<MergeCase> all() throws IOException {
        List<MergeCase> all = new ArrayList<>();
        new ObjectMapper()
                .readTree(GOLDEN.resolve("cases.json").toFile())
                .forEach(one -> all.add(new MergeCase(one)));
        return all;
    }

    static MergeCase named(String name) throws IOException {
        return all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    static Checkpoint open(String name) throws IOException {
        return Checkpoints.open(GOLDEN.resolve(name + ".safetensors"));
    }

    String name() {
        return json.path("name").asText();
    }

    Method method() {
        return Methods.of(json.path("method").asText()).orElseThrow();
    }

    boolean isOfVectors() {
        return json.path("space").asText().equals("vectors");
    }

    double bound() {
        return json.path("bound").asDouble();
    }

    List<String> tensors() {
        return strings("tensors");
    }

    List<String> ingredients() {
        return strings("ingredients");
    }

    private List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        json.path(field).forEach(one -> strings.add(one.asText()));
        return strings;
    }

    Chosen chosen() {
        return new Chosen(this::value, json.path("seed").asLong());
    }

    OptionalDouble value(String parameter, int ingredient, Slot slot) {
        JsonNode value = json.path("settings").path(parameter);
        if (value.isArray()) {
            value = value.path(Math.max(0, ingredient));
        } else if (value.isObject()) {
            value = value.path(slot.tensor());
        }
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    /// Merges by itself, or with the base's names.
    Checkpoint merge(Optional<Checkpoint> base, int threads)
            throws IOException, CancelledException {
        return merge(base, threads, chosen());
    }

    /// The same with other values.
    Checkpoint merge(Optional<Checkpoint> base, int threads, Chosen chosen)
            throws IOException, CancelledException {
        List<Checkpoint> models = new ArrayList<>();
        for (String name : ingredients()) {
            models.add(open(name));
        }
        Merger merger = new Merger(Compute.onCpu(threads), new Progress(), new Cancellation());
        if (isOfVectors()) {
            Checkpoint from = open("base");
            return merger.vectors(
                    method(),
                    base,
                    models.stream().map(model -> delta(from, model)).toList(),
                    chosen,
                    List.of(),
                    false);
        }
        return merger.models(method(), Optional.of(open("base")), models, chosen, Tensor::dtype);
    }

    /// θ − θ0 in float32.
    static Vector delta(Checkpoint base, Checkpoint tuned) {
        return new Difference(
                base,
                tuned,
                base.tensors().stream()
                        .map(
                                tensor ->
                                        new Difference.Pair(
                                                tensor,
                                                tuned.tensor(tensor.name()).orElseThrow(),
                                                new Tensor(
                                                        tensor.name(), DType.F32, tensor.shape())))
                        .toList());
    }

    static float[] numbers(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow(() -> new AssertionError(name));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, tensor.bytes()), 8);
            MemorySegment part = bytes.asSlice(0, tensor.bytes());
            checkpoint.read(tensor, 0, part);
            float[] numbers = new float[Math.toIntExact(tensor.elements())];
            Numbers.decode(tensor.dtype(), part, numbers.length, numbers);
            return numbers;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
