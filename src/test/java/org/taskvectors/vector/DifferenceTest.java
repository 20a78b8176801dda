package org.taskvectors.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Numbers;

/// The difference as a checkpoint, against the vector that PyTorch stored
/// (src/test/oracle/extraction).
class DifferenceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction");

    private static List<Difference.Pair> pairs(
            Checkpoint base, Checkpoint tuned, Checkpoint vector) {
        List<Difference.Pair> pairs = new ArrayList<>();
        for (Tensor output : vector.tensors()) {
            pairs.add(
                    new Difference.Pair(
                            base.tensor(output.name()).orElseThrow(),
                            tuned.tensor(output.name()).orElseThrow(),
                            output));
        }
        return pairs;
    }

    private static byte[] read(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, tensor.bytes()), 8);
            MemorySegment whole = bytes.asSlice(0, tensor.bytes());
            checkpoint.read(tensor, 0, whole);
            return whole.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static double[] numbers(Checkpoint checkpoint, Tensor tensor) throws IOException {
        double[] numbers = new double[(int) tensor.elements()];
        Numbers.decode(
                tensor.dtype(),
                MemorySegment.ofArray(read(checkpoint, tensor)),
                numbers.length,
                numbers);
        return numbers;
    }

    @Test
    void givesTheNumbersThatPyTorchStores() throws IOException {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve("tuned.safetensors"));
                Checkpoint vector = Checkpoints.open(GOLDEN.resolve("vector.safetensors"))) {
            Difference difference = new Difference(base, tuned, pairs(base, tuned, vector));

            assertThat(difference.tensors()).isEqualTo(vector.tensors());
            assertThat(difference.base()).contains(base);
            for (Tensor tensor : vector.tensors()) {
                // One NaN is as good as another; −0 is not 0.
                assertThat(numbers(difference, tensor))
                        .as(tensor.name())
                        .containsExactly(numbers(vector, tensor));
            }
        }
    }

    @Test
    void handsOverTheBlocksOfItsSides() throws IOException {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("base.safetensors"));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve("tuned.safetensors"));
                Checkpoint vector = Checkpoints.open(GOLDEN.resolve("vector.safetensors"));
                Arena arena = Arena.ofConfined()) {
            Difference difference = new Difference(base, tuned, pairs(base, tuned, vector));
            Tensor tensor = difference.tensors().getFirst();
            MemorySegment target = arena.allocate(tensor.bytes(), 8);
            try (TensorReader reader = difference.reader(tensor)) {
                reader.read(0, target);
                List<Block> sides = reader.sides();
                assertThat(sides).hasSize(2);
                assertThat(sides.get(0).bytes().toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(read(base, base.tensor(tensor.name()).orElseThrow()));
                assertThat(sides.get(1).bytes().toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(read(tuned, tuned.tensor(tensor.name()).orElseThrow()));
            }
            Tensor other = new Tensor("not.there", tensor.dtype(), tensor.shape());
            assertThatThrownBy(() -> difference.reader(other))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
