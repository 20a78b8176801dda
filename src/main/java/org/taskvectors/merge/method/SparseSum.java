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

    /// The bits of 1.
    private static final int ONE = 0x3f800000;

    /// How terms are joined.
    ///
    /// @param elects whether a sign is elected
    /// @param isPositive whether a sum of zero elects the positive sign; otherwise nothing is
    ///   elected, and the result is zero
    /// @param normalizes whether the sum is divided by the weights
    record Joining(boolean elects, boolean isPositive, boolean normalizes) {
        /// A plain sum.
        static Joining sum(Chosen chosen, Parameter normalize, List<Slot> slots) {
            return new Joining(false, false, chosen.isAnywhere(normalize, slots));
        }

        /// A sum of what has the elected sign.
        static Joining elected(Chosen chosen, Parameter normalize, List<Slot> slots) {
            return new Joining(
                    true,
                    chosen.isAnywhere(Common.POSITIVE_TIES, slots),
                    chosen.isAnywhere(normalize, slots));
        }
    }

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

    /// Without branches, which would depend on signs that nothing predicts.
    private void joinElected(int count, float[] into) {
        Arrays.fill(into, 0, count, 0);
        elect(sum, joining.isPositive() ? ONE : 0, count);
        if (!joining.normalizes()) {
            for (float[] term : terms) {
                addAgreeing(term, sum, into, count);
            }
            return;
        }
        Arrays.fill(divisor, 0, count, 0);
        for (int k = 0; k < terms.length; k++) {
            addAgreeing(terms[k], sum, Math.abs(weights[k]), into, divisor, count);
        }
        // No sum of weights is less; where nothing agrees 0 is divided.
        float least = leastWeight();
        for (int i = 0; i < count; i++) {
            into[i] /= Math.max(divisor[i], least);
        }
    }

    /// Makes signs of sums: 1 or −1.
    ///
    /// @param ofZero the bits of the sign of a sum that is 0
    private static void elect(float[] sums, int ofZero, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(sums[i] + 0f);
            int isAny = -(bits & 0x7fffffff) >> 31;
            sums[i] = Float.intBitsToFloat((bits & 0x80000000) | (ONE & isAny) | (ofZero & ~isAny));
        }
    }

    private float leastWeight() {
        float least = Float.POSITIVE_INFINITY;
        for (float weight : weights) {
            least = weight == 0 ? least : Math.min(least, Math.abs(weight));
        }
        return Float.isInfinite(least) ? 1 : least;
    }

    /// Adds what has the sign.
    private static void addAgreeing(float[] term, float[] sign, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            int kept = Float.floatToRawIntBits(term[i]) & agrees(term[i], sign[i]);
            into[i] += Float.intBitsToFloat(kept);
        }
    }

    /// Adds what has the sign, and its weight.
    private static void addAgreeing(
            float[] term, float[] sign, float weight, float[] into, float[] weights, int count) {
        int bits = Float.floatToRawIntBits(weight);
        for (int i = 0; i < count; i++) {
            int agrees = agrees(term[i], sign[i]);
            into[i] += Float.intBitsToFloat(Float.floatToRawIntBits(term[i]) & agrees);
            weights[i] += Float.intBitsToFloat(bits & agrees);
        }
    }

    /// Returns all bits where a term has the sign, which is 1, −1 or 0; none otherwise. Their
    /// product is positive then. Adding 0 makes +0 of −0, so that the product's bits are a positive
    /// number exactly where it is one.
    private static int agrees(float term, float sign) {
        return -Float.floatToRawIntBits(term * sign + 0f) >> 31;
    }
}
