package org.taskvectors.extraction.lora;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// A request whose vector is open.
record OpenRequest(
        Checkpoint vector,
        Path folder,
        LoraRank rank,
        Scope scope,
        DType dtype,
        Optional<String> baseName,
        boolean overwrite,
        Compute compute) {
    static OpenRequest of(LoraRequest request, Checkpoint vector) {
        return new OpenRequest(
                vector,
                request.folder(),
                request.rank(),
                request.scope(),
                request.dtype(),
                request.baseName(),
                request.overwrite(),
                request.compute());
    }
}
