package org.taskvectors.inference.kernel;

/// Activations of one number, computed in float64 and rounded.
final class Activations {
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBE = 0.044715;

    private Activations() {}

    /// x / (1 + exp(−x)).
    static float silu(float x) {
        return (float) (x / (1 + Math.exp(-x)));
    }

    /// x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
    static float geluTanh(float x) {
        double wide = x;
        double inner = SQRT_2_OVER_PI * (wide + CUBE * wide * wide * wide);
        return (float) (0.5 * wide * (1 + Math.tanh(inner)));
    }

    /// x · (1 + erf(x / √2)) / 2.
    static float gelu(float x) {
        double wide = x;
        return (float) (0.5 * wide * complementOfErf(-wide / Math.sqrt(2)));
    }

    /// Returns 1 − erf(x), with a relative error below 1.2e-7: Chebyshev fit of Press et al.,
    /// Numerical Recipes, section 6.2.
    private static double complementOfErf(double x) {
        double z = Math.abs(x);
        double t = 1 / (1 + 0.5 * z);
        double fit =
                t
                        * Math.exp(
                                -z * z
                                        - 1.26551223
                                        + t
                                                * (1.00002368
                                                        + t
                                                                * (0.37409196
                                                                        + t
                                                                                * (0.09678418
                                                                                        + t
                                                                                                * (-0.18628806
                                                                                                        + t
                                                                                                                * (0.27886807
                                                                                                                        + t
                                                                                                                                * (-1.13520398
                                                                                                                                        + t
                                                                                                                                                * (1.48851587
                                                                                                                                                        + t
                                                                                                                                                                * (-0.82215223
                                                                                                                                                                        + t
                                                                                                                                                                                * 0.17087277)))))))));
        return x >= 0 ? fit : 2 - fit;
    }
}
