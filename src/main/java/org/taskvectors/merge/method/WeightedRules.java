package org.taskvectors.merge.method;

import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The weights of ingredients, tensor by tensor.
final class WeightedRules {
    private WeightedRules() {}

    static double[] weights(Chosen chosen, Slot slot, int ingredients) {
        double[] weights = new double[ingredients];
        for (int k = 0; k < ingredients; k++) {
            weights[k] = chosen.of(Common.WEIGHT, k, slot);
        }
        return weights;
    }

    /// Returns the sum of weights.
    static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /// Returns the weights divided by their sum.
    static double[] shares(double[] weights) {
        double sum = sum(weights);
        double[] shares = weights.clone();
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }

    /// Checks that no tensor's weights sum to 0.
    ///
    /// @throws Failure [MethodProblem#WEIGHTS_CANCEL]
    static void requireSum(Chosen chosen, List<Slot> slots, int ingredients) throws Failure {
        for (Slot slot : slots) {
            if (Math.abs(sum(weights(chosen, slot, ingredients))) < 1e-8) {
                throw Failure.of(
                                MethodProblem.WEIGHTS_CANCEL,
                                null,
                                "the weights of the ingredients sum to 0, and the result is"
                                        + " divided by their sum",
                                "Choose other weights, or set normalize to 0")
                        .at("tensor " + Shown.of(slot.name()));
            }
        }
    }
}
