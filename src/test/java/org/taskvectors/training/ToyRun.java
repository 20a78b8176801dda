package org.taskvectors.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.training.data.TrainingText;

/// A tiny model's folder with a tokenizer, rows that are made up, and a run on the toy device.
final class ToyRun {
    static final int VOCABULARY = 64;
    static final int TEXTS = 13;

    final Path folder;
    final Path base;
    final ToyDevice device = new ToyDevice(VOCABULARY);
    final TrainingControl control = new TrainingControl();
    final Cancellation cancellation = new Cancellation();
    final List<TrainingSnapshot> snapshots = new ArrayList<>();
    TrainingSettings settings = settings(new Adaptation(Method.LORA, 3, 6, false, 0, Set.of()), 12);
    Optional<Located> compared = Optional.empty();
    Optional<Trials.Chosen> question = Optional.empty();
    UnaryOperator<RunDisk> disks = disk -> disk;
    Consumer<TrainingSnapshot> listener = _ -> {};
    String fingerprint = "f".repeat(64);
    Path out;

    private ToyRun(Path folder, Path base) {
        this.folder = folder;
        this.base = base;
        out = folder.resolve("run");
    }

    /// @param model the name of a golden model
    static ToyRun of(Path folder, String model) throws IOException {
        Path golden = Path.of("src/test/resources/golden/inference").resolve(model);
        Path base = Files.createDirectories(folder.resolve("base-" + model));
        for (String name : List.of("config.json", "model.safetensors")) {
            if (!Files.exists(base.resolve(name))) {
                Files.copy(golden.resolve(name), base.resolve(name));
            }
        }
        Files.writeString(base.resolve("tokenizer.json"), tokenizer());
        return new ToyRun(folder, base);
    }

    /// Another process that means the same run.
    ToyRun again() {
        ToyRun again = new ToyRun(folder, base);
        again.settings = settings;
        again.compared = compared;
        again.question = question;
        again.fingerprint = fingerprint;
        again.out = out;
        return again;
    }

    private static String tokenizer() {
        String words =
                IntStream.range(1, VOCABULARY - 2)
                        .mapToObj(i -> ",\"w" + i + "\":" + i)
                        .collect(Collectors.joining());
        return """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,\
        "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,\
        "model":{"type":"WordLevel","unk_token":"<unk>","vocab":{"<unk>":0\
        """
                + words
                + ",\"good\":62,\"bad\":63}}}\n";
    }

    static TrainingSettings settings(Adaptation adaptation, int steps) {
        return new TrainingSettings(
                adaptation,
                TrainingSettings.Holding.STORED,
                new Schedule(steps, 0.02, 2, Schedule.Decay.COSINE),
                new Optimizer(0.9, 0.999, 1e-8, 0.01, 1),
                2,
                2,
                11,
                false,
                new TrainingSettings.Keeping(4, 3, 1L << 30));
    }

    void keeping(int evaluateEach, int checkpointEach, long mostBytes) {
        settings =
                new TrainingSettings(
                        settings.adaptation(),
                        settings.holding(),
                        settings.schedule(),
                        settings.optimizer(),
                        settings.batch(),
                        settings.accumulate(),
                        settings.seed(),
                        settings.recomputes(),
                        new TrainingSettings.Keeping(evaluateEach, checkpointEach, mostBytes));
    }

    static List<TrainingText> texts(int count, int from) {
        List<TrainingText> texts = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int length = 3 + (row * 5 + from) % 6;
            int[] tokens = new int[length];
            for (int i = 0; i < length; i++) {
                tokens[i] = 1 + (int) (SeededNumbers.of(row + from, "text").bits(i) >>> 59);
            }
            boolean[] learned = new boolean[length];
            learned[length - 1] = true;
            learned[length - 2] = row % 3 == 0;
            texts.add(new TrainingText(row, row + 1, tokens, learned, 0));
        }
        return texts;
    }

    private Rows rows() {
        List<TrainingText> train = texts(TEXTS, 0);
        List<TrainingText> heldOut = texts(5, 100);
        return new Rows(
                train,
                heldOut,
                question,
                new DataFacts(
                        "rows.tsv",
                        fingerprint,
                        "toy words",
                        TEXTS + 5,
                        TEXTS,
                        5,
                        "rows.tsv",
                        fingerprint,
                        Map.of("good", 7, "bad", 6),
                        Map.of(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        8,
                        5,
                        train.stream().mapToLong(TrainingText::length).sum(),
                        18,
                        List.of()),
                (first, count) ->
                        train.stream()
                                .skip(first)
                                .limit(count)
                                .map(
                                        text ->
                                                new ShownRow(
                                                        text.row(),
                                                        text.line(),
                                                        List.of(),
                                                        "good",
                                                        List.of(),
                                                        text.length(),
                                                        1,
                                                        ""))
                                .toList());
    }

    TrainingRequest request() {
        return new TrainingRequest(
                "toy",
                Located.of(base),
                new DataSettings(
                        DataChoice.of("0", folder.resolve("rows.tsv")),
                        Optional.empty(),
                        5,
                        0,
                        DataSettings.LongRows.CUT,
                        true,
                        3),
                settings,
                Compute.onCpu(2),
                compared,
                out);
    }

    Trainer trainer() {
        return new Trainer(
                device, "Task Vector Workbench 9", (_, _, _, _, _, _, _) -> rows(), disks);
    }

    TrainingResult train() throws IOException, CancelledException {
        return trainer()
                .train(
                        request(),
                        control,
                        snapshot -> {
                            snapshots.add(snapshot);
                            listener.accept(snapshot);
                        },
                        new Progress(),
                        cancellation);
    }

    /// The bytes of a file of the result.
    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(out.resolve(name));
    }
}
