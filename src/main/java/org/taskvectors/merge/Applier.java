package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Resumable;
import org.taskvectors.saving.Target;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.Term;

/// Puts vectors onto a base and saves the model: opens what the request names, holds the vectors
/// against the base by names and shapes before anything is written, and by fingerprint while the
/// base is read. One pass writes, measures and sums.
public final class Applier {
    private final String program;
    private final ProfileStore store;

    /// @param program name and version of this program, for the metadata of the weights
    /// @param store keeps the measurement of the change beside the model
    public Applier(String program, ProfileStore store) {
        this.program = program;
        this.store = store;
    }

    /// Does what `request` asks for.
    ///
    /// @throws Failure where something cannot be opened, a vector does not fit the base or cannot
    ///   be read whole, or the model cannot be saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ApplyResult apply(ApplyRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Checkpoint> opened = new ArrayList<>();
        try (Checkpoint base = request.base().open()) {
            Placeholders.requireNone(base);
            List<Term> terms = new ArrayList<>();
            for (Applied applied : request.vectors()) {
                Checkpoint vector = applied.vector().open();
                opened.add(vector);
                SavedVector.requireVector(vector, base);
                terms.add(new Term(SavedVector.of(vector), applied.scale()));
            }
            return apply(base, terms, request, progress, cancellation);
        } finally {
            opened.forEach(Checkpoint::close);
        }
    }

    private ApplyResult apply(
            Checkpoint base,
            List<Term> terms,
            ApplyRequest request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        EditedModel model =
                EditedModel.of(
                        base,
                        new Combination(terms),
                        tensor -> EditedSaver.stored(base, tensor, request.dtype()),
                        request.isPartial());
        return new EditedSaver(
                        program,
                        store,
                        request.target(),
                        request.isProfiled(),
                        Beside.NONE,
                        request.target() instanceof Target.Folder
                                ? Optional.of(resumable(request, model))
                                : Optional.empty())
                .save(
                        base,
                        terms.stream().map(Term::vector).toList(),
                        model,
                        request.compute(),
                        progress,
                        cancellation);
    }

    private static Resumable resumable(ApplyRequest request, EditedModel model) throws IOException {
        RequestDigest digest = new RequestDigest("apply").input(request.base());
        for (Applied applied : request.vectors()) {
            digest.input(applied.vector());
        }
        digest.sums(model).number(request.isProfiled() ? 1 : 0);
        return new Resumable(digest.hex(), "vectors on " + model.base().name());
    }
}
