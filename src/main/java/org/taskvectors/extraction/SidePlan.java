package org.taskvectors.extraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.taskvectors.analysis.UnitPlan;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.TreeSum;

/// One side of an extraction: the checksums of all its tensors, and the elements that the
/// difference does not read and that are read for the fingerprint alone (tensors that were left
/// out, rows beyond the shared ones).
final class SidePlan {
    /// Elements that are read for their checksum only.
    record Range(int tensor, long first, long count) {}

    private final Checkpoint checkpoint;
    private final List<Tensor> tensors;
    private final Map<String, Integer> index = new HashMap<>();
    private final AtomicLongArray checksums;
    private final List<Range> ranges = new ArrayList<>();
    private final long[] differenced;
    private final int[] firstRange;
    private final Set<Integer> measured = new HashSet<>();
    private double[] squares = {};

    SidePlan(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        tensors = checkpoint.tensors();
        checksums = new AtomicLongArray(tensors.size());
        differenced = new long[tensors.size()];
        firstRange = new int[tensors.size()];
        for (int i = 0; i < tensors.size(); i++) {
            index.put(tensors.get(i).name(), i);
        }
    }

    /// Says that the difference reads the first `elements` of `tensor`.
    void willRead(Tensor tensor, long elements) {
        // A part that does not end on a whole word cannot be joined with the rest: then all of it
        // is read for the checksum.
        boolean joins =
                elements == tensor.elements()
                        || elements * tensor.dtype().bytes() % Long.BYTES == 0;
        differenced[indexOf(tensor)] = joins ? elements : 0;
    }

    /// Says that Σ θ² of `tensor`, which the difference does not read, is asked for: it counts in
    /// norms that relate to the base.
    void willMeasure(Tensor tensor) {
        measured.add(indexOf(tensor));
    }

    /// Ends the planning.
    void complete() {
        for (int i = 0; i < tensors.size(); i++) {
            long elements = tensors.get(i).elements();
            firstRange[i] = ranges.size();
            for (long first = differenced[i]; first < elements; first += UnitPlan.UNIT) {
                ranges.add(new Range(i, first, Math.min(UnitPlan.UNIT, elements - first)));
            }
        }
        squares = new double[ranges.size()];
    }

    List<Range> ranges() {
        return ranges;
    }

    Tensor tensor(Range range) {
        return tensors.get(range.tensor());
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    int indexOf(Tensor tensor) {
        Integer found = index.get(tensor.name());
        if (found == null) {
            throw new IllegalArgumentException(tensor.name() + " is not in " + checkpoint.name());
        }
        return found;
    }

    /// Whether the difference's blocks of that tensor count for its checksum.
    boolean isSummedWhileDifferenced(int tensor) {
        return differenced[tensor] > 0;
    }

    void addChecksum(int tensor, long checksum) {
        checksums.addAndGet(tensor, checksum);
    }

    String fingerprint() {
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            entries.add(new Fingerprint.Entry(tensors.get(i), checksums.get(i)));
        }
        return Fingerprint.of(entries);
    }

    boolean isMeasured(Range range) {
        return measured.contains(range.tensor());
    }

    /// Takes Σ θ² of the range of that number; each number is given once.
    void setSquares(int range, double sum) {
        squares[range] = sum;
    }

    /// Σ θ² of a tensor of [#willMeasure], joined from its ranges.
    double squares(Tensor tensor) {
        int wanted = indexOf(tensor);
        int first = firstRange[wanted];
        int end = wanted + 1 < firstRange.length ? firstRange[wanted + 1] : ranges.size();
        return TreeSum.join(end - first, range -> squares[first + range]);
    }

    /// Bytes read for the checksum alone.
    long bytes() {
        return ranges.stream()
                .mapToLong(range -> Math.ceilDiv(range.count() * tensor(range).dtype().bits(), 8L))
                .sum();
    }
}
