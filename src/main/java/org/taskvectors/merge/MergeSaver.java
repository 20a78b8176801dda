package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.FileStamps;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Resumable;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.EditedModel;

/// Opens what a request names, merges it, and saves it: as a model, as a vector, or as an adapter.
/// What has to be measured is measured before the first byte is written, and what is kept of
/// vectors spares readings.
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
    public ApplyResult save(MergeRequest asked, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (MergeSides opened = MergeSides.of(asked)) {
            MergeRequest request = opened.laidOut(asked);
            Merger merger = new Merger(request.compute(), progress, cancellation);
            List<MergePart> parts = MergePart.of(opened, request);
            ApplyResult result =
                    switch (request.output()) {
                        case Output.Model(var target) ->
                                opened.isOfVectors()
                                        ? saveEdited(request, target, opened, merger, parts)
                                        : saveMixture(request, target, opened, merger, parts);
                        case Output.VectorFile file ->
                                new MergedVectorSaver(program, store, request, opened, merger)
                                        .save(file, parts);
                        case Output.Adapter adapter ->
                                new MergedVectorSaver(program, store, request, opened, merger)
                                        .save(adapter);
                    };
            return new ApplyResult(
                    result.saved()
                            .withMoreNotes(
                                    Stream.concat(
                                                    new MergeLicences(parts).note().stream(),
                                                    opened.allNotes().stream())
                                            .toList()),
                    result.bases(),
                    result.change(),
                    result.adapter());
        }
    }

    private ApplyResult saveEdited(
            MergeRequest request,
            Target target,
            MergeSides opened,
            Merger merger,
            List<MergePart> parts)
            throws IOException, CancelledException {
        Checkpoint base = opened.base().orElseThrow();
        List<Vector> vectors = opened.vectors();
        FileStamps inputs = opened.stamps();
        Merger.Merged merged =
                merger.merged(
                        request.method(),
                        opened.base(),
                        vectors,
                        request.chosen(),
                        profiles(store, request),
                        request.isPartial());
        inputs.requireUnwritten();
        EditedModel model =
                EditedModel.of(base, merged.vector(), dtypes(request, base), request.isPartial());
        List<Slot> slots = merged.laid().slots();
        Optional<Resumable> resumable =
                target instanceof Target.Folder
                        ? Optional.of(resumable(request, slots, digest -> digest.sums(model)))
                        : Optional.empty();
        return new EditedSaver(
                        program,
                        store,
                        target,
                        request.isProfiled(),
                        beside(request, opened, target, slots, parts),
                        resumable)
                .save(
                        base,
                        opened.onlyVectors(vectors),
                        model,
                        request.compute(),
                        merger.progress(),
                        merger.cancellation());
    }

    private ApplyResult saveMixture(
            MergeRequest request,
            Target target,
            MergeSides opened,
            Merger merger,
            List<MergePart> parts)
            throws IOException, CancelledException {
        request.requireUnprofiled();
        FileStamps inputs = opened.stamps();
        MixedModel model =
                merger.models(
                        request.method(),
                        opened.base(),
                        opened.ingredients(),
                        request.chosen(),
                        dtypes(request, opened.models().getFirst()));
        inputs.requireUnwritten();
        List<Slot> slots = model.slots();
        Optional<Resumable> resumable =
                target instanceof Target.Folder
                        ? Optional.of(resumable(request, slots, digest -> digest))
                        : Optional.empty();
        SaveResult saved =
                new Saver(program)
                        .save(
                                new SaveRequest(
                                        model,
                                        target,
                                        request.compute(),
                                        beside(request, opened, target, slots, parts),
                                        resumable),
                                merger.progress(),
                                merger.cancellation());
        return new ApplyResult(saved, List.of(), Optional.empty());
    }

    /// Returns what is beside the weights at a target, the card among it.
    Beside beside(
            MergeRequest request,
            MergeSides opened,
            Target target,
            List<Slot> slots,
            List<MergePart> parts)
            throws IOException {
        return target instanceof Target.Folder
                ? opened.beside()
                        .withTexts(
                                Map.of(
                                        MergeCard.NAME,
                                        card(request, slots, parts).markdown(opened.allNotes())))
                : opened.beside();
    }

    private MergeCard card(MergeRequest request, List<Slot> slots, List<MergePart> parts)
            throws IOException {
        Optional<AskedRecipe> asked = request.recipe();
        return new MergeCard(
                program,
                request.method(),
                request.chosen().seed(),
                new SettingWords(request.method(), request.chosen(), slots).lines(),
                asked.isPresent()
                        ? asked.map(AskedRecipe::text)
                        : new OptionRecipe(request, slots).text(),
                asked.map(AskedRecipe::meaning),
                parts.stream().map(MergePart::madeFrom).toList(),
                parts);
    }

    /// Returns a merge as a recipe in a folder; empty if it cannot be said as one. Reads headers
    /// only.
    ///
    /// @throws IOException (a [Failure]) where something cannot be opened, or does not fit
    public Optional<String> recipe(MergeRequest asked, Path folder) throws IOException {
        try (MergeSides opened = MergeSides.of(asked)) {
            MergeRequest request = opened.laidOut(asked);
            List<MergeRow> rows;
            if (!opened.isOfVectors()) {
                Checkpoint first = opened.models().getFirst();
                rows = LaidModels.of(opened.models(), dtypes(request, first)).rows();
            } else if (opened.base().isPresent()) {
                rows =
                        LaidVectors.on(opened.base().get(), opened.vectors(), request.isPartial())
                                .rows();
            } else {
                rows = LaidVectors.byNames(opened.vectors()).rows();
            }
            return new OptionRecipe(request, slots(rows)).text(folder);
        }
    }

    private static Resumable resumable(
            MergeRequest request, List<Slot> slots, UnaryOperator<RequestDigest> more)
            throws IOException {
        RequestDigest digest = new RequestDigest("merge");
        if (request.base().isPresent()) {
            digest.text("base").input(request.base().get());
        }
        for (Given given : request.ingredients()) {
            digest.text(given.space().name()).input(given.located());
        }
        if (request.stacking().isPresent()) {
            for (Located model : request.stacking().get().models()) {
                digest.text("stacked").input(model);
            }
            digest.stacking(request.stacking().get());
        }
        more.apply(digest)
                .settings(request.method(), request.chosen(), slots)
                .text(request.words().toString())
                .number(request.isProfiled() ? 1 : 0);
        return new Resumable(
                digest.hex(),
                "a merge by "
                        + request.method().title()
                        + " of "
                        + request.ingredients().stream()
                                .map(given -> String.valueOf(given.located().path().getFileName()))
                                .collect(Collectors.joining(", ")));
    }

    /// Says what a merge would do. Reads headers, tokenizers where vocabularies may differ, and a
    /// small sample of weights that tells whether the models are relatives.
    ///
    /// @throws IOException (a [Failure]) where something cannot be opened, or does not fit
    public MergePlan plan(MergeRequest request) throws IOException {
        try (MergeSides opened = MergeSides.of(request)) {
            List<MergeRow> rows;
            List<String> notes = new ArrayList<>(opened.allNotes());
            Chosen chosen = request.chosen();
            if (opened.isOfVectors()) {
                List<Vector> vectors = opened.vectors();
                LaidVectors laid =
                        opened.base().isPresent()
                                ? LaidVectors.on(opened.base().get(), vectors, request.isPartial())
                                : LaidVectors.byNames(vectors);
                rows = laid.rows();
                chosen = chosen.laidOut(request.method(), laid.layers());
                notes.addAll(Incomplete.sentences(laid.incomplete()));
                if (opened.base().isEmpty()) {
                    RecordedBase.of(vectors);
                }
            } else {
                Checkpoint first = opened.models().getFirst();
                LaidModels laid = LaidModels.of(opened.models(), dtypes(request, first));
                rows = laid.rows();
                notes.addAll(laid.notes());
            }
            Merger.requireTaken(
                    request.method(),
                    opened.isOfVectors() ? Space.VECTORS : Space.MODELS,
                    opened.ingredients().size());
            int count = rows.isEmpty() ? 0 : rows.getFirst().ingredients().size();
            chosen.check(request.method(), slots(rows), count);
            new MergeLicences(MergePart.of(opened, request)).note().ifPresent(notes::add);
            List<Tensor> written = written(request, opened, rows);
            if (request.output() instanceof Output.Adapter) {
                notes.add(
                        "an adapter holds the closest matrices of its rank, and none of embeddings,"
                                + " head and norms: what is left out of the change is told with the"
                                + " result, and can be most of it");
            }
            return new MergePlan(
                    request.method(),
                    opened.ingredients().stream().map(Checkpoint::name).toList(),
                    request.method().needs(chosen, slots(rows)),
                    rows.size(),
                    rows.stream().mapToLong(row -> row.output().elements()).sum(),
                    written.size(),
                    written.stream().mapToLong(Tensor::elements).sum(),
                    written.stream().mapToLong(Tensor::bytes).sum(),
                    notes);
        }
    }

    /// The tensors that would be written; of an adapter both factors at the highest rank, which is
    /// more than there will be where a change is left out.
    private static List<Tensor> written(
            MergeRequest request, MergeSides opened, List<MergeRow> rows) {
        return switch (request.output()) {
            case Output.Model _ -> {
                Checkpoint like =
                        opened.isOfVectors()
                                ? opened.base().orElseThrow()
                                : opened.models().getFirst();
                Function<Tensor, DType> dtypes = dtypes(request, like);
                yield like.tensors().stream()
                        .map(
                                tensor ->
                                        tensor.dtype().isFloating()
                                                ? new Tensor(
                                                        tensor.name(),
                                                        dtypes.apply(tensor),
                                                        tensor.shape())
                                                : tensor)
                        .toList();
            }
            case Output.VectorFile _ ->
                    rows.stream()
                            .map(MergeRow::output)
                            .map(tensor -> as(MergedVectorSaver.dtype(request), tensor))
                            .toList();
            case Output.Adapter adapter -> {
                Naming naming =
                        Naming.of(opened.base().orElseGet(() -> opened.ingredients().getFirst()));
                yield rows.stream()
                        .map(MergeRow::output)
                        .filter(tensor -> mayBeFactored(tensor, naming))
                        .flatMap(
                                tensor ->
                                        factors(
                                                tensor,
                                                adapter.rank().most(),
                                                MergedVectorSaver.dtype(request)))
                        .toList();
            }
        };
    }

    /// What an adapter holds, as far as names and shapes tell; its own plan decides when it is
    /// made.
    private static boolean mayBeFactored(Tensor tensor, Naming naming) {
        return tensor.shape().rank() == 2
                && naming.place(tensor.name()).kind().family() != ModuleFamily.EMBEDDING;
    }

    private static Tensor as(DType dtype, Tensor tensor) {
        return new Tensor(tensor.name(), dtype, tensor.shape());
    }

    private static Stream<Tensor> factors(Tensor tensor, int most, DType dtype) {
        long rows = tensor.shape().size(0);
        long columns = tensor.shape().size(1);
        long rank = Math.min(most, Math.min(rows, columns));
        return Stream.of(
                new Tensor(tensor.name() + ".A", dtype, Shape.of(rank, columns)),
                new Tensor(tensor.name() + ".B", dtype, Shape.of(rows, rank)));
    }

    /// Returns the rows as a method knows them.
    static List<Slot> slots(List<MergeRow> rows) {
        return rows.stream().map(MergeRow::slot).toList();
    }

    /// Returns the dtype that each tensor is written in.
    static Function<Tensor, DType> dtypes(MergeRequest request, Checkpoint like) {
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
