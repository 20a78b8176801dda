package org.taskvectors.ui.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;

/// What the panel asks of the core, so that its view model can be tested without one.
@FunctionalInterface
interface LoraCore {

    /// What was chosen.
    ///
    /// @param vector the vector's file or folder
    /// @param folder where the adapter goes
    /// @param overwrite whether an adapter that is there may be replaced
    record Order(Path vector, Path folder, LoraRank rank, DType dtype, boolean overwrite) {}

    LoraResult extract(Order order, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// The core itself.
    static LoraCore of(String program, int threads) {
        LoraExtractor extractor = new LoraExtractor(program);
        return (order, progress, cancellation) -> {
            try (Checkpoint vector = Checkpoints.open(order.vector())) {
                return extractor.extract(
                        new LoraRequest(
                                vector,
                                order.folder(),
                                order.rank(),
                                Scope.ALL,
                                order.dtype(),
                                Optional.empty(),
                                order.overwrite(),
                                threads),
                        progress,
                        cancellation);
            }
        };
    }
}
