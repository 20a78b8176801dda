package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.TableMaker;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Shown;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.Applied;
import org.taskvectors.merge.Applier;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.BaseMatch;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Saves a base with vectors on it as a model.
@Command(
        name = "apply",
        description =
                "Saves base + Σ λ·τ as a model: vectors and adapters with their coefficients, added"
                        + " in float32 in the order given and rounded once.")
final class ApplyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "1..*",
            paramLabel = "VECTOR[=λ]",
            description =
                    "Task vectors and LoRA adapters, each with its coefficient (1 where none is"
                            + " given; 0 and negative ones are allowed)."
                            + Words.OF_HUB)
    private List<String> vectors = new ArrayList<>();

    @Option(
            names = {"--base", "--model"},
            required = true,
            paramLabel = "A",
            description = "The model that they are put onto." + Words.OF_HUB)
    private Path base = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description =
                    "The model's folder, which must not exist, or be empty; or one file where the"
                            + " name ends in .safetensors or .pth.")
    private Path out = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Words.DTypes.class,
            description =
                    "float32, bfloat16, float16 or source: the base's own, tensor by tensor, and"
                            + " bfloat16 where the base is quantised (the default).")
    private OutputDType dtype = OutputDType.SOURCE;

    @Option(
            names = "--profile",
            description =
                    "Measure the change that is really written, round(base + Σ λ·τ) − base, and"
                            + " keep it beside the model.")
    private boolean profile;

    @Option(
            names = "--partial",
            description =
                    "Leave out changes that cannot be read, or that the base has no tensor for; the"
                            + " notes name them.")
    private boolean partial;

    @Option(names = "--force", description = "Replace OUT where it is a file that exists.")
    private boolean force;

    @Mixin private ShardOptions shards = new ShardOptions();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions options = new AdapterOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        List<VectorArgument> arguments =
                vectors.stream()
                        .map(argument -> VectorArgument.of(argument, spec.commandLine()))
                        .toList();
        List<Path> inputs = new ArrayList<>(List.of(base));
        arguments.forEach(argument -> inputs.add(argument.path()));
        ApplyRequest request =
                new ApplyRequest(
                        options.located(base, inputs),
                        arguments.stream()
                                .map(
                                        argument ->
                                                new Applied(
                                                        options.located(argument.path(), inputs),
                                                        argument.scale()))
                                .toList(),
                        dtype,
                        target(),
                        profile,
                        partial,
                        threads.compute(session));
        ApplyResult result =
                session.run(
                        "Saving " + out.getFileName(),
                        (progress, cancellation) ->
                                new Applier(session.program(), session.store())
                                        .apply(request, progress, cancellation));
        if (output.isJson()) {
            Json.print(json(result), session.out());
        } else {
            print(result);
        }
        return 0;
    }

    private Target target() {
        Optional<OutputFormat> format = OutputFormats.of(out);
        if (format.isEmpty()) {
            return shards.folder(out);
        }
        shards.requireUnsaid();
        return new Target.SingleFile(out, format.get(), force);
    }

    private void print(ApplyResult result) {
        SaveResult saved = result.saved();
        session.out()
                .printf(
                        Locale.ROOT,
                        "%s: %s in %s, %s of weights in %s, in %s%n",
                        Shown.of(saved.path()),
                        Amounts.counted(saved.weights(), "weight"),
                        Amounts.counted(saved.tensors(), "tensor"),
                        Amounts.bytes(saved.bytesWritten()),
                        Amounts.counted(saved.shards().size(), "file"),
                        Amounts.duration(saved.took().toNanos() / 1e9));
        if (!saved.companions().isEmpty()) {
            session.out()
                    .println(
                            "carried along: " + Shown.whole(String.join(", ", saved.companions())));
        }
        result.bases().stream()
                .filter(match -> match.kind() != BaseMatch.Kind.OTHER)
                .forEach(match -> session.out().println("base: " + match.sentence()));
        saved.notes().forEach(note -> session.out().println("note: " + note));
        result.change()
                .ifPresent(
                        change -> {
                            session.out().println();
                            session.out().println("the change that was written:");
                            new TableMaker(comparison(change), Threshold.DEFAULT, Grouping.LAYER)
                                    .ofOneVector()
                                    .written()
                                    .print(session.out());
                        });
    }

    private Comparison comparison(Measurement change) {
        NamedProfile named = change.named(String.valueOf(out.getFileName()));
        return new Comparison(
                List.of(named),
                Optional.empty(),
                SharedNaming.of(List.of(named))::place,
                Scope.ALL);
    }

    private ObjectNode json(ApplyResult result) {
        SaveResult saved = result.saved();
        ObjectNode root = Json.document("apply", session);
        root.put("output", saved.path().toString());
        root.set("files", Json.texts(saved.shards()));
        root.set("companions", Json.texts(saved.companions()));
        root.put("tensors", saved.tensors());
        root.put("weights", saved.weights());
        root.put("bytes_written", saved.bytesWritten());
        root.put("seconds", saved.took().toNanos() / 1e9);
        root.set("notes", Json.texts(saved.notes()));
        ArrayNode bases = root.putArray("bases");
        for (BaseMatch match : result.bases()) {
            ObjectNode node = bases.addObject();
            node.put("vector", match.vector());
            node.put("match", match.kind().name().toLowerCase(Locale.ROOT));
            node.put("recorded_name", match.recorded().map(known -> known.name()).orElse(null));
        }
        root.set(
                "change",
                result.change()
                        .map(
                                change ->
                                        (JsonNode)
                                                new GroupJson(
                                                                comparison(change),
                                                                Threshold.DEFAULT,
                                                                false)
                                                        .vector(0, Group.ALL))
                        .orElse(NullNode.instance));
        return root;
    }
}
