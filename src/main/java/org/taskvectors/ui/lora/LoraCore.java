package org.taskvectors.ui.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.DType;
import org.taskvectors.workspace.OpenItem;

/// What the panel asks of the core, so that its view model can be tested without one.
@FunctionalInterface
interface LoraCore {

    /// What was chosen.
    ///
    /// @param vector the vector's file or folder
    /// @param scale what a person said that its factors are multiplied by, where it has factors
    /// @param base where its base lies, for an adapter that needs it
    /// @param folder where the adapter goes
    /// @param overwrite whether an adapter that is there may be replaced
    record Order(
            Path vector,
            Optional<LoraScale> scale,
            Optional<Path> base,
            Path folder,
            LoraRank rank,
            DType dtype,
            boolean overwrite) {}

    LoraResult extract(Order order, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// The core itself.
    static LoraCore of(String program, int threads) {
        LoraExtractor extractor = new LoraExtractor(program);
        return (order, progress, cancellation) -> {
            try (OpenItem vector = OpenItem.of(order.vector(), order.scale(), order.base())) {
                return extractor.extract(
                        new LoraRequest(
                                vector.checkpoint(),
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
