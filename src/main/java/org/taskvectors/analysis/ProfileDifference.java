package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes the differences of two measurements of one vector. Counts, maxima and histograms have
/// to be equal, sums to 1e-12.
final class ProfileDifference {
    private static final double SAME = 1e-12;

    private final List<String> found = new ArrayList<>();

    private ProfileDifference() {}

    static List<String> between(VectorProfile kept, VectorProfile now) {
        ProfileDifference difference = new ProfileDifference();
        if (!kept.checksum().equals(now.checksum())) {
            difference.found.add(
                    "content: the fingerprint was "
                            + kept.checksum()
                            + " and is "
                            + now.checksum());
        }
        Map<String, TensorProfile> before = new LinkedHashMap<>();
        kept.tensors().forEach(tensor -> before.put(tensor.name(), tensor));
        for (TensorProfile tensor : now.tensors()) {
            TensorProfile old = before.remove(tensor.name());
            if (old == null) {
                difference.found.add(tensor.name() + ": was not there");
            } else {
                difference.tensor(old, tensor);
            }
        }
        before.keySet().forEach(name -> difference.found.add(name + ": is no longer there"));
        return difference.found;
    }

    private void tensor(TensorProfile old, TensorProfile now) {
        String name = now.name();
        if (old.dtype() != now.dtype() || !old.shape().equals(now.shape())) {
            found.add(
                    name
                            + ": was "
                            + old.dtype().label()
                            + " "
                            + old.shape()
                            + " and is "
                            + now.dtype().label()
                            + " "
                            + now.shape());
            return;
        }
        count(
                name,
                "weights that are no finite numbers",
                old.notFinite().total(),
                now.notFinite().total());
        count(name, "exact zeros", old.zeros(), now.zeros());
        sum(name, "sum of magnitudes", old.sumMagnitude(), now.sumMagnitude(), SAME);
        sum(name, "sum of squares", old.sumSquares(), now.sumSquares(), SAME);
        sum(name, "largest magnitude", old.largest(), now.largest(), 0);
        if (!old.histogram().equals(now.histogram())) {
            found.add(name + ": the histogram differs");
        }
        if (!Double.isNaN(old.baseSquares()) && !Double.isNaN(now.baseSquares())) {
            sum(name, "base's sum of squares", old.baseSquares(), now.baseSquares(), SAME);
        }
    }

    private void count(String name, String what, long old, long now) {
        if (old != now) {
            found.add(name + ": " + what + ": were " + old + " and are " + now);
        }
    }

    private void sum(String name, String what, double old, double now, double tolerance) {
        boolean same =
                Double.compare(old, now) == 0
                        || Math.abs(old - now)
                                <= tolerance * Math.max(Math.abs(old), Math.abs(now));
        if (!same) {
            found.add(name + ": " + what + ": was " + old + " and is " + now);
        }
    }
}
