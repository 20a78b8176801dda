package org.taskvectors.merge;

import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.pass.Part;
import org.taskvectors.saving.Around;
import org.taskvectors.saving.ShareSaver;
import org.taskvectors.saving.Target;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorNotes;

/// One part of a merge that is saved as a model's folder: a share of the tensors, with everything
/// else that the folder needs. [MergeJoiner] puts the parts together.
public final class PartMerger implements AutoCloseable {
    /// Bytes that all files around the weights have, at most: they are held in memory.
    private static final long MOST_AROUND = 1L << 29;

    private static final int DIGITS = 16;

    private final String program;
    private final ProfileStore store;
    private final MergeRequest request;
    private final MergeSides opened;
    private final Part part;

    private PartMerger(
            String program,
            ProfileStore store,
            MergeRequest request,
            MergeSides opened,
            Part part) {
        this.program = program;
        this.store = store;
        this.request = request;
        this.opened = opened;
        this.part = part;
    }

    /// Opens what a request names; reads headers only.
    ///
    /// @param program name and version of this program, for the card
    /// @param store keeps the measurements of vectors
    /// @throws Failure where something cannot be opened or does not fit, or where the result is no
    ///   model's folder
    public static PartMerger open(String program, ProfileStore store, MergeRequest asked, Part part)
            throws IOException {
        if (!(asked.output() instanceof Output.Model(Target.Folder _))) {
            throw Failure.of(
                    MethodProblem.INGREDIENTS,
                    asked.output().path(),
                    "a merge in parts is saved as a model's folder, and not as one file, a vector"
                            + " or an adapter",
                    "Merge it in one run, or name the folder of the parts");
        }
        MergeSides opened = MergeSides.of(asked);
        try {
            return new PartMerger(program, store, opened.laidOut(asked), opened, part);
        } catch (Failure | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /// Returns what is read, by what messages call it.
    public Map<String, Checkpoint> inputs() {
        Map<String, Checkpoint> inputs = new LinkedHashMap<>();
        int number = 0;
        for (Checkpoint input : opened.opened()) {
            boolean isBase = number == 0 && request.base().isPresent();
            inputs.put(
                    isBase && request.stacking().isEmpty() ? "the base" : "input " + (number + 1),
                    input);
            number++;
        }
        return inputs;
    }

    /// Measures what the method needs, of the share alone where that is enough.
    ///
    /// @param said what the command that makes the parts says of the whole, in its own words; the
    ///   same for all parts
    /// @throws Failure where the method does not take these, or measures whole vectors of which
    ///   nothing is kept
    /// @throws CancelledException where it was cancelled
    public MeasuredPart measure(String said, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Merger merger = new Merger(request.compute(), progress, cancellation);
        return opened.isOfVectors() ? vectors(said, merger) : models(said, merger);
    }

    private MeasuredPart vectors(String said, Merger merger)
            throws IOException, CancelledException {
        Checkpoint base = opened.base().orElseThrow();
        List<Vector> vectors = opened.vectors();
        VectorMerge merge =
                VectorMerge.of(
                        request.method(),
                        opened.base(),
                        vectors,
                        request.chosen(),
                        request.isPartial());
        List<Optional<VectorProfile>> profiles = MergeSaver.profiles(store, request);
        List<String> notes = notes(merge.needs(), profiles);
        // Which tensors there are does not depend on what is measured.
        EditedModel unmeasured = edited(base, merge.computed(PartMerger::unmeasured));
        BitSet held = share(unmeasured.tensors());
        Set<String> changes =
                held.stream()
                        .mapToObj(unmeasured.tensors()::get)
                        .flatMap(tensor -> unmeasured.summands(tensor.name()).stream())
                        .map(summand -> summand.tensor().name())
                        .collect(Collectors.toSet());
        Predicate<MergeRow> isHeld = row -> changes.contains(row.output().name());
        Rules rules =
                isMeasuredWhole(merge.needs())
                        ? merge.measure(profiles, merger)
                        : merge.measure(profiles, isHeld, merger);
        EditedModel model = edited(base, merge.vector(rules));
        List<MergePart> parts = MergePart.of(opened, request);
        List<Slot> slots = MergeSaver.slots(merge.laid().rows());
        List<Vector> onBase = opened.onlyVectors(vectors);
        MergedPart.Base known =
                new MergedPart.Base(
                        base.name(),
                        base.tensors(),
                        // A base with other rows has another fingerprint than its files.
                        base instanceof RelaidModel
                                ? List.of()
                                : onBase.stream().map(PartMerger::onBase).toList(),
                        request.isProfiled(),
                        Naming.of(model).repeated().stream().sorted().toList());
        return new MeasuredPart(
                request,
                ShareSaver.of(model, held),
                asked(slots),
                held.stream().mapToLong(tensor -> base.tensors().get(tensor).bytes()).sum()
                        + read(merge.laid().rows().stream().filter(isHeld)),
                notes,
                new MergedPart.Common(
                        model.name(),
                        model.about().notes(),
                        VectorNotes.of(onBase),
                        last(parts),
                        model.tensors(),
                        Optional.of(known),
                        around(model, slots, parts),
                        said),
                Optional.of(new EditedRider(base, model, request.isProfiled())));
    }

    private EditedModel edited(Checkpoint base, Vector vector) throws IOException {
        return EditedModel.of(base, vector, MergeSaver.dtypes(request, base), request.isPartial());
    }

    private static MergedPart.OnBase onBase(Vector vector) {
        return new MergedPart.OnBase(
                vector.name(), SavedVector.provenance(vector).map(Provenance::base));
    }

    private MeasuredPart models(String said, Merger merger) throws IOException, CancelledException {
        request.requireUnprofiled();
        ModelMerge merge =
                ModelMerge.of(
                        request.method(),
                        opened.base(),
                        opened.ingredients(),
                        request.chosen(),
                        MergeSaver.dtypes(request, opened.models().getFirst()));
        List<String> notes = notes(merge.needs(), List.of());
        List<Tensor> outputs = merge.laid().outputs();
        BitSet held = share(outputs);
        Set<MergeRow> mixed =
                held.stream()
                        .mapToObj(tensor -> outputs.get(tensor).name())
                        .flatMap(name -> Stream.ofNullable(merge.laid().byName().get(name)))
                        .collect(Collectors.toSet());
        MixedModel model =
                merge.model(
                        isMeasuredWhole(merge.needs())
                                ? merge.measure(merger)
                                : merge.measure(mixed::contains, merger));
        List<MergePart> parts = MergePart.of(opened, request);
        List<Slot> slots = model.slots();
        return new MeasuredPart(
                request,
                ShareSaver.of(model, held),
                asked(slots),
                held.stream()
                                .mapToObj(outputs::get)
                                .filter(tensor -> !merge.laid().byName().containsKey(tensor.name()))
                                .mapToLong(Tensor::bytes)
                                .sum()
                        + read(mixed.stream()),
                notes,
                new MergedPart.Common(
                        model.name(),
                        model.about().notes(),
                        List.of(),
                        last(parts),
                        model.tensors(),
                        Optional.empty(),
                        around(model, slots, parts),
                        said),
                Optional.empty());
    }

    private static Rule unmeasured(Slot slot) {
        throw new IllegalStateException("nothing is measured yet of " + slot.name());
    }

    private BitSet share(List<Tensor> tensors) {
        return part.share(tensors.stream().mapToLong(Tensor::bytes).toArray());
    }

    private static long read(Stream<MergeRow> rows) {
        return rows.flatMap(row -> row.ingredients().stream())
                .flatMap(Optional::stream)
                .mapToLong(from -> from.tensor().bytes())
                .sum();
    }

    /// Methods that need nothing may have rules that only add, which are of all rows.
    private static boolean isMeasuredWhole(Set<Need> needs) {
        return needs.isEmpty() || needs.stream().anyMatch(Need::isWhole);
    }

    /// Refuses what every part would measure of whole vectors though it could be kept, and says
    /// what each part measures of them all the same.
    private List<String> notes(Set<Need> needs, List<Optional<VectorProfile>> profiles)
            throws Failure {
        List<Need> whole = needs.stream().filter(Need::isWhole).sorted().toList();
        if (whole.isEmpty() || part.isWhole()) {
            return List.of();
        }
        boolean isKeepable = !whole.contains(Need.PRODUCTS_OF_VECTORS);
        for (int k = 0; k < profiles.size() && isKeepable; k++) {
            if (profiles.get(k).isEmpty()) {
                Given given = request.ingredients().get(k);
                throw Failure.of(
                        MethodProblem.INGREDIENTS,
                        given.located().path(),
                        request.method().title()
                                + " measures "
                                + words(whole)
                                + ", and nothing is kept of this one, so that every part would"
                                + " read all of it",
                        given.space() == Space.VECTORS && request.words().vocabulary().isEmpty()
                                ? "Measure it first (profile), where all parts find it"
                                : "Extract the vector first, which measures it, and merge that; or"
                                        + " merge in one run");
            }
        }
        return List.of(
                "every part measures "
                        + words(whole)
                        + ", and reads "
                        + (isKeepable
                                ? "what is kept of the vectors, and once more those of their"
                                        + " tensors whose histograms are too coarse"
                                : "all ingredients once for it"));
    }

    private static String words(List<Need> needs) {
        return needs.stream().map(Need::words).collect(Collectors.joining(" and "));
    }

    private Map<String, String> asked(List<Slot> slots) {
        RequestDigest digest =
                new RequestDigest("part").settings(request.method(), request.chosen(), slots);
        request.stacking().ifPresent(digest::stacking);
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("method", request.method().id());
        asked.put("seed", String.valueOf(request.chosen().seed()));
        asked.put("dtype", request.dtype().word());
        asked.put("--profile", String.valueOf(request.isProfiled()));
        asked.put("--partial", String.valueOf(request.isPartial()));
        asked.put(
                "what is said of parameters and tokens",
                digest.text(request.words().toString()).hex().substring(0, DIGITS));
        return asked;
    }

    private List<String> last(List<MergePart> parts) {
        return Stream.concat(new MergeLicences(parts).note().stream(), opened.notes().stream())
                .toList();
    }

    private Around around(Checkpoint model, List<Slot> slots, List<MergePart> parts)
            throws IOException {
        Target target = new Target.Folder(request.output().path());
        Around around =
                Around.of(
                        model,
                        new MergeSaver(program, store)
                                .beside(request, opened, target, slots, parts));
        long bytes = 0;
        for (Around.Item item : around.items()) {
            bytes += item.content().size();
        }
        if (bytes > MOST_AROUND) {
            throw Failure.of(
                    MethodProblem.INGREDIENTS,
                    model.about().companionFolder().orElse(null),
                    "the files around the weights have "
                            + Amounts.bytes(bytes)
                            + ", and a part holds "
                            + Amounts.bytes(MOST_AROUND)
                            + " of them at most",
                    "Merge it in one run");
        }
        return around;
    }

    @Override
    public void close() {
        opened.close();
    }
}
