package org.taskvectors.ui.library;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.SignedMagnitudes;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Work;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// What the browser reads of an item's files, as work for jobs.
record TensorReadings(AppContext context) {
    /// What headers say.
    ///
    /// @param tensors those that are there, then those that words say are absent
    /// @param nodes the top level of their tree
    record Headers(List<Tensor> tensors, TensorWords words, List<TensorNode> nodes) {
        Headers {
            tensors = List.copyOf(tensors);
            nodes = List.copyOf(nodes);
        }
    }

    /// Reads something of an item's checkpoint.
    @FunctionalInterface
    private interface Reading<T> {
        T of(Checkpoint checkpoint, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException;
    }

    /// Opens the item's files, with its base where that is needed, for as long as they are read.
    private <T> Work<T> opened(FileItem of, Reading<T> reading) {
        return (progress, cancellation) -> {
            try (Opened open = context.workspace().state().located(of).openWithBase()) {
                return reading.of(open.checkpoint(), progress, cancellation);
            }
        };
    }

    Work<Headers> headers(FileItem of) {
        return opened(
                of,
                (checkpoint, _, _) -> {
                    TensorWords words = TensorWords.of(checkpoint);
                    List<Tensor> tensors =
                            Stream.concat(checkpoint.tensors().stream(), words.absent().stream())
                                    .toList();
                    return new Headers(tensors, words, TensorTree.of(tensors, words));
                });
    }

    /// From what is kept of a vector; else the tensor is read.
    Work<TensorFigures> figures(FileItem of, Tensor tensor) {
        boolean isVector = of.role().isVector();
        Work<TensorFigures> measured =
                opened(
                        of,
                        (checkpoint, progress, cancellation) ->
                                TensorFigures.of(
                                        ProfilePass.tensors(
                                                        checkpoint,
                                                        List.of(tensor),
                                                        context.compute(),
                                                        progress,
                                                        cancellation)
                                                .getFirst(),
                                        isVector));
        return (progress, cancellation) -> {
            Optional<TensorProfile> kept = kept(of, tensor);
            return kept.isPresent()
                    ? TensorFigures.of(kept.get(), isVector)
                    : measured.run(progress, cancellation);
        };
    }

    /// What is kept is of the file as it is stored, without a scale or a base that was given.
    private Optional<TensorProfile> kept(FileItem of, Tensor tensor) {
        boolean isAsStored =
                of.role().isVector()
                        && of.role() != Role.ADAPTER
                        && of.said().equals(OpenOptions.NONE);
        return isAsStored
                ? context.profiles().find(of.path()).map(Measurement::profile).stream()
                        .flatMap(profile -> profile.tensors().stream())
                        .filter(one -> one.name().equals(tensor.name()))
                        .findFirst()
                : Optional.empty();
    }

    /// Counts negative and positive weights in the bins of figures that know magnitudes alone.
    Work<SignedMagnitudes> signs(FileItem of, Tensor tensor, TensorFigures magnitudes) {
        return opened(
                of,
                (checkpoint, progress, cancellation) ->
                        SignedMagnitudes.of(
                                checkpoint,
                                tensor,
                                magnitudes.lowest(),
                                magnitudes.highest(),
                                TensorFigures.BARS_OF_A_SIGN,
                                progress,
                                cancellation));
    }

    /// ‖τ‖ of an adapter, from its factors; NaN of anything else.
    Work<Double> norm(FileItem of) {
        return opened(
                of,
                (checkpoint, progress, cancellation) ->
                        checkpoint instanceof Vector adapter
                                ? AdapterSpectra.of(
                                                adapter, context.compute(), progress, cancellation)
                                        .norm()
                                : Double.NaN);
    }

    /// The figures of one tensor's factors; none where it has none.
    Work<FactorFigures> factors(FileItem of, Tensor tensor) {
        return opened(
                of,
                (checkpoint, _, _) ->
                        checkpoint instanceof Vector adapter
                                ? FactorFigures.of(AdapterSpectra.of(adapter, tensor))
                                : FactorFigures.NONE);
    }
}
