package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.extraction.OutputDType;
import org.taskvectors.extraction.model.AdapterModel;
import org.taskvectors.extraction.model.ModelSaver;
import org.taskvectors.extraction.model.SaveRequest;
import org.taskvectors.extraction.model.SaveResult;
import org.taskvectors.job.CancelledException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Saves the fine-tuned model that an adapter stands for.
@Command(
        name = "apply",
        description =
                "Saves the fine-tuned model that an adapter stands for: base + change, added in"
                        + " float32 and rounded once, as a folder that other tools load.")
final class ApplyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ADAPTER", description = "The LoRA adapter: a folder or a file.")
    private Path adapter = Path.of("");

    @Option(
            names = "--base",
            required = true,
            paramLabel = "A",
            description = "The model that the adapter was trained on.")
    private Path base = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FOLDER",
            description = "The model's folder; it must not exist, or be empty.")
    private Path folder = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Words.DTypes.class,
            description =
                    "float32, bfloat16, float16 or source: the base's own, tensor by tensor, and"
                            + " bfloat16 where the base is quantised (the default).")
    private OutputDType dtype = OutputDType.SOURCE;

    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions options = new AdapterOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @SuppressWarnings("NullAway.Init")
    ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        try (Checkpoint from = Checkpoints.open(base);
                Checkpoint change = Checkpoints.open(adapter, options.options())) {
            SaveRequest request =
                    AdapterModel.request(from, change, dtype, folder, threads.count());
            SaveResult result =
                    session.run(
                            "Saving " + request.model().name(),
                            (progress, cancellation) ->
                                    new ModelSaver(session.program())
                                            .save(request, progress, cancellation));
            if (output.isJson()) {
                Json.print(json(result), session.out());
            } else {
                print(result);
            }
            return 0;
        }
    }

    private void print(SaveResult result) {
        session.out()
                .printf(
                        Locale.ROOT,
                        "%s: %s in %s, %s of weights in %s, in %s%n",
                        result.folder(),
                        Amounts.counted(result.weights(), "weight"),
                        Amounts.counted(result.tensors(), "tensor"),
                        Amounts.bytes(result.bytesWritten()),
                        Amounts.counted(result.shards().size(), "file"),
                        Amounts.duration(result.took().toNanos() / 1e9));
        if (!result.companions().isEmpty()) {
            session.out().println("carried along: " + String.join(", ", result.companions()));
        }
        result.notes().forEach(note -> session.out().println("note: " + note));
    }

    private ObjectNode json(SaveResult result) {
        ObjectNode root = Json.document("apply", session);
        root.put("output", result.folder().toString());
        root.set("files", Json.texts(result.shards()));
        root.set("companions", Json.texts(result.companions()));
        root.put("tensors", result.tensors());
        root.put("weights", result.weights());
        root.put("bytes_written", result.bytesWritten());
        root.put("seconds", result.took().toNanos() / 1e9);
        root.set("notes", Json.texts(result.notes()));
        return root;
    }
}
