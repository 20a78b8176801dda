package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.SingularValues;

/// The singular values of several vectors in the rows of a comparison.
final class SpectrumView {
    private final Slots slots;
    private final Spectra spectra;
    private final List<Map<Integer, SingularValues>> byRow;
    private final List<Map<Integer, String>> gaps;
    private final List<Map<Integer, DirectionOverlap>> overlaps;

    SpectrumView(Slots slots, Spectra spectra) {
        this.slots = slots;
        this.spectra = spectra;
        byRow = spectra.vectors().stream().map(found -> byRow(found.values())).toList();
        gaps = spectra.vectors().stream().map(found -> byRow(found.gaps())).toList();
        overlaps = spectra.pairs().stream().map(found -> byRow(found.values())).toList();
    }

    private <T> Map<Integer, T> byRow(Map<String, T> found) {
        Map<Integer, T> rows = new HashMap<>();
        found.forEach(
                (name, values) -> {
                    @Nullable Integer row = slots.rowOf(name);
                    if (row != null) {
                        rows.put(row, values);
                    }
                });
        return rows;
    }

    Spectra spectra() {
        return spectra;
    }

    /// Those of the one matrix that some rows are.
    Optional<SingularValues> values(int vector, int[] rows) {
        return rows.length == 1 && vector < byRow.size()
                ? Optional.ofNullable(byRow.get(vector).get(rows[0]))
                : Optional.empty();
    }

    /// Counts them without a look at their values.
    SpectrumCount count(int vector, int[] rows) {
        int known = 0;
        int open = 0;
        int leftOut = 0;
        for (int row : rows) {
            if (vector < byRow.size() && byRow.get(vector).containsKey(row)) {
                known++;
            } else if (hasMatrices(vector, row)) {
                boolean isLeftOut = vector < gaps.size() && gaps.get(vector).containsKey(row);
                open += isLeftOut ? 0 : 1;
                leftOut += isLeftOut ? 1 : 0;
            }
        }
        return new SpectrumCount(known, open, leftOut);
    }

    SpectrumNumbers numbers(int vector, int[] rows) {
        List<SingularValues> found = new ArrayList<>();
        for (int row : rows) {
            @Nullable SingularValues values =
                    vector < byRow.size() ? byRow.get(vector).get(row) : null;
            if (values != null) {
                found.add(values);
            }
        }
        double kept = 0;
        double all = 0;
        double largest = Double.NaN;
        for (SingularValues values : found) {
            // A matrix of zeros has nothing to keep.
            kept +=
                    values.sumSquares() == 0
                            ? 0
                            : values.energy(spectra.first()) * values.sumSquares();
            all += values.sumSquares();
            double first = values.count() == 0 ? 0 : values.get(0);
            largest = Double.isNaN(largest) ? first : Math.max(largest, first);
        }
        return new SpectrumNumbers(
                found.size(),
                count(vector, rows).unknown(),
                largest,
                median(found, SingularValues::stableRank),
                median(found, SingularValues::effectiveRank),
                all == 0 ? Double.NaN : kept / all);
    }

    /// Says of each vector which matrices in scope have no singular values, and why.
    List<String> notes(List<NamedProfile> vectors) {
        List<String> notes = new ArrayList<>();
        for (int vector = 0; vector < spectra.vectors().size(); vector++) {
            Map<String, List<String>> byReason = new TreeMap<>();
            spectra.vectors()
                    .get(vector)
                    .gaps()
                    .forEach(
                            (name, reason) -> {
                                if (slots.rowOf(name) != null) {
                                    byReason.computeIfAbsent(reason, any -> new ArrayList<>())
                                            .add(name);
                                }
                            });
            String of = vectors.get(vector).name();
            byReason.forEach(
                    (reason, names) ->
                            notes.add(
                                    of
                                            + ": no singular values, "
                                            + reason
                                            + ": "
                                            + Notes.names(names.stream().sorted().toList())));
        }
        return notes;
    }

    OverlapNumbers overlap(int a, int b, int[] rows) {
        if (a > b) {
            return overlap(b, a, rows);
        }
        int index = a == b ? Integer.MAX_VALUE : PairSums.indexOf(a, b, slots.vectors());
        int k = spectra.first();
        int matrices = 0;
        double left = 0;
        double right = 0;
        double leftChance = 0;
        double rightChance = 0;
        for (int row : rows) {
            @Nullable DirectionOverlap overlap =
                    index < overlaps.size() ? overlaps.get(index).get(row) : null;
            if (overlap != null && k <= overlap.count()) {
                matrices++;
                left += overlap.left(k);
                right += overlap.right(k);
                leftChance += (double) k / overlap.rows();
                rightChance += (double) k / overlap.columns();
            }
        }
        // Without a matrix each is 0 / 0, which is undefined as it should be.
        return new OverlapNumbers(
                matrices,
                left / matrices,
                right / matrices,
                leftChance / matrices,
                rightChance / matrices);
    }

    private boolean hasMatrices(int vector, int row) {
        @Nullable Slot slot = slots.get(vector, row);
        return slot != null && slot.isHeld() && slot.shape().rank() >= 2;
    }

    /// The median of those that are defined; the mean of the middle two of an even number.
    private static double median(
            List<SingularValues> found, ToDoubleFunction<SingularValues> number) {
        double[] defined =
                found.stream().mapToDouble(number).filter(value -> !Double.isNaN(value)).toArray();
        if (defined.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(defined);
        int middle = defined.length / 2;
        return defined.length % 2 == 1
                ? defined[middle]
                : (defined[middle - 1] + defined[middle]) / 2;
    }
}
