package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Saver;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;

/// Opens what a request names, merges it, and saves the model. What has to be measured is measured
/// before the first byte is written, and what is kept of vectors spares readings.
public final class MergeSaver {
    private final String program;
    private final ProfileStore store;

    /// @param program name and version of this program, for the metadata of the weights
    /// @param store keeps the measurements of vectors, and that of the change
    public MergeSaver(String program, ProfileStore store) {
        this.program = program;
        this.store = store;
    }

    /// Merges and saves.
    ///
    /// @throws IOException (a [Failure]) where something cannot be opened, does not fit, cannot be
    ///   merged or saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ApplyResult save(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (MergeSides opened = MergeSides.of(request)) {
            Merger merger = new Merger(request.compute(), progress, cancellation);
            if (!opened.isOfVectors()) {
                return saveMixture(request, opened, merger, progress, cancellation)
                        .withMoreNotes(opened.notes());
            }
            Checkpoint base = opened.base().orElseThrow();
            List<Vector> vectors = opened.vectors();
            Vector merged =
                    merger.vectors(
                            request.method(),
                            opened.base(),
                            vectors,
                            request.chosen(),
                            profiles(store, request),
                            request.isPartial());
            EditedModel model =
                    EditedModel.of(base, merged, dtypes(request, base), request.isPartial());
            return new EditedSaver(
                            program, store, request.target(), request.isProfiled(), opened.beside())
                    .save(
                            base,
                            opened.onlyVectors(vectors),
                            model,
                            request.compute(),
                            progress,
                            cancellation)
                    .withMoreNotes(opened.notes());
        }
    }

    private ApplyResult saveMixture(
            MergeRequest request,
            MergeSides opened,
            Merger merger,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        if (request.isProfiled()) {
            throw Failure.of(
                    MethodProblem.INGREDIENTS,
                    null,
                    request.method().title()
                            + " mixes models, and the change that is measured is that of vectors"
                            + " on a base",
                    "Leave out --profile");
        }
        Checkpoint model =
                merger.models(
                        request.method(),
                        opened.base(),
                        opened.ingredients(),
                        request.chosen(),
                        dtypes(request, opened.models().getFirst()));
        SaveResult saved =
                new Saver(program)
                        .save(
                                new SaveRequest(
                                        model,
                                        request.target(),
                                        request.compute(),
                                        opened.beside()),
                                progress,
                                cancellation);
        return new ApplyResult(saved, List.of(), Optional.empty());
    }

    /// Says what a merge would do. Reads headers, tokenizers where vocabularies may differ, and a
    /// small sample of weights that tells whether the models are relatives.
    ///
    /// @throws IOException (a [Failure]) where something cannot be opened, or does not fit
    public MergePlan plan(MergeRequest request) throws IOException {
        try (MergeSides opened = MergeSides.of(request)) {
            List<MergeRow> rows;
            List<String> notes = new ArrayList<>(opened.notes());
            Checkpoint like =
                    opened.isOfVectors() ? opened.base().orElseThrow() : opened.models().getFirst();
            if (opened.isOfVectors()) {
                LaidVectors laid = LaidVectors.on(like, opened.vectors(), request.isPartial());
                rows = laid.rows();
                notes.addAll(Incomplete.sentences(laid.incomplete()));
            } else {
                LaidModels laid = LaidModels.of(opened.models(), dtypes(request, like));
                rows = laid.rows();
                notes.addAll(laid.notes());
            }
            Merger.requireTaken(
                    request.method(),
                    opened.isOfVectors() ? Space.VECTORS : Space.MODELS,
                    opened.ingredients().size());
            int count = rows.isEmpty() ? 0 : rows.getFirst().ingredients().size();
            request.chosen().check(request.method(), slots(rows), count);
            Set<Need> needs = request.method().needs(request.chosen(), slots(rows));
            Function<Tensor, DType> dtypes = dtypes(request, like);
            return new MergePlan(
                    request.method(),
                    opened.ingredients().stream().map(Checkpoint::name).toList(),
                    needs,
                    rows.size(),
                    rows.stream().mapToLong(row -> row.output().elements()).sum(),
                    like.tensors().size(),
                    like.tensors().stream().mapToLong(Tensor::elements).sum(),
                    like.tensors().stream().mapToLong(tensor -> bytes(tensor, dtypes)).sum(),
                    notes);
        }
    }

    private static List<Slot> slots(List<MergeRow> rows) {
        return rows.stream().map(MergeRow::slot).toList();
    }

    private static long bytes(Tensor tensor, Function<Tensor, DType> dtypes) {
        return tensor.dtype().isFloating()
                ? tensor.elements() * dtypes.apply(tensor).bytes()
                : tensor.bytes();
    }

    private static Function<Tensor, DType> dtypes(MergeRequest request, Checkpoint like) {
        return tensor ->
                EditedSaver.stored(like, RelaidModel.stored(like, tensor), request.dtype());
    }

    /// Returns what is kept of files that were opened as they are.
    static List<Optional<VectorProfile>> profiles(ProfileStore store, MergeRequest request) {
        return request.ingredients().stream()
                .map(
                        given ->
                                given.space() == Space.VECTORS
                                                && request.words().vocabulary().isEmpty()
                                                && given.located().said().equals(OpenOptions.NONE)
                                        ? store.find(given.located().path())
                                                .map(Measurement::profile)
                                        : Optional.<VectorProfile>empty())
                .toList();
    }
}
