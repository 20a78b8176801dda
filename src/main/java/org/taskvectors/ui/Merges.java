package org.taskvectors.ui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadProbe;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergePreviewer;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.MergeSaver;
import org.taskvectors.merge.Output;
import org.taskvectors.merge.PreviewSample;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.NamedModels;
import org.taskvectors.ui.merge.Check;
import org.taskvectors.ui.merge.CheckedMerge;
import org.taskvectors.ui.merge.MergeCore;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorProblem;

/// Merges what the window asks for, by the lines that the command line runs.
///
/// @param saver merges and saves
/// @param previewer merges and measures
public record Merges(MergeSaver saver, MergePreviewer previewer) implements MergeCore {
    /// Room for headers and the files around the weights.
    private static final long MARGIN = 1L << 20;

    /// Weights of a sample, the base's and all ingredients' together: 64 MiB in float32.
    private static final long SAMPLED = 16L << 20;

    /// @param program name and version of this program
    /// @param store keeps the measurements of vectors
    public Merges(String program, ProfileStore store) {
        this(new MergeSaver(program, store), new MergePreviewer(store));
    }

    @Override
    public ApplyResult merge(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return saver.save(request, progress, cancellation);
    }

    @Override
    public MergePreview preview(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return previewer.measure(request, progress, cancellation);
    }

    @Override
    public PreviewSample sample(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return PreviewSample.read(request, SAMPLED, progress, cancellation);
    }

    @Override
    public Optional<String> recipe(MergeRequest request, Path folder) throws IOException {
        return saver.recipe(request, folder);
    }

    @Override
    public String text(Path recipe) throws IOException {
        return RecipeDocument.textOf(recipe);
    }

    @Override
    public RecipeMerge reading(String text, Path folder, Reach reach) throws IOException {
        Output nowhere = new Output.Model(new Target.Folder(folder));
        return RecipeMerge.of(text, folder, reach, 0, nowhere, Compute.onCpu(1));
    }

    @Override
    public Path keep(String recipe, Path file) throws IOException {
        AtomicFile.write(file, recipe.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    @Override
    public OptionalDouble readRate(Path model) throws IOException {
        // What a recipe is made of may lie anywhere, on several disks.
        return Formats.ALL.isComputed(model)
                ? OptionalDouble.empty()
                : ReadProbe.rate(Checkpoints.weightFiles(model));
    }

    @Override
    public CheckedMerge check(MergeRequest request) {
        long began = System.nanoTime();
        List<Check> checks = new ArrayList<>();
        Optional<MergePlan> plan = Optional.empty();
        boolean asksPartial = false;
        boolean asksHub = false;
        Depths depths = new Depths(0, List.of());
        try {
            MergePlan would = saver.plan(request);
            plan = Optional.of(would);
            checks.add(shapes(would));
            checks.addAll(inside(request));
            depths = depths(request);
            would.notes().forEach(note -> checks.add(new Check(Check.Kind.NOTE, note)));
            checks.add(needs(would));
            checks.add(room(request.output().path(), would.bytes()));
            unfinished(request.output()).ifPresent(checks::add);
        } catch (IOException e) {
            asksPartial = isPartial(e);
            asksHub = NamedModels.helpsAfter(e);
            checks.add(new Check(Check.Kind.FAILS, FailureWords.of(e)));
        }
        target(request.output().path()).ifPresent(checks::add);
        return new CheckedMerge(
                checks,
                Optional.of(request),
                plan,
                asksPartial,
                asksHub,
                depths.layers(),
                depths.families(),
                Math.max(1, (System.nanoTime() - began) / 1_000_000));
    }

    /// Where ingredients can be laid.
    private record Depths(int layers, List<Set<ModuleFamily>> families) {}

    private static Depths depths(MergeRequest request) throws IOException {
        Located like = request.base().orElseGet(() -> request.ingredients().getFirst().located());
        int layers;
        try (Checkpoint opened = like.open()) {
            layers =
                    Naming.of(opened).layersOfStacks().values().stream()
                            .mapToInt(Integer::intValue)
                            .max()
                            .orElse(0);
        }
        List<Set<ModuleFamily>> families = new ArrayList<>();
        for (Given given : request.ingredients()) {
            try (Checkpoint opened = given.located().open()) {
                Naming naming = Naming.of(opened);
                Set<ModuleFamily> own = EnumSet.noneOf(ModuleFamily.class);
                for (Tensor tensor : opened.tensors()) {
                    own.add(naming.place(tensor.name()).kind().family());
                }
                families.add(own);
            }
        }
        return new Depths(layers, families);
    }

    private static boolean isPartial(IOException failure) {
        return failure instanceof Failure known
                && (known.problem() == VectorProblem.INCOMPLETE
                        || known.problem() == CheckpointProblem.NOT_ITS_BASE);
    }

    private static Check shapes(MergePlan plan) {
        int kept = plan.tensors() - plan.merged();
        return new Check(
                Check.Kind.FITS,
                Amounts.counted(plan.merged(), "tensor")
                        + " merged, "
                        + Amounts.counted(plan.mergedWeights(), "weight")
                        + (kept > 0 ? "; " + Amounts.count(kept) + " stay as they are" : ""));
    }

    private static Check needs(MergePlan plan) {
        return new Check(
                Check.Kind.FITS,
                plan.needs().isEmpty()
                        ? "nothing has to be measured first"
                        : "measured first: "
                                + String.join(
                                        ", ",
                                        plan.needs().stream().sorted().map(Need::words).toList()));
    }

    /// What stands in the files' own headers: tied weights, and the bases that vectors name.
    private static List<Check> inside(MergeRequest request) throws IOException {
        List<Check> checks = new ArrayList<>();
        try (Checkpoint like =
                request.base().isPresent()
                        ? request.base().get().open()
                        : request.ingredients().getFirst().located().open()) {
            Naming naming = Naming.of(like);
            naming.servesAsHead()
                    .ifPresent(
                            name ->
                                    checks.add(
                                            new Check(
                                                    Check.Kind.TIED,
                                                    "no head is written: "
                                                            + name
                                                            + " serves as the head")));
            for (Set<String> names : naming.tied()) {
                checks.add(
                        new Check(
                                Check.Kind.TIED,
                                String.join(" and ", names) + " are one weight, merged once"));
            }
            if (request.base().isPresent()) {
                for (Given given : request.ingredients()) {
                    if (given.space() == Space.VECTORS) {
                        base(given, like.name()).ifPresent(checks::add);
                    }
                }
            }
        }
        return checks;
    }

    /// What a vector's own files say of its base. Its fingerprint is held against the base's bytes
    /// when the model is saved.
    private static Optional<Check> base(Given given, String base) throws IOException {
        try (Checkpoint vector = given.located().open()) {
            Optional<String> named =
                    SavedVector.provenance(vector)
                            .map(Provenance::base)
                            .map(identity -> identity.name())
                            .or(() -> vector.about().adapter().flatMap(AdapterAbout::baseName));
            return named.filter(name -> !last(name).equals(last(base)))
                    .map(
                            name ->
                                    new Check(
                                            Check.Kind.NOTE,
                                            vector.name()
                                                    + " names another base: "
                                                    + name
                                                    + ". Names and shapes agree; how it answers"
                                                    + " then is for you to judge"));
        }
    }

    private static String last(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    private static Check room(Path target, long bytes) {
        long free = free(target);
        if (free < 0) {
            return new Check(
                    Check.Kind.NOTE,
                    Amounts.bytes(bytes) + " are written; how much is free cannot be told");
        }
        boolean fits = bytes + MARGIN <= free;
        return new Check(
                fits ? Check.Kind.FITS : Check.Kind.FAILS,
                Amounts.bytes(bytes)
                        + " of "
                        + Amounts.bytes(free)
                        + " free"
                        + (fits ? "" : ". Choose another folder, or make room"));
    }

    private static Optional<Check> unfinished(Output output) {
        return output instanceof Output.Model(Target.Folder folder)
                        && Files.isDirectory(StagedFolder.beside(folder.path()))
                ? Optional.of(
                        new Check(
                                Check.Kind.NOTE,
                                "an unfinished model lies there. The same merge goes on with it;"
                                        + " another asks first whether it may take its place"))
                : Optional.empty();
    }

    private static Optional<Check> target(Path target) {
        boolean isTaken;
        try {
            isTaken =
                    Files.isDirectory(target) ? !AtomicFile.isVacant(target) : Files.exists(target);
        } catch (IOException e) {
            isTaken = true;
        }
        return isTaken
                ? Optional.of(
                        new Check(
                                Check.Kind.FAILS,
                                "there is something at "
                                        + HomePath.of(target)
                                        + " already. Choose another name"))
                : Optional.empty();
    }

    private static long free(Path target) {
        @Nullable Path at = target.toAbsolutePath().getParent();
        while (at != null && !Files.isDirectory(at)) {
            at = at.getParent();
        }
        try {
            return at == null ? -1 : Files.getFileStore(at).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
