package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.SameNumbers;

/// Neither the sizes of blocks nor the number of threads change a bit of what any method gives.
class MergedBlocksTest {
    private static final String LONG = "layers.0.mlp.up_proj.weight";
    private static final String SMALL = "layers.1.mlp.up_proj.weight";

    /// A tensor of more than one unit of a pass, in rows that no block ends with, and small ones.
    private static Made made(String name, long seed) {
        Random random = new Random(seed);
        return new Made(name, DType.F32)
                .with(LONG, Shape.of(1111, 1009), numbers(random, 1111 * 1009))
                .with(SMALL, Shape.of(3, 7), numbers(random, 21))
                .with("norm.weight", numbers(random, 5));
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(20) == 0 ? 0 : (float) random.nextGaussian() * 0.01f;
        }
        return numbers;
    }

    private static final List<Made> MADE = List.of(made("a", 1), made("b", 2), made("c", 3));

    static Stream<Method> methods() {
        return Methods.all().stream();
    }

    private static Checkpoint merge(Method method, int threads, Map<String, Double> more)
            throws Exception {
        Chosen chosen =
                new Chosen(
                        Settings.of(more).or(Settings.of(Map.of("density", 0.3, "epsilon", 0.1))),
                        5);
        List<Made> some = new ArrayList<>(MADE.subList(0, Math.min(MADE.size(), method.most())));
        Merger merger = new Merger(Compute.onCpu(threads), new Progress(), new Cancellation());
        return method.spaces().contains(Space.VECTORS)
                ? merger.vectors(
                        method,
                        Optional.empty(),
                        some.stream().map(Made::asVector).toList(),
                        chosen,
                        List.of(),
                        false)
                : merger.models(
                        method, Optional.of(MADE.get(2)), List.copyOf(some), chosen, Tensor::dtype);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void threadsChangeNothing(Method method) throws Exception {
        Checkpoint one = merge(method, 1, Map.of());
        Checkpoint four = merge(method, 4, Map.of());
        for (String tensor : List.of(LONG, SMALL, "norm.weight")) {
            assertThat(SameNumbers.bytes(four, tensor))
                    .as("%s, %s", method.id(), tensor)
                    .isEqualTo(SameNumbers.bytes(one, tensor));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void blocksChangeNothing(Method method) throws Exception {
        Map<String, Double> rows =
                Map.of(
                        "nuslerp_flatten",
                        0.0,
                        "filter_wise",
                        1.0,
                        "rescale",
                        0.0,
                        "l1_rescale",
                        1.0);
        for (Map<String, Double> more : List.of(Map.<String, Double>of(), rows)) {
            Checkpoint merged = merge(method, 2, more);
            byte[] whole = SameNumbers.bytes(merged, LONG);
            assertThat(inSteps(merged, LONG, 40_009)).as(method.id()).isEqualTo(whole);
            byte[] small = SameNumbers.bytes(merged, SMALL);
            for (int step : new int[] {1, 2, 5}) {
                assertThat(inSteps(merged, SMALL, step)).as(method.id()).isEqualTo(small);
            }
            assertThat(backwards(merged, LONG)).as(method.id()).isEqualTo(whole);
        }
    }

    private static byte[] inSteps(Checkpoint checkpoint, String name, int step) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        byte[] joined = new byte[(int) tensor.bytes()];
        try (TensorReader reader = checkpoint.reader(tensor);
                Arena arena = Arena.ofConfined()) {
            for (long first = 0; first < tensor.elements(); first += step) {
                read(reader, first, Math.min(step, tensor.elements() - first), joined, arena);
            }
        }
        return joined;
    }

    /// Halves, the second one first.
    private static byte[] backwards(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        byte[] joined = new byte[(int) tensor.bytes()];
        long half = tensor.elements() / 2 + 3;
        try (TensorReader reader = checkpoint.reader(tensor);
                Arena arena = Arena.ofConfined()) {
            read(reader, half, tensor.elements() - half, joined, arena);
            read(reader, 0, half, joined, arena);
        }
        return joined;
    }

    private static void read(TensorReader reader, long first, long count, byte[] into, Arena arena)
            throws IOException {
        MemorySegment bytes = arena.allocate(4 * count, 8);
        reader.read(first, bytes);
        MemorySegment.copy(
                bytes,
                ValueLayout.JAVA_BYTE,
                0,
                into,
                Math.toIntExact(4 * first),
                (int) (4 * count));
    }
}
