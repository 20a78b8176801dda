package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Applied;
import org.taskvectors.merge.Applier;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Row;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.VectorProblem;

/// What runs is what `apply` saves, bit for bit.
class LiveModelTest {
    private static final Path SAMPLE = Path.of("assets", "sample");
    private static final long PLENTY = 8L << 30;

    @TempDir private Path temporary;
    private int folders;

    LoadedModel load(Path base, List<Path> vectors, boolean isPartial, long memory)
            throws IOException, CancelledException {
        return (LoadedModel)
                models(() -> memory)
                        .load(
                                request(base, vectors, isPartial),
                                new Progress(),
                                new Cancellation());
    }

    LoadedModel load(Path base, Path... vectors) throws IOException, CancelledException {
        return load(base, List.of(vectors), false, PLENTY);
    }

    LiveModels models(LongSupplier memory) {
        return new LiveModels(batch(), memory);
    }

    /// Whether logits are those of the same text, read in two ways.
    boolean isSame(float[] together, float[] alone) {
        return Arrays.equals(together, alone);
    }

    /// Returns what reads many tokens at once, and on which device models run.
    Optional<Batch> batch() {
        return Optional.empty();
    }

    static LiveRequest request(Path base, List<Path> vectors, boolean isPartial) {
        return new LiveRequest(
                Located.of(base),
                vectors.stream().map(Located::of).toList(),
                64,
                Compute.onCpu(2),
                isPartial);
    }

    static void turn(LiveModel model, Knob... knobs) throws IOException, CancelledException {
        model.turn(List.of(knobs), new Progress(), new Cancellation());
    }

    static Knob knob(double lambda) {
        return Knob.everywhere(lambda);
    }

    private Path extract(Path base, Path tuned, String name)
            throws IOException, CancelledException {
        Path vector = temporary.resolve(name + ".safetensors");
        new Extractor("Program 1", new ProfileStore(temporary.resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(base),
                                Located.of(tuned),
                                vector,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
        return vector;
    }

    /// Saves what the knobs of a model stand for, as `apply` does.
    Path apply(Path base, List<Path> vectors, List<Knob> knobs, boolean isPartial)
            throws IOException, CancelledException {
        Path folder = temporary.resolve("applied" + folders++);
        int layers = base.startsWith(SAMPLE) ? 10 : TinyModel.LAYERS;
        List<Applied> applied = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            applied.add(new Applied(Located.of(vectors.get(i)), knobs.get(i).scale(layers)));
        }
        new Applier("Program 1", new ProfileStore(temporary.resolve("cache")))
                .apply(
                        new ApplyRequest(
                                Located.of(base),
                                applied,
                                OutputDType.SOURCE,
                                new Target.Folder(folder),
                                false,
                                isPartial,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
        return folder;
    }

    private static String fingerprint(Path folder) throws IOException, CancelledException {
        try (Checkpoint model = Checkpoints.open(folder)) {
            Checksums sums = new Checksums(model.tensors());
            new BlockPass(model.tensors().stream().map(tensor -> Row.of(model, tensor)).toList())
                    .run(
                            sums.lane(row -> row, blocks -> blocks.part(0)),
                            Compute.onCpu(2),
                            new Progress(),
                            new Cancellation());
            return sums.fingerprint();
        }
    }

    /// Holds every weight that a side runs with against a model on disk, bit for bit, and its
    /// fingerprint.
    static void assertRuns(LoadedModel model, Side side, Path saved)
            throws IOException, CancelledException {
        model.runner(side, new Progress(), new Cancellation());
        Map<String, Weights> weights = model.bound(side);
        try (Checkpoint applied = Checkpoints.open(saved);
                Arena arena = Arena.ofConfined()) {
            assertThat(weights).hasSizeGreaterThan(10);
            weights.forEach(
                    (name, held) -> {
                        Tensor tensor = applied.tensor(name).orElseThrow();
                        assertThat(held.shape()).as(name).isEqualTo(tensor.shape());
                        MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
                        try {
                            applied.read(tensor, 0, bytes);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        MemorySegment wanted = bytes;
                        if (tensor.dtype() != held.dtype()) {
                            int count = (int) tensor.elements();
                            float[] numbers = new float[count];
                            Numbers.decode(tensor.dtype(), bytes, count, numbers);
                            wanted = arena.allocate(4L * count, 8);
                            Numbers.encode(numbers, count, DType.F32, wanted);
                            assertThat(held.dtype()).isEqualTo(DType.F32);
                        }
                        assertThat(held.memory().mismatch(wanted)).as(name).isEqualTo(-1);
                    });
        }
        assertThat(model.fingerprint(side)).isEqualTo(fingerprint(saved));
    }

    /// Turns, applies and compares.
    private void assertTurned(
            LoadedModel model, Path base, List<Path> vectors, List<Knob> knobs, boolean isPartial)
            throws IOException, CancelledException {
        model.turn(knobs, new Progress(), new Cancellation());
        assertRuns(model, Side.EDITED, apply(base, vectors, knobs, isPartial));
        assertThat(model.knobs()).isEqualTo(knobs);
    }

    private void assertTurned(LoadedModel model, Path base, List<Path> vectors, Knob... knobs)
            throws IOException, CancelledException {
        assertTurned(model, base, vectors, List.of(knobs), false);
    }

    /// Both sides are one memory.
    private static void assertIsBase(LoadedModel model, Path base)
            throws IOException, CancelledException {
        assertThat(model.bound(Side.EDITED)).isEqualTo(model.bound(Side.BASE));
        assertThat(model.fingerprint(Side.EDITED))
                .isEqualTo(model.fingerprint(Side.BASE))
                .isEqualTo(fingerprint(base));
    }

    static Path tiny(Path folder, DType dtype) throws IOException {
        return new TinyModel(1)
                .embedding(dtype, 1, TinyModel.VOCABULARY)
                .layers(dtype, 0.3)
                .head(dtype, 1, TinyModel.VOCABULARY)
                .model(folder, false);
    }

    @Test
    void theSampleWithBothVectors() throws Exception {
        Path base = SAMPLE.resolve("base");
        List<Path> vectors =
                List.of(
                        extract(base, SAMPLE.resolve("sst2"), "sst2"),
                        extract(base, SAMPLE.resolve("mnli"), "mnli"));
        try (LoadedModel model = load(base, vectors, false, PLENTY)) {
            assertIsBase(model, base);
            assertThat(model.facts().notes()).isEmpty();
            assertThat(model.facts().dtype()).isEqualTo("bfloat16");

            assertTurned(model, base, vectors, knob(1), knob(0));
            assertTurned(model, base, vectors, knob(0.3), knob(-1.7));
            assertTurned(model, base, vectors, knob(0.3), knob(0.5));
            Knob middle =
                    new Knob(
                            1.5,
                            2,
                            6,
                            Set.of(ModuleFamily.ATTENTION, ModuleFamily.NORM),
                            List.of(new Knob.Point(2, 0), new Knob.Point(5, 1)));
            assertTurned(model, base, vectors, middle, knob(0.5));
            assertTurned(
                    model,
                    base,
                    vectors,
                    middle,
                    new Knob(-1, 0, 99, Knob.families(false, false, true), List.of()));

            turn(model, knob(0), knob(0));
            assertIsBase(model, base);
            assertRuns(model, Side.BASE, base);
        }
    }

    @Test
    void withoutVectorsBothSidesAreTheBase() throws Exception {
        Path base = SAMPLE.resolve("base");
        try (LoadedModel model = load(base)) {
            turn(model);
            assertIsBase(model, base);
            assertThat(model.facts().editedBytes()).isZero();
        }
    }

    @Test
    void floatsOfEveryKind() throws Exception {
        for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16, DType.F64)) {
            Path base = tiny(temporary.resolve("base " + dtype), dtype);
            for (DType change : List.of(DType.F32, DType.BF16, DType.F16, DType.F64)) {
                Path vector =
                        new TinyModel(2)
                                .layers(change, 0.05)
                                .embedding(change, 0.05, TinyModel.VOCABULARY)
                                .write(
                                        temporary.resolve(
                                                "vector " + dtype + change + ".safetensors"));
                Path other =
                        new TinyModel(3)
                                .layers(DType.BF16, 0.05)
                                .write(
                                        temporary.resolve(
                                                "other " + dtype + change + ".safetensors"));
                List<Path> vectors = List.of(vector, other);
                try (LoadedModel model = load(base, vectors, false, PLENTY)) {
                    assertIsBase(model, base);
                    assertTurned(model, base, vectors, knob(0.7), knob(1e-3));
                    assertTurned(model, base, vectors, knob(-0.1), knob(0));
                    assertTurned(model, base, vectors, knob(1e-60), knob(0));
                }
            }
        }
    }

    @Test
    void numbersThatAreNone() throws Exception {
        for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16)) {
            float[] some = new float[(int) TinyModel.WIDTH];
            float[] change = new float[(int) TinyModel.WIDTH];
            for (int i = 0; i < some.length; i++) {
                some[i] = 1 + i;
                change[i] = 0.5f;
            }
            some[3] = Float.NaN;
            some[4] = Float.POSITIVE_INFINITY;
            some[5] = -0f;
            change[4] = Float.NEGATIVE_INFINITY;
            change[5] = 0;
            change[6] = Float.NaN;
            change[7] = 3e38f;
            Tensor norm = new Tensor("model.norm.weight", dtype, Shape.of(TinyModel.WIDTH));
            Path plain = tiny(temporary.resolve("plain " + dtype), dtype);
            Path base = temporary.resolve("base " + dtype);
            TinyModel made =
                    new TinyModel(1)
                            .embedding(dtype, 1, TinyModel.VOCABULARY)
                            .layers(dtype, 0.3)
                            .head(dtype, 1, TinyModel.VOCABULARY)
                            .without("model.norm.weight")
                            .tensor(norm, some);
            made.model(base, false);
            Path vector =
                    new TinyModel(2)
                            .tensor(norm, change)
                            .write(temporary.resolve("vector " + dtype + ".safetensors"));
            try (LoadedModel model = load(base, vector)) {
                assertIsBase(model, base);
                assertTurned(model, base, List.of(vector), knob(1));
                assertTurned(model, base, List.of(vector), knob(-2));
            }
            assertThat(fingerprint(plain)).isNotEqualTo(fingerprint(base));
        }
    }

    @Test
    void adaptersBeforeTheirBase() throws Exception {
        for (boolean isDora : new boolean[] {false, true}) {
            for (DType dtype : List.of(DType.BF16, DType.F16)) {
                Path base = tiny(temporary.resolve("base " + isDora + dtype), dtype);
                Path adapter =
                        new TinyModel(5)
                                .factors("0.self_attn.q_proj", 64, 64, isDora)
                                .factors("1.self_attn.v_proj", 64, 32, isDora)
                                .factors("2.mlp.up_proj", 64, 96, isDora)
                                .adapter(temporary.resolve("adapter " + isDora + dtype), isDora);
                try (LoadedModel model = load(base, adapter)) {
                    assertIsBase(model, base);
                    assertTurned(model, base, List.of(adapter), knob(1));
                    assertTurned(model, base, List.of(adapter), knob(0.4));
                    assertGroupsLieTogether(model);
                    turn(model, knob(0));
                    assertIsBase(model, base);
                }
            }
        }
    }

    /// What one product serves lies in one piece, in the edited model too.
    private static void assertGroupsLieTogether(LoadedModel model) throws Failure {
        Map<String, Weights> edited = model.bound(Side.EDITED);
        Map<String, Weights> base = model.bound(Side.BASE);
        for (List<String> group :
                List.of(
                        List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
                        List.of("mlp.gate_proj", "mlp.up_proj"))) {
            for (int layer = 0; layer < TinyModel.LAYERS; layer++) {
                long end = 0;
                for (String module : group) {
                    Weights part = edited.get(TinyModel.in(layer, module));
                    if (end > 0) {
                        assertThat(part.memory().address()).isEqualTo(end);
                    }
                    end = part.memory().address() + part.memory().byteSize();
                }
            }
        }
        String untouched = TinyModel.in(2, "self_attn.q_proj");
        assertThat(edited.get(untouched)).isEqualTo(base.get(untouched));
        String touched = TinyModel.in(0, "self_attn.k_proj");
        assertThat(edited.get(touched)).isNotEqualTo(base.get(touched));
    }

    @Test
    void aQuantizedBaseRunsInBfloat16() throws Exception {
        Path base =
                new TinyModel(1)
                        .embedding(DType.BF16, 1, TinyModel.VOCABULARY)
                        .float8Layers()
                        .head(DType.BF16, 1, TinyModel.VOCABULARY)
                        .model(temporary.resolve("base"), false);
        Path vector =
                new TinyModel(2).layers(DType.BF16, 0.01).write(temporary.resolve("v.safetensors"));
        try (LoadedModel model = load(base, vector)) {
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("quantised"));
            Path rounded = apply(base, List.of(vector), List.of(knob(0)), false);
            assertRuns(model, Side.BASE, rounded);
            assertRuns(model, Side.EDITED, rounded);
            assertThat(model.bound(Side.EDITED)).isEqualTo(model.bound(Side.BASE));

            assertTurned(model, base, List.of(vector), knob(0.9));
            assertTurned(model, base, List.of(vector), knob(-0.2));
        }
    }

    @Test
    void aVocabularyThatGrows() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path vector =
                new TinyModel(2)
                        .layers(DType.BF16, 0.05)
                        .embedding(DType.F32, 0.1, TinyModel.VOCABULARY + 7)
                        .head(DType.F32, 0.1, TinyModel.VOCABULARY + 7)
                        .write(temporary.resolve("grown.safetensors"));
        for (long memory : new long[] {PLENTY, inTurn(base, vector)}) {
            try (LoadedModel model = load(base, List.of(vector), false, memory)) {
                Progress none = new Progress();
                assertTurned(model, base, List.of(vector), knob(0.5));
                assertThat(
                                model.runner(Side.EDITED, none, new Cancellation())
                                        .architecture()
                                        .vocabulary())
                        .isEqualTo(307);
                assertThat(
                                model.runner(Side.BASE, none, new Cancellation())
                                        .architecture()
                                        .vocabulary())
                        .isEqualTo(300);
                assertRuns(model, Side.BASE, base);
                turn(model, knob(0));
                assertThat(
                                model.runner(Side.EDITED, none, new Cancellation())
                                        .architecture()
                                        .vocabulary())
                        .isEqualTo(300);
                assertRuns(model, Side.EDITED, base);
            }
        }
    }

    @Test
    void rowsApartAreRefusedAndTheKnobsBeforeHold() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path vector =
                new TinyModel(2)
                        .layers(DType.BF16, 0.05)
                        .embedding(DType.F32, 0.1, TinyModel.VOCABULARY + 7)
                        .write(temporary.resolve("grown.safetensors"));
        Knob layers = new Knob(1, 0, 9, Knob.families(true, true, false), List.of());
        try (LoadedModel model = load(base, vector)) {
            assertTurned(model, base, List.of(vector), layers);
            Failure failure = catchThrowableOfType(Failure.class, () -> turn(model, knob(1)));
            assertThat(failure.problem()).isEqualTo(VectorProblem.ROWS_APART);
            assertThat(model.knobs()).containsExactly(layers);
            assertRuns(model, Side.EDITED, apply(base, List.of(vector), List.of(layers), false));
        }
    }

    @Test
    void tiedEmbeddings() throws Exception {
        Path without =
                new TinyModel(1)
                        .embedding(DType.BF16, 1, TinyModel.VOCABULARY)
                        .layers(DType.BF16, 0.3)
                        .model(temporary.resolve("without"), true);
        TinyModel both = new TinyModel(1).layers(DType.BF16, 0.3);
        float[] same = new float[(int) (TinyModel.VOCABULARY * TinyModel.WIDTH)];
        for (int i = 0; i < same.length; i++) {
            same[i] = i % 97 / 50f - 1;
        }
        for (String name : List.of("model.embed_tokens.weight", "lm_head.weight")) {
            both.tensor(
                    new Tensor(name, DType.BF16, Shape.of(TinyModel.VOCABULARY, TinyModel.WIDTH)),
                    same);
        }
        Path twice = both.model(temporary.resolve("twice"), true);
        Path vector =
                new TinyModel(2)
                        .layers(DType.BF16, 0.05)
                        .embedding(DType.BF16, 0.1, TinyModel.VOCABULARY)
                        .write(temporary.resolve("v.safetensors"));
        Path headAlone =
                new TinyModel(4)
                        .tensor("base_model.model.lm_head.lora_A.weight", DType.F32, 0.1, 4, 64)
                        .tensor("base_model.model.lm_head.lora_B.weight", DType.F32, 0.1, 300, 4)
                        .adapter(temporary.resolve("head"), false);
        for (Path base : List.of(without, twice)) {
            try (LoadedModel model = load(base, vector)) {
                assertIsBase(model, base);
                assertTurned(model, base, List.of(vector), knob(0.8));
                assertThat(model.bound(Side.EDITED)).doesNotContainKey("lm_head.weight");
            }
        }
        try (LoadedModel model = load(twice, headAlone)) {
            assertTurned(model, twice, List.of(headAlone), knob(1));
            assertThat(model.bound(Side.EDITED)).containsKey("lm_head.weight");
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("weights of their own"));
            turn(model, knob(0));
            assertIsBase(model, twice);
        }
    }

    @Test
    void aPartialVectorIsRefusedUnlessItIsAskedFor() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path vector =
                new TinyModel(2)
                        .layers(DType.BF16, 0.05)
                        .tensor("model.layers.0.self_attn.q_proj.bias", DType.BF16, 1, 64)
                        .write(temporary.resolve("v.safetensors"));

        Failure failure = catchThrowableOfType(Failure.class, () -> load(base, vector));
        assertThat(failure.problem()).isEqualTo(CheckpointProblem.NOT_ITS_BASE);
        try (LoadedModel model = load(base, List.of(vector), true, PLENTY)) {
            assertTurned(model, base, List.of(vector), List.of(knob(1)), true);
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("left out"));
        }
    }

    @Test
    void aModelIsNoVector() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Failure failure =
                catchThrowableOfType(Failure.class, () -> load(base, SAMPLE.resolve("sst2")));
        assertThat(failure.problem()).isEqualTo(VectorProblem.NOT_A_VECTOR);
    }

    @Test
    void aVectorOfAnotherBaseIsNamed() throws Exception {
        Path vector = extract(SAMPLE.resolve("base"), SAMPLE.resolve("sst2"), "sst2");
        try (LoadedModel model = load(SAMPLE.resolve("mnli"), vector)) {
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("another base"));
        }
    }

    @Test
    void anotherTokenizerBesideAVectorIsNamed() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path adapter =
                new TinyModel(5)
                        .factors("0.self_attn.q_proj", 64, 64, false)
                        .adapter(temporary.resolve("adapter"), false);
        Files.copy(base.resolve("tokenizer.json"), adapter.resolve("tokenizer.json"));
        Path settings = adapter.resolve("tokenizer_config.json");
        Files.copy(base.resolve("tokenizer_config.json"), settings);
        try (LoadedModel model = load(base, adapter)) {
            assertThat(model.facts().notes()).isEmpty();
        }
        Files.writeString(settings, "{\"chat_template\": \"{{ messages }}\"}");
        try (LoadedModel model = load(base, adapter)) {
            assertThat(model.facts().notes())
                    .singleElement()
                    .asString()
                    .contains("adapter is another one", "chat template");
        }
    }

    /// The most memory at which both sides no longer fit.
    long inTurn(Path base, Path... vectors) throws IOException {
        MemoryEstimate plenty =
                models(() -> PLENTY).estimate(request(base, List.of(vectors), false));
        assertThat(plenty.isInTurn()).isFalse();
        return plenty.total() - plenty.vectors() - 1;
    }

    @Test
    void whatDoesNotFitAnswersInTurn() throws Exception {
        Path base = SAMPLE.resolve("base");
        List<Path> vectors =
                List.of(
                        extract(base, SAMPLE.resolve("sst2"), "sst2"),
                        extract(base, SAMPLE.resolve("mnli"), "mnli"));
        long memory = inTurn(base, vectors.toArray(Path[]::new));
        try (LoadedModel model = load(base, vectors, false, memory)) {
            assertThat(model.facts().isInTurn()).isTrue();
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("in turn"));
            assertRuns(model, Side.BASE, base);
            assertTurned(model, base, vectors, knob(0.5), knob(1));
            assertRuns(model, Side.BASE, base);
            assertTurned(model, base, vectors, knob(0.5), knob(-1));
            assertTurned(model, base, vectors, knob(0), knob(-1));

            Progress none = new Progress();
            Sequence edited = model.runner(Side.EDITED, none, new Cancellation()).sequence(16);
            edited.read(new int[] {5, 6}, 0, (_, _) -> {}, new Cancellation());
            Sequence own = model.runner(Side.BASE, none, new Cancellation()).sequence(16);
            own.read(new int[] {5, 6}, 0, (_, _) -> {}, new Cancellation());
            assertThatThrownBy(
                            () -> edited.read(new int[] {7}, 0, (_, _) -> {}, new Cancellation()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("other side");
            Runner ofBase = model.runner(Side.BASE, none, new Cancellation());
            assertThat(lastTogether(ofBase, 5, 6)).hasSize(4096);
            model.runner(Side.EDITED, none, new Cancellation());
            assertThatThrownBy(() -> lastTogether(ofBase, 5, 6))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("other side");
        }
    }

    @Test
    void vectorsThatDoNotFitAreReadFromDisk() throws Exception {
        Path base = SAMPLE.resolve("base");
        Path vector = extract(base, SAMPLE.resolve("sst2"), "sst2");
        long memory = inTurn(base, vector) + 1;
        try (LoadedModel model = load(base, List.of(vector), false, memory)) {
            assertThat(model.facts().isInTurn()).isFalse();
            assertThat(model.facts().vectorBytes()).isZero();
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("read from disk"));
            assertTurned(model, base, List.of(vector), knob(0.5));

            Files.setLastModifiedTime(vector, FileTime.fromMillis(1_000_000));
            Failure failure = catchThrowableOfType(Failure.class, () -> turn(model, knob(0.6)));
            assertThat(failure.problem()).isEqualTo(InferenceProblem.CHANGED_ON_DISK);
            assertThat(model.knobs()).containsExactly(knob(0.5));
        }
    }

    @Test
    void whatCannotFitIsRefusedWithBothNumbers() throws Exception {
        Path base = SAMPLE.resolve("base");
        Failure failure =
                catchThrowableOfType(Failure.class, () -> load(base, List.of(), false, 1_500_000));
        assertThat(failure.problem()).isEqualTo(InferenceProblem.OUT_OF_MEMORY);
        assertThat(failure.what()).contains("it takes 9.8 MB", "has 1.5 MB left");
    }

    @Test
    void memoryIsKnownFromHeaders() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.F16);
        Path adapter =
                new TinyModel(5)
                        .factors("0.self_attn.q_proj", 64, 64, false)
                        .adapter(temporary.resolve("adapter"), false);
        MemoryEstimate estimate =
                models(() -> PLENTY).estimate(request(base, List.of(adapter), false));
        // Two layers' worth of the group of the changed module: q, k and v in float32.
        assertThat(estimate.edited()).isEqualTo(4L * 64 * (64 + 32 + 32));
        assertThat(estimate.vectors()).isEqualTo(4L * 64 * 64);
        // float16 lies as float32: 4 bytes a weight, each tensor from a multiple of 64 bytes on.
        long weights = 2 * 300 * 64 + 64 + 3 * (2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64);
        assertThat(estimate.weights()).isEqualTo(4L * weights);
        assertThat(estimate.cachePerToken()).isEqualTo(2L * 3 * 2 * 16 * 4);
        assertThat(estimate.context()).isEqualTo(64);
        assertThat(estimate.available()).isEqualTo(PLENTY);
        assertThat(estimate.total())
                .isEqualTo(
                        4 * weights
                                + estimate.edited()
                                + estimate.vectors()
                                + 2 * 64 * estimate.cachePerToken());
    }

    @Test
    void aCancelledTurnLeavesTheKnobsBefore() throws Exception {
        Path base = SAMPLE.resolve("base");
        Path vector = extract(base, SAMPLE.resolve("sst2"), "sst2");
        try (LoadedModel model = load(base, vector)) {
            turn(model, knob(0.5));
            String before = model.fingerprint(Side.EDITED);
            Map<String, byte[]> bytes = copy(model.bound(Side.EDITED));
            int cancelled = 0;
            for (int limit = 0; limit < 12; limit++) {
                cancelled += isCancelled(model, knob(2), limit * 500_000L) ? 1 : 0;
                if (model.knobs().getFirst().equals(knob(2))) {
                    turn(model, knob(0.5));
                }
                assertThat(model.knobs()).containsExactly(knob(0.5));
                assertThat(model.fingerprint(Side.EDITED)).isEqualTo(before);
                copy(model.bound(Side.EDITED))
                        .forEach(
                                (name, held) ->
                                        assertThat(held).as(name).isEqualTo(bytes.get(name)));
            }
            assertThat(cancelled).isPositive();
            assertTurned(model, base, List.of(vector), knob(2));
        }
    }

    /// Cancels a turn once so many bytes are written, if it is not over by then.
    private static boolean isCancelled(LoadedModel model, Knob knob, long bytes)
            throws IOException, InterruptedException {
        Progress progress = new Progress();
        Cancellation cancellation = new Cancellation();
        if (bytes == 0) {
            cancellation.cancel();
        }
        Thread watch =
                Thread.ofPlatform()
                        .daemon()
                        .name("watch")
                        .start(
                                () -> {
                                    while (progress.done() < bytes) {
                                        Thread.onSpinWait();
                                    }
                                    cancellation.cancel();
                                });
        try {
            model.turn(List.of(knob), progress, cancellation);
            return false;
        } catch (CancelledException e) {
            return true;
        } finally {
            progress.add(bytes);
            watch.join();
        }
    }

    private static Map<String, byte[]> copy(Map<String, Weights> weights) {
        Map<String, byte[]> copies = new LinkedHashMap<>();
        weights.forEach(
                (name, held) -> copies.put(name, held.memory().toArray(ValueLayout.JAVA_BYTE)));
        return copies;
    }

    @Test
    void aCancelledLoadingLeavesNothing() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(
                        () ->
                                models(() -> PLENTY)
                                        .load(
                                                request(SAMPLE.resolve("base"), List.of(), false),
                                                new Progress(),
                                                cancellation))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void onlyWhatChangedIsBakedAgain() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path vector =
                new TinyModel(2).layers(DType.BF16, 0.05).write(temporary.resolve("v.safetensors"));
        try (LoadedModel model = load(base, vector)) {
            Progress progress = new Progress();
            model.turn(List.of(knob(1)), progress, new Cancellation());
            long whole = progress.total();
            assertThat(progress.done()).isEqualTo(whole).isPositive();
            model.turn(List.of(knob(1)), progress, new Cancellation());
            assertThat(progress.total()).isZero();
            Knob lastLayer =
                    new Knob(
                            1,
                            0,
                            9,
                            Set.of(ModuleFamily.values()),
                            List.of(new Knob.Point(1, 1), new Knob.Point(2, 0.5)));
            model.turn(List.of(lastLayer), progress, new Cancellation());
            long layer = 2 * (2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64);
            assertThat(progress.done()).isEqualTo(layer);
            assertThat(model.secondsToTurn()).isPositive();
        }
    }

    @Test
    void turningWhileATextIsOpen() throws Exception {
        Path base = SAMPLE.resolve("base");
        Path vector = extract(base, SAMPLE.resolve("sst2"), "sst2");
        try (LoadedModel model = load(base, vector)) {
            Progress none = new Progress();
            Cancellation go = new Cancellation();
            Sequence text = model.runner(Side.EDITED, none, go).sequence(16);
            Sequence own = model.runner(Side.BASE, none, go).sequence(16);
            float[] plain = last(own, 5, 6, 7);
            assertThat(Arrays.equals(last(text, 5, 6, 7), plain)).isTrue();

            turn(model, knob(1));
            assertThatThrownBy(() -> last(text, 8))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("turned");
            text.cut(0);
            float[] edited = last(text, 5, 6, 7);
            assertThat(Arrays.equals(edited, plain)).isFalse();
            Runner runner = model.runner(Side.EDITED, none, go);
            assertThat(isSame(lastTogether(runner, 5, 6, 7), edited)).isTrue();
            turn(model, knob(0.5));
            text.cut(0);
            float[] half = last(text, 5, 6, 7);
            assertThat(Arrays.equals(half, edited) || Arrays.equals(half, plain)).isFalse();
            // The base's text goes on.
            own.cut(2);
            last(own, 7);
            own.cut(0);
            assertThat(Arrays.equals(last(own, 5, 6, 7), plain)).isTrue();

            turn(model, knob(0));
            text.cut(0);
            assertThat(Arrays.equals(last(text, 5, 6, 7), plain)).isTrue();
        }
    }

    private static float[] lastTogether(Runner runner, int... tokens) throws CancelledException {
        List<float[]> taken = new ArrayList<>();
        runner.readTogether(
                List.of(tokens),
                new int[] {1},
                (_, _, logits) -> taken.add(logits.clone()),
                new Cancellation());
        return taken.getLast();
    }

    static float[] last(Sequence text, int... tokens) throws CancelledException {
        List<float[]> taken = new ArrayList<>();
        text.read(tokens, 1, (_, logits) -> taken.add(logits.clone()), new Cancellation());
        return taken.getLast();
    }

    @Test
    void unloadingWhileATextIsOpenIsSafe() throws Exception {
        LoadedModel model = load(SAMPLE.resolve("base"));
        Runner runner = model.runner(Side.BASE, new Progress(), new Cancellation());
        Sequence text = runner.sequence(500);
        Thread reading =
                Thread.ofPlatform()
                        .daemon()
                        .name("reading")
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 499; i++) {
                                            last(text, 5);
                                        }
                                    } catch (CancelledException | IllegalStateException e) {
                                        // The model is gone, and says so.
                                    }
                                });
        last(text, 5);
        model.close();
        model.close();
        reading.join();

        assertThatThrownBy(() -> last(text, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unloaded");
        assertThatThrownBy(() -> runner.sequence(4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lastTogether(runner, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unloaded");
        assertThatThrownBy(model::facts).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> turn(model)).isInstanceOf(IllegalStateException.class);
        text.close();
    }

    @Test
    void aFileThatChangedOnDiskIsNamed() throws Exception {
        Path base = tiny(temporary.resolve("base"), DType.BF16);
        Path vector =
                new TinyModel(2).layers(DType.BF16, 0.05).write(temporary.resolve("v.safetensors"));
        try (LoadedModel model = load(base, vector)) {
            assertThat(model.changedOnDisk()).isEmpty();
            Files.writeString(base.resolve("config.json"), "{}");
            assertThat(model.changedOnDisk())
                    .singleElement()
                    .asString()
                    .contains("config.json changed on disk");
            Files.delete(vector);
            assertThat(model.changedOnDisk()).hasSize(2);
            // All numbers lie in memory.
            turn(model, knob(1));
        }
    }
}
