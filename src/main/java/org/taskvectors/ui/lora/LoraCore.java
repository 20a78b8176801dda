package org.taskvectors.ui.lora;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraModules;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.Located;
import org.taskvectors.workspace.OpenItem;

/// What the panel asks of the core, so that its view model can be tested without one.
@FunctionalInterface
interface LoraCore {
    /// The vector as the workspace knows it.
    ///
    /// @param own where it lies
    /// @param base where its base lies, for an adapter that needs it
    record Source(Located own, Optional<Located> base) {
        private OpenItem open() throws IOException {
            return OpenItem.of(own, base);
        }
    }

    /// What was chosen.
    ///
    /// @param folder where the adapter goes
    /// @param baseName what the adapter calls its base, blank for nothing; empty where that is left
    ///   to what the vector says
    /// @param overwrite whether an adapter that is there may be replaced
    record Order(
            Source vector,
            Path folder,
            LoraRank rank,
            Scope scope,
            DType dtype,
            Optional<String> baseName,
            boolean overwrite) {}

    /// What is known of a vector before anything is chosen.
    ///
    /// @param matrices what an adapter can be made of, the head too
    /// @param baseName what the vector calls its base, where it does
    record Known(List<ScopeViewModel.Item> matrices, Optional<String> baseName) {
        static final Known NOTHING = new Known(List.of(), Optional.empty());
    }

    LoraResult extract(Order order, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Reads the headers of a vector.
    default Known inspect(Source vector) throws IOException {
        return Known.NOTHING;
    }

    /// The core itself.
    static LoraCore of(String program, Compute compute) {
        return new Real(new LoraExtractor(program), compute);
    }

    /// Vectors on disk.
    record Real(LoraExtractor extractor, Compute compute) implements LoraCore {
        @Override
        public LoraResult extract(Order order, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            return extractor.extract(
                    new LoraRequest(
                            new org.taskvectors.checkpoint.open.Located(
                                    order.vector().own().path(),
                                    order.vector().own().said(),
                                    order.vector()
                                            .base()
                                            .map(
                                                    base ->
                                                            new org.taskvectors.checkpoint.open
                                                                    .Located(
                                                                    base.path(), base.said()))),
                            order.folder(),
                            order.rank(),
                            order.scope(),
                            order.dtype(),
                            order.baseName(),
                            order.overwrite(),
                            compute),
                    progress,
                    cancellation);
        }

        @Override
        public Known inspect(Source vector) throws IOException {
            try (OpenItem open = vector.open()) {
                Checkpoint checkpoint = open.checkpoint();
                Naming naming = Naming.of(checkpoint);
                return new Known(
                        LoraModules.of(checkpoint).stream()
                                .map(
                                        tensor ->
                                                new ScopeViewModel.Item(
                                                        naming.place(tensor.name()),
                                                        tensor.elements()))
                                .toList(),
                        Describe.provenance(checkpoint)
                                .map(provenance -> provenance.base().name())
                                .or(
                                        () ->
                                                checkpoint
                                                        .about()
                                                        .adapter()
                                                        .flatMap(AdapterAbout::baseName)));
            }
        }
    }
}
