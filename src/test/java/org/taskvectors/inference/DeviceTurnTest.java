package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.device.torch.TorchProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What a turn of the knobs moves to a device and what is made there, and what becomes of a model
/// whose device fails.
class DeviceTurnTest {
    private static final int[] TEXT = {5, 6, 7, 8, 9, 10, 11};
    private static final long PLENTY = 8L << 30;

    private final Failure gone =
            Failure.of(TorchProblem.DEVICE_GONE, null, "the device is gone", "Plug it in");

    private final Failure full =
            Failure.of(TorchProblem.OUT_OF_DEVICE_MEMORY, null, "no room", "Free some");

    @TempDir private Path temporary;
    private Path base;
    private Path vector;
    private FailingDevice device;

    @BeforeEach
    void write() throws Exception {
        device = new FailingDevice(TestTorch.on(TestTorch.processor()));
        base = LiveModelTest.tiny(temporary.resolve("base"), DType.BF16);
        vector =
                new TinyModel(2).layers(DType.BF16, 0.05).write(temporary.resolve("v.safetensors"));
    }

    private LiveRequest request(Path... vectors) {
        return new LiveRequest(
                Located.of(base),
                List.of(vectors).stream().map(Located::of).toList(),
                64,
                Compute.onCpu(2),
                false);
    }

    private LoadedModel load(LiveRequest request) throws IOException, CancelledException {
        return (LoadedModel)
                new LiveModels(Optional.of(device), () -> PLENTY)
                        .load(request, new Progress(), new Cancellation());
    }

    private static void turn(LoadedModel model, double lambda)
            throws IOException, CancelledException {
        model.turn(List.of(Knob.everywhere(lambda)), new Progress(), new Cancellation());
    }

    /// Returns all logits of a text that is read by three tokens at once, then one by one.
    private static float[] read(LoadedModel model, Side side)
            throws IOException, CancelledException {
        Runner runner = model.runner(side, new Progress(), new Cancellation());
        List<float[]> all = new ArrayList<>();
        try (Sequence text = runner.sequence(TEXT.length)) {
            text.read(
                    Arrays.copyOf(TEXT, 3),
                    3,
                    (_, logits) -> all.add(logits.clone()),
                    new Cancellation());
            for (int i = 3; i < TEXT.length; i++) {
                text.read(
                        new int[] {TEXT[i]},
                        1,
                        (_, logits) -> all.add(logits.clone()),
                        new Cancellation());
            }
        }
        float[] joined = new float[all.size() * all.getFirst().length];
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(all.get(i), 0, joined, i * all.get(i).length, all.get(i).length);
        }
        return joined;
    }

    private static void assertSame(float[] one, float[] other) {
        assertThat(Arrays.equals(one, other)).isTrue();
    }

    private static void assertOther(float[] one, float[] other) {
        assertThat(Golden.difference(one, 0, other, one.length)).isGreaterThan(0.001);
    }

    private int calls(String name) {
        return Collections.frequency(device.calls(), name);
    }

    @Test
    void weightsMoveOnceAndBothSidesShareThem() throws Exception {
        try (LoadedModel model = load(request(vector))) {
            LiveFacts facts = model.facts();
            ModelPlace place = facts.place();
            assertThat(place.label()).isEqualTo("GPU 7");
            assertThat(place.note()).isEqualTo("a test");
            // The block of the vectors ends at a multiple of 64 bytes, which each tensor has here.
            assertThat(place.bytes())
                    .isEqualTo(facts.weightBytes() + facts.editedBytes() + facts.vectorBytes());
            List<String> calls = device.calls();
            // Three blocks, of which the edited side's holds nothing yet.
            assertThat(calls.stream().filter("reserve"::equals)).hasSize(3);
            assertThat(calls.stream().filter("put"::equals)).hasSize(2);
            assertSame(read(model, Side.BASE), read(model, Side.EDITED));
            turn(model, 0.7);
            read(model, Side.EDITED);
            assertThat(device.calls()).doesNotContain("reserve", "put", "get");
            assertThat(model.facts().place().bytes()).isEqualTo(place.bytes());
        }
        assertThat(device.open()).isZero();
    }

    /// Loading counts the bytes that it reads and those that it moves.
    @Test
    void loadingCountsWhatItMoves() throws Exception {
        LiveModels models = new LiveModels(Optional.of(device), () -> PLENTY);
        MemoryEstimate estimate = models.estimate(request(vector));
        long moved = estimate.weights() + estimate.vectors();
        assertThat(counted(models)).isEqualTo(2 * moved);
        device.hasRoomFor(2);
        assertThat(counted(models)).isEqualTo(2 * moved);
        device.hasRoomFor(-1);
        LiveModels inTurn =
                new LiveModels(
                        Optional.of(device), () -> estimate.total() - estimate.vectors() - 1);
        MemoryEstimate shared = inTurn.estimate(request(vector));
        assertThat(shared.isInTurn()).isTrue();
        assertThat(counted(inTurn)).isEqualTo(shared.weights() + shared.vectors());
    }

    private long counted(LiveModels models) throws IOException, CancelledException {
        Progress progress = new Progress();
        models.load(request(vector), progress, new Cancellation()).close();
        assertThat(progress.done()).isEqualTo(progress.total());
        return progress.total();
    }

    @Test
    void withoutVectorsThereIsOneCopy() throws Exception {
        try (LoadedModel model = load(request())) {
            assertThat(calls("reserve")).isEqualTo(1);
            assertThat(model.facts().place().bytes()).isEqualTo(model.facts().weightBytes());
            assertSame(read(model, Side.BASE), read(model, Side.EDITED));
        }
    }

    /// Only the sums that a turn changes are made, on the device; the base stays, and the edited
    /// side answers as a model does that was loaded with these knobs alone.
    @Test
    void aTurnIsMadeOnTheDevice() throws Exception {
        float[] plain;
        float[] half;
        try (LoadedModel model = load(request(vector))) {
            plain = read(model, Side.BASE);
            device.calls();
            turn(model, 0.5);
            // Nine tensors a layer, and the last norm.
            List<String> calls = device.calls();
            assertThat(calls.stream().filter("bake"::equals)).hasSize(28);
            assertThat(calls).doesNotContain("put");
            half = read(model, Side.EDITED);
            assertOther(plain, half);
            assertSame(read(model, Side.BASE), plain);

            Knob lastLayers = new Knob(0.5, 1, 2, Set.of(ModuleFamily.values()), List.of());
            device.calls();
            model.turn(List.of(lastLayers), new Progress(), new Cancellation());
            // What was there with the same λ is not made again.
            assertThat(device.calls()).doesNotContain("bake", "put");
            assertOther(read(model, Side.EDITED), half);
            turn(model, 0);
            assertSame(read(model, Side.EDITED), plain);
            turn(model, 0.5);
            assertSame(read(model, Side.EDITED), half);
        }
        try (LoadedModel fresh = load(request(vector))) {
            turn(fresh, 0.5);
            assertSame(read(fresh, Side.EDITED), half);
        }
    }

    /// The fingerprint is that of what lies on the device, which gives it back.
    @Test
    void theFingerprintIsThatOfWhatRuns() throws Exception {
        String own;
        try (LoadedModel model = load(request(vector).onProcessor())) {
            turn(model, 0.5);
            own = model.fingerprint(Side.EDITED);
            assertThat(model.facts().place()).isEqualTo(ModelPlace.PROCESSOR);
        }
        assertThat(device.calls()).isEmpty();
        try (LoadedModel model = load(request(vector))) {
            turn(model, 0.5);
            device.calls();
            assertThat(model.fingerprint(Side.EDITED)).isEqualTo(own);
            assertThat(calls("get")).isEqualTo(28);
            // It is known by now.
            assertThat(model.fingerprint(Side.EDITED)).isEqualTo(own);
            assertThat(device.calls()).isEmpty();
        }
    }

    /// What the device does not make is baked by the processor and moved: sums in float64.
    @Test
    void whatTheDeviceDoesNotMakeIsMoved() throws Exception {
        String name = TinyModel.in(1, "mlp.up_proj");
        Path wide =
                new TinyModel(3)
                        .tensor(name, DType.F64, 0.1, 96, 64)
                        .write(temporary.resolve("wide.safetensors"));
        try (LoadedModel model = load(request(wide))) {
            float[] plain = read(model, Side.BASE);
            device.calls();
            turn(model, 0.5);
            List<String> calls = device.calls();
            // The gate stands in one group with it, and is the base's own.
            assertThat(calls.stream().filter("put"::equals)).hasSize(1);
            assertThat(calls.stream().filter("bake"::equals)).hasSize(1);
            assertOther(read(model, Side.EDITED), plain);
            assertSame(read(model, Side.BASE), plain);
        }
    }

    /// Which NaN a sum is, the processor says.
    @Test
    void aSumThatIsNoNumberIsMoved() throws Exception {
        String name = TinyModel.in(1, "mlp.up_proj");
        float[] numbers = new float[96 * 64];
        numbers[5] = Float.NaN;
        Path bad =
                new TinyModel(3)
                        .tensor(new Tensor(name, DType.BF16, Shape.of(96, 64)), numbers)
                        .write(temporary.resolve("bad.safetensors"));
        try (LoadedModel model = load(request(bad))) {
            device.calls();
            turn(model, 0.5);
            assertThat(calls("put")).isEqualTo(1);
            Weights up = model.bound(Side.EDITED).get(name);
            assertThat(up.memory().getAtIndex(ValueLayout.JAVA_SHORT, 5) & 0x7f80)
                    .isEqualTo(0x7f80);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "reserve", "put", "reader"})
    void aDeviceThatFailsWhileItIsLoadedLeavesNothing(String call) throws Exception {
        for (int after = 0; after < 2; after++) {
            if (call.equals("open") && after > 0) {
                continue;
            }
            device.failAt(call, after, gone);
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> load(request(vector)).close());
            assertThat(failure.problem()).isEqualTo(TorchProblem.DEVICE_GONE);
            assertThat(device.open()).isZero();
            try (LoadedModel model = load(request(vector).onProcessor())) {
                turn(model, 0.5);
                assertOther(read(model, Side.EDITED), read(model, Side.BASE));
            }
        }
    }

    @Test
    void aDeviceWithoutRoomSaysWhatTheModelTakes() {
        device.hasRoomFor(0);
        Failure failure = catchThrowableOfType(Failure.class, () -> load(request(vector)).close());
        assertThat(failure.problem()).isEqualTo(InferenceProblem.OUT_OF_DEVICE_MEMORY);
        assertThat(failure.file()).isEqualTo(base);
        assertThat(failure.what())
                .contains("it takes 0.7 MB of the memory of GPU 7 (weights 0.4,")
                .contains("keys and values of 64 tokens 0.1), which has no room for it");
        assertThat(failure.advice()).contains("run this one on the processor");
    }

    /// What cannot fit is refused before anything is read, with what would.
    @Test
    void whatCannotFitTheDeviceIsRefused() throws Exception {
        LiveModels models = new LiveModels(Optional.of(device), () -> PLENTY);
        DeviceEstimate whole = models.estimate(request(vector)).device().orElseThrow();
        device.has(whole.total() - whole.vectors() - whole.cachePerToken());
        MemoryEstimate estimate = models.estimate(request(vector));
        assertThat(estimate.fits()).isFalse();
        assertThat(estimate.device().orElseThrow().longestContext()).isEqualTo(63);
        Failure failure = catchThrowableOfType(Failure.class, () -> load(request(vector)).close());
        assertThat(failure.problem()).isEqualTo(InferenceProblem.OUT_OF_DEVICE_MEMORY);
        assertThat(failure.advice()).contains("a context of at most 63 tokens");
        assertThat(device.calls()).isEmpty();
        device.has(1000);
        failure = catchThrowableOfType(Failure.class, () -> load(request(vector)).close());
        assertThat(failure.advice()).startsWith("Choose a smaller model");
        assertThat(models.estimate(request(vector).onProcessor()).fits()).isTrue();
    }

    /// Vectors that do not fit beside the weights stay in the processor's memory: by the estimate,
    /// or where the device has no room after all.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void vectorsMayStayInTheProcessorsMemory(boolean isForeseen) throws Exception {
        String own;
        float[] half;
        try (LoadedModel model = load(request(vector))) {
            turn(model, 0.5);
            own = model.fingerprint(Side.EDITED);
            half = read(model, Side.EDITED);
        }
        if (isForeseen) {
            DeviceEstimate whole =
                    new LiveModels(Optional.of(device), () -> PLENTY)
                            .estimate(request(vector))
                            .device()
                            .orElseThrow();
            device.has(whole.total() - 1);
        } else {
            device.hasRoomFor(2);
        }
        try (LoadedModel model = load(request(vector))) {
            assertThat(model.facts().notes())
                    .anySatisfy(
                            note ->
                                    assertThat(note)
                                            .contains("computed by the processor")
                                            .contains("GPU 7"));
            assertThat(model.facts().place().bytes())
                    .isEqualTo(model.facts().weightBytes() + model.facts().editedBytes());
            device.calls();
            turn(model, 0.5);
            assertThat(calls("put")).isEqualTo(28);
            assertSame(read(model, Side.EDITED), half);
            assertThat(model.fingerprint(Side.EDITED)).isEqualTo(own);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bake", "reader"})
    void aTurnThatFailsLeavesTheKnobsBefore(String call) throws Exception {
        try (LoadedModel model = load(request(vector))) {
            float[] plain = read(model, Side.BASE);
            device.failAt(call, full);
            assertThat(catchThrowableOfType(Failure.class, () -> turn(model, 0.5))).isSameAs(full);
            assertThat(model.knobs()).containsExactly(Knob.everywhere(0));
            assertSame(read(model, Side.EDITED), plain);
            turn(model, 0.5);
            float[] half = read(model, Side.EDITED);
            assertOther(half, plain);

            device.failAt("bake", 11, full);
            assertThat(catchThrowableOfType(Failure.class, () -> turn(model, 2))).isSameAs(full);
            assertThat(model.knobs()).containsExactly(Knob.everywhere(0.5));
            assertSame(read(model, Side.EDITED), half);
            assertSame(read(model, Side.BASE), plain);
        }
        assertThat(device.open()).isZero();
    }

    /// A device that is gone says so to whoever asks, and the model can still be unloaded.
    @Test
    void aDeviceThatIsGoneSaysSoFromThenOn() throws Exception {
        LoadedModel model = load(request(vector));
        try (model) {
            turn(model, 0.5);
            Sequence text =
                    model.runner(Side.EDITED, new Progress(), new Cancellation()).sequence(8);
            device.failAlways(gone);
            assertThat(catchThrowableOfType(Failure.class, () -> turn(model, 1))).isSameAs(gone);
            for (Side side : Side.values()) {
                UncheckedIOException failure =
                        catchThrowableOfType(UncheckedIOException.class, () -> read(model, side));
                assertThat(failure.getCause()).isSameAs(gone);
            }
            UncheckedIOException failure =
                    catchThrowableOfType(
                            UncheckedIOException.class,
                            () -> text.read(new int[] {1}, 0, (_, _) -> {}, new Cancellation()));
            assertThat(failure.getCause()).isSameAs(gone);
        }
        assertThat(device.open()).isZero();
    }

    /// Twenty times 60 MB: weights, keys and values of a model that is unloaded are given back.
    @Test
    void memoryIsGivenBack() throws Exception {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is used");
        Path large =
                new TinyModel(1)
                        .embedding(DType.F32, 1, 120_000)
                        .layers(DType.F32, 0.3)
                        .head(DType.F32, 1, 120_000)
                        .model(temporary.resolve("large"), false);
        Path config = large.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"vocab_size\": 300", "\"vocab_size\": 120000"));
        base = large;
        read(1);
        long before = anonymousMegabytes(status);
        read(20);
        assertThat(anonymousMegabytes(status) - before).isLessThan(200);
        assertThat(device.open()).isZero();
    }

    private void read(int times) throws IOException, CancelledException {
        for (int i = 0; i < times; i++) {
            try (LoadedModel model = load(request(vector))) {
                assertThat(model.facts().place().bytes()).isGreaterThan(60_000_000);
                turn(model, 0.5);
                read(model, Side.EDITED);
            }
        }
    }

    private static long anonymousMegabytes(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
