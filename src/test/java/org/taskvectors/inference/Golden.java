package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;

/// What transformers computed of a model in float32 (`src/test/oracle/inference/make_golden.py`).
final class Golden {
    private final int[] ids;
    private final float[] logits;
    private final float[] hidden;

    private Golden(int[] ids, float[] logits, float[] hidden) {
        this.ids = ids;
        this.logits = logits;
        this.hidden = hidden;
    }

    /// Returns the tokens.
    int[] ids() {
        return ids;
    }

    /// Returns the logits of every position, positions × vocabulary.
    float[] logits() {
        return logits;
    }

    /// Returns the embeddings and the residual stream after each layer, (1 + layers) × positions ×
    /// width; empty where they are not kept.
    float[] hidden() {
        return hidden;
    }

    /// Returns the folder of a tiny model.
    static Path folder(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource("/golden/inference/" + name))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Golden of(String name) throws IOException {
        return read(folder(name).resolve("golden.numbers"));
    }

    static Golden read(Path file) throws IOException {
        try (Checkpoint numbers = Checkpoints.open(file);
                Arena arena = Arena.ofConfined()) {
            return new Golden(
                    bytes(numbers, "ids", arena).toArray(ValueLayout.JAVA_INT),
                    bytes(numbers, "logits", arena).toArray(ValueLayout.JAVA_FLOAT),
                    numbers.tensor("hidden").isEmpty()
                            ? new float[0]
                            : bytes(numbers, "hidden", arena).toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    private static MemorySegment bytes(Checkpoint numbers, String name, Arena arena)
            throws IOException {
        Tensor tensor = numbers.tensor(name).orElseThrow();
        MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
        numbers.read(tensor, 0, bytes);
        return bytes;
    }

    /// Returns the largest difference between numbers, as a share of the largest wanted one.
    static double difference(float[] wanted, int from, float[] found, int count) {
        double largest = 0;
        double off = 0;
        for (int i = 0; i < count; i++) {
            assertThat(found[i]).isFinite();
            largest = Math.max(largest, Math.abs(wanted[from + i]));
            off = Math.max(off, Math.abs(wanted[from + i] - found[i]));
        }
        return off / largest;
    }
}
