package org.taskvectors.inference;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// What is loaded.
///
/// @param base the model
/// @param vectors what is laid on it, in the order in which it is added
/// @param context the most tokens of a text, at most the model's own; 0 for the model's own, at
///   most 4,096
/// @param compute with what it runs
/// @param isPartial whether changes are left out that cannot be read or that the base has no tensor
///   for
/// @param dtype in which it runs, BF16 or F32: what runs is then what `apply` saves in that dtype;
///   empty for the dtypes in which `apply` saves it by default, the stored ones
/// @param isOnProcessor whether it runs on the processor wherever it would run otherwise: what a
///   person may choose where a device failed
public record LiveRequest(
        Located base,
        List<Located> vectors,
        int context,
        Compute compute,
        boolean isPartial,
        Optional<DType> dtype,
        boolean isOnProcessor) {
    /// @throws IllegalArgumentException if nothing computes in that dtype
    public LiveRequest {
        base = base.asModel();
        vectors = List.copyOf(vectors);
        if (dtype.isPresent() && dtype.get() != DType.F32 && dtype.get() != DType.BF16) {
            throw new IllegalArgumentException(dtype.get() + " is not computed with");
        }
    }

    /// The same where models run by themselves.
    public LiveRequest(
            Located base,
            List<Located> vectors,
            int context,
            Compute compute,
            boolean isPartial,
            Optional<DType> dtype) {
        this(base, vectors, context, compute, isPartial, dtype, false);
    }

    /// The same in the stored dtypes.
    public LiveRequest(
            Located base, List<Located> vectors, int context, Compute compute, boolean isPartial) {
        this(base, vectors, context, compute, isPartial, Optional.empty());
    }

    /// Returns the same request for the processor.
    public LiveRequest onProcessor() {
        return new LiveRequest(base, vectors, context, compute, isPartial, dtype, true);
    }

    /// Returns the choice of a dtype with which `apply` saves what runs.
    OutputDType saved() {
        if (dtype.isEmpty()) {
            return OutputDType.SOURCE;
        }
        return dtype.get() == DType.F32 ? OutputDType.FLOAT32 : OutputDType.BFLOAT16;
    }
}
