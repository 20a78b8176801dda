package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.analysis.metric.WrittenTable;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Finding;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.PairChecker;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
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
    private final Session session;

    @Option(
            names = {"--base", "--model"},
            required = true,
            paramLabel = "A",
            description = "The base model: a weights file or a Hugging Face folder.")
    private Path base = Path.of("");

    @Option(
            names = "--tuned",
            required = true,
            paramLabel = "B",
            description = "The fine-tuned model.")
    private Path tuned = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description =
                    "The vector's file; its ending says the format: .safetensors, or .pth for"
                            + " PyTorch's torch.load.")
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
                            + " quantised weights are from it is measured and printed.")
    private @Nullable Path unquantised;

    @Option(names = "--force", description = "Replace OUT if it exists.")
    private boolean force;

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
        checkEnding();
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
        // First, so that nothing is written where it cannot be measured.
        Optional<QuantizationError> error = quantizationError(request);
        Extractor extractor = new Extractor(session.program(), session.store());
        ExtractionResult result =
                session.run(
                        "Extracting " + tuned.getFileName(),
                        (progress, cancellation) ->
                                extractor.extract(request, progress, cancellation));
        Comparison comparison = comparison(result);
        if (output.isJson()) {
            Json.print(json(result, comparison, error), session.out());
        } else {
            print(result, comparison, error);
        }
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

    private void checkEnding() {
        if (OutputFormats.of(out).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o "
                            + out
                            + ": the ending of a vector's file says its format, and has to be "
                            + OutputFormats.endings());
        }
    }

    private static Comparison comparison(ExtractionResult result) {
        NamedProfile vector =
                new NamedProfile(String.valueOf(result.output().getFileName()), result.profile());
        return new Comparison(
                List.of(vector),
                Optional.empty(),
                SharedNaming.of(List.of(vector))::place,
                Scope.ALL);
    }

    private void print(
            ExtractionResult result, Comparison comparison, Optional<QuantizationError> error) {
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        PrintWriter text = session.out();
        WrittenTable table =
                new WrittenTable()
                        .words("found")
                        .numbers("tensors")
                        .words("what is done")
                        .words("the first of them");
        for (Finding finding : result.check().findings()) {
            table.row(
                    List.of(
                            finding.category().label(),
                            Amounts.count(finding.tensors().size()),
                            finding.action(),
                            finding.tensors().getFirst()
                                    + (finding.detail().isEmpty() ? "" : ": " + finding.detail())));
        }
        table.print(text);
        text.println();
        double seconds = Math.max(1e-9, result.took().toNanos() / 1e9);
        text.printf(
                Locale.ROOT,
                "%s: %s, %s weights, %s, in %s (%s/s read)%n",
                Shown.of(result.output()),
                Amounts.counted(all.held(), "tensor"),
                Amounts.count(result.check().weights()),
                dtypes(result),
                Amounts.duration(seconds),
                Amounts.bytes(result.bytesRead() / seconds));
        text.printf(
                Locale.ROOT,
                "‖τ‖ %s, relative norm %s, exact zeros %s%n",
                say(VectorMetric.L2_NORM, comparison),
                say(VectorMetric.RELATIVE_NORM, comparison),
                say(VectorMetric.EXACT_ZEROS, comparison));
        text.println("round trip: " + roundTrip(result, comparison));
        result.check().quantized().forEach(side -> text.println("note: " + side.sentence()));
        error.ifPresent(
                measured ->
                        text.printf(
                                Locale.ROOT,
                                "quantisation error of the %s: %s%n",
                                result.check().quantized().getFirst().word(),
                                measured.text()));
        comparison.notes().forEach(note -> text.println("note: " + note));
    }

    private static String say(VectorMetric metric, Comparison comparison) {
        return metric.quantity().say(metric.value(comparison, 0, Group.ALL, Threshold.DEFAULT));
    }

    private static String roundTrip(ExtractionResult result, Comparison comparison) {
        double error = comparison.numbers(0, Group.ALL).roundTripError();
        return result.noRoundTrip()
                .map(why -> "not measured, as " + why)
                .orElseGet(
                        () ->
                                say(VectorMetric.ROUND_TRIP, comparison)
                                        + (result.check().partial().isPresent()
                                                ? " of the matched weights"
                                                : " of the weights")
                                        + " come back bit for bit, largest error "
                                        + VectorMetric.LARGEST.quantity().say(error));
    }

    private static String dtypes(ExtractionResult result) {
        return result.profile().tensors().stream()
                .map(tensor -> tensor.dtype().label())
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private ObjectNode json(
            ExtractionResult result, Comparison comparison, Optional<QuantizationError> error) {
        ObjectNode root = Json.document("extract", session);
        root.put("output", result.output().toString());
        root.put("checksum", result.profile().checksum());
        root.set("provenance", Json.provenance(result.profile().provenance()));
        ArrayNode findings = root.putArray("check");
        for (Finding finding : result.check().findings()) {
            ObjectNode node = findings.addObject();
            node.put("category", finding.category().label());
            node.put("action", finding.action());
            node.put("detail", finding.detail());
            node.set("tensors", Json.texts(finding.tensors()));
        }
        root.set("quantization", QuantizationJson.of(result.check().quantized(), error));
        root.put("bytes_read", result.bytesRead());
        root.put("seconds", result.took().toNanos() / 1e9);
        root.set("all", new GroupJson(comparison, Threshold.DEFAULT, false).vector(0, Group.ALL));
        root.set("notes", Json.texts(comparison.notes()));
        return root;
    }
}
