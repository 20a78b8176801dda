package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Applied;
import org.taskvectors.merge.Applier;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// A model that runs in a dtype of choice is what `apply --dtype` saves, bit for bit.
class LiveDTypeTest {
    private static final Path SAMPLE = Path.of("assets", "sample");
    private static final long PLENTY = 8L << 30;

    @TempDir private Path temporary;
    private int folders;

    /// @param stored the base's; empty for one that is quantised
    record Case(Optional<DType> stored, DType run) {
        @Override
        public String toString() {
            return stored.map(DType::label).orElse("quantised") + " in " + run.label();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(DType.BF16, DType.F32)
                .flatMap(
                        run ->
                                Stream.concat(
                                        Stream.of(DType.F32, DType.BF16, DType.F16, DType.F64)
                                                .map(stored -> new Case(Optional.of(stored), run)),
                                        Stream.of(new Case(Optional.empty(), run))));
    }

    private static LiveRequest request(Path base, List<Path> vectors, DType dtype) {
        return new LiveRequest(
                Located.of(base),
                vectors.stream().map(Located::of).toList(),
                64,
                Compute.onCpu(2),
                false,
                Optional.of(dtype));
    }

    private static LoadedModel load(Path base, List<Path> vectors, DType dtype, long memory)
            throws IOException, CancelledException {
        return (LoadedModel)
                new LiveModels(Optional.empty(), () -> memory)
                        .load(request(base, vectors, dtype), new Progress(), new Cancellation());
    }

    /// The most memory at which both sides no longer fit.
    private static long inTurn(Path base, List<Path> vectors, DType dtype) throws IOException {
        MemoryEstimate plenty =
                new LiveModels(Optional.empty(), () -> PLENTY)
                        .estimate(request(base, vectors, dtype));
        return plenty.total() - plenty.vectors() - 1;
    }

    private Path apply(Path base, List<Path> vectors, DType dtype, double... lambdas)
            throws IOException, CancelledException {
        Path folder = temporary.resolve("applied" + folders++);
        List<Applied> applied = new ArrayList<>();
        for (int i = 0; i < lambdas.length; i++) {
            applied.add(
                    new Applied(
                            Located.of(vectors.get(i)),
                            Knob.everywhere(lambdas[i]).scale(TinyModel.LAYERS)));
        }
        new Applier("Program 1", new ProfileStore(temporary.resolve("cache")))
                .apply(
                        new ApplyRequest(
                                Located.of(base),
                                applied,
                                dtype == DType.F32 ? OutputDType.FLOAT32 : OutputDType.BFLOAT16,
                                new Target.Folder(folder),
                                false,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
        return folder;
    }

    private Path base(Optional<DType> stored) throws IOException {
        Path folder = temporary.resolve("base");
        return stored.isPresent()
                ? LiveModelTest.tiny(folder, stored.get())
                : new TinyModel(1)
                        .embedding(DType.BF16, 1, TinyModel.VOCABULARY)
                        .float8Layers()
                        .head(DType.BF16, 1, TinyModel.VOCABULARY)
                        .model(folder, false);
    }

    private List<Path> vectors() throws IOException {
        return List.of(
                new TinyModel(2)
                        .layers(DType.F32, 0.05)
                        .embedding(DType.F32, 0.05, TinyModel.VOCABULARY)
                        .write(temporary.resolve("vector.safetensors")),
                new TinyModel(3)
                        .layers(DType.BF16, 0.05)
                        .write(temporary.resolve("other.safetensors")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void runsWhatApplySaves(Case one) throws Exception {
        Path base = base(one.stored());
        List<Path> vectors = vectors();
        Path converted = apply(base, vectors, one.run(), 0, 0);
        Path some = apply(base, vectors, one.run(), 0.7, -0.3);
        Path other = apply(base, vectors, one.run(), 0, 1.1);
        for (long memory : new long[] {PLENTY, inTurn(base, vectors, one.run())}) {
            try (LoadedModel model = load(base, vectors, one.run(), memory)) {
                assertThat(model.facts().isInTurn()).isEqualTo(memory < PLENTY);
                assertThat(model.facts().dtype()).isEqualTo(one.run().label());
                assertThat(model.bound(Side.BASE).values())
                        .allSatisfy(held -> assertThat(held.dtype()).isEqualTo(one.run()));
                LiveModelTest.assertRuns(model, Side.BASE, converted);
                LiveModelTest.assertRuns(model, Side.EDITED, converted);
                turn(model, 0.7, -0.3);
                LiveModelTest.assertRuns(model, Side.EDITED, some);
                LiveModelTest.assertRuns(model, Side.BASE, converted);
                turn(model, 0, 1.1);
                LiveModelTest.assertRuns(model, Side.EDITED, other);
                turn(model, 0, 0);
                LiveModelTest.assertRuns(model, Side.EDITED, converted);
            }
        }
    }

    private static void turn(LoadedModel model, double... lambdas)
            throws IOException, CancelledException {
        List<Knob> knobs = new ArrayList<>();
        for (double lambda : lambdas) {
            knobs.add(Knob.everywhere(lambda));
        }
        model.turn(knobs, new Progress(), new Cancellation());
    }

    @Test
    void adaptersGoOntoTheUnroundedBase() throws Exception {
        Path base = base(Optional.of(DType.F32));
        for (boolean isDora : new boolean[] {false, true}) {
            List<Path> adapter =
                    List.of(
                            new TinyModel(5)
                                    .factors("0.self_attn.q_proj", 64, 64, isDora)
                                    .adapter(temporary.resolve("adapter " + isDora), isDora));
            for (DType run : List.of(DType.BF16, DType.F32)) {
                try (LoadedModel model = load(base, adapter, run, PLENTY)) {
                    turn(model, 0.4);
                    LiveModelTest.assertRuns(model, Side.EDITED, apply(base, adapter, run, 0.4));
                }
            }
        }
    }

    /// θ0 and τ of bfloat16 whose sum needs more digits than bfloat16 has.
    @Test
    void sumsInFloat32AreNotRounded() throws Exception {
        Path base = base(Optional.of(DType.BF16));
        List<Path> vectors = vectors();
        try (LoadedModel model = load(base, vectors, DType.F32, PLENTY)) {
            turn(model, 0, 0.5);
            String name = TinyModel.in(0, "self_attn.q_proj");
            int[] bits = model.bound(Side.EDITED).get(name).memory().toArray(ValueLayout.JAVA_INT);
            assertThat(Arrays.stream(bits).filter(one -> (one & 0xffff) != 0).count())
                    .isGreaterThan(bits.length / 2);
        }
    }

    @Test
    void whatIsRoundedIsSaid() throws Exception {
        Path base = base(Optional.of(DType.F32));
        try (LoadedModel model = load(base, vectors(), DType.BF16, PLENTY)) {
            assertThat(model.facts().notes())
                    .anySatisfy(
                            note ->
                                    assertThat(note)
                                            .contains(
                                                    "are float32 and are rounded to bfloat16",
                                                    "unrounded"));
        }
        try (LoadedModel model = load(base, vectors(), DType.F32, PLENTY)) {
            assertThat(model.facts().notes())
                    .noneSatisfy(note -> assertThat(note).contains("rounded"));
        }
    }

    @Test
    void aVectorOfAnotherBaseIsNamedInAnyDtype() throws Exception {
        Path vector = temporary.resolve("sst2.safetensors");
        new Extractor("Program 1", new ProfileStore(temporary.resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(SAMPLE.resolve("base")),
                                Located.of(SAMPLE.resolve("sst2")),
                                vector,
                                Policies.DEFAULT,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
        try (LoadedModel model = load(SAMPLE.resolve("mnli"), List.of(vector), DType.F32, PLENTY)) {
            assertThat(model.facts().notes())
                    .anySatisfy(note -> assertThat(note).contains("another base"));
        }
        try (LoadedModel model = load(SAMPLE.resolve("base"), List.of(vector), DType.F32, PLENTY)) {
            assertThat(model.facts().notes()).isEmpty();
        }
    }

    @Test
    void otherDtypesAreRefused() {
        assertThatThrownBy(() -> request(SAMPLE.resolve("base"), List.of(), DType.F16))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
