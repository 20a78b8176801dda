package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.BaseGroups;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.SpectrumWords;
import org.taskvectors.analysis.metric.ThresholdWords;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Measures several vectors, and each against the others.
@Command(
        name = "compare",
        description =
                "Compares task vectors: norms and sparsity side by side, cosine similarity, sign"
                        + " agreement, interference.")
final class CompareCommand implements Callable<Integer> {
    private final Session session;

    /// Sentences about tensors that may be the same under two names.
    private List<String> apart = List.of();

    @Parameters(arity = "2..*", paramLabel = "VECTOR", description = "Two or more task vectors.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"--base", "--model"},
            paramLabel = "A",
            description =
                    "The base of the vectors that record none: what adapters change and only their"
                            + " base tells is read with it, and their numbers relate to it.")
    private @Nullable Path base;

    @Option(
            names = "--partial",
            description =
                    "Compare what can be matched and read, where some of it cannot; the rest is"
                            + " outside all numbers, and named.")
    private boolean partial;

    @Mixin private GroupOptions groups = new GroupOptions();

    @Mixin private FigureFiles figures = new FigureFiles();

    @Mixin private SpectrumOption spectrum = new SpectrumOption();

    @Mixin private FigureScope figureScope = new FigureScope();

    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapter = new AdapterOptions();
    @Mixin private TableOptions table = new TableOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        table.check(output, spec.commandLine());
        figures.check();
        figureScope.check(figures);
        try (VectorInputs inputs = new VectorInputs(paths, adapter);
                @Nullable Checkpoint of = base == null ? null : adapter.model(base).open()) {
            Optional<Checkpoint> from = Optional.ofNullable(of);
            requireWhole(inputs.on(from));
            Together together = measure(inputs, from);
            Comparison comparison = together.in(groups.scope());
            Scope shown = figureScope.of(groups, together.places());
            List<Path> written =
                    figures.write(
                            session,
                            () ->
                                    new FigureSet(together.in(shown), groups.threshold())
                                            .figures(groups.chosen()));
            if (output.isJson()) {
                Json.print(json(comparison, written, notes(inputs, from)), session.out());
            } else {
                print(comparison, shown, written, notes(inputs, from));
            }
            return 0;
        }
    }

    /// Vectors that were measured, and which of their tensors are the same.
    private record Together(
            List<NamedProfile> vectors, SharedNaming naming, PairSums sums, Spectra spectra) {
        List<Placement> places() {
            return naming.names().stream().map(naming::place).toList();
        }

        Comparison in(Scope scope) {
            return new Comparison(vectors, Optional.of(sums), naming::place, scope)
                    .withSpectra(spectra);
        }
    }

    private void requireWhole(List<Checkpoint> vectors) throws Failure {
        for (Checkpoint vector : vectors) {
            List<Incomplete> unread = Coverage.unread(vector);
            if (!partial && !unread.isEmpty()) {
                throw Failure.of(
                        VectorProblem.INCOMPLETE,
                        vector.path().orElse(null),
                        Incomplete.sentences(unread).getFirst(),
                        (unread.getFirst().needsBase()
                                        ? "Give its base too (--base), or compare"
                                        : "Compare")
                                + " without it (--partial)");
            }
        }
    }

    private List<String> notes(VectorInputs inputs, Optional<Checkpoint> from) {
        return Stream.concat(inputs.incomplete(from).stream(), apart.stream()).toList();
    }

    private void requireTogether(SharedNaming naming) throws Failure {
        apart = naming.apart();
        if (!partial && !apart.isEmpty()) {
            throw Failure.of(
                    VectorProblem.OTHER_NAMES,
                    null,
                    apart.getFirst(),
                    "Compare vectors of one architecture, or say --partial to compare what"
                            + " matches");
        }
    }

    private Together measure(VectorInputs inputs, Optional<Checkpoint> from)
            throws IOException, CancelledException {
        Measured measured = session.measured(threads.compute(session));
        List<NamedProfile> vectors = new ArrayList<>();
        List<Optional<Checkpoint>> bases = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Checkpoint vector = inputs.vectors().get(i);
            Optional<Checkpoint> relative =
                    SavedVector.provenance(vector).isPresent() ? Optional.empty() : from;
            bases.add(relative);
            Measurement measurement =
                    session.run(
                            "Measuring " + vector.name(),
                            (progress, cancellation) ->
                                    measured.profile(vector, relative, progress, cancellation));
            vectors.add(measurement.named(inputs.names().get(i)));
        }
        SharedNaming naming = SharedNaming.of(vectors);
        requireTogether(naming);
        PairSums sums =
                session.run(
                        "Comparing " + Amounts.counted(paths.size(), "vector"),
                        (progress, cancellation) ->
                                measured.pairs(inputs.on(from), progress, cancellation));
        Together together = new Together(vectors, naming, sums, Spectra.NONE);
        Scopes.check(spec.commandLine(), groups.scope(), together.places());
        Scope drawn = figureScope.of(groups, together.places());
        Predicate<String> inScope =
                name -> FigureScope.isAskedFor(naming.place(name), groups, figures, drawn);
        Spectra own =
                spectrum.of(session, inputs.vectors(), bases, inScope, threads.compute(session));
        Spectra spectra =
                spectrum.withOverlaps(
                        session, own, inputs.on(from), inScope, threads.compute(session));
        return new Together(vectors, naming, sums, spectra);
    }

    private void print(
            Comparison comparison, Scope shown, List<Path> written, List<String> incomplete) {
        table.printSeveral(comparison, groups, session.out());
        PrintWriter notes = table.notes(session);
        if (table.isText()) {
            notes.println();
        }
        notes.println("sparsity: share with " + ThresholdWords.of(groups.threshold()));
        ThresholdWords.exact(comparison, groups.threshold())
                .forEach(said -> notes.println("sparsity of " + said));
        SpectrumWords.below(comparison).forEach(notes::println);
        bases(comparison).ifPresent(said -> notes.println("note: " + said));
        comparison.notes().forEach(note -> notes.println("note: " + note));
        incomplete.forEach(note -> notes.println("note: " + note));
        FigureScope.print(written, shown, groups, notes);
    }

    /// Says of vectors on several bases which are on which.
    private static Optional<String> bases(Comparison comparison) {
        BaseGroups bases = BaseGroups.of(comparison);
        if (bases.groups().size() < 2) {
            return Optional.empty();
        }
        List<String> each = new ArrayList<>();
        for (int base = 0; base < bases.groups().size(); base++) {
            String name = bases.names().get(base);
            each.add(
                    Amounts.counted(bases.groups().get(base).size(), "vector")
                            + " on "
                            + (name.isEmpty() ? "a base that is not recorded" : Shown.of(name)));
        }
        return Optional.of(
                Amounts.counted(bases.groups().size(), "base")
                        + ": "
                        + String.join(", ", each)
                        + (bases.areSeparate() ? "; figures have no pairs across them" : ""));
    }

    private ObjectNode json(Comparison comparison, List<Path> written, List<String> incomplete) {
        GroupJson json = new GroupJson(comparison, groups.threshold(), false);
        ObjectNode root = Json.document("compare", session);
        ArrayNode vectors = root.putArray("vectors");
        for (int i = 0; i < paths.size(); i++) {
            vectors.add(VectorJson.of(comparison.vectors().get(i), paths.get(i)));
        }
        root.put("by", groups.by().word());
        root.put("scope", groups.scope().text());
        root.set("threshold", GroupJson.threshold(groups.threshold()));
        root.set("spectrum", GroupJson.spectrum(comparison));
        root.set("all", row(comparison, json, Group.ALL));
        ArrayNode rows = root.putArray("groups");
        for (Group group : comparison.groups(groups.by())) {
            rows.add(row(comparison, json, group));
        }
        root.set(
                "notes",
                Json.texts(
                        Stream.of(
                                        bases(comparison).stream(),
                                        comparison.notes().stream(),
                                        incomplete.stream())
                                .flatMap(each -> each)
                                .toList()));
        root.set("figures", Json.texts(written.stream().map(Path::toString).toList()));
        return root;
    }

    private static ObjectNode row(Comparison comparison, GroupJson json, Group group) {
        ObjectNode row = GroupJson.name(group);
        ArrayNode vectors = row.putArray("vectors");
        ArrayNode pairs = row.putArray("pairs");
        int count = comparison.vectors().size();
        for (int a = 0; a < count; a++) {
            vectors.add(json.vector(a, group));
            for (int b = a + 1; b < count; b++) {
                pairs.add(json.pair(a, b, group));
            }
        }
        json.together(row, group);
        return row;
    }
}
