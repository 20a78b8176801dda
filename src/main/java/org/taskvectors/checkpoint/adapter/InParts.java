package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.WeightsFile;

/// Computes a range of a tensor in parts that fit an array.
final class InParts {
    /// The most elements that are computed at a time.
    private static final int LARGEST_READ = 1 << 24;

    private InParts() {}

    /// Computes consecutive elements, as many as fit an array.
    interface Part {
        void compute(long first, int count, MemorySegment into) throws IOException;
    }

    /// Returns a reader of `tensor` that computes its elements.
    static TensorReader reader(Tensor tensor, Part part) {
        return (first, target) -> {
            WeightsFile.offsetWithin(tensor, first, target.byteSize());
            int bytes = tensor.dtype().bytes();
            long count = target.byteSize() / bytes;
            for (long at = 0; at < count; at += LARGEST_READ) {
                int some = (int) Math.min(LARGEST_READ, count - at);
                part.compute(first + at, some, target.asSlice(at * bytes, (long) some * bytes));
            }
        };
    }
}
