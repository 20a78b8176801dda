package org.taskvectors.merge.vocabulary;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// A tensor whose rows are laid anew: each is a row of a part, or computed of some in float32.
///
/// Means over many rows are computed when they are first read, in float64 in the order of the rows,
/// and kept.
final class LaidTensor {
    /// A mean over rows of a part, or over the tensor's own first rows.
    ///
    /// @param part the index of the part; −1 for the tensor itself
    /// @param rows the rows
    record MeanRows(int part, List<Integer> rows) {
        MeanRows {
            rows = List.copyOf(rows);
        }
    }

    private final Tensor tensor;
    private final List<Part> parts;
    private final List<LaidRow> rows;
    private final List<MeanRows> means;
    private final Map<Integer, float[]> measured = new HashMap<>();
    private final int columns;

    /// @param of whose name and columns it has
    /// @param rows its rows
    LaidTensor(Tensor of, List<Part> parts, List<LaidRow> rows, List<MeanRows> means) {
        this.parts = List.copyOf(parts);
        this.rows = List.copyOf(rows);
        this.means = List.copyOf(means);
        long[] sizes = of.shape().sizes();
        columns = Math.toIntExact(of.elements() / sizes[0]);
        sizes[0] = rows.size();
        tensor = new Tensor(of.name(), dtype(of), Shape.of(sizes));
    }

    /// The dtype of the parts where rows are only copied and all have one, else float32.
    private DType dtype(Tensor of) {
        Set<DType> dtypes =
                parts.stream().map(part -> part.tensor().dtype()).collect(Collectors.toSet());
        dtypes.add(of.dtype());
        boolean isPlain = rows.stream().allMatch(LaidRow::isPlain);
        return isPlain && dtypes.size() == 1 ? of.dtype() : DType.F32;
    }

    Tensor tensor() {
        return tensor;
    }

    TensorReader reader() {
        return new Reader();
    }

    /// Returns which bytes are read for some elements: of the rows of each part that lie near each
    /// other in the tensor, from the first to the last.
    List<ReadAhead.Span> spans(long first, long count) {
        return new LaidSpans(parts, rows, means, columns).of(first, count);
    }

    private synchronized float[] mean(int which) throws IOException {
        float[] known = measured.get(which);
        if (known == null) {
            known = measure(means.get(which));
            measured.put(which, known);
        }
        return known;
    }

    private float[] measure(MeanRows of) throws IOException {
        double[] sum = new double[columns];
        float[] row = new float[columns];
        try (Reader reader = new Reader()) {
            for (int each : of.rows()) {
                LaidRow from = of.part() < 0 ? rows.get(each) : new LaidRow.Copy(of.part(), each);
                reader.values(from, 0, columns, row);
                for (int i = 0; i < columns; i++) {
                    sum[i] += row[i];
                }
            }
        }
        float[] mean = new float[columns];
        for (int i = 0; i < columns && !of.rows().isEmpty(); i++) {
            mean[i] = (float) (sum[i] / of.rows().size());
        }
        return mean;
    }

    /// Reads for one thread. The parts are opened when they are first asked for.
    private final class Reader implements TensorReader {
        /// The most elements that are computed at a time.
        private static final int BLOCK = 1 << 13;

        private final Map<Integer, TensorReader> readers = new HashMap<>();
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment bytes = arena.allocate(8L * BLOCK, 64);

        @Override
        public void read(long first, MemorySegment target) throws IOException {
            int width = tensor.dtype().bytes();
            long count = target.byteSize() / width;
            if (first < 0 || first + count > tensor.elements()) {
                throw new IllegalArgumentException("not within " + tensor.name());
            }
            float[] values = new float[Math.clamp(count, 1, BLOCK)];
            long at = 0;
            while (at < count) {
                int row = (int) ((first + at) / columns);
                long column = (first + at) % columns;
                LaidRow from = rows.get(row);
                long some;
                if (from instanceof LaidRow.Copy copy
                        && parts.get(copy.part()).tensor().dtype() == tensor.dtype()) {
                    long most = (column + count - at + columns - 1) / columns;
                    some = Math.min(count - at, (long) columns * run(row, most) - column);
                    reader(copy.part())
                            .read(
                                    (long) copy.row() * columns + column,
                                    target.asSlice(at * width, some * width));
                } else {
                    some = Math.min(Math.min(count - at, columns - column), values.length);
                    values(from, (int) column, (int) some, values);
                    Numbers.encode(
                            values,
                            (int) some,
                            tensor.dtype(),
                            target.asSlice(at * width, some * width));
                }
                at += some;
            }
        }

        /// Returns how many rows from one on, at most as many as asked for, lie behind each other
        /// in a part.
        private int run(int row, long most) {
            int length = 1;
            LaidRow.Copy copy = (LaidRow.Copy) rows.get(row);
            while (length < most
                    && row + length < rows.size()
                    && rows.get(row + length)
                            .equals(new LaidRow.Copy(copy.part(), copy.row() + length))) {
                length++;
            }
            return length;
        }

        void values(LaidRow from, int column, int count, float[] into) throws IOException {
            switch (from) {
                case LaidRow.Copy(int part, int row) -> read(part, row, column, count, into);
                case LaidRow.Zeros _ -> Arrays.fill(into, 0, count, 0);
                case LaidRow.Mean(int which) ->
                        System.arraycopy(mean(which), column, into, 0, count);
                case LaidRow.MeanOf(List<LaidRow> several) -> {
                    float[] sum = new float[count];
                    for (LaidRow one : several) {
                        values(one, column, count, into);
                        for (int i = 0; i < count; i++) {
                            sum[i] += into[i];
                        }
                    }
                    for (int i = 0; i < count; i++) {
                        into[i] = sum[i] / several.size();
                    }
                }
                case LaidRow.Sum(LaidRow one, LaidRow other) ->
                        both(one, other, 1, column, count, into);
                case LaidRow.Difference(LaidRow of, LaidRow less) ->
                        both(of, less, -1, column, count, into);
            }
        }

        private void both(LaidRow one, LaidRow other, int sign, int column, int count, float[] into)
                throws IOException {
            float[] second = new float[count];
            values(one, column, count, into);
            values(other, column, count, second);
            for (int i = 0; i < count; i++) {
                into[i] += sign * second[i];
            }
        }

        private void read(int part, int row, int column, int count, float[] into)
                throws IOException {
            DType dtype = parts.get(part).tensor().dtype();
            float[] some = new float[Math.min(count, BLOCK)];
            for (int done = 0; done < count; done += BLOCK) {
                int n = Math.min(BLOCK, count - done);
                MemorySegment block = bytes.asSlice(0, (long) n * dtype.bytes());
                reader(part).read((long) row * columns + column + done, block);
                Numbers.decode(dtype, block, n, some);
                System.arraycopy(some, 0, into, done, n);
            }
        }

        private TensorReader reader(int part) throws IOException {
            TensorReader open = readers.get(part);
            if (open == null) {
                open = parts.get(part).checkpoint().reader(parts.get(part).tensor());
                readers.put(part, open);
            }
            return open;
        }

        @Override
        public void close() {
            new ArrayList<>(readers.values()).forEach(TensorReader::close);
            arena.close();
        }
    }
}
