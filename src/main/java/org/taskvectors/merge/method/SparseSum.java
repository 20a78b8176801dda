package org.taskvectors.merge.method;

import java.util.Arrays;
import java.util.List;

/// The sum Σ w·f(τ) of filtered ingredients, times λ: all of them, or those that agree with an
/// elected sign. Every step is rounded to float32; sums run in the order of the ingredients.
///
/// With an election the sign of Σ w·f(τ) is elected weight by weight, only terms of that sign go
/// in, and what they sum to is divided by Σ |w| of those terms where the sum is normalised. (With
/// positive weights that is their weighted mean. A negative weight turns its ingredient round and
/// counts as much.) Without an election the sum is divided by Σ w of all ingredients, unless that
/// is 0 (below 10⁻⁸), as mergekit does.
final class SparseSum implements Rule {
    private static final double NOTHING = 1e-8;

    /// How terms are joined.
    ///
    /// @param elects whether a sign is elected
    /// @param isPositive whether a sum of zero elects the positive sign; otherwise nothing is
    ///   elected, and the result is zero
    /// @param normalizes whether the sum is divided by the weights
    record Joining(boolean elects, boolean isPositive, boolean normalizes) {}

    private final List<Filter> filters;
    private final float[] weights;
    private final Joining joining;
    private final float lambda;
    private final int grain;
    private float[][] terms;
    private float[] sum = {};
    private float[] divisor = {};

    /// @param filters one for each ingredient
    /// @param weights one for each ingredient
    SparseSum(List<Filter> filters, float[] weights, Joining joining, float lambda) {
        this.filters = List.copyOf(filters);
        this.weights = weights.clone();
        this.joining = joining;
        this.lambda = lambda;
        grain = filters.stream().mapToInt(Filter::grain).max().orElse(1);
        terms = new float[filters.size()][0];
    }

    @Override
    public int grain() {
        return grain;
    }

    @Override
    public void combine(float[][] values, long first, int count, float[] into) {
        reserve(count);
        Arrays.fill(sum, 0, count, 0);
        for (int k = 0; k < terms.length; k++) {
            filters.get(k).keep(values[k], first, count, terms[k]);
            addTerm(terms[k], weights[k], sum, count);
        }
        if (joining.elects()) {
            joinElected(count, into);
        } else {
            joinAll(count, into);
        }
        if (lambda != 1) {
            for (int i = 0; i < count; i++) {
                into[i] *= lambda;
            }
        }
    }

    private void reserve(int count) {
        if (sum.length < count) {
            sum = new float[count];
            divisor = new float[count];
            terms = new float[terms.length][count];
        }
    }

    /// Multiplies a term by its weight, and adds it.
    private static void addTerm(float[] term, float weight, float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            float one = weight * term[i];
            term[i] = one;
            sum[i] += one;
        }
    }

    private void joinAll(int count, float[] into) {
        float all = 0;
        for (float weight : weights) {
            all += weight;
        }
        if (joining.normalizes() && Math.abs(all) >= NOTHING) {
            for (int i = 0; i < count; i++) {
                into[i] = sum[i] / all;
            }
        } else {
            System.arraycopy(sum, 0, into, 0, count);
        }
    }

    private void joinElected(int count, float[] into) {
        Arrays.fill(into, 0, count, 0);
        Arrays.fill(divisor, 0, count, 0);
        float ofZero = joining.isPositive() ? 1 : 0;
        for (int i = 0; i < count; i++) {
            sum[i] = sum[i] == 0 ? ofZero : sum[i];
        }
        for (int k = 0; k < terms.length; k++) {
            addAgreeing(terms[k], Math.abs(weights[k]), into, count);
        }
        if (joining.normalizes()) {
            for (int i = 0; i < count; i++) {
                into[i] = divisor[i] == 0 ? 0 : into[i] / divisor[i];
            }
        }
    }

    private void addAgreeing(float[] term, float weight, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            float one = term[i];
            boolean agrees = one > 0 && sum[i] > 0 || one < 0 && sum[i] < 0;
            into[i] += agrees ? one : 0;
            divisor[i] += agrees ? weight : 0;
        }
    }
}
