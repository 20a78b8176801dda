package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.lora.LoraExtractor;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a LoRA adapter out of a task vector.
@Command(
        name = "lora",
        description =
                "Makes a LoRA adapter out of a task vector: each matrix becomes the closest one of"
                        + " a low rank (with a side of at most 1,024 exactly, else with at least"
                        + " 99.9 %% of what that rank can keep), in a folder that PEFT loads. Says"
                        + " how much of each layer is lost.")
final class LoraCommand implements Callable<Integer> {
    private static final int DEFAULT_RANK = 16;

    private final Session session;

    @Parameters(
            paramLabel = "VECTOR",
            description =
                    "The task vector: a weights file, a folder, or another adapter." + Words.OF_HUB)
    private Path vector = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FOLDER",
            description = "The adapter's folder.")
    private Path folder = Path.of("");

    @Option(
            names = "--rank",
            paramLabel = "R",
            description = "The rank of every module; 16 unless --energy is given.")
    private @Nullable Integer rank;

    @Option(
            names = "--energy",
            paramLabel = "E",
            description =
                    "Instead of a rank: as few directions of each matrix as keep this share of its"
                            + " squared norm, 0.9 for example.")
    private @Nullable Double energy;

    @Option(
            names = "--max-rank",
            paramLabel = "R",
            description = "With --energy: no module gets a higher rank; 256 by default.")
    private @Nullable Integer mostRank;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            converter = Words.Scopes.class,
            description =
                    "all (the default: the linear modules of the layers), module kinds"
                            + " (q_proj,v_proj or attention; head, to take it in), or /REGEX/.")
    private Scope scope = Scope.ALL;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Words.FactorDTypes.class,
            description = "Of the factors: float32 (the default), bfloat16 or float16.")
    private DType dtype = DType.F32;

    @Option(
            names = {"--base", "--model"},
            paramLabel = "A",
            description =
                    "The vector's base: its configuration says what modules are called, and what"
                            + " only it tells of an adapter is read with it."
                            + Words.OF_HUB)
    private @Nullable Path base;

    @Option(
            names = "--partial",
            description = "Leave out changes that cannot be read; the result names them.")
    private boolean partial;

    @Option(
            names = "--base-name",
            paramLabel = "NAME",
            description =
                    "What the adapter calls its base model; by default the name that the vector"
                            + " recorded.")
    private @Nullable String baseName;

    @Option(names = "--force", description = "Replace an adapter that is in FOLDER.")
    private boolean force;

    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapter = new AdapterOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LoraCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        LoraRank wanted = wanted();
        requireBase();
        Located from =
                adapter.located(vector, List.of(vector))
                        .on(Optional.ofNullable(base).map(adapter::model));
        Scopes.check(spec.commandLine(), scope, from);
        LoraRequest request =
                new LoraRequest(
                        from,
                        folder,
                        wanted,
                        scope,
                        dtype,
                        Optional.ofNullable(baseName),
                        force,
                        partial,
                        threads.compute(session));
        LoraExtractor extractor = new LoraExtractor(session.program());
        LoraResult result =
                session.run(
                        "Factoring " + vector.getFileName(),
                        (progress, cancellation) ->
                                extractor.extract(request, progress, cancellation));
        LoraReport report = new LoraReport(result);
        if (output.isJson()) {
            Json.print(report.json(session), session.out());
        } else {
            report.print(session.out());
        }
        return 0;
    }

    /// A base that was named has to be there: its configuration decides what modules are called.
    private void requireBase() throws IOException {
        if (base != null) {
            adapter.model(base).open().close();
        }
    }

    private LoraRank wanted() {
        if (energy == null) {
            if (mostRank != null) {
                throw usage("--max-rank belongs to --energy; --rank alone says the rank");
            }
            return fixed(rank == null ? DEFAULT_RANK : rank);
        }
        if (rank != null) {
            throw usage("--rank and --energy exclude each other; --max-rank bounds an energy");
        }
        try {
            return new LoraRank.Energy(
                    energy, mostRank == null ? LoraRequest.DEFAULT_MOST : mostRank);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private LoraRank fixed(int most) {
        try {
            return new LoraRank.Fixed(most);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
