package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.device.torch.TorchProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;

/// Models on a device beside transformers, and beside the program's own kernels.
class DeviceDecoderTest {
    /// Of the largest number: in float32, and where libtorch rounds what goes into a product to
    /// bfloat16, as transformers does.
    private static final double CLOSE = 1e-5;

    private static final double CLOSE_IN_BFLOAT16 = 0.04;

    record Placed(Accelerator device, String name) {
        @Override
        public String toString() {
            return device.id() + " " + name;
        }

        double close() {
            return name.endsWith("bf16") ? CLOSE_IN_BFLOAT16 : CLOSE;
        }
    }

    static Stream<Placed> all() throws Failure {
        return TestTorch.devices()
                .flatMap(device -> TinyModels.all().map(name -> new Placed(device, name)));
    }

    static Stream<Placed> bothPaths() throws Failure {
        return TestTorch.devices()
                .flatMap(device -> TinyModels.bothPaths().map(name -> new Placed(device, name)));
    }

    private interface Use {
        void with(DeviceDecoder device, Decoder own) throws Exception;
    }

    private static void with(Placed placed, Use use) throws Exception {
        with(placed.device(), Golden.folder(placed.name()), use);
    }

    private static void with(Accelerator device, Path folder, Use use) throws Exception {
        Cancellation never = new Cancellation();
        try (Checkpoint model = Checkpoints.open(folder);
                Team team = new Team(2)) {
            WeightPlan plan = WeightPlan.of(model);
            try (WeightBlock weights = ModelWeights.load(model, plan, 2, new Progress(), never);
                    DeviceMemory memory =
                            TestTorch.on(device)
                                    .device(plan.bytes())
                                    .orElseThrow()
                                    .open(2, never)) {
                memory.reserve(weights.memory());
                memory.put(weights.memory());
                BoundModel bound = BoundModel.of(plan, weights::weights);
                try (DeviceDecoder decoder = new DeviceDecoder(bound, memory);
                        Decoder own =
                                new Decoder(
                                        bound,
                                        new Products(team, ModelKernels.best()),
                                        Optional.empty())) {
                    use.with(decoder, own);
                }
            }
        }
    }

    private static List<float[]> read(Sequence text, int... tokens) throws CancelledException {
        List<float[]> all = new ArrayList<>();
        text.read(
                tokens, tokens.length, (_, logits) -> all.add(logits.clone()), new Cancellation());
        return all;
    }

    private static void requireClose(Golden golden, List<float[]> found, double close) {
        assertThat(found).hasSize(golden.ids().length);
        for (int i = 0; i < found.size(); i++) {
            int vocabulary = found.get(i).length;
            assertThat(vocabulary * found.size()).isEqualTo(golden.logits().length);
            assertThat(Golden.difference(golden.logits(), i * vocabulary, found.get(i), vocabulary))
                    .as("position " + i)
                    .isLessThan(close);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void computesWhatTransformersComputes(Placed placed) throws Exception {
        Golden golden = Golden.of(placed.name());
        with(
                placed,
                (device, _) -> {
                    try (Sequence text = device.sequence(golden.ids().length)) {
                        requireClose(golden, read(text, golden.ids()), placed.close());
                        text.cut(0);
                        List<float[]> logits = new ArrayList<>();
                        for (int id : golden.ids()) {
                            logits.addAll(read(text, id));
                        }
                        requireClose(golden, logits, placed.close());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sst2", "mnli"})
    void theSampleAnswersAsInTransformers(String name) throws Exception {
        Golden golden = Golden.read(Golden.folder("sample-" + name + ".numbers"));
        with(
                TestTorch.processor(),
                Path.of("assets/sample", name),
                (device, _) -> {
                    try (Sequence text = device.sequence(golden.ids().length)) {
                        float[] last = read(text, golden.ids()).getLast();
                        assertThat(Golden.difference(golden.logits(), 0, last, last.length))
                                .isLessThan(CLOSE_IN_BFLOAT16);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("all")
    void textsTogetherAreWhatTransformersComputes(Placed placed) throws Exception {
        Golden golden = Golden.of(placed.name());
        int[] ids = golden.ids();
        List<int[]> texts =
                List.of(ids, Arrays.copyOf(ids, 2), Arrays.copyOf(ids, 5), Arrays.copyOf(ids, 1));
        int[] wanted = {ids.length, 1, 3, 0};
        int[] taken = new int[wanted.length];
        with(
                placed,
                (device, _) ->
                        device.readTogether(
                                texts,
                                wanted,
                                (text, token, logits) -> {
                                    taken[text]++;
                                    assertThat(
                                                    Golden.difference(
                                                            golden.logits(),
                                                            token * logits.length,
                                                            logits,
                                                            logits.length))
                                            .isLessThan(placed.close());
                                },
                                new Cancellation()));
        assertThat(taken).isEqualTo(wanted);
    }

    /// The logit lens reads what the device computes, layer by layer, in order, and the text goes
    /// on after it.
    @ParameterizedTest
    @MethodSource("bothPaths")
    void theLensSeesWhatTheOwnKernelsSee(Placed placed) throws Exception {
        int[] ids = Golden.of(placed.name()).ids();
        with(
                placed,
                (device, own) -> {
                    try (Sequence text = device.sequence(ids.length);
                            Sequence other = own.sequence(ids.length)) {
                        read(text, ids[0], ids[1]);
                        read(other, ids[0], ids[1]);
                        int[] rest = Arrays.copyOfRange(ids, 2, ids.length - 1);
                        // Of many tokens the first ones go through all layers before the others.
                        List<String> order = new ArrayList<>();
                        float[][] found = layers(text, rest, 4, order);
                        float[][] wanted = layers(other, rest, 4, new ArrayList<>());
                        assertThat(order).doesNotHaveDuplicates().hasSameSizeAs(wanted);
                        for (int i = 0; i < wanted.length; i++) {
                            assertThat(Golden.difference(wanted[i], 0, found[i], wanted[i].length))
                                    .isLessThan(CLOSE);
                        }
                        assertThat(text.length()).isEqualTo(ids.length - 1);
                        float[] last = read(text, ids[ids.length - 1]).getFirst();
                        float[] expected = read(other, ids[ids.length - 1]).getFirst();
                        assertThat(Golden.difference(expected, 0, last, last.length))
                                .isLessThan(CLOSE);
                    }
                });
    }

    /// Returns the logits of each layer's last `wanted` tokens, layer by layer.
    private static float[][] layers(Sequence text, int[] tokens, int wanted, List<String> order)
            throws CancelledException {
        List<float[]> all = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        text.layers(
                tokens,
                wanted,
                (layer, token, logits) -> {
                    order.add(layer + " " + token);
                    places.add(layer * wanted + token - (tokens.length - wanted));
                    all.add(logits.clone());
                },
                new Cancellation());
        float[][] found = new float[all.size()][];
        for (int i = 0; i < found.length; i++) {
            found[places.get(i)] = all.get(i);
        }
        return found;
    }

    /// Forty tokens (fewer where the model has no such context), each the likeliest, are the same
    /// ones.
    @ParameterizedTest
    @MethodSource("bothPaths")
    void answersAsTheOwnKernelsDo(Placed placed) throws Exception {
        int[] prompt = Arrays.copyOf(Golden.of(placed.name()).ids(), 5);
        with(
                placed,
                (device, own) -> {
                    int count = Math.min(40, own.architecture().context() - prompt.length);
                    assertThat(greedy(device, prompt, count))
                            .hasSize(count)
                            .isEqualTo(greedy(own, prompt, count));
                });
    }

    private static List<Integer> greedy(Runner runner, int[] prompt, int count)
            throws CancelledException {
        List<Integer> answer = new ArrayList<>();
        try (Sequence text = runner.sequence(prompt.length + count)) {
            float[] logits = read(text, prompt).getLast();
            for (int i = 0; i < count; i++) {
                int best = 0;
                for (int token = 1; token < logits.length; token++) {
                    best = logits[token] > logits[best] ? token : best;
                }
                answer.add(best);
                logits = read(text, best).getFirst();
            }
        }
        return answer;
    }

    @Test
    void aCancelledReadLeavesTheTextAsItWas() throws Exception {
        Golden golden = Golden.of("llama");
        int[] ids = golden.ids();
        with(
                TestTorch.processor(),
                Golden.folder("llama"),
                (device, _) -> {
                    try (Sequence text = device.sequence(ids.length)) {
                        read(text, ids[0], ids[1], ids[2]);
                        int[] rest = Arrays.copyOfRange(ids, 3, ids.length);
                        Cancellation cancellation = new Cancellation();
                        assertThatThrownBy(
                                        () ->
                                                text.read(
                                                        rest,
                                                        rest.length,
                                                        (_, _) -> cancellation.cancel(),
                                                        cancellation))
                                .isInstanceOf(CancelledException.class);
                        assertThat(text.length()).isEqualTo(3);
                        float[] last = read(text, rest).getLast();
                        assertThat(
                                        Golden.difference(
                                                golden.logits(),
                                                golden.logits().length - last.length,
                                                last,
                                                last.length))
                                .isLessThan(CLOSE);
                    }
                });
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        with(
                TestTorch.processor(),
                Golden.folder("llama"),
                (device, _) -> {
                    try (Sequence text = device.sequence(4)) {
                        assertThat(text.capacity()).isEqualTo(4);
                        for (int[] tokens : new int[][] {{}, {1, 2, 3, 4, 5}, {-1}, {64}}) {
                            assertThatThrownBy(() -> read(text, tokens))
                                    .isInstanceOf(IllegalArgumentException.class);
                        }
                        assertThatThrownBy(() -> text.cut(1))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                    for (int capacity : new int[] {0, 65}) {
                        assertThatThrownBy(() -> device.sequence(capacity))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                    Sequence closed = device.sequence(4);
                    closed.close();
                    closed.close();
                    assertThatThrownBy(() -> read(closed, 1))
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    /// Where the device fails while a text is read, the text holds what it held, and goes on when
    /// the device does.
    @Test
    void aReadThatFailsLeavesTheTextAsItWas() throws Exception {
        Golden golden = Golden.of("llama");
        int[] ids = golden.ids();
        Failure injected =
                Failure.of(TorchProblem.DEVICE_GONE, null, "the device is gone", "Plug it in");
        FailingDevice failing = new FailingDevice(TestTorch.on(TestTorch.processor()));
        try (Checkpoint model = Checkpoints.open(Golden.folder("llama"))) {
            WeightPlan plan = WeightPlan.of(model);
            Cancellation never = new Cancellation();
            try (WeightBlock weights = ModelWeights.load(model, plan, 2, new Progress(), never);
                    DeviceMemory memory =
                            failing.device(plan.bytes()).orElseThrow().open(2, never)) {
                memory.reserve(weights.memory());
                memory.put(weights.memory());
                BoundModel bound = BoundModel.of(plan, weights::weights);
                try (DeviceDecoder decoder = new DeviceDecoder(bound, memory);
                        Sequence text = decoder.sequence(ids.length)) {
                    read(text, ids[0], ids[1]);
                    int[] rest = Arrays.copyOfRange(ids, 2, ids.length);
                    failing.failAt("read", injected);
                    UncheckedIOException failure =
                            catchThrowableOfType(
                                    UncheckedIOException.class, () -> read(text, rest));
                    assertThat(failure.getCause()).isSameAs(injected);
                    assertThat(text.length()).isEqualTo(2);
                    List<float[]> again = new ArrayList<>(read(text, rest));
                    assertThat(
                                    Golden.difference(
                                            golden.logits(),
                                            golden.logits().length - 64,
                                            again.getLast(),
                                            64))
                            .isLessThan(CLOSE);
                }
            }
        }
        assertThat(failing.open()).isZero();
    }
}
