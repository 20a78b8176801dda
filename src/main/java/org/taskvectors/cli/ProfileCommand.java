package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Verification;
import org.taskvectors.analysis.metric.SpectrumWords;
import org.taskvectors.analysis.metric.ThresholdWords;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Measures one vector.
@Command(
        name = "profile",
        description =
                "Measures a task vector: norms, sparsity, zeros, by group of tensors. What was"
                        + " measured before is kept and not read again.")
final class ProfileCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "VECTOR", description = "A task vector.")
    private Path path = Path.of("");

    @Option(
            names = {"--base", "--model"},
            paramLabel = "A",
            description =
                    "The base model that the numbers relate to, instead of what the vector itself"
                            + " records.")
    private @Nullable Path base;

    @Mixin private GroupOptions groups = new GroupOptions();

    @Option(
            names = "--verify",
            description =
                    "Read everything again and say in what it differs from what was kept; exit"
                            + " code 1 if in anything.")
    private boolean verify;

    @Option(
            names = "--histograms",
            description = "With --json: every bin of the histograms, not four an octave.")
    private boolean histograms;

    @Mixin private SpectrumOption spectrum = new SpectrumOption();
    @Mixin private FigureFiles figures = new FigureFiles();
    @Mixin private FigureScope figureScope = new FigureScope();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapter = new AdapterOptions();
    @Mixin private TableOptions table = new TableOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ProfileCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        table.check(output, spec.commandLine());
        figures.check();
        figureScope.check(figures);
        try (VectorInputs inputs = new VectorInputs(List.of(path), adapter);
                @Nullable Checkpoint of = base == null ? null : adapter.model(base).open()) {
            Optional<Verification> verification = Optional.empty();
            Checkpoint checkpoint = inputs.vectors().getFirst();
            Optional<Checkpoint> from = Optional.ofNullable(of);
            Measured measured = session.measured(threads.compute(session));
            Measurement measurement;
            if (verify) {
                verification =
                        Optional.of(
                                session.run(
                                        "Verifying " + checkpoint.name(),
                                        (progress, cancellation) ->
                                                measured.verify(
                                                        checkpoint, from, progress, cancellation)));
                measurement = verification.get().measurement();
            } else {
                measurement =
                        session.run(
                                "Measuring " + checkpoint.name(),
                                (progress, cancellation) ->
                                        measured.profile(checkpoint, from, progress, cancellation));
            }
            List<String> incomplete = inputs.incomplete(from);
            return show(
                    measurement.named(inputs.names().getFirst()),
                    checkpoint,
                    from,
                    verification,
                    incomplete);
        }
    }

    private int show(
            NamedProfile vector,
            Checkpoint checkpoint,
            Optional<Checkpoint> from,
            Optional<Verification> verification,
            List<String> incomplete)
            throws IOException, CancelledException {
        SharedNaming naming = SharedNaming.of(List.of(vector));
        List<Placement> places = naming.names().stream().map(naming::place).toList();
        Scopes.check(spec.commandLine(), groups.scope(), places);
        Scope shown = figureScope.of(groups, places);
        Spectra spectra =
                spectrum.of(
                        session,
                        List.of(checkpoint),
                        List.of(from),
                        name -> FigureScope.isAskedFor(naming.place(name), groups, figures, shown),
                        threads.compute(session));
        Function<Scope, Comparison> in =
                scope ->
                        new Comparison(List.of(vector), Optional.empty(), naming::place, scope)
                                .withSpectra(spectra);
        Comparison comparison = in.apply(groups.scope());
        List<Path> written =
                figures.write(
                        session,
                        () ->
                                new FigureSet(in.apply(shown), groups.threshold())
                                        .figures(groups.chosen()));
        if (output.isJson()) {
            Json.print(json(vector, comparison, verification, incomplete, written), session.out());
        } else {
            print(vector, comparison);
            PrintWriter notes = table.notes(session);
            incomplete.forEach(note -> notes.println("note: " + note));
            FigureScope.print(written, shown, groups, notes);
        }
        verification.ifPresent(this::say);
        return verification.isPresent() && !verification.get().differences().isEmpty()
                ? CommandLineMain.FAILED
                : 0;
    }

    private void print(NamedProfile vector, Comparison comparison) {
        PrintWriter notes = table.notes(session);
        notes.println(
                vector.name()
                        + vector.profile()
                                .provenance()
                                .map(
                                        p ->
                                                ": "
                                                        + Shown.of(
                                                                p.tuned().name()
                                                                        + " − "
                                                                        + p.base().name()))
                                .orElse(""));
        if (table.isText()) {
            notes.println();
        }
        table.printOne(comparison, groups, session.out());
        if (table.isText()) {
            notes.println();
        }
        notes.println("sparsity: share with " + ThresholdWords.of(groups.threshold()));
        ThresholdWords.exact(comparison, groups.threshold())
                .forEach(said -> notes.println("sparsity of " + said));
        SpectrumWords.below(comparison).forEach(notes::println);
        comparison.notes().forEach(note -> notes.println("note: " + note));
    }

    /// Differences are a finding about the file, so they go where messages go; the tables stay
    /// tables.
    private void say(Verification verification) {
        PrintWriter err = session.err();
        if (verification.differences().isEmpty() && output.isJson()) {
            return;
        }
        if (!verification.wasKept()) {
            err.println(Shown.of(path) + ": nothing was kept to compare with; it was measured now");
        } else if (verification.differences().isEmpty()) {
            err.println(Shown.of(path) + ": read again, and nothing differs from what was kept");
        } else {
            err.println(
                    Shown.of(path)
                            + ": what was kept is not what the file holds; it was measured anew");
            verification.differences().forEach(difference -> err.println("  " + difference));
        }
    }

    private ObjectNode json(
            NamedProfile vector,
            Comparison comparison,
            Optional<Verification> verification,
            List<String> incomplete,
            List<Path> written) {
        Threshold threshold = groups.threshold();
        Scope scope = groups.scope();
        Grouping by = groups.by();
        GroupJson json = new GroupJson(comparison, threshold, histograms);
        ObjectNode root = Json.document("profile", session);
        ObjectNode of = VectorJson.of(vector, path);
        root.set("vector", of);
        root.put("by", by.word());
        root.put("scope", scope.text());
        root.set("threshold", GroupJson.threshold(threshold));
        root.set("spectrum", GroupJson.spectrum(comparison));
        root.set("all", json.vector(0, Group.ALL));
        ArrayNode rows = root.putArray("groups");
        for (Group group : comparison.groups(by)) {
            ObjectNode row = GroupJson.name(group);
            row.setAll(json.vector(0, group));
            rows.add(row);
        }
        root.set(
                "notes",
                Json.texts(
                        Stream.concat(comparison.notes().stream(), incomplete.stream()).toList()));
        root.set("figures", Json.texts(written.stream().map(Path::toString).toList()));
        root.putNull("verification");
        verification.ifPresent(
                v ->
                        root.putObject("verification")
                                .put("was_kept", v.wasKept())
                                .set("differences", Json.texts(v.differences())));
        return root;
    }
}
