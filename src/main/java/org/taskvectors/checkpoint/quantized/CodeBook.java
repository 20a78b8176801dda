package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// The numbers that codes stand for, as a file holds them; read on first use.
final class CodeBook {
    private final Checkpoint source;
    private final Tensor tensor;
    private float @Nullable [] numbers;

    CodeBook(Checkpoint source, Tensor tensor) {
        this.source = source;
        this.tensor = tensor;
    }

    Tensor tensor() {
        return tensor;
    }

    /// Returns the numbers by code; callers must not change them.
    synchronized float[] numbers(Scratch scratch) throws IOException {
        float[] known = numbers;
        if (known == null) {
            known = new float[(int) tensor.elements()];
            Scales.numbers(source, tensor, 0, known.length, scratch, known);
            numbers = known;
        }
        return known;
    }
}
