package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// The decoder beside transformers, on tiny random models of each architecture.
class DecoderTest {
    /// Of the largest number.
    private static final double CLOSE = 1e-5;

    @ParameterizedTest
    @MethodSource(TinyModels.ALL)
    void afterTheLastLayerTheLensSeesTheModelsOwnLogits(String name) throws Exception {
        int[] ids = Golden.of(name).ids();
        try (RunningModel model = RunningModel.of(Golden.folder(name));
                Sequence text = model.decoder().sequence(ids.length)) {
            List<float[]> own = model.logits(ids);
            int layers = layers(name);
            int wanted = ids.length - 3;
            List<String> order = new ArrayList<>();
            text.layers(
                    ids,
                    wanted,
                    (layer, token, logits) -> {
                        order.add(layer + " " + token);
                        boolean isOwn = Arrays.equals(logits, own.get(token));
                        assertThat(isOwn).isEqualTo(layer == layers - 1);
                    },
                    new Cancellation());
            List<String> expected = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                for (int token = 3; token < ids.length; token++) {
                    expected.add(layer + " " + token);
                }
            }
            assertThat(order).isEqualTo(expected);
            // What it read stays read.
            assertThat(text.length()).isEqualTo(ids.length);
        }
    }

    @ParameterizedTest
    @MethodSource(TinyModels.ALL)
    void computesWhatTransformersComputes(String name) throws Exception {
        Golden golden = Golden.of(name);
        int[] ids = golden.ids();
        List<String> layers = new ArrayList<>();
        Decoder.Probe probe =
                (layer, first, tokens, residual) -> {
                    int width = golden.hidden().length / ids.length / (layers(name) + 1);
                    int from = ((layer + 1) * ids.length + first) * width;
                    assertThat(Golden.difference(golden.hidden(), from, residual, tokens * width))
                            .as("after layer " + layer)
                            .isLessThan(CLOSE);
                    layers.add(layer + " of " + first);
                };
        try (RunningModel model = RunningModel.of(Golden.folder(name), Optional.empty(), probe)) {
            requireClose(golden, model.logits(ids));
            try (Sequence text = model.decoder().sequence(ids.length)) {
                List<float[]> logits = new ArrayList<>();
                for (int id : ids) {
                    logits.addAll(model.logits(text, id));
                }
                requireClose(golden, logits);
            }
        }
        assertThat(layers).hasSize((layers(name) + 1) * (1 + ids.length));
    }

    private static int layers(String name) {
        return name.startsWith("gemma2") || name.equals("gemma3") ? 3 : 2;
    }

    private static void requireClose(Golden golden, List<float[]> found) {
        assertThat(found).hasSize(golden.ids().length);
        for (int i = 0; i < found.size(); i++) {
            int vocabulary = found.get(i).length;
            assertThat(vocabulary * found.size()).isEqualTo(golden.logits().length);
            assertThat(Golden.difference(golden.logits(), i * vocabulary, found.get(i), vocabulary))
                    .as("position " + i)
                    .isLessThan(CLOSE);
        }
    }

    @Test
    void metasOwnFilesGiveTheSameLogits() throws Exception {
        Golden golden = Golden.of("llama");
        try (RunningModel model = RunningModel.of(Golden.folder("llama-meta"))) {
            assertThat(model.decoder().architecture().rope().orElseThrow().isInterleaved())
                    .isTrue();
            requireClose(golden, model.logits(golden.ids()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "sst2", "mnli"})
    void theSampleAnswersAsInTransformers(String name) throws Exception {
        Golden golden = Golden.read(Golden.folder("sample-" + name + ".numbers"));
        try (RunningModel model = RunningModel.of(Path.of("assets/sample", name))) {
            float[] last = model.logits(golden.ids()).getLast();
            assertThat(last).hasSize(golden.logits().length);
            assertThat(Golden.difference(golden.logits(), 0, last, last.length)).isLessThan(CLOSE);
        }
    }

    @Test
    void piecesOfAnySizeGiveTheSame() throws Exception {
        try (RunningModel model = RunningModel.of(Golden.folder("mistral"))) {
            int[] ids = new int[60];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = 3 + i * 7 % 60;
            }
            List<float[]> whole = model.logits(ids);
            try (Sequence text = model.decoder().sequence(64)) {
                List<float[]> pieces = new ArrayList<>();
                for (int at = 0, size = 1; at < ids.length; at += size, size++) {
                    int end = Math.min(ids.length, at + size);
                    pieces.addAll(model.logits(text, Arrays.copyOfRange(ids, at, end)));
                }
                assertThat(pieces).hasSameSizeAs(whole);
                for (int i = 0; i < whole.size(); i++) {
                    assertThat(Golden.difference(whole.get(i), 0, pieces.get(i), 64))
                            .isLessThan(CLOSE);
                }
            }
        }
    }

    @Test
    void aTextThatWasCutGoesOnFromThere() throws Exception {
        Golden golden = Golden.of("llama31");
        int[] ids = golden.ids();
        try (RunningModel model = RunningModel.of(Golden.folder("llama31"));
                Sequence text = model.decoder().sequence(ids.length)) {
            List<float[]> first = model.logits(text, ids);
            text.cut(7);
            assertThat(text.length()).isEqualTo(7);
            model.logits(text, 5, 6, 7);
            text.cut(7);
            List<float[]> again = model.logits(text, Arrays.copyOfRange(ids, 7, ids.length));
            assertThat(again.getLast()).containsExactly(first.getLast());
            assertThatThrownBy(() -> text.cut(ids.length + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCancelledReadLeavesTheTextAsItWas() throws Exception {
        Golden golden = Golden.of("llama");
        int[] ids = golden.ids();
        Cancellation cancellation = new Cancellation();
        Decoder.Probe probe =
                (layer, first, tokens, residual) -> {
                    if (layer == 0 && first == 3) {
                        cancellation.cancel();
                    }
                };
        try (RunningModel model = RunningModel.of(Golden.folder("llama"), Optional.empty(), probe);
                Sequence text = model.decoder().sequence(ids.length)) {
            model.logits(text, ids[0], ids[1], ids[2]);
            int[] rest = Arrays.copyOfRange(ids, 3, ids.length);
            assertThatThrownBy(() -> text.read(rest, 1, (token, logits) -> {}, cancellation))
                    .isInstanceOf(CancelledException.class);
            assertThat(text.length()).isEqualTo(3);
            float[] last = model.logits(text, rest).getLast();
            assertThat(
                            Golden.difference(
                                    golden.logits(),
                                    golden.logits().length - last.length,
                                    last,
                                    last.length))
                    .isLessThan(CLOSE);
        }
    }

    @Test
    void onlyTheWantedLogitsAreHandedOut() throws Exception {
        Golden golden = Golden.of("llama");
        int[] ids = golden.ids();
        try (RunningModel model = RunningModel.of(Golden.folder("llama"));
                Sequence text = model.decoder().sequence(ids.length)) {
            List<Integer> seen = new ArrayList<>();
            text.read(ids, 3, (token, logits) -> seen.add(token), new Cancellation());
            assertThat(seen).containsExactly(ids.length - 3, ids.length - 2, ids.length - 1);
            text.cut(0);
            text.read(ids, 0, (token, logits) -> seen.add(token), new Cancellation());
            assertThat(seen).hasSize(3);
            assertThat(text.length()).isEqualTo(ids.length);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        try (RunningModel model = RunningModel.of(Golden.folder("llama"));
                Sequence text = model.decoder().sequence(4)) {
            assertThat(text.capacity()).isEqualTo(4);
            for (int[] tokens : new int[][] {{}, {1, 2, 3, 4, 5}, {-1}, {64}}) {
                assertThatThrownBy(
                                () ->
                                        text.read(
                                                tokens,
                                                0,
                                                (token, logits) -> {},
                                                new Cancellation()))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> model.decoder().sequence(65))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// What is changed in place holds from the next read on, norms too.
    @Test
    void weightsMayChangeBetweenReads() throws Exception {
        Golden golden = Golden.of("llama");
        try (RunningModel model = RunningModel.of(Golden.folder("llama"))) {
            float[] before = model.logits(golden.ids()).getLast();
            Weights norm = model.weights().weights("model.norm.weight");
            for (int i = 0; i < norm.shape().elements(); i++) {
                float value = norm.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                norm.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, 2 * value);
            }
            float[] after = model.logits(golden.ids()).getLast();
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i]).isEqualTo(2 * before[i]);
            }
        }
    }

    @Test
    void longTextsGoToTheBatch() throws Exception {
        Golden golden = Golden.of("llama");
        List<String> calls = new ArrayList<>();
        Batch batch = new CountedBatch(calls);
        try (RunningModel model =
                        RunningModel.of(
                                Golden.folder("llama"), Optional.of(batch), Decoder.Probe.NONE);
                Sequence text = model.decoder().sequence(golden.ids().length)) {
            model.logits(text, 3, 4);
            text.read(new int[] {5, 6, 7}, 1, (token, logits) -> {}, new Cancellation());
            text.read(new int[] {8, 9, 10}, 1, (token, logits) -> {}, new Cancellation());
            assertThat(text.length()).isEqualTo(8);
        }
        assertThat(calls)
                .containsExactly(
                        "reader", "session", "2 + 3", "5 + 3", "session closed", "reader closed");
    }

    @Test
    void aLongTextThatWasCancelledBeforeTheBatchWasReadyGoesToItLater() throws Exception {
        List<String> calls = new ArrayList<>();
        Batch batch = new CountedBatch(calls);
        try (RunningModel model =
                        RunningModel.of(
                                Golden.folder("llama"), Optional.of(batch), Decoder.Probe.NONE);
                Sequence text = model.decoder().sequence(4)) {
            Cancellation cancellation = new Cancellation();
            cancellation.cancel();
            int[] tokens = {5, 6, 7};
            assertThatThrownBy(() -> text.read(tokens, 1, (token, logits) -> {}, cancellation))
                    .isInstanceOf(CancelledException.class);
            assertThat(text.length()).isZero();
            text.read(tokens, 1, (token, logits) -> {}, new Cancellation());
        }
        assertThat(calls).startsWith("reader", "session", "0 + 3");
    }

    @ParameterizedTest
    @MethodSource(TinyModels.ALL)
    void textsTogetherAreWhatTransformersComputes(String name) throws Exception {
        Golden golden = Golden.of(name);
        int[] ids = golden.ids();
        List<int[]> texts = new ArrayList<>();
        for (int length : new int[] {ids.length, 2, ids.length - 1, 5, ids.length}) {
            texts.add(Arrays.copyOf(ids, length));
        }
        // Parts from the others at its third token.
        int[] other = ids.clone();
        other[2] = (other[2] + 1) % 40;
        texts.add(other);
        int[] wanted = {ids.length, 1, 3, 2, 0, 0};
        int[] taken = new int[wanted.length];
        List<Integer> positions = new ArrayList<>();
        Decoder.Probe probe =
                (layer, first, tokens, residual) -> {
                    for (int i = 0; layer < 0 && i < tokens; i++) {
                        positions.add(first + i);
                    }
                };
        try (RunningModel model = RunningModel.of(Golden.folder(name), Optional.empty(), probe)) {
            model.decoder()
                    .readTogether(
                            texts,
                            wanted,
                            (text, token, logits) -> {
                                taken[text]++;
                                int from = token * logits.length;
                                assertThat(
                                                Golden.difference(
                                                        golden.logits(),
                                                        from,
                                                        logits,
                                                        logits.length))
                                        .isLessThan(CLOSE);
                            },
                            new Cancellation());
        }
        assertThat(taken).isEqualTo(wanted);
        // Each token of the common beginnings once.
        assertThat(positions).hasSize(ids.length + ids.length - 2);
        assertThat(positions).hasSize(TokenTrie.of(texts).size());
    }

    @Test
    void manyTokensTogetherGoToTheBatch() throws Exception {
        List<String> calls = new ArrayList<>();
        Batch batch = new CountedBatch(calls);
        try (RunningModel model =
                RunningModel.of(Golden.folder("llama"), Optional.of(batch), Decoder.Probe.NONE)) {
            Decoder decoder = model.decoder();
            int[] one = {5, 6};
            int[] other = {5, 7};
            Cancellation never = new Cancellation();
            decoder.readTogether(List.of(one, one), new int[] {0, 1}, (_, _, _) -> {}, never);
            assertThat(calls).isEmpty();
            decoder.readTogether(List.of(one, other), new int[] {0, 0}, (_, _, _) -> {}, never);
            assertThat(calls).isEmpty();
            decoder.readTogether(List.of(one, other), new int[] {0, 1}, (_, _, _) -> {}, never);
        }
        assertThat(calls).containsExactly("reader", "3 together", "reader closed");
    }

    @Test
    void textsThatDoNotFitAreRefusedTogether() throws Exception {
        try (RunningModel model = RunningModel.of(Golden.folder("llama"))) {
            Decoder decoder = model.decoder();
            int context = decoder.architecture().context();
            int vocabulary = decoder.architecture().vocabulary();
            for (int[] text :
                    List.of(new int[] {}, new int[context + 1], new int[] {1, vocabulary, 1})) {
                assertRefused(decoder, text, 0);
            }
            assertRefused(decoder, new int[] {1, 2}, 3);
            assertRefused(decoder, new int[] {1, 2}, -1);
        }
    }

    private static void assertRefused(Decoder decoder, int[] text, int wanted) {
        Runner.TextTaker none =
                (_, _, _) -> {
                    throw new AssertionError("something was handed out");
                };
        assertThatThrownBy(
                        () ->
                                decoder.readTogether(
                                        List.of(new int[] {1}, text),
                                        new int[] {1, wanted},
                                        none,
                                        new Cancellation()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Notes how it is called.
    private record CountedBatch(List<String> calls) implements Batch {
        @Override
        public int threshold() {
            return 3;
        }

        @Override
        public Optional<Failure> prepare() {
            return Optional.empty();
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.empty();
        }

        @Override
        public Optional<Reader> reader(BoundModel model, int threads, Cancellation cancellation)
                throws CancelledException {
            cancellation.check();
            calls.add("reader");
            return Optional.of(
                    new Reader() {
                        @Override
                        public Session session(KeyValueCache cache) {
                            calls.add("session");
                            return new CountedSession(calls);
                        }

                        @Override
                        public void readTogether(
                                TokenTrie trie,
                                WantedNodes wanted,
                                Runner.TextTaker taker,
                                Cancellation cancellation) {
                            calls.add(trie.size() + " together");
                        }

                        @Override
                        public void close() {
                            calls.add("reader closed");
                        }
                    });
        }
    }

    private record CountedSession(List<String> calls) implements Batch.Session {
        @Override
        public void read(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LogitsTaker taker,
                Cancellation cancellation) {
            calls.add(first + " + " + tokens.length);
        }

        @Override
        public void close() {
            calls.add("session closed");
        }
    }
}
