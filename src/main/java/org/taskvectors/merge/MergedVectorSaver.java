package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.VectorPlace;
import org.taskvectors.extraction.VectorRequest;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.extraction.lora.LeftOut;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.extraction.lora.OpenRequest;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorNotes;

/// Saves what was merged as a vector, or as the closest adapter to it.
///
/// @param program name and version of this program
/// @param store keeps the measurement of the vector
/// @param request what was asked for
/// @param opened what it names
/// @param merger merges, and measures what that needs
record MergedVectorSaver(
        String program,
        ProfileStore store,
        MergeRequest request,
        MergeSides opened,
        Merger merger) {
    /// What was merged.
    ///
    /// @param vector by the names of the base, each weight once; without a base by the vectors' own
    /// @param from what it is made of, as vectors; empty for a mixture of models
    /// @param slots its tensors as the method knows them
    private record Made(Vector vector, List<Vector> from, List<Slot> slots) {}

    /// Returns the dtype that a merged vector or its factors are stored in.
    static DType dtype(MergeRequest request) {
        return request.dtype().of(DType.F32, DType.F32);
    }

    /// Saves the vector.
    ///
    /// @throws Failure where it cannot be merged or saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    ApplyResult save(Output.VectorFile file, List<MergePart> parts)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        VectorPlace.format(file.path());
        VectorPlace.check(file.path(), file.overwrite(), opened.opened());
        Optional<RecordedBase> recorded = recordedBase();
        Made made = merged();
        VectorRequest wanted =
                new VectorRequest(
                        file.path(),
                        new Policies(
                                request.dtype(),
                                Scope.ALL,
                                VocabularyPolicy.REFUSE,
                                request.isPartial()),
                        words(made, parts),
                        file.overwrite(),
                        request.compute());
        Measurement measured;
        if (recorded.isPresent()) {
            measured =
                    new BarePass(program, recorded.get(), wanted)
                            .save(made.vector(), merger.progress(), merger.cancellation());
            // A vector without its profile is only measured again.
            store.keep(file.path(), measured);
        } else {
            measured =
                    Measurement.of(
                            new Extractor(program, store)
                                    .save(
                                            opened.base().orElseThrow(),
                                            made.vector(),
                                            wanted,
                                            merger.progress(),
                                            merger.cancellation())
                                    .profile());
        }
        Identity base = measured.profile().provenance().orElseThrow().base();
        List<BaseMatch> bases =
                recorded.isPresent()
                        ? List.of()
                        : opened.onlyVectors(made.from()).stream()
                                .map(vector -> match(vector, base))
                                .toList();
        return new ApplyResult(
                saved(file.path(), Files.size(file.path()), began, notes(made, bases)),
                bases,
                Optional.of(measured));
    }

    private SaveResult saved(Path path, long bytes, long began, List<String> notes)
            throws IOException {
        try (Checkpoint saved = Checkpoints.openAsStored(path)) {
            return new SaveResult(
                    path,
                    saved.about().weightFiles().stream()
                            .map(file -> String.valueOf(file.getFileName()))
                            .toList(),
                    List.of(),
                    saved.tensors().size(),
                    saved.tensors().stream().mapToLong(Tensor::elements).sum(),
                    bytes,
                    notes,
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /// What the vectors record of their base where it is not given, before anything is measured.
    private Optional<RecordedBase> recordedBase() throws Failure {
        return opened.base().isPresent()
                ? Optional.empty()
                : Optional.of(RecordedBase.of(opened.vectors()));
    }

    private Made merged() throws IOException, CancelledException {
        FileStamps inputs = opened.stamps();
        Made made = measured();
        inputs.requireUnwritten();
        return made;
    }

    private Made measured() throws IOException, CancelledException {
        if (!opened.isOfVectors()) {
            MixedModel mixed =
                    merger.models(
                            request.method(),
                            opened.base(),
                            opened.ingredients(),
                            request.chosen(),
                            _ -> DType.F32);
            return new Made(
                    ModelDelta.of(opened.base().orElseThrow(), mixed), List.of(), mixed.slots());
        }
        List<Vector> vectors = opened.vectors();
        MergedVector merged =
                merger.merged(
                                request.method(),
                                opened.base(),
                                vectors,
                                request.chosen(),
                                MergeSaver.profiles(store, request),
                                request.isPartial())
                        .laid();
        requireWhole(merged);
        return new Made(merged, vectors, merged.slots());
    }

    /// With a base this is asked when the vectors are laid on it.
    private void requireWhole(MergedVector merged) throws Failure {
        if (merged.question().isPresent()) {
            throw merged.question().get();
        }
        merged.requireReadable();
        if (!merged.incomplete().isEmpty() && !request.isPartial()) {
            throw Failure.of(
                    MethodProblem.MISSING,
                    null,
                    Incomplete.sentences(merged.incomplete()).getFirst(),
                    "Give the base too (--base), or leave it out (--partial)");
        }
    }

    private Map<String, String> words(Made made, List<MergePart> parts) {
        Map<String, String> words = new TreeMap<>();
        words.put("method", request.method().title() + " (" + request.method().id() + ")");
        words.put(
                "settings",
                String.join(
                        "; ",
                        new SettingWords(request.method(), request.chosen(), made.slots())
                                .lines()));
        if (request.method().isRandom()) {
            words.put("seed", Long.toString(request.chosen().seed()));
        }
        words.put(
                "merged of",
                parts.stream()
                        .filter(part -> part.kind() != MergePart.Kind.BASE)
                        .map(MergePart::words)
                        .collect(Collectors.joining("; ")));
        String partial = partial(made.from()).collect(Collectors.joining("; "));
        if (!partial.isEmpty()) {
            words.put(Provenance.PARTIAL, partial);
        }
        return words;
    }

    private static Stream<String> partial(List<Vector> vectors) {
        return vectors.stream()
                .flatMap(
                        vector ->
                                SavedVector.provenance(vector).flatMap(Provenance::partial).stream()
                                        .map(how -> Shown.of(vector.name()) + ": " + how));
    }

    private static BaseMatch match(Vector vector, Identity base) {
        return new BaseMatch(
                vector.name(), SavedVector.provenance(vector).map(Provenance::base), base);
    }

    private List<String> notes(Made made, List<BaseMatch> bases) {
        List<String> notes = new ArrayList<>(made.vector().about().notes());
        if (request.isPartial()) {
            notes.addAll(Incomplete.sentences(made.vector().incomplete()));
        }
        notes.addAll(VectorNotes.of(opened.onlyVectors(made.from())));
        bases.stream()
                .filter(match -> match.kind() == BaseMatch.Kind.OTHER)
                .map(BaseMatch::sentence)
                .forEach(notes::add);
        if (opened.base().isEmpty()) {
            notes.add(
                    "no base is given, so the result is a vector, of the base that its ingredients"
                            + " record");
        }
        return notes;
    }

    /// Saves the closest adapter.
    ///
    /// @throws Failure where it cannot be merged or saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    ApplyResult save(Output.Adapter adapter) throws IOException, CancelledException {
        long began = System.nanoTime();
        Optional<RecordedBase> recorded = recordedBase();
        for (Checkpoint one : opened.opened()) {
            AdapterFolder.check(adapter.path(), one, adapter.overwrite());
        }
        Made made = merged();
        LoraResult result =
                new LoraExtractor(program)
                        .extract(
                                new OpenRequest(
                                        made.vector(),
                                        adapter.path(),
                                        adapter.rank(),
                                        Scope.ALL,
                                        dtype(request),
                                        opened.base()
                                                .map(Checkpoint::name)
                                                .or(
                                                        () ->
                                                                recorded.map(
                                                                        known ->
                                                                                known.identity()
                                                                                        .name())),
                                        adapter.overwrite(),
                                        opened.base().flatMap(base -> base.about().config()),
                                        request.compute()),
                                merger.progress(),
                                merger.cancellation());
        List<String> notes = new ArrayList<>(notes(made, List.of()));
        notes.addAll(notes(result));
        return new ApplyResult(
                saved(adapter.path(), result.bytesWritten(), began, notes),
                List.of(),
                Optional.empty(),
                Optional.of(result));
    }

    /// How much of the vector the adapter holds, and what it does not.
    private static List<String> notes(LoraResult result) {
        List<String> notes = new ArrayList<>();
        notes.add(
                String.format(
                        Locale.ROOT,
                        "the adapter keeps %s of the squared norm of %s, and is %s of ‖τ‖ away from"
                                + " the whole vector",
                        say(Quantities.ENERGY, result.all().energy()),
                        Amounts.counted(result.all().matrices(), "module"),
                        say(Quantities.FACTOR_ERROR, result.wholeError())));
        result.leftOutByReason()
                .forEach((reason, tensors) -> notes.add(leftOut(result, reason, tensors)));
        return notes;
    }

    private static String leftOut(LoraResult result, LeftOut.Reason reason, List<LeftOut> tensors) {
        return "left out of the adapter, "
                + reason.label()
                + ": "
                + Amounts.counted(tensors.size(), "tensor")
                + " with "
                + say(Quantities.SHARE_OF_SQUARES, result.share(tensors))
                + " of ‖τ‖², the first "
                + Shown.of(tensors.getFirst().tensor());
    }

    private static String say(Quantity quantity, double plain) {
        return quantity.say(quantity.inUnit(plain));
    }
}
