package org.taskvectors.merge.method;

/// Rules that only add: Σ λ·τ with one coefficient for each tensor and ingredient. On a base the
/// terms are added one by one, as `apply` adds them.
public interface Additions extends Rules {
    /// Returns λ of an ingredient in a tensor.
    double coefficient(Slot slot, int ingredient);

    @Override
    default Rule rule(Slot slot) {
        double[] coefficients = new double[slot.ingredients()];
        for (int k = 0; k < coefficients.length; k++) {
            coefficients[k] = coefficient(slot, k);
        }
        return new LinearRule(coefficients);
    }
}
