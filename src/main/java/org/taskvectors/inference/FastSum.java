package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.inference.kernel.BakeKernels;
import org.taskvectors.inference.kernel.BakeTerm;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Summand;

/// One tensor of an edited model as a sum of numbers in memory that the kernels can make: in
/// float32.
///
/// @param from θ0, exactly
/// @param shared the elements that θ0 and every τ have
/// @param written the dtype that the sum is rounded to
record FastSum(Weights from, long shared, List<BakeTerm> terms, DType written) {
    /// Returns the sum of a tensor; empty if it is not one of numbers in memory in float32.
    static Optional<FastSum> of(EditedModel model, BakeTarget target, HeldOperands operands) {
        Tensor tensor = target.tensor();
        Tensor base = model.base().tensor(tensor.name()).orElseThrow();
        Optional<Weights> from = operands.numbers(base);
        if (from.isEmpty() || tensor.dtype() == DType.F64) {
            return Optional.empty();
        }
        long shared = base.elements();
        List<BakeTerm> terms = new ArrayList<>();
        for (Summand summand : model.summands(tensor.name())) {
            Optional<MemorySegment> held = operands.held(summand);
            if (held.isEmpty() || !isSummed(summand.tensor().dtype())) {
                return Optional.empty();
            }
            terms.add(new BakeTerm(held.get(), summand.tensor().dtype(), (float) summand.lambda()));
            shared = Math.min(shared, summand.tensor().elements());
        }
        return Optional.of(new FastSum(from.get(), shared, terms, tensor.dtype()));
    }

    private static boolean isSummed(DType dtype) {
        return dtype == DType.BF16 || dtype == DType.F16 || dtype == DType.F32;
    }

    /// Writes a range of the sum.
    ///
    /// @return how many elements were written, from the first on; what follows, up to
    ///   [BakeKernels#BLOCK] elements, is no such sum: a side lacks some of them, or one is NaN
    long write(BakeKernels kernels, long first, long count, MemorySegment into) {
        long most = Math.clamp(shared - first, 0, count);
        return most == 0 ? 0 : kernels.bake(from, terms, written, first, most, into);
    }
}
