package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.PairChecker;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.job.CancelledException;
import org.taskvectors.parts.ExtractionParts;
import org.taskvectors.parts.PartResult;
import org.taskvectors.parts.SteppedExtraction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Extracts the task vector of a fine-tuned model.
@Command(
        name = "extract",
        description =
                "Writes the task vector: the fine-tuned model minus its base, tensor by tensor,"
                        + " and measures it in the same pass.")
final class ExtractCommand implements Callable<Integer> {
    /// The options that a part takes.
    private static final Set<String> TAKEN =
            Set.of(
                    "--base",
                    "--tuned",
                    "--output",
                    "--dtype",
                    "--scope",
                    "--vocabulary",
                    "--partial",
                    "--force",
                    "--lora-scale",
                    "--adapter",
                    "--under");

    private final Session session;

    @Option(
            names = {"--base", "--model"},
            required = true,
            paramLabel = "A",
            description = "The base model: a weights file or a Hugging Face folder." + Words.OF_HUB)
    private Path base = Path.of("");

    @Option(
            names = "--tuned",
            required = true,
            paramLabel = "B",
            description = "The fine-tuned model." + Words.OF_HUB)
    private Path tuned = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description =
                    "The vector's file; its ending says the format: .safetensors, or .pth for"
                            + " PyTorch's torch.load. With --part, the folder of the parts.")
    private Path out = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Words.DTypes.class,
            description =
                    "float32, bfloat16, float16 or source: the wider of the two sides, tensor by"
                            + " tensor (the default).")
    private OutputDType dtype = OutputDType.SOURCE;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            converter = Words.Scopes.class,
            description =
                    "all (the default), module kinds (q_proj,v_proj or attention), or /REGEX/.")
    private Scope scope = Scope.ALL;

    @Option(
            names = "--vocabulary",
            paramLabel = "POLICY",
            converter = Words.Vocabularies.class,
            description =
                    "Where one side has more rows in embedding or head: refuse (the default) or"
                            + " shared, the rows that both have.")
    private VocabularyPolicy vocabulary = VocabularyPolicy.REFUSE;

    @Option(
            names = "--partial",
            description =
                    "Leave out what cannot be matched or read, and write a partial vector that says"
                            + " so.")
    private boolean partial;

    @Option(
            names = "--unquantised",
            paramLabel = "MODEL",
            description =
                    "Where a side is quantised: the model that it was quantised from. How far the"
                            + " quantised weights are from it is measured and printed."
                            + Words.OF_HUB)
    private @Nullable Path unquantised;

    @Option(names = "--force", description = "Replace OUT if it exists.")
    private boolean force;

    @Mixin private PartOption part = new PartOption();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapter = new AdapterOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ExtractCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        part.check(TAKEN);
        checkPlace();
        List<Path> inputs = List.of(base, tuned);
        Located from = adapter.located(base, inputs);
        Located to = adapter.located(tuned, inputs);
        Scopes.check(spec.commandLine(), scope, from);
        ExtractionRequest request =
                new ExtractionRequest(
                        from,
                        to,
                        out,
                        new Policies(dtype, scope, vocabulary, partial),
                        force,
                        threads.compute(session));
        if (part.part().isPresent()) {
            PartResult result =
                    session.run(
                            "Extracting "
                                    + part.part().get().words()
                                    + " of "
                                    + tuned.getFileName(),
                            (progress, cancellation) ->
                                    new ExtractionParts(session.program())
                                            .make(
                                                    request,
                                                    part.part().get(),
                                                    progress,
                                                    cancellation));
            new PartReport(session).print(result, output.isJson());
            return 0;
        }
        // First, so that nothing is written where it cannot be measured.
        Optional<QuantizationError> error = quantizationError(request);
        SteppedExtraction extractor = new SteppedExtraction(session.program(), session.store());
        ExtractionResult result =
                session.run(
                        "Extracting " + tuned.getFileName(),
                        (progress, cancellation) ->
                                extractor.extract(request, progress, cancellation));
        new ExtractReport(session).print(result, error, output.isJson());
        return 0;
    }

    /// The base's where both sides are quantised; empty where it was not asked for.
    private Optional<QuantizationError> quantizationError(ExtractionRequest request)
            throws IOException, CancelledException {
        if (unquantised == null) {
            return Optional.empty();
        }
        PairCheck check = PairChecker.check(request.base(), request.tuned(), request.policies());
        if (check.quantized().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--unquantised: neither " + base + " nor " + tuned + " is quantised");
        }
        Located side = check.quantized().getFirst().isBase() ? request.base() : request.tuned();
        Located exact = Located.of(unquantised);
        return Optional.of(
                session.run(
                        "Measuring the quantisation error",
                        (progress, cancellation) ->
                                QuantizationError.measure(
                                        side,
                                        exact,
                                        threads.compute(session),
                                        progress,
                                        cancellation)));
    }

    private void checkPlace() {
        boolean isFile = OutputFormats.of(out).isPresent();
        if (part.part().isPresent() && isFile) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o "
                            + out
                            + ": with --part this is the folder of the parts; join writes the"
                            + " vector's file");
        }
        if (part.part().isEmpty() && !isFile) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o "
                            + out
                            + ": the ending of a vector's file says its format, and has to be "
                            + OutputFormats.endings());
        }
    }
}
