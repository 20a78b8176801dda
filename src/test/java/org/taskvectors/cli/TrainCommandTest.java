package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.device.torch.TorchGradientDevice;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.cache.HubModelsInTests;
import org.taskvectors.inference.Runner;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// `train` on the sample's base.
class TrainCommandTest {
    private static final Path BASE = Path.of("assets/sample/base").toAbsolutePath();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private GradientDevice device;
    private Path data;
    private Path adapter;

    @BeforeEach
    void write() throws IOException {
        device =
                new TorchGradientDevice(
                        List.of(TestTorch.home().resolve(TorchBatch.FOLDER)),
                        folder.resolve("unpacked"));
        data = folder.resolve("reviews.tsv");
        Files.writeString(
                data,
                """
                sentence\tlabel
                a gorgeous , witty , seductive movie .\t1
                an utterly tedious mess .\t0
                warm , funny and beautifully acted .\t1
                it is dull , clumsy and far too long .\t0
                one of the best films of the year .\t1
                a waste of time and talent .\t0
                """);
        adapter = folder.resolve("reviews-r2");
    }

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("train"));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        (_, _, _) -> {
                            throw new AssertionError("no model runs");
                        },
                        (_, _) -> {
                            throw new AssertionError("nothing is drawn");
                        },
                        MachineDevices.processorOnly(2),
                        device,
                        HubModelsInTests.offline())
                .run(words, new PrintWriter(out), new PrintWriter(err), false);
    }

    private int train(Object... more) {
        return heldOut(2, more);
    }

    private int heldOut(int rows, Object... more) {
        List<Object> all =
                new ArrayList<>(
                        List.of(
                                "--base",
                                BASE,
                                "--data",
                                data,
                                "-o",
                                adapter,
                                "--rank",
                                2,
                                "--steps",
                                3,
                                "--batch",
                                2,
                                "--targets",
                                "q_proj,v_proj",
                                "--held-out-rows",
                                rows,
                                "--evaluate-each",
                                2,
                                "--warm-up",
                                0,
                                "--checkpoint-each",
                                2,
                                "--threads",
                                1));
        all.addAll(Arrays.asList(more));
        return run(all.toArray());
    }

    private byte[] weights(Path of) throws IOException {
        return Files.readAllBytes(of.resolve("adapter_model.safetensors"));
    }

    @Test
    void aRunWritesAnAdapterThatOpensOnTheBaseAndSaysWhatCameOfIt() throws IOException {
        assertThat(train()).as(err.toString()).isZero();

        try (Checkpoint base = Located.of(BASE).open();
                Checkpoint opened = Located.of(adapter).open()) {
            Vector vector = ((Vector) opened).on(base);
            assertThat(vector.incomplete()).isEmpty();
            assertThat(vector.tensors()).allMatch(one -> base.tensor(one.name()).isPresent());
            assertThat(vector.tensors())
                    .allMatch(one -> one.name().matches(".*[qv]_proj\\.weight"))
                    .isNotEmpty();
        }
        assertThat(out.toString())
                .contains("reviews-r2: 3 steps, 4 texts of sst2, the model's own words")
                .containsPattern("base: accuracy [01]\\.[0-9]{4} \\([0-2] of 2; 95 % ")
                .containsPattern("best \\(step [23]\\): accuracy ")
                .containsPattern("last \\(step 3\\): accuracy ")
                .contains("‖τ‖ ")
                .contains(" tokens/s")
                .contains(adapter.toString());
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("step 0 of 3: held-out loss "))
                .anyMatch(line -> line.startsWith("step 2 of 3: checkpoint "));
        assertThat(run("--base", BASE, "--data", data, "-o", adapter)).isEqualTo(1);
        assertThat(err.toString()).contains("the run in this folder has ended").contains("--force");
    }

    @Test
    void aBaseIsHeldInFourBitsWhereThatIsSaid() throws IOException {
        assertThat(train("--nf4")).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("held in NF4, which are [89]\\.[0-9]{2} % \\(of their norm\\)");
        assertThat(Files.readString(adapter.resolve("README.md"))).contains("in NF4, blocks of 64");
        byte[] once = Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
        assertThat(train("--nf4", "--force")).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(adapter.resolve("adapter_model.safetensors")))
                .isEqualTo(once);
        assertThat(train("--force")).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(adapter.resolve("adapter_model.safetensors")))
                .isNotEqualTo(once);
        assertThat(
                        run(
                                "--base",
                                BASE,
                                "--data",
                                data,
                                "-o",
                                adapter,
                                "--force",
                                "--nf4",
                                "--method",
                                "dora"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("a base in four bits is trained with LoRA");
    }

    @Test
    void theLinesOfJsonFollowTheSchema() throws IOException {
        assertThat(train("--json")).as(err.toString()).isZero();

        assertThat(err.toString()).doesNotContain("step");
        List<JsonNode> lines = lines();
        JsonNode document = lines.removeLast();
        assertThat(SchemaCheck.complaints("train", document)).isEmpty();
        for (JsonNode line : lines) {
            assertThat(SchemaCheck.complaints(kind(line), line)).as(line.toString()).isEmpty();
        }
        assertThat(lines.stream().filter(line -> line.has("step")))
                .extracting(line -> line.path("step").asInt())
                .containsExactly(1, 2, 3);
        assertThat(lines.stream().filter(line -> line.has("evaluated")))
                .extracting(line -> line.path("evaluated").asInt())
                .containsExactly(0, 2, 3);
        assertThat(lines.stream().filter(line -> line.has("checkpoint")))
                .extracting(line -> line.path("folder").asText())
                .containsExactly("checkpoints/step-000002", "");
        assertThat(document.path("norm").doubleValue()).isPositive();
        assertThat(document.path("base_held_out").path("accuracy").path("rows").intValue())
                .isEqualTo(2);
        assertThat(document.path("output").asText()).isEqualTo(adapter.toString());
        assertThat(document.path("facts").path("trained").intValue()).isEqualTo(4);
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static String kind(JsonNode line) {
        return line.has("step")
                ? "train_step"
                : line.has("evaluated")
                        ? "train_evaluation"
                        : line.has("measured") ? "train_norms" : "train_checkpoint";
    }

    @Test
    void aDryRunSaysWhatWouldBeAndWritesNothing() throws IOException {
        Files.writeString(data, Files.readString(data) + "a waste of time and talent .\t0\n");
        List<Path> before = files();

        assertThat(heldOut(0, "--dry-run")).as(err.toString()).isZero();

        assertThat(files()).isEqualTo(before);
        assertThat(out.toString())
                .contains("7 texts to learn of 7 rows: negative 4, positive 3")
                .contains("1 doubled")
                .contains("LoRA: ")
                .contains("memory at most ")
                .contains("3 steps, about ")
                .contains("line 2, ")
                .contains("⟦")
                .contains("line 6, ")
                .doesNotContain("line 7, ");
        assertThat(train("--dry-run", "--json")).isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("train_plan", document)).isEmpty();
        assertThat(document.path("rows")).hasSize(5);
        assertThat(document.path("estimate").path("seconds_per_step").doubleValue()).isPositive();
        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(one -> !one.startsWith(folder.resolve("unpacked"))).sorted().toList();
        }
    }

    @Test
    void epochsAreStepsOfTheTextsThatAreLeft() throws IOException {
        assertThat(
                        run(
                                "--base",
                                BASE,
                                "--data",
                                data,
                                "-o",
                                adapter,
                                "--epochs",
                                1.5,
                                "--batch",
                                2,
                                "--accumulate",
                                2,
                                "--held-out-rows",
                                2,
                                "--dry-run",
                                "--json"))
                .isZero();

        JsonNode settings = new ObjectMapper().readTree(out.toString()).path("settings");
        // 1.5 × 4 texts, four at a time.
        assertThat(settings.path("steps").intValue()).isEqualTo(2);
        assertThat(settings.path("warm_up").intValue()).isZero();
    }

    @Test
    void aRunThatWasBrokenOffGoesOnToTheSameAdapter() throws IOException {
        assertThat(train()).as(err.toString()).isZero();
        byte[] whole = weights(adapter);
        adapter = folder.resolve("broken");
        GradientDevice real = device;
        device = new Interrupted(real, 2);

        assertThat(train()).isEqualTo(130);

        assertThat(err.toString()).contains("cancelled").contains("--resume");
        assertThat(adapter.resolve("adapter_model.safetensors")).doesNotExist();
        device = real;
        assertThat(train()).isEqualTo(1);
        assertThat(err.toString())
                .contains("a run was broken off in this folder after step 2")
                .contains("--resume");
        assertThat(train("--resume", "--seed", 8)).isEqualTo(1);
        assertThat(err.toString()).contains("the run in this folder is another one");
        assertThat(train("--resume", "--json")).as(err.toString()).isZero();
        assertThat(weights(adapter)).isEqualTo(whole);
        assertThat(lines().stream().filter(line -> line.has("step") && line.has("rate")))
                .hasSize(3);
    }

    @Test
    void aRunIsReplacedWhereThatIsSaid() throws IOException {
        assertThat(train()).as(err.toString()).isZero();
        byte[] first = weights(adapter);

        // What cannot be trained leaves what is there.
        assertThat(train("--force", "--alpha", -1)).isEqualTo(1);
        assertThat(err.toString()).contains("alpha is above 0");
        assertThat(weights(adapter)).isEqualTo(first);
        assertThat(train("--force", "--seed", 8)).as(err.toString()).isZero();
        assertThat(weights(adapter)).isNotEqualTo(first);
    }

    @Test
    void aFolderThatIsNoRunIsLeftAlone() throws IOException {
        Files.createDirectories(adapter);
        Files.writeString(adapter.resolve("notes.txt"), "mine");

        assertThat(train("--force")).isEqualTo(1);

        assertThat(err.toString()).contains("it is no run");
        assertThat(adapter.resolve("notes.txt")).hasContent("mine");
        assertThat(train("--resume")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no run in this folder that --resume");
    }

    @Test
    void whatIsWrongIsSaid() {
        wrong("exclude each other", "--epochs", 1);
        wrong("excludes", "--resume", "--force");
        wrong("excludes", "--resume", "--dry-run");
        wrong("--limit takes at least 1", "--limit", 0);
        wrong("--max-tokens takes at least 2", "--max-tokens", 1);
        wrong("--batch and --accumulate take at least 1", "--accumulate", 0);
        wrong("'qlora' is none of lora, dora, full", "--method", "qlora");
        wrong("'step' is none of cosine, linear, constant", "--decay", "step");
        wrong("'much' is no size", "--checkpoint-bytes", "much");
        wrong("--rank is of factors", "--method", "full");
        assertThat(train("--rate", -1)).isEqualTo(1);
        assertThat(err.toString()).contains("the learning rate is above 0");
        assertThat(adapter).doesNotExist();
    }

    private void wrong(String what, Object... more) {
        assertThat(train(more)).isEqualTo(2);
        assertThat(err.toString()).contains(what).contains("--help");
    }

    @Test
    void sizesAreReadAsTheyAreWritten() {
        Words.Bytes sizes = new Words.Bytes();

        assertThat(sizes.convert("1500000")).isEqualTo(1_500_000);
        assertThat(sizes.convert("500MB")).isEqualTo(500_000_000);
        assertThat(sizes.convert("2.1 GB")).isEqualTo(2_100_000_000);
        assertThat(sizes.convert("7 kB")).isEqualTo(7_000);
        assertThat(sizes.convert("12b")).isEqualTo(12);
    }

    /// A device whose user interrupts after some steps, as Ctrl-C does.
    private record Interrupted(GradientDevice real, int steps) implements GradientDevice {
        @Override
        public String label() {
            return real.label();
        }

        @Override
        public Gradients open(
                FrozenBase base,
                TrainedPlan plan,
                TrainedState state,
                Options options,
                Cancellation cancellation)
                throws Failure, CancelledException {
            return new InterruptedGradients(
                    real.open(base, plan, state, options, cancellation), steps, cancellation);
        }
    }

    private record InterruptedGradients(Gradients real, int steps, Cancellation cancellation)
            implements Gradients {
        @Override
        public double add(Pack pack, double weight, long seed, Cancellation asked)
                throws Failure, CancelledException {
            return real.add(pack, weight, seed, asked);
        }

        @Override
        public void forget() {
            real.forget();
        }

        @Override
        public double norm() throws Failure {
            return real.norm();
        }

        @Override
        public void update(Optimizer optimizer, int step, double rate) throws Failure {
            real.update(optimizer, step, rate);
            if (step == steps) {
                cancellation.cancel();
            }
        }

        @Override
        public void fetch() throws Failure {
            real.fetch();
        }

        @Override
        public void take() throws Failure {
            real.take();
        }

        @Override
        public Runner runner() {
            return real.runner();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
