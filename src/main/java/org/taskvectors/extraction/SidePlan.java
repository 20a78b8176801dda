package org.taskvectors.extraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Row;

/// One side of an extraction: which of its elements the difference reads, and which are read
/// besides (tensors that were left out, rows beyond the shared ones), for the fingerprint and for
/// the norm of the base.
final class SidePlan {
    private final Checkpoint checkpoint;
    private final List<Tensor> tensors;
    private final Map<String, Integer> index = new HashMap<>();
    private final Set<Integer> measured = new HashSet<>();
    private final long[] differenced;
    private final Checksums sums;

    SidePlan(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        tensors = checkpoint.tensors();
        differenced = new long[tensors.size()];
        sums = new Checksums(tensors);
        for (int i = 0; i < tensors.size(); i++) {
            index.put(tensors.get(i).name(), i);
        }
    }

    /// Takes note that the difference reads the first `elements` of `tensor`.
    void willRead(Tensor tensor, long elements) {
        // A part that does not end on a whole word cannot be joined with the rest: then all of it
        // is read for the checksum.
        boolean joins =
                elements == tensor.elements()
                        || elements * tensor.dtype().bytes() % Long.BYTES == 0;
        differenced[indexOf(tensor)] = joins ? elements : 0;
    }

    /// Takes note that Σ θ² of `tensor`, which the difference does not read, is asked for: it
    /// counts in norms that relate to the base.
    void willMeasure(Tensor tensor) {
        measured.add(indexOf(tensor));
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    Row.Part part(Tensor tensor) {
        return new Row.Part(checkpoint, tensor);
    }

    int indexOf(Tensor tensor) {
        Integer found = index.get(tensor.name());
        if (found == null) {
            throw new IllegalArgumentException(tensor.name() + " is not in " + checkpoint.name());
        }
        return found;
    }

    /// The number of a tensor whose blocks count for its checksum while it is differenced; −1 where
    /// they do not.
    int summedWhileDifferenced(Tensor tensor) {
        int number = indexOf(tensor);
        return differenced[number] > 0 ? number : -1;
    }

    /// The rows that the difference does not read.
    List<Row> rest() {
        List<Row> rest = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (tensor.elements() > differenced[i]) {
                rest.add(
                        new Row(
                                List.of(part(tensor)),
                                differenced[i],
                                tensor.elements() - differenced[i]));
            }
        }
        return rest;
    }

    /// Whether Σ θ² of a row of [#rest] is needed.
    boolean isMeasured(Row row) {
        return measured.contains(indexOf(row.parts().getFirst().tensor()));
    }

    Checksums sums() {
        return sums;
    }
}
