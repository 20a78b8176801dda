package org.taskvectors.extraction.lora;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// A request whose vector is open.
///
/// @param vector the task vector, which stays the caller's to close
/// @param folder where the adapter goes
/// @param rank how many directions it keeps
/// @param scope which modules; embeddings are never taken, the head only where the scope names it
/// @param dtype of the factors: float32, bfloat16 or float16
/// @param baseName what the adapter calls its base, blank for nothing; where empty, what the
///   vector's provenance says
/// @param overwrite whether an adapter that is there may be replaced
/// @param baseConfig the configuration of the vector's base, which says what modules are called
/// @param compute with what it computes
public record OpenRequest(
        Checkpoint vector,
        Path folder,
        LoraRank rank,
        Scope scope,
        DType dtype,
        Optional<String> baseName,
        boolean overwrite,
        Optional<ModelConfig> baseConfig,
        Compute compute) {
    /// @throws Failure where a part of the change cannot be read and may not be left out, or the
    ///   base cannot be opened
    static OpenRequest of(LoraRequest request, Checkpoint vector) throws Failure {
        requireWhole(vector, request);
        return new OpenRequest(
                vector,
                request.folder(),
                request.rank(),
                request.scope(),
                request.dtype(),
                request.baseName(),
                request.overwrite(),
                baseConfig(request, vector),
                request.compute());
    }

    private static void requireWhole(Checkpoint vector, LoraRequest request) throws Failure {
        List<Incomplete> unread = Coverage.unread(vector);
        if (!unread.isEmpty() && !request.isPartial()) {
            throw Failure.of(
                    LoraProblem.PARTIAL,
                    vector.path().orElse(null),
                    Incomplete.sentences(unread).getFirst(),
                    (unread.getFirst().needsBase()
                                    ? "Give its base too (--base), or leave"
                                    : "Leave")
                            + " it out (--partial)");
        }
    }

    /// Returns the vector's own configuration, else that of its base; empty where the base cannot
    /// be opened, as a paired one may have moved.
    private static Optional<ModelConfig> baseConfig(LoraRequest request, Checkpoint vector) {
        Optional<ModelConfig> own = vector.about().config();
        if (own.isPresent() || request.vector().base().isEmpty()) {
            return own;
        }
        try (Checkpoint base = request.vector().base().get().asModel().open()) {
            return base.about().config();
        } catch (Failure e) {
            return Optional.empty();
        }
    }
}
