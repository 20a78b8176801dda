package org.taskvectors.checkpoint.quantized;

import org.taskvectors.tensor.DType;

/// The relative error ‖q − w‖ / ‖w‖ of each format for Gaussian weights. Measured with the
/// quantisers of bitsandbytes 0.50.2, and for float8 with scales as Transformers 5.24 sets them, on
/// 2²⁴ standard normal weights: `src/test/oracle/quantized/gaussian_errors.py`. Quantising the
/// scales too changes none of the digits. Weights of real models have heavier tails than Gaussian
/// ones, so the error of a model is mostly a little larger.
final class GaussianErrors {
    /// By block size, from 32 on, each twice the one before.
    private static final double[] NF4 = {
        0.0873, 0.0920, 0.0956, 0.0986, 0.1015, 0.1043, 0.1071, 0.1100
    };

    private static final double[] FP4 = {
        0.1141, 0.1220, 0.1286, 0.1347, 0.1405, 0.1463, 0.1520, 0.1579
    };

    /// By the length of a row, from 64 on, each twice the one before.
    private static final double[] INT8 = {
        0.00593, 0.00647, 0.00696, 0.00742, 0.00787, 0.00828, 0.00868, 0.00906, 0.00943, 0.00978,
        0.01009
    };

    /// The same to all digits for blocks of 128 × 128, rows of 4,096 and whole tensors: the
    /// mantissa makes it, not the scale.
    private static final double E4M3 = 0.0265;

    private static final double E5M2 = 0.0527;

    /// Of ggml's quantiser, which sets scales as the specification says
    /// (`src/test/oracle/gguf/gaussian_errors.py`).
    static final double MXFP4 = 0.1141;

    private GaussianErrors() {}

    static double fourBits(FourBitType type, int blockSize) {
        double[] table = type == FourBitType.NF4 ? NF4 : FP4;
        return table[Integer.numberOfTrailingZeros(blockSize) - 5];
    }

    /// Returns the error for the table's nearest length of a row.
    static double int8(long columns) {
        double place = Math.log((double) Math.max(1, columns)) / Math.log(2) - 6;
        return INT8[Math.clamp(Math.round(place), 0, INT8.length - 1)];
    }

    static double float8(DType dtype) {
        return dtype == DType.F8_E5M2 ? E5M2 : E4M3;
    }
}
