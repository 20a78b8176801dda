package org.taskvectors.merge.method;

import java.util.Arrays;
import java.util.Optional;

/// Means on spheres, from products alone, in float64.
final class Spheres {
    /// Above this |cosine| SLERP goes straight.
    private static final double STRAIGHT = 0.9995;

    /// Below this NuSLERP takes directions as one.
    private static final double ONE_LINE = 1e-8;

    private Spheres() {}

    /// SLERP: straight between vectors of one line (|cos| > 0.9995), and where one is zero, since
    /// it has no direction.
    static Blend slerp(double t) {
        return products -> {
            double cosine = cosine(products, 0, 1);
            return Optional.of(
                    Double.isNaN(cosine) || Math.abs(cosine) > STRAIGHT
                            ? new double[] {1 - t, t}
                            : between(t, cosine));
        };
    }

    /// NuSLERP: SLERP that goes straight between vectors of exactly one line only.
    static Blend nuSlerp(double t) {
        return products -> {
            double cosine = cosine(products, 0, 1);
            return Optional.of(
                    Double.isNaN(cosine) || 1 - cosine * cosine <= ONE_LINE * ONE_LINE
                            ? new double[] {1 - t, t}
                            : between(t, cosine));
        };
    }

    private static double[] between(double t, double cosine) {
        double angle = Math.acos(cosine);
        double sine = Math.sin(angle);
        return new double[] {Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine};
    }

    /// Returns the cosine of two ingredients; NaN if one is zero.
    static double cosine(double[][] products, int a, int b) {
        double norms = Math.sqrt(products[a][a]) * Math.sqrt(products[b][b]);
        return norms == 0 ? Double.NaN : Math.clamp(products[a][b] / norms, -1, 1);
    }

    /// The direction of Σ w·x/‖x‖ with the length Σ w·‖x‖. Zero vectors have no direction, and
    /// count in the length. Empty if the directions cancel; two that do are summed straight.
    static Blend weighted(double[] weights) {
        return products -> {
            int n = weights.length;
            double[] unit = new double[n];
            double length = 0;
            boolean isZero = true;
            for (int k = 0; k < n; k++) {
                double norm = Math.sqrt(products[k][k]);
                unit[k] = norm == 0 ? 0 : weights[k] / norm;
                length += weights[k] * norm;
                isZero &= norm == 0;
            }
            if (isZero) {
                return Optional.of(new double[n]);
            }
            double norm = norm(unit, products);
            if (norm < ONE_LINE) {
                return n == 2 ? Optional.of(weights.clone()) : Optional.empty();
            }
            for (int k = 0; k < n; k++) {
                unit[k] *= length / norm;
            }
            return Optional.of(unit);
        };
    }

    /// The Karcher mean of the directions, by steps along the mean of the tangents, with the length
    /// Σ α·‖x‖. It begins at the direction of the mean; where that is zero, at the first one's.
    ///
    /// @param shares α, which sum to 1
    static Blend karcher(double[] shares, int steps, double tolerance) {
        return products -> {
            int n = shares.length;
            double[] norms = new double[n];
            double length = 0;
            double all = 0;
            int first = -1;
            for (int k = 0; k < n; k++) {
                norms[k] = Math.sqrt(products[k][k]);
                length += shares[k] * norms[k];
                all += norms[k] == 0 ? 0 : shares[k];
                first = first < 0 && norms[k] > 0 ? k : first;
            }
            if (first < 0) {
                return Optional.of(new double[n]);
            }
            double[] alphas = new double[n];
            double[] mean = new double[n];
            for (int k = 0; k < n; k++) {
                alphas[k] = norms[k] == 0 ? 0 : shares[k] / all;
                mean[k] = norms[k] == 0 ? 0 : alphas[k] / norms[k];
            }
            if (norm(mean, products) < tolerance) {
                mean = new double[n];
                mean[first] = 1;
            }
            scale(mean, 1 / norm(mean, products));
            for (int step = 0; step < steps; step++) {
                double[] tangent = tangent(mean, alphas, norms, products, tolerance);
                double size = norm(tangent, products);
                if (size < tolerance) {
                    break;
                }
                for (int k = 0; k < n; k++) {
                    mean[k] = Math.cos(size) * mean[k] + Math.sin(size) * tangent[k] / size;
                }
                scale(mean, 1 / norm(mean, products));
            }
            scale(mean, length);
            return Optional.of(mean);
        };
    }

    private static double[] tangent(
            double[] mean, double[] alphas, double[] norms, double[][] products, double tolerance) {
        int n = mean.length;
        double[] tangent = new double[n];
        for (int k = 0; k < n; k++) {
            if (alphas[k] == 0) {
                continue;
            }
            double cosine = 0;
            for (int j = 0; j < n; j++) {
                cosine += mean[j] * products[j][k] / norms[k];
            }
            cosine = Math.clamp(cosine, -1, 1);
            double angle = Math.acos(cosine);
            double sine = Math.sin(angle);
            // Of the opposite direction no tangent is known.
            if (angle < tolerance || sine < 1e-12) {
                continue;
            }
            double factor = alphas[k] * angle / sine;
            tangent[k] += factor / norms[k];
            for (int j = 0; j < n; j++) {
                tangent[j] -= factor * cosine * mean[j];
            }
        }
        return tangent;
    }

    private static void scale(double[] vector, double factor) {
        for (int k = 0; k < vector.length; k++) {
            vector[k] *= factor;
        }
    }

    /// Returns ‖Σ c·x‖.
    static double norm(double[] coefficients, double[][] products) {
        double sum = 0;
        for (int a = 0; a < coefficients.length; a++) {
            for (int b = 0; b < coefficients.length; b++) {
                sum += coefficients[a] * coefficients[b] * products[a][b];
            }
        }
        return Math.sqrt(Math.max(0, sum));
    }

    /// Model Stock: t times the mean, t = N·c / (1 + (N − 1)·c) with the mean cosine c of all
    /// pairs. A pair with a zero vector has the cosine 0. Zero where the denominator is (below
    /// 10⁻⁶), since there is no finite estimate.
    static Blend modelStock() {
        return products -> {
            int n = products.length;
            double sum = 0;
            for (int a = 0; a < n; a++) {
                for (int b = a + 1; b < n; b++) {
                    double cosine = cosine(products, a, b);
                    sum += Double.isNaN(cosine) ? 0 : cosine;
                }
            }
            double cosine = sum / (n * (n - 1) / 2.0);
            double denominator = 1 + (n - 1) * cosine;
            double[] coefficients = new double[n];
            Arrays.fill(coefficients, Math.abs(denominator) < 1e-6 ? 0 : cosine / denominator);
            return Optional.of(coefficients);
        };
    }

    /// The part of the first that is orthogonal to the second.
    static Blend orthogonal(double lambda) {
        return products ->
                Optional.of(
                        new double[] {
                            lambda,
                            products[1][1] == 0 ? 0 : -lambda * products[0][1] / products[1][1]
                        });
    }
}
