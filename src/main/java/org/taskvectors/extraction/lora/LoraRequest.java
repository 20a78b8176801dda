package org.taskvectors.extraction.lora;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// Asks for a LoRA adapter out of a task vector.
///
/// @param vector where the task vector lies, and its base where it says more with it
/// @param folder where the adapter goes
/// @param rank how many directions it keeps
/// @param scope which modules; embeddings are never taken, the head only where the scope names it
/// @param dtype of the factors: float32, bfloat16 or float16
/// @param baseName what the adapter calls its base, blank for nothing; where empty, what the
///   vector's provenance says
/// @param overwrite whether an adapter that is there may be replaced
/// @param isPartial whether changes may be left out that cannot be read
/// @param compute with what it computes
public record LoraRequest(
        Located vector,
        Path folder,
        LoraRank rank,
        Scope scope,
        DType dtype,
        Optional<String> baseName,
        boolean overwrite,
        boolean isPartial,
        Compute compute) {
    /// The highest rank for an energy by default.
    public static final int DEFAULT_MOST = 256;

    /// A request for the whole change.
    public LoraRequest(
            Located vector,
            Path folder,
            LoraRank rank,
            Scope scope,
            DType dtype,
            Optional<String> baseName,
            boolean overwrite,
            Compute compute) {
        this(vector, folder, rank, scope, dtype, baseName, overwrite, false, compute);
    }
}
