package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;

/// A mean on a sphere, or another combination Σ c·x whose coefficients follow from the products of
/// the ingredients with each other: every direction between vectors lies in what they span.
@FunctionalInterface
interface Blend {
    /// Returns the coefficients; empty if there is nothing between the ingredients.
    ///
    /// @param products ⟨x_i, x_j⟩
    Optional<double[]> coefficients(double[][] products);

    /// Makes the blend for a tensor.
    @FunctionalInterface
    interface Maker {
        Blend of(Slot slot);
    }

    /// Returns rules with one combination for each tensor.
    ///
    /// @param isWhole whether the products are those of whole vectors
    /// @throws Failure [MethodProblem#DIRECTIONS_CANCEL]
    static Rules byTensor(
            Maker blends, List<Slot> slots, int ingredients, boolean isWhole, Meter meter)
            throws IOException, CancelledException {
        Meter.Products measured = meter.products();
        double[][] coefficients = new double[slots.size()][];
        for (Slot slot : slots) {
            double[][] products = new double[ingredients][ingredients];
            for (int a = 0; a < ingredients; a++) {
                for (int b = 0; b < ingredients; b++) {
                    products[a][b] = isWhole ? measured.whole(a, b) : measured.of(slot, a, b);
                }
            }
            coefficients[slot.index()] =
                    blends.of(slot).coefficients(products).orElseThrow(() -> cancelled(slot));
        }
        return slot -> new LinearRule(coefficients[slot.index()]);
    }

    private static Failure cancelled(Slot slot) {
        return Failure.of(
                        MethodProblem.DIRECTIONS_CANCEL,
                        null,
                        "the directions of the ingredients cancel: no direction lies between them",
                        "Choose other weights")
                .at("tensor " + Shown.of(slot.name()));
    }

    /// Returns rules with a combination for each row. Where there is nothing between the
    /// ingredients, a row is zero.
    static Rules byRow(Maker blends) {
        return slot -> new RowRule(blends.of(slot), Math.toIntExact(slot.row()));
    }

    /// Combines row by row.
    final class RowRule implements Rule {
        private final Blend blend;
        private final int row;

        RowRule(Blend blend, int row) {
            this.blend = blend;
            this.row = row;
        }

        @Override
        public int grain() {
            return row;
        }

        @Override
        public void combine(float[][] values, long first, int count, float[] into) {
            Arrays.fill(into, 0, count, 0);
            for (int from = 0; from < count; from += row) {
                double[] coefficients =
                        blend.coefficients(products(values, from)).orElse(new double[0]);
                for (int k = 0; k < coefficients.length; k++) {
                    LinearRule.add((float) coefficients[k], values[k], from, row, into);
                }
            }
        }

        private double[][] products(float[][] values, int from) {
            double[][] products = new double[values.length][values.length];
            for (int a = 0; a < values.length; a++) {
                for (int b = a; b < values.length; b++) {
                    double sum = 0;
                    for (int i = from; i < from + row; i++) {
                        sum += (double) values[a][i] * values[b][i];
                    }
                    products[a][b] = sum;
                    products[b][a] = sum;
                }
            }
            return products;
        }
    }
}
