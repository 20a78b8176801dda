package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;

/// Norms and singular values of an adapter's changes s·B·A, computed from the factors alone,
/// without the elements: milliseconds a matrix.
///
/// @param changes one for each tensor of the adapter, in its order
/// @param isWhole whether these are all that the adapter changes
public record AdapterSpectra(List<OfChange> changes, boolean isWhole) {

    public AdapterSpectra {
        changes = List.copyOf(changes);
    }

    /// One tensor's change.
    ///
    /// @param rank the rank of its factors, by which alpha is divided; empty if there are no two
    ///   factors
    /// @param scale s; empty if it is not known
    /// @param sumSquares ‖τ‖_F²; NaN if the factors alone do not determine it
    /// @param values its singular values; empty if it has none, or if the factors alone do not
    ///   determine them
    /// @param gap why some of these are missing; empty if none is
    public record OfChange(
            Tensor tensor,
            OptionalInt rank,
            OptionalDouble scale,
            double sumSquares,
            Optional<SingularValues> values,
            String gap) {
        /// ‖τ‖_F; NaN where it is not known.
        public double norm() {
            return Math.sqrt(sumSquares);
        }

        /// σ1; NaN where it is not known.
        public double largest() {
            return values.filter(known -> known.count() > 0)
                    .map(known -> known.get(0))
                    .orElse(Double.NaN);
        }

        /// ‖τ‖_F² / σ1²; NaN where it is not known or the matrix is zero.
        public double stableRank() {
            return values.map(SingularValues::stableRank).orElse(Double.NaN);
        }

        /// The effective rank; NaN where it is not known or the matrix is zero.
        public double effectiveRank() {
            return values.map(SingularValues::effectiveRank).orElse(Double.NaN);
        }
    }

    /// Of all tensors of an adapter.
    ///
    /// @param compute with what it computes
    /// @param progress counts bytes of factors
    /// @throws Failure where the factors cannot be read
    public static AdapterSpectra of(
            Vector adapter, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Tensor> tensors = adapter.tensors();
        progress.begin(tensors.stream().mapToLong(tensor -> adapter.kept(tensor).bytes()).sum());
        @Nullable OfChange[] found = new OfChange[tensors.size()];
        Workers.run(
                compute.threads(),
                found.length,
                cancellation,
                () ->
                        number -> {
                            Tensor tensor = tensors.get(number);
                            found[number] = of(adapter, tensor);
                            progress.add(adapter.kept(tensor).bytes());
                        });
        List<OfChange> changes = new ArrayList<>();
        for (OfChange change : found) {
            if (change != null) {
                changes.add(change);
            }
        }
        return new AdapterSpectra(changes, adapter.incomplete().isEmpty());
    }

    /// Of one tensor of an adapter.
    ///
    /// @throws Failure where the factors cannot be read
    public static OfChange of(Vector adapter, Tensor tensor) throws IOException {
        Kept kept = adapter.kept(tensor);
        OptionalInt rank = kept.rank();
        OptionalDouble scale = kept.scale();
        if (!kept.isIndependent()) {
            return without(
                    tensor,
                    rank,
                    scale,
                    rank.isPresent() ? "rescaled row by row (DoRA)" : "trained whole: no factors");
        }
        if (scale.isEmpty()) {
            return without(tensor, rank, scale, "nobody has said the scale");
        }
        if (rank.isPresent() && !kept.isFactored()) {
            return without(tensor, rank, scale, "a stack of matrices, one for each expert");
        }
        if (rank.orElse(0) > FactoredSpectrum.MOST_RANK) {
            return without(
                    tensor, rank, scale, "factors of a rank above " + FactoredSpectrum.MOST_RANK);
        }
        try {
            SingularValues values = FactoredSpectrum.of(adapter, tensor);
            boolean covered = FactoredSpectrum.covers(adapter, tensor);
            return new OfChange(
                    tensor,
                    rank,
                    scale,
                    values.sumSquares(),
                    covered ? Optional.of(values) : Optional.empty(),
                    covered ? "" : "no matrix");
        } catch (Failure failure) {
            if (failure.problem() != SpectrumProblem.NOT_FINITE) {
                throw failure;
            }
            return without(tensor, rank, scale, "NaN or infinities among its factors");
        }
    }

    private static OfChange without(
            Tensor tensor, OptionalInt rank, OptionalDouble scale, String gap) {
        return new OfChange(tensor, rank, scale, Double.NaN, Optional.empty(), gap);
    }

    /// ‖τ‖_F over all that the adapter changes; NaN where some of it is not known from the factors.
    public double norm() {
        return isWhole
                ? Math.sqrt(changes.stream().mapToDouble(OfChange::sumSquares).sum())
                : Double.NaN;
    }
}
