package org.taskvectors.device.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Matrix;

/// A piece of matrices in the processor's memory, on its way to a device. The same memory takes one
/// piece after the other.
final class HostPanel implements AutoCloseable {
    /// Elements that one thread copies at a time, at least.
    private static final int UNIT = 1 << 16;

    private final int threads;
    private final Cancellation cancellation;
    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    /// @param threads how many of the processor's threads copy
    HostPanel(int threads, Cancellation cancellation) {
        this.threads = threads;
        this.cancellation = cancellation;
    }

    /// Copies the same piece of every matrix: matrices × rows × columns floats.
    ///
    /// @param row the piece's first row
    /// @param column the piece's first column
    /// @return the floats; they change with the next call
    MemorySegment fill(List<? extends Matrix> matrices, int row, int rows, int column, int columns)
            throws IOException, CancelledException {
        long each = (long) rows * columns;
        MemorySegment floats = floats(each * matrices.size());
        int unitRows = Math.max(1, UNIT / columns);
        int units = Math.ceilDiv(rows, unitRows);
        Workers.run(
                threads,
                units * matrices.size(),
                cancellation,
                () -> {
                    float[] one = new float[columns];
                    return number -> {
                        int matrix = number / units;
                        int first = number % units * unitRows;
                        int end = Math.min(rows, first + unitRows);
                        for (int r = first; r < end; r++) {
                            matrices.get(matrix).copy(row + r, column, one, 0, columns);
                            MemorySegment.copy(
                                    one,
                                    0,
                                    floats,
                                    ValueLayout.JAVA_FLOAT,
                                    Tensors.bytes(matrix * each + (long) r * columns),
                                    columns);
                        }
                    };
                });
        return floats;
    }

    private MemorySegment floats(long count) {
        if (memory.byteSize() < Tensors.bytes(count)) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(Tensors.bytes(count), 64);
        }
        return memory.asSlice(0, Tensors.bytes(count));
    }

    @Override
    public void close() {
        arena.close();
    }
}
