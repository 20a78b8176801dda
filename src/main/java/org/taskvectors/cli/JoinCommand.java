package org.taskvectors.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.job.CancelledException;
import org.taskvectors.parts.ExtractionParts;
import org.taskvectors.parts.MeasuringParts;
import org.taskvectors.parts.MergeParts;
import org.taskvectors.parts.PartSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Joins the parts of a work.
@Command(
        name = "join",
        description =
                "Joins the parts that extract, merge, profile or compare have made with --part, to"
                        + " the same bytes and the same numbers as one run, and says what that run"
                        + " would say.")
final class JoinCommand implements Callable<Integer> {
    /// The options of every join.
    private static final Set<String> ALWAYS = Set.of("--threads", "--device", "--json", "--debug");

    /// The options of what is written.
    private static final Set<String> OF_WEIGHTS =
            Set.of("--output", "--force", "--shard-size", "--restart");

    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "PART",
            description = "The parts: files, or folders of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "Where the whole goes, as the command that made the parts takes it without"
                            + " --part. Measurements have none: they are printed, and kept with"
                            + " their vectors.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--force", description = "Replace OUT where it is a file that exists.")
    private boolean force;

    @Mixin private ShardOptions shards = new ShardOptions();
    @Mixin private GroupOptions groups = new GroupOptions();

    @Option(
            names = "--histograms",
            description = "With --json, of one vector: every bin of the histograms.")
    private boolean histograms;

    @Mixin private FigureFiles figures = new FigureFiles();
    @Mixin private FigureScope figureScope = new FigureScope();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private TableOptions table = new TableOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    JoinCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        table.check(output, spec.commandLine());
        figures.check();
        figureScope.check(figures);
        try (PartSet parts = PartSet.open(paths, session.program())) {
            checkOptions(parts);
            switch (parts.kind()) {
                case EXTRACTION -> extraction(parts);
                case MERGE -> merge(parts);
                case PROFILE, COMPARISON -> measured(parts);
            }
            return 0;
        }
    }

    /// Refuses options that mean nothing for what is joined.
    private void checkOptions(PartSet parts) {
        boolean isOfWeights = parts.kind().isOfWeights();
        if (isOfWeights && out.isEmpty()) {
            throw wrong("--output: say where the whole of " + parts.kind().words() + " goes");
        }
        Set<String> taken =
                switch (parts.kind()) {
                    case EXTRACTION -> Set.of("--output", "--force");
                    case MERGE -> Set.of("--output", "--shard-size", "--restart");
                    case PROFILE, COMPARISON -> Set.of();
                };
        List<String> others =
                spec.commandLine().getParseResult().matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !ALWAYS.contains(name) && !taken.contains(name))
                        .filter(name -> isOfWeights || OF_WEIGHTS.contains(name))
                        .toList();
        if (!others.isEmpty()) {
            throw wrong(
                    others.getFirst()
                            + " means nothing for parts of "
                            + parts.kind().words()
                            + (isOfWeights ? "" : ", which is printed and kept"));
        }
    }

    private void extraction(PartSet parts) throws IOException, CancelledException {
        Path target = out.orElseThrow();
        OutputFormat format =
                OutputFormats.of(target)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "-o "
                                                        + target
                                                        + ": the ending of a vector's file says"
                                                        + " its format, and has to be "
                                                        + OutputFormats.endings()));
        ExtractionResult result =
                session.run(
                        "Joining " + target.getFileName(),
                        (progress, cancellation) ->
                                new ExtractionParts(session.program())
                                        .join(
                                                parts,
                                                target,
                                                format,
                                                force,
                                                session.store(),
                                                threads.compute(session),
                                                progress,
                                                cancellation));
        new ExtractReport(session).print(result, Optional.empty(), output.isJson());
    }

    private void merge(PartSet parts) throws IOException, CancelledException {
        Path target = out.orElseThrow();
        if (Formats.ALL.isWeightsName(FileNames.of(target))) {
            throw wrong(
                    "-o "
                            + target
                            + ": a merge in parts is joined to a model's folder, and this is"
                            + " called as a file of weights");
        }
        MergeParts.Joined joined =
                session.run(
                        "Joining " + target.getFileName(),
                        (progress, cancellation) ->
                                new MergeParts(session.program(), session.store())
                                        .join(
                                                parts,
                                                shards.folder(target),
                                                threads.compute(session),
                                                progress,
                                                cancellation));
        new MergeReport(MergeHead.parse(joined.said()), session)
                .result(joined.result(), output.isJson());
    }

    private void measured(PartSet parts) throws IOException, CancelledException {
        MeasuringParts.Joined joined =
                session.run(
                        "Joining " + parts.kind().words(),
                        (_, _) -> MeasuringParts.join(parts, session.store()));
        SharedNaming naming = SharedNaming.of(joined.vectors());
        List<Placement> places = naming.names().stream().map(naming::place).toList();
        Scopes.check(spec.commandLine(), groups.scope(), places);
        Scope shown = figureScope.of(groups, places);
        Function<Scope, Comparison> in =
                scope -> new Comparison(joined.vectors(), joined.sums(), naming::place, scope);
        List<Path> written =
                figures.write(
                        session,
                        () ->
                                new FigureSet(in.apply(shown), groups.threshold())
                                        .figures(groups.chosen()));
        List<String> notes = new ArrayList<>(joined.notes());
        List<Path> vectors = joined.paths().stream().map(Path::of).toList();
        if (joined.sums().isPresent()) {
            CompareReport.requireTogether(naming.apart(), joined.isPartial());
            notes.addAll(naming.apart());
            CompareReport report = new CompareReport(session, groups, table);
            ProfileReport.Told told = new ProfileReport.Told(notes, written, shown);
            if (output.isJson()) {
                report.printJson(in.apply(groups.scope()), vectors, told);
            } else {
                report.print(in.apply(groups.scope()), told);
            }
        } else {
            ProfileReport report = new ProfileReport(session, groups, table, histograms);
            ProfileReport.Told told = new ProfileReport.Told(notes, written, shown);
            Comparison comparison = in.apply(groups.scope());
            if (output.isJson()) {
                report.printJson(
                        joined.vectors().getFirst(),
                        vectors.getFirst(),
                        comparison,
                        Optional.empty(),
                        told);
            } else {
                report.print(joined.vectors().getFirst(), comparison, told);
            }
        }
        if (!joined.isKept()) {
            PrintWriter err = session.err();
            err.println(
                    "note: what was measured is not kept: the vectors do not lie here as they lay"
                            + " when the parts were made, or their place cannot be written");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
