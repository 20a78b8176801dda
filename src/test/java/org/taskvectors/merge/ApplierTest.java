package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.VectorProblem;

/// Vectors put onto their bases. The sums themselves are held against PyTorch elsewhere.
class ApplierTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final Path BASE = GOLDEN.resolve("extraction/base.safetensors");
    private static final Path TUNED = GOLDEN.resolve("extraction/tuned.safetensors");

    @TempDir private Path temporary;

    private ProfileStore store() {
        return new ProfileStore(temporary.resolve("cache"));
    }

    private ExtractionResult extract() throws IOException, CancelledException {
        try (Checkpoint base = Checkpoints.open(BASE);
                Checkpoint tuned = Checkpoints.open(TUNED)) {
            return new Extractor("Program 1", store())
                    .extract(
                            new ExtractionRequest(
                                    Located.of(base),
                                    Located.of(tuned),
                                    temporary.resolve("vector.safetensors"),
                                    Policies.DEFAULT,
                                    false,
                                    Compute.onCpu(2)),
                            new Progress(),
                            new Cancellation());
        }
    }

    private ApplyResult apply(Path base, boolean profile, Applied... vectors)
            throws IOException, CancelledException {
        return new Applier("Program 1", store())
                .apply(
                        new ApplyRequest(
                                Located.of(base),
                                List.of(vectors),
                                OutputDType.SOURCE,
                                new Target.Folder(temporary.resolve("model")),
                                profile,
                                false,
                                Compute.onCpu(2)),
                        new Progress(),
                        new Cancellation());
    }

    /// What a partial vector lacks is said where the model is made.
    @Test
    void aPartialVectorIsNamed() throws IOException, CancelledException {
        Path base =
                TestCheckpoint.write(
                        temporary.resolve("base.safetensors"), 1, "one.weight:4x4", "two.kernel:6");
        Path tuned =
                TestCheckpoint.write(
                        temporary.resolve("tuned.safetensors"), 2, "one.weight:4x4", "other:3x2");
        Path vector = temporary.resolve("part.safetensors");
        new Extractor("Program 1", store())
                .extract(
                        new ExtractionRequest(
                                Located.of(base),
                                Located.of(tuned),
                                vector,
                                Policies.DEFAULT.withPartial(true),
                                false,
                                Compute.onCpu(1)),
                        new Progress(),
                        new Cancellation());

        assertThat(apply(base, false, of(vector, 1)).saved().notes())
                .anySatisfy(
                        note ->
                                assertThat(note)
                                        .contains("part.safetensors is partial (72.7 %")
                                        .contains("not in this model"));
    }

    private static Applied of(Path vector, double lambda) {
        return new Applied(Located.of(vector), new Scale.Constant(lambda));
    }

    private static byte[] bytes(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, tensor.bytes()), 8);
            MemorySegment whole = bytes.asSlice(0, tensor.bytes());
            checkpoint.read(tensor, 0, whole);
            return whole.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        float[] values = new float[(int) tensor.elements()];
        Numbers.decode(
                tensor.dtype(),
                MemorySegment.ofArray(bytes(checkpoint, name)),
                values.length,
                values);
        return values;
    }

    /// The extraction measured how many weights base + vector gives back bit for bit.
    @Test
    void baseAndVectorGiveTheTunedModelBackAsOftenAsTheRoundTripSays() throws Exception {
        ExtractionResult extracted = extract();

        ApplyResult result = apply(BASE, false, of(extracted.output(), 1));

        assertThat(result.bases().getFirst().kind()).isEqualTo(BaseMatch.Kind.SAME);
        int compared = 0;
        try (Checkpoint model = Checkpoints.open(temporary.resolve("model"));
                Checkpoint tuned = Checkpoints.open(TUNED)) {
            for (TensorProfile profile : extracted.profile().tensors()) {
                Tensor written = model.tensor(profile.name()).orElseThrow();
                Tensor wanted = tuned.tensor(profile.name()).orElseThrow();
                if (written.dtype() != wanted.dtype()) {
                    continue; // The round trip is in the dtype of the fine-tuned side.
                }
                compared++;
                byte[] one = bytes(model, profile.name());
                byte[] other = bytes(tuned, profile.name());
                int width = written.dtype().bytes();
                float[] values = floats(tuned, profile.name());
                long same = 0;
                for (int i = 0; i < one.length; i += width) {
                    boolean isEqual = Arrays.equals(one, i, i + width, other, i, i + width);
                    // NaN is no part of the round trip.
                    same += isEqual && !Float.isNaN(values[i / width]) ? 1 : 0;
                }
                assertThat(same)
                        .as(profile.name())
                        .isEqualTo(profile.sides().orElseThrow().roundTripSame());
            }
        }
        assertThat(compared).isGreaterThan(3);
    }

    @Test
    void nothingTimesAVectorIsTheBaseBitForBit() throws Exception {
        Path vector = extract().output();

        apply(BASE, false, of(vector, 0));

        try (Checkpoint model = Checkpoints.open(temporary.resolve("model"));
                Checkpoint base = Checkpoints.open(BASE)) {
            for (Tensor tensor : base.tensors()) {
                if (tensor.dtype().isFloating() && tensor.dtype().bits() == 8) {
                    // Written as bfloat16, which holds the same numbers.
                    assertThat(floats(model, tensor.name()))
                            .containsExactly(floats(base, tensor.name()));
                } else {
                    assertThat(bytes(model, tensor.name()))
                            .as(tensor.name())
                            .isEqualTo(bytes(base, tensor.name()));
                }
            }
        }
    }

    /// −0 and NaN of the base too.
    @Test
    void whatAVectorAddsAnotherTakesAway() throws Exception {
        Path vector = extract().output();

        ApplyResult result = apply(BASE, false, of(vector, 0.5), of(vector, -0.5));

        assertThat(result.bases()).hasSize(2);
        try (Checkpoint model = Checkpoints.open(temporary.resolve("model"));
                Checkpoint base = Checkpoints.open(BASE);
                Checkpoint change = Checkpoints.open(vector)) {
            for (Tensor tensor : change.tensors()) {
                if (base.tensor(tensor.name()).orElseThrow().dtype() != DType.F32
                        || tensor.dtype() == DType.F64) {
                    continue;
                }
                float[] sum = floats(base, tensor.name());
                float[] tau = floats(change, tensor.name());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = sum[i] + 0.5f * tau[i];
                    sum[i] = sum[i] + -0.5f * tau[i];
                }
                assertThat(floats(model, tensor.name())).as(tensor.name()).containsExactly(sum);
            }
        }
    }

    @Test
    void theChangeThatWasWrittenIsMeasuredAndKept() throws Exception {
        Path vector = extract().output();

        ApplyResult result = apply(BASE, true, of(vector, 1));

        Measurement change = result.change().orElseThrow();
        try (Checkpoint model = Checkpoints.open(temporary.resolve("model"));
                Checkpoint base = Checkpoints.open(BASE)) {
            for (TensorProfile profile : change.profile().tensors()) {
                if (profile.dtype() == DType.F64) {
                    continue; // Differenced in float64.
                }
                float[] after = floats(model, profile.name());
                float[] before = floats(base, profile.name());
                double squares = 0;
                double all = 0;
                for (int i = 0; i < after.length; i++) {
                    float moved = after[i] - before[i];
                    if (Float.isFinite(moved)) {
                        squares += (double) moved * moved;
                        all += (double) before[i] * before[i];
                    }
                }
                assertThat(profile.sumSquares())
                        .as(profile.name())
                        .isCloseTo(squares, within(1e-12 * squares));
                assertThat(profile.baseSquares())
                        .as(profile.name())
                        .isCloseTo(all, within(1e-12 * all));
            }
        }
        assertThat(store().findChange(temporary.resolve("model")))
                .map(kept -> kept.profile().tensors())
                .contains(change.profile().tensors());
        assertThat(store().find(temporary.resolve("model"))).isEmpty();
    }

    @Test
    void anotherBaseOfTheSameShapesIsSaid() throws Exception {
        Path vector = extract().output();
        // The same file but for one weight.
        Path other = temporary.resolve("other.safetensors");
        byte[] all = Files.readAllBytes(BASE);
        all[all.length - 1] ^= 1;
        Files.write(other, all);

        ApplyResult result = apply(other, false, of(vector, 1));

        assertThat(result.bases().getFirst().kind()).isEqualTo(BaseMatch.Kind.OTHER);
        assertThat(result.saved().notes())
                .anyMatch(note -> note.contains("is not the base that") && note.contains("base"));
    }

    @Test
    void aFileWithoutNumbersIsNoVector() throws Exception {
        Path none = temporary.resolve("none.safetensors");
        Files.write(none, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'});

        assertThat(problem(BASE, of(none, 1))).isEqualTo(VectorProblem.NOT_A_VECTOR);
        assertThat(temporary.resolve("model")).doesNotExist();
    }

    @Test
    void aModelIsNoVectorAndAVectorNoBase() throws Exception {
        Path vector = extract().output();

        assertThat(problem(BASE, of(BASE, 1))).isEqualTo(VectorProblem.NOT_A_VECTOR);
        assertThat(problem(vector, of(vector, 1))).isEqualTo(VectorProblem.BASE_IS_A_VECTOR);
        assertThat(temporary.resolve("model")).doesNotExist();
    }

    private Object problem(Path base, Applied vector) {
        return catchThrowableOfType(Failure.class, () -> apply(base, false, vector)).problem();
    }

    /// A notebook's dictionary of differences says nothing of itself.
    @Test
    void aVectorThatOthersWroteIsTakenAtItsWord() throws Exception {
        Path vector = extract().output();
        Path bare = temporary.resolve("bare.safetensors");
        try (Checkpoint said = Checkpoints.open(vector)) {
            new Saver("x")
                    .save(
                            new SaveRequest(
                                    said,
                                    new Target.SingleFile(
                                            bare, OutputFormats.all().getFirst(), false),
                                    Compute.onCpu(1)),
                            new Progress(),
                            new Cancellation());
        }

        ApplyResult result = apply(BASE, false, of(bare, 1));

        assertThat(result.bases().getFirst().kind()).isEqualTo(BaseMatch.Kind.BY_NAMES);
        assertThat(result.saved().notes())
                .anyMatch(note -> note.contains("does not say that it is a task vector"));
    }
}
