package org.taskvectors.device.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;

/// Looks tokens up in the embedding. It is done here, not in libtorch: a few rows out of a matrix
/// that may be larger than a tensor can be.
final class Embedding {
    private final BoundModel model;
    private final int width;

    Embedding(BoundModel model) {
        this.model = model;
        this.width = model.architecture().width();
    }

    /// Returns what the first layer reads, tokens × width.
    float[] of(int[] tokens, int[] positions) {
        float[] numbers = new float[tokens.length * width];
        float scale = (float) model.architecture().embeddingScale();
        Optional<Weights> learned = model.positions();
        for (int i = 0; i < tokens.length; i++) {
            add(model.embedding(), tokens[i], numbers, i * width);
            for (int j = i * width; j < (i + 1) * width; j++) {
                numbers[j] *= scale;
            }
            if (learned.isPresent()) {
                add(learned.get(), positions[i], numbers, i * width);
            }
        }
        return numbers;
    }

    private void add(Weights rows, int row, float[] numbers, int at) {
        if (row < 0 || row >= rows.shape().size(0)) {
            throw new IllegalArgumentException(
                    "row " + row + " of " + rows.shape().size(0) + " was asked for");
        }
        MemorySegment memory = rows.memory();
        for (int i = 0; i < width; i++) {
            long index = (long) row * width + i;
            numbers[at + i] +=
                    rows.dtype() == DType.F32
                            ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, index)
                            : Float.intBitsToFloat(
                                    memory.getAtIndex(ValueLayout.JAVA_SHORT, index) << 16);
        }
    }
}
