package org.taskvectors.extraction;

import java.nio.file.Path;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.tensor.Compute;

/// An extraction that somebody asks for. The checkpoints stay the caller's to close.
///
/// @param base the base model
/// @param tuned the fine-tuned model
/// @param output where the vector goes; its ending says the format
/// @param policies what was decided
/// @param overwrite whether an existing file may be replaced
/// @param compute with what it computes
public record ExtractionRequest(
        Checkpoint base,
        Checkpoint tuned,
        Path output,
        Policies policies,
        boolean overwrite,
        Compute compute) {}
