package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.device.torch.TorchBatchTest.Case;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.DeviceDecoder;
import org.taskvectors.inference.DeviceMemory;
import org.taskvectors.inference.ModelDevice;
import org.taskvectors.inference.Sequence;
import org.taskvectors.inference.Weights;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Models whose weights, keys and values lie on a device, beside the formulas: whatever switch the
/// architecture turns, however many tokens are read at once.
class DeviceReaderTest {
    record Placed(Accelerator device, Case one) {
        @Override
        public String toString() {
            return device.id() + " " + one;
        }
    }

    static Stream<Placed> cases() throws Failure {
        return TestTorch.devices()
                .flatMap(device -> TorchBatchTest.cases().map(one -> new Placed(device, one)));
    }

    private interface Use {
        void with(BoundModel model, DeviceMemory memory, DeviceDecoder decoder) throws Exception;
    }

    private static void with(Placed placed, DType dtype, Use use) throws Exception {
        Case one = placed.one();
        try (Arena arena = Arena.ofShared()) {
            TinyModel.Options options =
                    new TinyModel.Options(
                            dtype,
                            one.isFused(),
                            one.isApart(),
                            one.isTransposed(),
                            one.hasBiases(),
                            3);
            BoundModel model = TinyModel.of(arena, one.architecture(), options);
            try (TorchModelMemory memory = TestTorch.memory(placed.device(), model);
                    DeviceDecoder decoder = new DeviceDecoder(model, memory)) {
                use.with(model, memory, decoder);
            }
        }
    }

    private static int[] tokens(Architecture architecture, int count) {
        return new Random(7).ints(count, 0, architecture.vocabulary()).toArray();
    }

    private static List<float[]> read(Sequence text, int... tokens) throws CancelledException {
        List<float[]> all = new ArrayList<>();
        text.read(
                tokens, tokens.length, (_, logits) -> all.add(logits.clone()), new Cancellation());
        return all;
    }

    /// The largest difference of any logit, as a share of the largest.
    private static double difference(double[][] wanted, List<float[]> got) {
        double largest = 0;
        double worst = 0;
        assertThat(got).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            for (int j = 0; j < wanted[i].length; j++) {
                largest = Math.max(largest, Math.abs(wanted[i][j]));
                worst = Math.max(worst, Math.abs(wanted[i][j] - got.get(i)[j]));
            }
        }
        return worst / largest;
    }

    private static double difference(Placed placed, DType dtype, int... pieces) throws Exception {
        List<Double> found = new ArrayList<>();
        with(
                placed,
                dtype,
                (model, _, decoder) -> {
                    int[] tokens = tokens(model.architecture(), 23);
                    List<float[]> got = new ArrayList<>();
                    try (Sequence text = decoder.sequence(23)) {
                        int at = 0;
                        for (int piece : pieces) {
                            got.addAll(read(text, Arrays.copyOfRange(tokens, at, at + piece)));
                            at += piece;
                        }
                        assertThat(text.length()).isEqualTo(23);
                    }
                    found.add(difference(new PlainDecoder(model).logits(tokens), got));
                });
        return found.getFirst();
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsTheFormulasSay(Placed placed) throws Exception {
        assertThat(difference(placed, DType.F32, 13, 1, 9)).isLessThan(1e-5);
        assertThat(difference(placed, DType.F32, ones(23))).isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsBfloat16Nearly(Placed placed) throws Exception {
        assertThat(difference(placed, DType.BF16, 13, 1, 9)).isLessThan(0.03);
        assertThat(difference(placed, DType.BF16, ones(23))).isLessThan(0.03);
    }

    /// A text that was cut reads on from there, on another branch and back.
    @ParameterizedTest
    @MethodSource("cases")
    void cutsAndBranches(Placed placed) throws Exception {
        with(
                placed,
                DType.F32,
                (model, _, decoder) -> {
                    Architecture architecture = model.architecture();
                    int[] tokens = tokens(architecture, 20);
                    int[] other = tokens.clone();
                    other[9] = (other[9] + 1) % architecture.vocabulary();
                    PlainDecoder plain = new PlainDecoder(model);
                    try (Sequence text = decoder.sequence(20)) {
                        read(text, tokens);
                        text.cut(9);
                        List<float[]> branch = read(text, Arrays.copyOfRange(other, 9, 20));
                        double[][] wanted = Arrays.copyOfRange(plain.logits(other), 9, 20);
                        assertThat(difference(wanted, branch)).isLessThan(1e-5);
                        text.cut(9);
                        List<float[]> back = new ArrayList<>();
                        for (int i = 9; i < 20; i++) {
                            back.addAll(read(text, tokens[i]));
                        }
                        wanted = Arrays.copyOfRange(plain.logits(tokens), 9, 20);
                        assertThat(difference(wanted, back)).isLessThan(1e-5);
                    }
                });
    }

    /// Numbers that are put there anew hold from the next reading on, and others do not change.
    @ParameterizedTest
    @MethodSource("cases")
    void seesWeightsThatChanged(Placed placed) throws Exception {
        with(
                placed,
                DType.F32,
                (model, memory, decoder) -> {
                    int[] tokens = tokens(model.architecture(), 7);
                    List<float[]> before;
                    List<float[]> unseen;
                    List<float[]> after;
                    double[][] old = new PlainDecoder(model).logits(tokens);
                    Weights down = model.layers().get(1).down().weights();
                    try (Sequence text = decoder.sequence(7)) {
                        before = read(text, tokens);
                        for (long i = 0; i < down.shape().elements(); i++) {
                            float value = down.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                            down.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, value * -1.5f);
                        }
                        text.cut(0);
                        unseen = read(text, tokens);
                        memory.put(down.memory());
                        text.cut(0);
                        after = read(text, tokens);
                    }
                    double[][] wanted = new PlainDecoder(model).logits(tokens);
                    assertThat(difference(old, before)).isLessThan(1e-5);
                    // The program's memory is not what is read.
                    assertThat(difference(old, unseen)).isLessThan(1e-5);
                    assertThat(difference(wanted, after)).isLessThan(1e-5);
                    assertThat(difference(old, after)).isGreaterThan(0.01);
                });
    }

    @ParameterizedTest
    @MethodSource(TestTorch.DEVICES)
    void givesBackWhatWasPutThere(Accelerator device) throws Exception {
        try (Arena arena = Arena.ofShared();
                TorchModelMemory memory = open(device, new AtomicLong())) {
            MemorySegment block = arena.allocate(1 << 20, 64);
            byte[] bytes = new byte[1 << 20];
            new Random(5).nextBytes(bytes);
            MemorySegment.copy(bytes, 0, block, ValueLayout.JAVA_BYTE, 0, bytes.length);
            memory.reserve(block);
            memory.put(block.asSlice(0, 300_000));
            memory.put(block.asSlice(300_000));
            block.fill((byte) 0);
            memory.get(block.asSlice(7, 500_001));
            assertThat(block.get(ValueLayout.JAVA_BYTE, 6)).isZero();
            assertThat(block.get(ValueLayout.JAVA_BYTE, 500_008)).isZero();
            memory.get(block);
            assertThat(block.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
            assertThat(memory.holds(block.asSlice(5, 5))).isTrue();
            assertThat(memory.holds(arena.allocate(8))).isFalse();
        }
    }

    /// libtorch itself says that there is no room; what was there before is used on, and given
    /// back.
    @ParameterizedTest
    @MethodSource(TestTorch.DEVICES)
    void aFullMemoryIsATypedFailure(Accelerator device) throws Exception {
        AtomicLong taken = new AtomicLong();
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            TinyArchitectures.llama(false),
                            new TinyModel.Options(DType.F32, false, false, false, false, 3));
            try (TorchModelMemory memory = open(device, taken)) {
                MemorySegment block = TestTorch.block(model);
                memory.reserve(block);
                memory.put(block);
                @SuppressWarnings("restricted") // it is never touched
                MemorySegment huge = MemorySegment.ofAddress(1L << 20).reinterpret(1L << 50);
                assertThat(memory.reserve(huge)).isFalse();
                assertThat(taken.get()).isEqualTo(block.byteSize());
                try (DeviceMemory.Reader reader = memory.reader(model)) {
                    Failure failure =
                            catchThrowableOfType(
                                    Failure.class, () -> reader.text(Integer.MAX_VALUE));
                    assertThat(failure.problem()).isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
                    assertThat(failure.what()).contains("2,147,483,647 tokens");
                    assertThat(failure.advice()).contains("shorter context");
                    assertThat(taken.get()).isEqualTo(block.byteSize());
                    try (DeviceMemory.Text text = reader.text(8)) {
                        assertThat(taken.get()).isGreaterThan(block.byteSize());
                        List<float[]> logits = new ArrayList<>();
                        int[] tokens = {1, 2, 3};
                        text.read(
                                0,
                                tokens,
                                3,
                                (_, one) -> logits.add(one.clone()),
                                new Cancellation());
                        double[][] wanted = new PlainDecoder(model).logits(tokens);
                        assertThat(difference(wanted, logits)).isLessThan(1e-5);
                    }
                }
            }
        }
        assertThat(taken.get()).isZero();
    }

    /// What models take of a device is not there for the next one.
    @Test
    void aDeviceKnowsWhatModelsLeftOfIt() throws Exception {
        Accelerator device = new Accelerator(Accelerator.Kind.LIBTORCH, 0, "small", 3L << 30);
        TorchBatch batch = TestTorch.on(device);
        ModelDevice placed = batch.device(1).orElseThrow();
        assertThat(placed.label()).isEqualTo(device.label());
        assertThat(placed.reason()).isEqualTo("a test");
        assertThat(placed.available()).hasValue(2L << 30);
        try (Arena arena = Arena.ofShared();
                DeviceMemory memory = placed.open(2, new Cancellation())) {
            memory.reserve(arena.allocate(1 << 20, 64));
            assertThat(memory.bytes()).isEqualTo(1 << 20);
            assertThat(batch.device(1).orElseThrow().available()).hasValue((2L << 30) - (1 << 20));
        }
        assertThat(placed.available()).hasValue(2L << 30);
        ModelDevice unknown = TestTorch.on(TestTorch.processor()).device(1).orElseThrow();
        assertThat(unknown.available()).isEmpty();
    }

    @Test
    void withoutLibtorchNoModelRunsThere() throws Exception {
        Failure none = Failure.of(TorchProblem.NO_LIBRARIES, null, "there are no libraries", "");
        LibtorchSource.Loader loader =
                new LibtorchSource.Loader() {
                    @Override
                    public Libtorch load() throws Failure {
                        throw none;
                    }

                    @Override
                    public Optional<Failure> whyNot() {
                        return Optional.of(none);
                    }
                };
        Verdict verdict =
                new Verdict(Optional.of(TestTorch.processor()), "", Double.NaN, Double.NaN);
        ModelDevice placed =
                new TorchBatch(new LibtorchSource(loader), 3, 5, _ -> verdict)
                        .device(1)
                        .orElseThrow();
        assertThat(catchThrowableOfType(Failure.class, () -> placed.open(2, new Cancellation())))
                .isSameAs(none);
        assertThat(new TorchBatch(new LibtorchSource(loader), 3, 5).device(1)).isEmpty();
    }

    private static TorchModelMemory open(Accelerator device, AtomicLong taken) throws Failure {
        return TorchModelMemory.open(TestTorch.start(), new TorchPlace(device), 2, 5, taken);
    }
}
