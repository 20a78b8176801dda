package org.taskvectors.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.Verification;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import org.taskvectors.parts.MeasuringParts;
import org.taskvectors.parts.PartResult;
import org.taskvectors.pass.Part;
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
    /// The options that a part takes.
    private static final Set<String> TAKEN =
            Set.of("--base", "--output", "--force", "--lora-scale", "--adapter", "--under");

    private final Session session;

    @Parameters(paramLabel = "VECTOR", description = "A task vector." + Words.OF_HUB)
    private Path path = Path.of("");

    @Option(
            names = {"--base", "--model"},
            paramLabel = "A",
            description =
                    "The base model that the numbers relate to, instead of what the vector itself"
                            + " records."
                            + Words.OF_HUB)
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
    @Mixin private PartOption part = new PartOption();
    @Mixin private PartOutput partOutput = new PartOutput();
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
        part.check(TAKEN);
        partOutput.check(part);
        table.check(output, spec.commandLine());
        figures.check();
        figureScope.check(figures);
        try (VectorInputs inputs = new VectorInputs(List.of(path), adapter);
                @Nullable Checkpoint of = base == null ? null : adapter.model(base).open()) {
            Optional<Verification> verification = Optional.empty();
            Checkpoint checkpoint = inputs.vectors().getFirst();
            Optional<Checkpoint> from = Optional.ofNullable(of);
            if (part.part().isPresent()) {
                return makePart(inputs, from, part.part().get());
            }
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

    private int makePart(VectorInputs inputs, Optional<Checkpoint> from, Part which)
            throws IOException, CancelledException {
        MeasuringParts.Vectors vectors =
                new MeasuringParts.Vectors(
                        List.of(path.toString()),
                        inputs.names(),
                        inputs.vectors(),
                        List.of(from),
                        inputs.on(from),
                        inputs.incomplete(from));
        MeasuringParts parts =
                new MeasuringParts(
                        session.program(),
                        partOutput.folder(),
                        partOutput.isForced(),
                        threads.compute(session));
        PartResult result =
                session.run(
                        "Measuring " + which.words() + " of " + inputs.vectors().getFirst().name(),
                        (progress, cancellation) ->
                                parts.profile(vectors, which, progress, cancellation));
        new PartReport(session).print(result, output.isJson());
        return 0;
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
        ProfileReport report = new ProfileReport(session, groups, table, histograms);
        ProfileReport.Told told = new ProfileReport.Told(incomplete, written, shown);
        if (output.isJson()) {
            report.printJson(vector, path, comparison, verification, told);
        } else {
            report.print(vector, comparison, told);
        }
        verification.ifPresent(this::say);
        return verification.isPresent() && !verification.get().differences().isEmpty()
                ? CommandLineMain.FAILED
                : 0;
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
}
