package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Summand;

/// One tensor of an edited model as a sum of numbers in memory, in float32: θ0 + Σ λ·τ, product and
/// sum each rounded, and the result once to the dtype that `apply` writes.
///
/// @param from θ0, exactly
/// @param shared the elements that θ0 and every τ have
/// @param terms at least one, in their order
/// @param written the dtype that the sum is rounded to
/// @param held the dtype in memory
record FastSum(Weights from, long shared, List<Term> terms, DType written, DType held) {
    /// One λ·τ.
    record Term(MemorySegment memory, DType dtype, float lambda) {}

    /// Returns the sum of a tensor; empty if it is not one of numbers in memory in float32.
    static Optional<FastSum> of(EditedModel model, BakeTarget target, HeldOperands operands) {
        Tensor tensor = target.tensor();
        Tensor base = model.base().tensor(tensor.name()).orElseThrow();
        Optional<Weights> from = operands.numbers(base);
        if (from.isEmpty() || tensor.dtype() == DType.F64) {
            return Optional.empty();
        }
        long shared = base.elements();
        List<Term> terms = new ArrayList<>();
        for (Summand summand : model.summands(tensor.name())) {
            DType dtype = summand.tensor().dtype();
            Optional<MemorySegment> held = operands.held(summand);
            if (held.isEmpty() || dtype == DType.F64) {
                return Optional.empty();
            }
            float lambda = (float) summand.lambda();
            if (lambda != 0) {
                terms.add(new Term(held.get(), dtype, lambda));
            }
            shared = Math.min(shared, summand.tensor().elements());
        }
        return Optional.of(
                new FastSum(from.get(), shared, terms, tensor.dtype(), target.held()));
    }

    /// Writes a block of the sum.
    ///
    /// @param sum scratch for as many numbers
    /// @param change likewise
    /// @return false if it does not apply to the block: a side lacks some of its elements, or one
    ///   is NaN. What `into` holds does not matter then
    boolean write(long first, int count, MemorySegment into, float[] sum, float[] change) {
        if (first + count > shared) {
            return false;
        }
        decode(from.dtype(), from.memory(), first, count, sum);
        for (Term term : terms) {
            decode(term.dtype(), term.memory(), first, count, change);
            add(sum, change, term.lambda(), count);
        }
        if (hasNaN(sum, count)) {
            return false;
        }
        if (written == DType.F16) {
            roundToFloat16(sum, count);
        }
        Numbers.encode(sum, count, held, into);
        return true;
    }

    private static void decode(
            DType dtype, MemorySegment memory, long first, int count, float[] into) {
        long width = dtype.bytes();
        Numbers.decode(dtype, memory.asSlice(first * width, count * width), count, into);
    }

    /// Java never fuses product and sum.
    private static void add(float[] sum, float[] change, float lambda, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += lambda * change[i];
        }
    }

    private static boolean hasNaN(float[] sum, int count) {
        boolean found = false;
        for (int i = 0; i < count; i++) {
            found |= sum[i] != sum[i];
        }
        return found;
    }

    private static void roundToFloat16(float[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Float.float16ToFloat(Float.floatToFloat16(sum[i]));
        }
    }
}
