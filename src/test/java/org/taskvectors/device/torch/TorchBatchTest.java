package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Batch;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Caches;
import org.taskvectors.inference.Decoder;
import org.taskvectors.inference.KeyValueCache;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Sequence;
import org.taskvectors.inference.TokenTrie;
import org.taskvectors.inference.WantedNodes;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Team;
import org.taskvectors.tensor.DType;

class TorchBatchTest {
    private static Libtorch torch;

    @BeforeAll
    static void start() throws Exception {
        torch = TestTorch.start();
    }

    record Case(
            Architecture architecture,
            boolean isFused,
            boolean isApart,
            boolean isTransposed,
            boolean hasBiases) {
        @Override
        public String toString() {
            return architecture.name() + (isFused ? " fused" : "") + (isApart ? " apart" : "");
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(TinyArchitectures.llama(false), false, false, false, false),
                new Case(TinyArchitectures.llama(true), true, false, false, true),
                new Case(TinyArchitectures.windowed(), false, true, false, false),
                new Case(TinyArchitectures.qwen3(), false, false, false, true),
                new Case(TinyArchitectures.gemma2(), false, false, false, false),
                new Case(TinyArchitectures.gpt2(), true, false, true, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsTheFormulasSay(Case one) throws Exception {
        assertThat(difference(one, DType.F32, DType.F32)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsBfloat16Nearly(Case one) throws Exception {
        assertThat(difference(one, DType.BF16, DType.F32)).isLessThan(0.03);
        assertThat(difference(one, DType.BF16, DType.BF16)).isLessThan(0.03);
    }

    /// Reads 23 tokens in three reads and chunks of five, and returns the largest difference of any
    /// logit, as a share of the largest.
    private static double difference(Case one, DType dtype, DType cacheType) throws Exception {
        Architecture architecture = one.architecture();
        int[] tokens = new Random(7).ints(23, 0, architecture.vocabulary()).toArray();
        float[][] got = new float[tokens.length][];
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(
                                    dtype,
                                    one.isFused(),
                                    one.isApart(),
                                    one.isTransposed(),
                                    one.hasBiases(),
                                    3));
            try (Batch.Reader reader = new TorchReader(torch, model, 2, 5);
                    KeyValueCache cache = Caches.of(architecture, 40, cacheType);
                    Batch.Session session = reader.session(cache)) {
                read(session, tokens, 0, 13, got);
                read(session, tokens, 13, 14, got);
                read(session, tokens, 14, 23, got);
            }
            double[][] wanted = new PlainDecoder(model).logits(tokens);
            double largest = 0;
            double worst = 0;
            for (int i = 0; i < tokens.length; i++) {
                for (int j = 0; j < architecture.vocabulary(); j++) {
                    largest = Math.max(largest, Math.abs(wanted[i][j]));
                    worst = Math.max(worst, Math.abs(wanted[i][j] - got[i][j]));
                }
            }
            if (Boolean.getBoolean("shown")) {
                System.out.println(one + " " + dtype + " " + cacheType + " " + worst / largest);
            }
            return worst / largest;
        }
    }

    /// Short texts and long ones go different ways, and so does what all have in common.
    @ParameterizedTest
    @MethodSource("cases")
    void packsTextsOfAllLengths(Case one) throws Exception {
        assertThat(packDifference(one, DType.F32)).isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packsNearlyInBfloat16(Case one) throws Exception {
        assertThat(packDifference(one, DType.BF16)).isLessThan(0.03);
    }

    private static double packDifference(Case one, DType dtype) throws Exception {
        Architecture architecture = one.architecture();
        double worst = 0;
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(
                                    dtype,
                                    one.isFused(),
                                    one.isApart(),
                                    one.isTransposed(),
                                    one.hasBiases(),
                                    4));
            PlainDecoder plain = new PlainDecoder(model);
            try (TorchReader reader = new TorchReader(torch, model, 2, 5)) {
                for (int common : new int[] {0, 2, 19}) {
                    List<int[]> texts = texts(architecture.vocabulary(), common);
                    for (int limit : new int[] {0, 21, 99}) {
                        worst = Math.max(worst, packDifference(reader, plain, texts, limit));
                    }
                }
            }
        }
        return worst;
    }

    /// Five texts with a common beginning of that many tokens.
    private static List<int[]> texts(int vocabulary, int common) {
        Random random = new Random(8);
        int[] begin = random.ints(common, 0, vocabulary).toArray();
        return Stream.of(9, 3, 1, 14, 7)
                .map(
                        n -> {
                            int[] text = random.ints(common + n, 0, vocabulary).toArray();
                            System.arraycopy(begin, 0, text, 0, common);
                            return text;
                        })
                .toList();
    }

    private static double packDifference(
            TorchReader reader, PlainDecoder plain, List<int[]> texts, int limit)
            throws CancelledException {
        int[] wanted = {2, 2, 1, 0, 7};
        int[] taken = new int[wanted.length];
        double[] worst = {0};
        TokenTrie trie = TokenTrie.of(texts);
        new TorchPack(reader, trie, new WantedNodes(trie, wanted), limit)
                .read(
                        (text, token, logits) -> {
                            taken[text]++;
                            int[] whole = texts.get(text);
                            assertThat(token).isGreaterThanOrEqualTo(whole.length - wanted[text]);
                            worst[0] =
                                    Math.max(
                                            worst[0],
                                            TestTorch.difference(
                                                    plain.logits(whole)[token], logits));
                        },
                        new Cancellation());
        assertThat(taken).isEqualTo(wanted);
        return worst[0];
    }

    /// What is baked anew in the same memory holds from the next reading on.
    @Test
    void seesWeightsThatChanged() throws Exception {
        Architecture architecture = TinyArchitectures.llama(false);
        int[] tokens = {1, 2, 3, 4, 5, 6, 7};
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(DType.F32, false, false, false, false, 5));
            float[][] got = new float[tokens.length][];
            try (TorchReader reader = new TorchReader(torch, model, 2, 512);
                    KeyValueCache cache = Caches.of(architecture, 9, DType.F32);
                    Batch.Session session = reader.session(cache)) {
                read(session, tokens, 0, tokens.length, got);
                float[] before = got[6];
                for (Linear linear :
                        List.of(
                                model.layers().get(1).down(),
                                model.layers().get(0).queryKeyValue().parts().get(2))) {
                    MemorySegment memory = linear.weights().memory();
                    for (long i = 0; i < memory.byteSize() / 4; i++) {
                        float value = memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, value * -1.5f);
                    }
                }
                read(session, tokens, 0, tokens.length, got);
                double[] wanted = new PlainDecoder(model).logits(tokens)[6];
                assertThat(TestTorch.difference(wanted, got[6])).isLessThan(1e-5);
                assertThat(TestTorch.difference(wanted, before)).isGreaterThan(0.1);
            }
        }
    }

    @Test
    void stopsBetweenLayersAndReadsAgain() throws Exception {
        Architecture architecture = TinyArchitectures.gemma2();
        int[] tokens = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        try (Arena arena = Arena.ofShared()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(DType.F32, false, false, false, false, 6));
            try (TorchReader reader = new TorchReader(torch, model, 2, 4);
                    KeyValueCache cache = Caches.of(architecture, 9, DType.F32);
                    Batch.Session session = reader.session(cache)) {
                Cancellation cancellation = new Cancellation();
                assertThatThrownBy(
                                () ->
                                        session.read(
                                                0,
                                                tokens,
                                                9,
                                                (_, _) -> cancellation.cancel(),
                                                cancellation))
                        .isInstanceOf(CancelledException.class);
                float[][] got = new float[tokens.length][];
                read(session, tokens, 0, tokens.length, got);
                double[] wanted = new PlainDecoder(model).logits(tokens)[8];
                assertThat(TestTorch.difference(wanted, got[8])).isLessThan(1e-5);
            }
        }
    }

    /// How fast libtorch is loaded changes no text: a read that comes before waits for it, and one
    /// that is cancelled waits no longer.
    @Test
    void aReadWaitsUntilLibtorchIsLoaded() throws Exception {
        CountDownLatch loaded = new CountDownLatch(1);
        TorchBatch batch = new TorchBatch(new LibtorchSource(new Slow(loaded)), 3, 5);
        Architecture architecture = TinyArchitectures.llama(false);
        int[] tokens = {1, 2, 3, 4, 5, 6, 7};
        try (Arena arena = Arena.ofShared();
                Team team = new Team(1);
                ExecutorService reading = Executors.newSingleThreadExecutor()) {
            BoundModel model =
                    TinyModel.of(
                            arena,
                            architecture,
                            new TinyModel.Options(DType.BF16, false, false, false, false, 3));
            Products products = new Products(team, ModelKernels.best());
            float[] wanted;
            try (Decoder decoder = new Decoder(model, products, Optional.of(TestTorch.batch()))) {
                wanted = last(decoder, tokens, new Cancellation());
            }
            try (Decoder decoder = new Decoder(model, products, Optional.of(batch))) {
                Cancellation cancellation = new Cancellation();
                Future<float[]> cancelled =
                        reading.submit(() -> last(decoder, tokens, cancellation));
                assertThatThrownBy(() -> cancelled.get(100, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                assertThat(batch.failure()).isEmpty();
                cancellation.cancel();
                assertThatThrownBy(cancelled::get).hasCauseInstanceOf(CancelledException.class);
                Future<float[]> waiting =
                        reading.submit(() -> last(decoder, tokens, new Cancellation()));
                loaded.countDown();
                assertThat(waiting.get()).isEqualTo(wanted);
            }
            try (Decoder own = new Decoder(model, products, Optional.empty())) {
                assertThat(last(own, tokens, new Cancellation())).isNotEqualTo(wanted);
            }
        }
    }

    /// Loads when it may.
    private record Slow(CountDownLatch loaded) implements LibtorchSource.Loader {
        @Override
        public Libtorch load() throws Failure {
            try {
                loaded.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return TestTorch.start();
        }

        @Override
        public Optional<Failure> whyNot() {
            return Optional.empty();
        }
    }

    private static float[] last(Decoder decoder, int[] tokens, Cancellation cancellation)
            throws CancelledException {
        List<float[]> found = new ArrayList<>();
        try (Sequence text = decoder.sequence(tokens.length)) {
            text.read(tokens, 1, (_, logits) -> found.add(logits.clone()), cancellation);
        }
        return found.getFirst();
    }

    private static void read(Batch.Session session, int[] tokens, int from, int to, float[][] got)
            throws Exception {
        int[] part = java.util.Arrays.copyOfRange(tokens, from, to);
        session.read(
                from,
                part,
                part.length,
                (token, logits) -> got[from + token] = logits.clone(),
                new Cancellation());
    }
}
