package org.taskvectors.merge.vocabulary;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;

/// Which bytes are read for the rows of a tensor that are laid anew.
final class LaidSpans {
    /// Elements of rows that are announced together, part by part.
    private static final long WINDOW = 1L << 21;

    private final List<Part> parts;
    private final List<LaidRow> rows;
    private final List<LaidTensor.MeanRows> means;
    private final int columns;
    private final Set<Integer> known = new HashSet<>();

    LaidSpans(List<Part> parts, List<LaidRow> rows, List<LaidTensor.MeanRows> means, int columns) {
        this.parts = parts;
        this.rows = rows;
        this.means = means;
        this.columns = columns;
    }

    List<ReadAhead.Span> of(long first, long count) {
        List<ReadAhead.Span> spans = new ArrayList<>();
        if (count <= 0) {
            return spans;
        }
        int end = (int) Math.ceilDiv(first + count, columns);
        int window = (int) Math.max(1, WINDOW / columns);
        for (int row = (int) (first / columns); row < end; row += window) {
            List<BitSet> read = parts.stream().map(_ -> new BitSet()).toList();
            for (int each = row; each < Math.min(end, row + window); each++) {
                note(rows.get(each), read);
            }
            for (int part = 0; part < read.size(); part++) {
                add(parts.get(part), read.get(part), spans);
            }
        }
        return spans;
    }

    private void note(LaidRow row, List<BitSet> read) {
        switch (row) {
            case LaidRow.Copy(int part, int from) -> read.get(part).set(from);
            case LaidRow.Zeros _ -> {}
            case LaidRow.Mean(int which) -> {
                // It is computed once.
                if (known.add(which)) {
                    LaidTensor.MeanRows of = means.get(which);
                    for (int each : of.rows()) {
                        note(
                                of.part() < 0 ? rows.get(each) : new LaidRow.Copy(of.part(), each),
                                read);
                    }
                }
            }
            case LaidRow.MeanOf(List<LaidRow> several) -> several.forEach(one -> note(one, read));
            case LaidRow.Sum(LaidRow one, LaidRow other) -> {
                note(one, read);
                note(other, read);
            }
            case LaidRow.Difference(LaidRow of, LaidRow less) -> {
                note(of, read);
                note(less, read);
            }
        }
    }

    private void add(Part part, BitSet read, List<ReadAhead.Span> spans) {
        for (int from = read.nextSetBit(0); from >= 0; ) {
            int end = read.nextClearBit(from);
            spans.addAll(
                    TensorSpans.within(
                            part.checkpoint(),
                            part.tensor(),
                            (long) from * columns,
                            (long) (end - from) * columns));
            from = read.nextSetBit(end);
        }
    }
}
