package org.taskvectors.merge.method;

import java.util.Arrays;

/// Σ c·x with a coefficient for each ingredient: product and sum each rounded to float32, in the
/// order of the ingredients, and divided at the end.
final class LinearRule implements Rule {
    private final float[] coefficients;
    private final float divisor;

    LinearRule(double[] coefficients) {
        this(coefficients, 1);
    }

    LinearRule(double[] coefficients, double divisor) {
        this.coefficients = new float[coefficients.length];
        for (int k = 0; k < coefficients.length; k++) {
            this.coefficients[k] = (float) coefficients[k];
        }
        this.divisor = (float) divisor;
    }

    @Override
    public void combine(float[][] values, long first, int count, float[] into) {
        Arrays.fill(into, 0, count, 0);
        for (int k = 0; k < coefficients.length; k++) {
            if (coefficients[k] != 0) {
                add(coefficients[k], values[k], 0, count, into);
            }
        }
        if (divisor != 1) {
            for (int i = 0; i < count; i++) {
                into[i] /= divisor;
            }
        }
    }

    /// A loop of its own, so that the compiler turns it into vector code.
    static void add(float coefficient, float[] term, int from, int count, float[] into) {
        for (int i = from; i < from + count; i++) {
            into[i] += coefficient * term[i];
        }
    }
}
