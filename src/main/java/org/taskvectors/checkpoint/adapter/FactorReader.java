package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.OptionalDouble;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
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

    /// Returns the bytes of native memory that the factors of `product` take.
    static long bytes(Change.Product product) {
        Shape shape = product.tensor().shape();
        return LowRankFactors.bytes(rows(shape), depth(product), columns(shape));
    }

    /// @throws Failure if the file is damaged or gone
    /// @throws java.util.NoSuchElementException if the scale is not known
    LowRankFactors read(Change.Product product, SegmentAllocator memory) throws IOException {
        Shape shape = product.tensor().shape();
        Tensor a = product.a();
        Tensor b = product.b();
        LowRankFactors factors =
                LowRankFactors.of(
                        memory,
                        rows(shape),
                        depth(product),
                        columns(shape),
                        scale(product.scale()),
                        b.dtype().bits() <= 32 && (a == null || a.dtype().bits() <= 32));
        boolean transposed = product.transposed();
        if (a == null) {
            factors.setRight(0, 0, 1);
        } else {
            long inputs = a.elements() / a.shape().size(0);
            stream(
                    a,
                    inputs,
                    (k, input, value) -> {
                        if (transposed) {
                            factors.setLeft(input, (int) k, value);
                        } else {
                            factors.setRight((int) k, input, value);
                        }
                    });
        }
        Groups groups = Groups.of(product);
        stream(
                b,
                b.elements() / b.shape().size(0),
                (row, k, value) -> {
                    long output = groups.output(row);
                    int depth = groups.depth(row, (int) k);
                    if (transposed) {
                        factors.setRight(depth, output, value);
                    } else {
                        factors.setLeft(output, depth, value);
                    }
                });
        return factors;
    }

    private static double scale(OptionalDouble scale) {
        return scale.orElseThrow();
    }

    /// Returns how many terms an element's sum has; for a grouped projection most of them are zero.
    private static int depth(Change.Product product) {
        Tensor a = product.a();
        return a == null ? 1 : (int) a.shape().size(0);
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate((long) BLOCK * bytes, 8);
            for (long at = 0; at < tensor.elements(); at += BLOCK) {
                int count = (int) Math.min(BLOCK, tensor.elements() - at);
                MemorySegment part = block.asSlice(0, (long) count * bytes);
                files.read(tensor, at, part);
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

    /// The places of the rows of B. Old PEFT's grouped projection (MergedLinear, PEFT 0.1 and 0.2)
    /// cuts the outputs into equal parts; only those that are enabled have rows in B and `rank`
    /// rows of their own in A.
    ///
    /// @param part outputs of a part
    /// @param rank rows of A that belong to a part; 0 if there are no parts
    /// @param places for each enabled part, its place among all
    private record Groups(long part, int rank, List<Integer> places) {
        static Groups of(Change.Product product) {
            List<Boolean> enabled = product.enabled();
            if (enabled.isEmpty()) {
                return new Groups(product.outputs(), 0, List.of(0));
            }
            List<Integer> places = new java.util.ArrayList<>();
            for (int i = 0; i < enabled.size(); i++) {
                if (enabled.get(i)) {
                    places.add(i);
                }
            }
            return new Groups(
                    product.outputs() / enabled.size(), (int) product.b().shape().size(1), places);
        }

        long output(long row) {
            return rank == 0 ? row : places.get((int) (row / part)) * part + row % part;
        }

        int depth(long row, int k) {
            return rank == 0 ? k : (int) (row / part) * rank + k;
        }
    }
}
