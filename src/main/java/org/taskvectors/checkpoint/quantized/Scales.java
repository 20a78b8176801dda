package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// The scales of one quantised tensor, read window by window.
interface Scales {
    /// Returns how many scales there are.
    long count();

    /// Adds the stored tensors that the scales are, by what each is.
    void addParts(Map<Role, Tensor> parts);

    /// Fills the first `count` of `scratch.scales` with the scales from `first` on.
    void load(long first, int count, Scratch scratch) throws IOException;

    /// Ensures that `scratch.scales` holds the scales `first` to `first` + `count` − 1, and returns
    /// the index of the first of them. Reads a whole window, since the next block needs the scales
    /// that follow.
    ///
    /// @param count at most [Scratch#WINDOW]
    default int window(long first, int count, Scratch scratch) throws IOException {
        long end = scratch.firstScale + scratch.scaleCount;
        if (!equals(scratch.owner) || first < scratch.firstScale || first + count > end) {
            scratch.owner = null;
            int more = (int) Math.min(Scratch.WINDOW, count() - first);
            load(first, more, scratch);
            scratch.owner = this;
            scratch.firstScale = first;
            scratch.scaleCount = more;
        }
        return (int) (first - scratch.firstScale);
    }

    /// Scales that are stored as numbers: floating point, or powers of two as their exponents.
    record Stored(Checkpoint source, Tensor tensor) implements Scales {
        /// Whether scales of that dtype can be read.
        static boolean isReadable(DType dtype) {
            return (dtype.isFloating() && dtype.bits() <= 32) || isPower(dtype);
        }

        @Override
        public long count() {
            return tensor.elements();
        }

        @Override
        public void addParts(Map<Role, Tensor> parts) {
            parts.put(Role.SCALES, tensor);
        }

        @Override
        public void load(long first, int count, Scratch scratch) throws IOException {
            numbers(source, tensor, first, count, scratch, scratch.scales);
        }
    }

    /// Reads `count` stored numbers into `into`.
    static void numbers(
            Checkpoint source, Tensor tensor, long first, int count, Scratch scratch, float[] into)
            throws IOException {
        DType dtype = tensor.dtype();
        MemorySegment bytes = scratch.scaleBytes.asSlice(0, (long) count * dtype.bytes());
        source.read(tensor, first, bytes);
        if (!isPower(dtype)) {
            Numbers.decode(dtype, bytes, count, into);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[i] = power(Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i)));
        }
    }

    /// Whether scales of that dtype are exponents: they have a dtype of their own or, from programs
    /// without it, are bytes (Transformers' `Fp8Dequantize`).
    private static boolean isPower(DType dtype) {
        return dtype == DType.F8_E8M0 || dtype == DType.U8;
    }

    /// Returns 2^(code − 127), and NaN for 255: E8M0 of the OCP Microscaling Formats (MX)
    /// Specification 1.0, section 5.4.1.
    private static float power(int code) {
        return code == 255 ? Float.NaN : Math.scalb(1f, code - 127);
    }
}
