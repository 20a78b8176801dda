package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import org.taskvectors.parts.MeasuringParts;
import org.taskvectors.parts.PartResult;
import org.taskvectors.pass.Part;
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
    /// The options that a part takes.
    private static final Set<String> TAKEN =
            Set.of(
                    "--base",
                    "--partial",
                    "--output",
                    "--force",
                    "--lora-scale",
                    "--adapter",
                    "--under");

    private final Session session;

    /// Sentences about tensors that may be the same under two names.
    private List<String> apart = List.of();

    @Parameters(
            arity = "2..*",
            paramLabel = "VECTOR",
            description = "Two or more task vectors." + Words.OF_HUB)
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"--base", "--model"},
            paramLabel = "A",
            description =
                    "The base of the vectors that record none: what adapters change and only their"
                            + " base tells is read with it, and their numbers relate to it."
                            + Words.OF_HUB)
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

    @Mixin private PartOption part = new PartOption();
    @Mixin private PartOutput partOutput = new PartOutput();
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
        part.check(TAKEN);
        partOutput.check(part);
        table.check(output, spec.commandLine());
        figures.check();
        figureScope.check(figures);
        try (VectorInputs inputs = new VectorInputs(paths, adapter);
                @Nullable Checkpoint of = base == null ? null : adapter.model(base).open()) {
            Optional<Checkpoint> from = Optional.ofNullable(of);
            requireWhole(inputs.on(from));
            if (part.part().isPresent()) {
                return makePart(inputs, from, part.part().get());
            }
            Together together = measure(inputs, from);
            Comparison comparison = together.in(groups.scope());
            Scope shown = figureScope.of(groups, together.places());
            List<Path> written =
                    figures.write(
                            session,
                            () ->
                                    new FigureSet(together.in(shown), groups.threshold())
                                            .figures(groups.chosen()));
            CompareReport report = new CompareReport(session, groups, table);
            ProfileReport.Told told = new ProfileReport.Told(notes(inputs, from), written, shown);
            if (output.isJson()) {
                report.printJson(comparison, paths, told);
            } else {
                report.print(comparison, told);
            }
            return 0;
        }
    }

    private int makePart(VectorInputs inputs, Optional<Checkpoint> from, Part which)
            throws IOException, CancelledException {
        MeasuringParts.Vectors vectors =
                new MeasuringParts.Vectors(
                        paths.stream().map(Path::toString).toList(),
                        inputs.names(),
                        inputs.vectors(),
                        inputs.vectors().stream().map(vector -> relative(vector, from)).toList(),
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
                        "Comparing "
                                + which.words()
                                + " of "
                                + Amounts.counted(paths.size(), "vector"),
                        (progress, cancellation) ->
                                parts.compare(vectors, partial, which, progress, cancellation));
        new PartReport(session).print(result, output.isJson());
        return 0;
    }

    /// The base that a vector's numbers relate to; empty for the one that it records.
    private static Optional<Checkpoint> relative(Checkpoint vector, Optional<Checkpoint> from) {
        return SavedVector.provenance(vector).isPresent() ? Optional.empty() : from;
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
        CompareReport.requireTogether(apart, partial);
    }

    private Together measure(VectorInputs inputs, Optional<Checkpoint> from)
            throws IOException, CancelledException {
        Measured measured = session.measured(threads.compute(session));
        List<NamedProfile> vectors = new ArrayList<>();
        List<Optional<Checkpoint>> bases = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Checkpoint vector = inputs.vectors().get(i);
            Optional<Checkpoint> relative = relative(vector, from);
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
}
