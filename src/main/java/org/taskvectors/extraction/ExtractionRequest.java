package org.taskvectors.extraction;

import java.nio.file.Path;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.tensor.Compute;

/// Asks for the difference of two checkpoints as a vector on disk.
///
/// @param base where the base model lies
/// @param tuned where the fine-tuned model lies
/// @param output where the vector goes; its ending says the format
/// @param policies what was decided
/// @param overwrite whether an existing file may be replaced
/// @param compute with what it computes
public record ExtractionRequest(
        Located base,
        Located tuned,
        Path output,
        Policies policies,
        boolean overwrite,
        Compute compute) {
    public ExtractionRequest {
        base = base.asModel();
        tuned = tuned.asModel();
    }
}
