package org.taskvectors.inference.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.taskvectors.inference.kernel.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Functions of each lane. The Vector API's own come from a library that only some systems have;
/// elsewhere they are a hundred times as slow, and they differ in the last digit.
final class VectorMath {
    /// Below it half of exp is no normal float; it counts as 0.
    private static final float LEAST = -86.6f;

    /// Above it exp is infinite.
    private static final float MOST = 88.73f;

    private static final float LOG2_E = (float) 1.44269504;
    private static final float LN2_HIGH = (float) 0.693359375;
    private static final float LN2_LOW = (float) -2.12194440e-4;

    /// 1.5 · 2²³: adding it leaves the nearest whole number in the lowest bits.
    private static final float ROUNDER = 12582912f;

    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);

    private VectorMath() {}

    /// exp, within 2 units in the last place: the polynomial of Moshier's Cephes `expf`. 0 below
    /// −86.6, infinite above 88.73, NaN for NaN.
    static FloatVector exp(FloatVector x) {
        FloatVector within = x.max(LEAST).min(MOST);
        FloatVector rounded = within.mul(LOG2_E).add(ROUNDER);
        FloatVector whole = rounded.sub(ROUNDER);
        FloatVector rest =
                whole.fma(
                        FloatVector.broadcast(FLOATS, -LN2_LOW),
                        whole.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), within));
        FloatVector sum = FloatVector.broadcast(FLOATS, (float) 1.9875691500e-4);
        sum = sum.fma(rest, FloatVector.broadcast(FLOATS, (float) 1.3981999507e-3));
        sum = sum.fma(rest, FloatVector.broadcast(FLOATS, (float) 8.3334519073e-3));
        sum = sum.fma(rest, FloatVector.broadcast(FLOATS, (float) 4.1665795894e-2));
        sum = sum.fma(rest, FloatVector.broadcast(FLOATS, (float) 1.6666665459e-1));
        sum = sum.fma(rest, FloatVector.broadcast(FLOATS, (float) 5.0000001201e-1));
        sum = sum.fma(rest.mul(rest), rest).add(1);
        // Half the power twice: 2^128 is no float.
        IntVector power =
                rounded.reinterpretAsInts()
                        .sub(Float.floatToRawIntBits(ROUNDER) - EXPONENT_BIAS + 1);
        FloatVector half = power.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
        FloatVector result = sum.mul(half).mul(2);
        return result.blend(0, x.compare(LT, LEAST));
    }

    /// x / (1 + exp(−x)).
    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1));
    }

    /// x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, which is x / (1 + exp(−2 √(2/π) (…))).
    static FloatVector geluTanh(FloatVector x) {
        FloatVector inner = x.mul(x).mul(0.044715f).add(1).mul(x);
        return x.div(exp(inner.mul(-2 * SQRT_2_OVER_PI)).add(1));
    }

    /// tanh, within 1.2e-7.
    static FloatVector tanh(FloatVector x) {
        FloatVector two = FloatVector.broadcast(FLOATS, 2);
        return two.div(exp(x.mul(2)).add(1)).neg().add(1);
    }
}
