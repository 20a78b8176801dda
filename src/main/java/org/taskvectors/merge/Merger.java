package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Space;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// Makes one vector, or one model, of several by a method: lays them beside each other, checks what
/// was chosen, measures what the method needs, and returns a checkpoint that is computed on
/// reading.
///
/// A method that only adds gives a [org.taskvectors.vector.Combination], so that on a base its
/// terms are added one by one, as `apply` and the Sandbox add them.
///
/// @param compute with what is measured
public record Merger(Compute compute, Progress progress, Cancellation cancellation) {
    /// Merges vectors.
    ///
    /// @param base by whose names, layout and tied weights the vectors are laid; without one they
    ///   are laid by their own names
    /// @param profiles what is kept of each vector, in their order; empty where nothing is. They
    ///   spare readings, and change no bit
    /// @param isPartial whether changes are left out that cannot be read or that the base has no
    ///   tensor for; they are in [Vector#incomplete]
    /// @throws Failure [MethodProblem] if the method does not take these; as
    ///   [org.taskvectors.vector.Overlay#of] does if a vector does not fit the base
    public Vector vectors(
            Method method,
            Optional<Checkpoint> base,
            List<Vector> vectors,
            Chosen chosen,
            List<Optional<VectorProfile>> profiles,
            boolean isPartial)
            throws IOException, CancelledException {
        return merged(method, base, vectors, chosen, profiles, isPartial).vector();
    }

    /// Several vectors as one.
    ///
    /// @param vector by its terms where the method only adds
    /// @param laid the same by the names that it is laid by, each weight once
    record Merged(Vector vector, MergedVector laid) {}

    /// Merges vectors as [#vectors] does.
    ///
    /// @throws Failure as [#vectors] does
    Merged merged(
            Method method,
            Optional<Checkpoint> base,
            List<Vector> vectors,
            Chosen chosen,
            List<Optional<VectorProfile>> profiles,
            boolean isPartial)
            throws IOException, CancelledException {
        VectorMerge merge = VectorMerge.of(method, base, vectors, chosen, isPartial);
        Rules rules = merge.measure(profiles, this);
        return new Merged(merge.vector(rules), merge.computed(rules));
    }

    /// Merges models.
    ///
    /// @param base the base, for a method that reads it; otherwise it is not read
    /// @param models at least one; the first gives names, layout, dtypes, buffers and companions of
    ///   the result, or the base if it is read
    /// @param dtypes gives the dtype that each floating-point tensor of that model is rounded to
    /// @throws Failure [MethodProblem] if the method does not take these, or the models do not hold
    ///   the same tensors in the same shapes
    public MixedModel models(
            Method method,
            Optional<Checkpoint> base,
            List<Checkpoint> models,
            Chosen chosen,
            Function<Tensor, DType> dtypes)
            throws IOException, CancelledException {
        ModelMerge merge = ModelMerge.of(method, base, models, chosen, dtypes);
        return merge.model(merge.measure(this));
    }

    /// Returns a note where float64 is rounded.
    static List<String> rounded(List<MergeRow> rows) {
        boolean isWide =
                rows.stream()
                        .flatMap(row -> row.ingredients().stream())
                        .flatMap(Optional::stream)
                        .anyMatch(from -> from.tensor().dtype() == DType.F64);
        return isWide
                ? List.of("weights of float64 are rounded to float32 before they are merged")
                : List.of();
    }

    Measuring measuring(List<MergeRow> rows, int ingredients, About about, Measuring.Known known) {
        return new Measuring(rows, ingredients, about, known, compute, progress, cancellation);
    }

    /// Checks that a method takes so many ingredients of a space.
    ///
    /// @throws Failure [MethodProblem#INGREDIENTS]
    static void requireTaken(Method method, Space space, int count) throws Failure {
        if (!method.spaces().contains(space)) {
            throw refused(
                    space == Space.VECTORS
                            ? method.title() + " mixes models, and was given vectors"
                            : method.title() + " merges vectors, and was given models",
                    space == Space.VECTORS
                            ? "Give it models"
                            : "Give it vectors: extract them from the models first");
        }
        if (count < method.least() || count > method.most()) {
            throw refused(
                    method.title()
                            + " takes "
                            + (method.least() == method.most()
                                    ? "" + method.least()
                                    : count < method.least()
                                            ? "at least " + method.least()
                                            : "at most " + method.most())
                            + (space == Space.VECTORS ? " vectors, not " : " models, not ")
                            + count,
                    "");
        }
    }

    static Failure refused(String what, String advice) {
        return Failure.of(MethodProblem.INGREDIENTS, null, what, advice);
    }

    static String name(Method method, List<? extends Checkpoint> of) {
        return method.id()
                + "("
                + String.join(", ", of.stream().map(Checkpoint::name).toList())
                + ")";
    }
}
