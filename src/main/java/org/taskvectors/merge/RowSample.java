package org.taskvectors.merge;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Which rows of a tensor are in a sample: one at random of each stretch of equal length, so that
/// they lie over the whole tensor and follow no rhythm of its heads. Short rows are taken several
/// together; rows stay whole, since some methods rank the weights of a row.
final class RowSample {
    /// Runs that are shorter cost more to find than to read.
    private static final int LEAST = 256;

    /// Longer rows are cut.
    private static final int MOST = 1 << 20;

    private final long elements;
    private final int run;
    private final long[] starts;

    /// @param elements of the tensor
    /// @param run how many elements lie together
    /// @param starts where each run begins, rising; all runs but perhaps the last are whole
    private RowSample(long elements, int run, long[] starts) {
        this.elements = elements;
        this.run = run;
        this.starts = starts;
    }

    /// Returns how many elements lie together.
    int run() {
        return run;
    }

    /// Returns how many runs there are.
    int runs() {
        return starts.length;
    }

    /// Returns where a run begins.
    long start(int index) {
        return starts[index];
    }

    /// Chooses the rows.
    ///
    /// @param share how many of the elements, in (0, 1]; at least one run is taken
    static RowSample of(Tensor tensor, double share) {
        long elements = tensor.elements();
        long row = Math.max(1, row(tensor));
        int run = (int) Math.min(MOST, row * Math.max(1, LEAST / row));
        long runs = (elements + run - 1) / run;
        int taken = (int) Math.clamp(Math.round(runs * share), Math.min(1, runs), runs);
        SplittableRandom random = new SplittableRandom(elements);
        long[] starts = new long[taken];
        for (int i = 0; i < taken; i++) {
            long from = runs * i / taken;
            long to = runs * (i + 1) / taken;
            starts[i] = run * (from + random.nextLong(to - from));
        }
        return new RowSample(elements, run, starts);
    }

    /// Returns how many elements of a run are within the tensor.
    int length(int index) {
        return (int) Math.min(run, elements - starts[index]);
    }

    /// Returns which bytes are read of a tensor for the sample.
    Stream<ReadAhead.Span> spans(Ingredient from) {
        return IntStream.range(0, runs())
                .boxed()
                .flatMap(index -> from.spans(start(index), length(index)).stream());
    }

    /// Returns how many elements are taken.
    int taken() {
        int sum = 0;
        for (int i = 0; i < starts.length; i++) {
            sum += length(i);
        }
        return sum;
    }

    /// Returns the tensor that the sample of a tensor is.
    Tensor sampled(Tensor tensor) {
        int count = taken();
        if (count == tensor.elements()) {
            return new Tensor(tensor.name(), DType.F32, tensor.shape());
        }
        long row = row(tensor);
        boolean isOfRows = row > 1 && run % row == 0;
        return new Tensor(
                tensor.name(), DType.F32, isOfRows ? Shape.of(count / row, row) : Shape.of(count));
    }

    /// Returns the length of a row; 1 of what has none.
    private static long row(Tensor tensor) {
        int rank = tensor.shape().rank();
        return rank < 2 ? 1 : tensor.shape().size(rank - 1);
    }
}
