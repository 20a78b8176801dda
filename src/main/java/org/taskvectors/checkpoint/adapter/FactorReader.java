package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongUnaryOperator;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Decodes the factors of one change into native memory, laid out as the base stores the module.
final class FactorReader {
    private static final int BLOCK = 1 << 13;

    /// Receives elements in their order.
    private interface Sink {
        void take(long row, long column, double value);
    }

    private final Checkpoint files;

    FactorReader(Checkpoint files) {
        this.files = files;
    }

    /// Returns which bytes [#read] reads of an adapter's files.
    static List<ReadAhead.Span> spans(Checkpoint files, Change.Product product) {
        List<ReadAhead.Span> all = new ArrayList<>();
        Tensor a = product.a();
        if (a != null) {
            all.addAll(TensorSpans.whole(files, a));
        }
        all.addAll(TensorSpans.whole(files, product.b()));
        return all;
    }

    /// Returns the bytes of native memory that the factors of `product` take.
    static long bytes(Change.Product product) {
        Shape shape = matrix(product);
        return product.experts()
                * LowRankFactors.bytes(rows(shape), depth(product), columns(shape));
    }

    /// Returns the shape of one of the matrices that the change's tensor consists of.
    static Shape matrix(Change.Product product) {
        Shape shape = product.tensor().shape();
        return product.isStack() ? Shape.of(shape.size(1), shape.size(2)) : shape;
    }

    /// Decodes the factors: of a stack those of each expert, otherwise one pair.
    ///
    /// @throws Failure if the file is damaged or gone
    /// @throws java.util.NoSuchElementException if the scale is not known
    List<LowRankFactors> read(Change.Product product, SegmentAllocator memory) throws IOException {
        Shape shape = matrix(product);
        Tensor a = product.a();
        Tensor b = product.b();
        int experts = product.experts();
        int depth = depth(product);
        List<LowRankFactors> all = new ArrayList<>();
        for (int expert = 0; expert < experts; expert++) {
            all.add(
                    LowRankFactors.of(
                            memory,
                            rows(shape),
                            depth,
                            columns(shape),
                            scale(product.scale()),
                            b.dtype().bits() <= 32 && (a == null || a.dtype().bits() <= 32)));
        }
        boolean transposed = product.transposed();
        if (a == null) {
            all.getFirst().setRight(0, 0, 1);
        } else {
            long inputs = a.elements() / a.shape().size(0);
            stream(
                    a,
                    inputs,
                    (row, input, value) -> {
                        LowRankFactors factors = all.get((int) (row / depth));
                        int k = (int) (row % depth);
                        if (transposed) {
                            factors.setLeft(input, k, value);
                        } else {
                            factors.setRight(k, input, value);
                        }
                    });
        }
        Outputs outputs = product.outputs();
        LongUnaryOperator output = outputs.fromRow();
        int ranks = (int) (b.elements() / b.shape().size(0));
        stream(
                b,
                ranks,
                (row, column, value) -> {
                    LowRankFactors factors = all.get((int) (column % experts));
                    int k = outputs.part(row) * ranks + (int) (column / experts);
                    if (transposed) {
                        factors.setRight(k, output.applyAsLong(row), value);
                    } else {
                        factors.setLeft(output.applyAsLong(row), k, value);
                    }
                });
        return all;
    }

    private static double scale(OptionalDouble scale) {
        return scale.orElseThrow();
    }

    /// Returns how many terms an element's sum has; for a grouped projection most of them are zero.
    private static int depth(Change.Product product) {
        Tensor a = product.a();
        return a == null ? 1 : (int) (a.shape().size(0) / product.experts());
    }

    static long rows(Shape shape) {
        return shape.rank() == 0 ? 1 : shape.size(0);
    }

    static long columns(Shape shape) {
        long columns = 1;
        for (int i = 1; i < shape.rank(); i++) {
            columns *= shape.size(i);
        }
        return columns;
    }

    private void stream(Tensor tensor, long columns, Sink sink) throws IOException {
        int bytes = tensor.dtype().bytes();
        double[] values = new double[BLOCK];
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = files.reader(tensor)) {
            MemorySegment block = arena.allocate((long) BLOCK * bytes, 8);
            for (long at = 0; at < tensor.elements(); at += BLOCK) {
                int count = (int) Math.min(BLOCK, tensor.elements() - at);
                MemorySegment part = block.asSlice(0, (long) count * bytes);
                reader.read(at, part);
                Numbers.decode(tensor.dtype(), part, count, values);
                long row = at / columns;
                long column = at % columns;
                for (int i = 0; i < count; i++) {
                    sink.take(row, column, values[i]);
                    if (++column == columns) {
                        column = 0;
                        row++;
                    }
                }
            }
        }
    }
}
