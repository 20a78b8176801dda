package org.taskvectors.evaluation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.FakeLiveModel;
import org.taskvectors.inference.FormulaRunner;
import org.taskvectors.inference.PieceTokenizer;
import org.taskvectors.inference.RunningModel;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// Promoted tokens, KL and passages of the sample beside NumPy over transformers' logits
/// (`token_golden.py`).
class TextEffectTest {
    private static final Path SAMPLE = Path.of("assets", "sample");
    private static final double CLOSE = 5e-4;

    @Test
    void theSampleSaysWhatNumPySays() throws Exception {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(
                                Files.readString(
                                        Path.of(
                                                "src/test/resources/golden/evaluation/tokens.json")));
        try (RunningModel base = RunningModel.of(SAMPLE.resolve("base"));
                RunningModel edited = RunningModel.of(SAMPLE.resolve("sst2"));
                Checkpoint checkpoint = Checkpoints.open(SAMPLE.resolve("base"));
                Tokenizer tokenizer = Tokenizers.of(checkpoint);
                Conversations conversations =
                        new Conversations(
                                new FakeLiveModel(base.decoder(), edited.decoder(), tokenizer),
                                0)) {
            List<Integer> ids = tokenizer.prompt(golden.get("text").asText());
            assertThat(ids).isEqualTo(integers(golden.get("ids")));
            assertThat(tokenizer.prefix()).isEqualTo(integers(golden.get("prefix")));
            Progress progress = new Progress();
            TextEffect effect = measure(conversations, ids, Optional.empty(), progress);
            assertThat(progress.done()).isEqualTo(ids.size() - 1).isEqualTo(progress.total());
            requireKl(effect.kl().getFirst(), golden.get("kl"));
            assertThat(effect.mean()).isCloseTo(golden.get("mean_kl").asDouble(), within(CLOSE));
            requirePromoted(effect.promoted(), golden.get("promoted"));
            List<Passage> top = Passage.top(effect.kl(), golden.get("span").asInt(), 3);
            JsonNode wanted = golden.get("passages");
            assertThat(top).hasSize(wanted.size());
            for (int i = 0; i < top.size(); i++) {
                // Positions begin with the first token that something is expected of.
                assertThat(top.get(i).from()).isEqualTo(wanted.get(i).get("at").asInt() + 1);
                assertThat(top.get(i).mean())
                        .isCloseTo(wanted.get(i).get("mean").asDouble(), within(CLOSE));
            }

            JsonNode cut = golden.get("windowed");
            Windowing windowing =
                    new Windowing(cut.get("length").asInt(), cut.get("stride").asInt());
            TextEffect windowed =
                    measure(conversations, ids, Optional.of(windowing), new Progress());
            requireKl(windowed.kl().getFirst(), cut.get("kl"));
            requirePromoted(windowed.promoted(), cut.get("promoted"));
        }
    }

    private static TextEffect measure(
            Conversations conversations,
            List<Integer> ids,
            Optional<Windowing> windowing,
            Progress progress)
            throws Exception {
        return TextEffect.of(
                conversations,
                List.of(new TextEffect.Measured(ids, 1)),
                windowing,
                progress,
                new Cancellation());
    }

    private static void requireKl(TokenKl found, JsonNode wanted) {
        assertThat(found.size()).isEqualTo(wanted.size() + 1);
        assertThat(found.at(0)).isNaN();
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.at(i + 1)).isCloseTo(wanted.get(i).asDouble(), within(CLOSE));
        }
    }

    private static void requirePromoted(Promoted found, JsonNode wanted) {
        assertThat(found.undefined()).isZero();
        // A token at rank 100 may stand at 101 in another order of float32 sums.
        assertThat(found.tokens().size()).isCloseTo(wanted.get("seen").asInt(), within(4));
        requireEntries(found.promoted(25), wanted.get("first"));
        requireEntries(found.suppressed(25), wanted.get("last"));
    }

    private static void requireEntries(List<Promoted.Entry> found, JsonNode wanted) {
        assertThat(found).hasSize(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i).token()).isEqualTo(wanted.get(i).get("token").asInt());
            assertThat(found.get(i).mean())
                    .isCloseTo(wanted.get(i).get("mean").asDouble(), within(CLOSE));
            assertThat((double) found.get(i).count())
                    .isCloseTo(wanted.get(i).get("count").asInt(), within(1.0));
        }
    }

    private static List<Integer> integers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asInt()).toList();
    }

    @Test
    void onlyWhatIsAskedForIsMeasured() throws Exception {
        List<Integer> one = List.of(0, 5, 9, 33, 12);
        List<Integer> other = List.of(0, 7, 8);
        try (Conversations conversations = formulas(10)) {
            TextEffect effect =
                    TextEffect.of(
                            conversations,
                            List.of(
                                    new TextEffect.Measured(one, 3),
                                    new TextEffect.Measured(other, 0)),
                            Optional.empty(),
                            new Progress(),
                            new Cancellation());
            assertThat(effect.promoted().positions()).isEqualTo(4);
            assertThat(effect.kl().get(0).measured().count()).isEqualTo(2);
            assertThat(effect.kl().get(0).at(2)).isNaN();
            assertThat(effect.kl().get(0).at(3)).isPositive();
            assertThat(effect.kl().get(1).measured().count()).isEqualTo(2);
            // All 60 tokens are among the 100 likeliest, at all positions.
            assertThat(effect.promoted().tokens()).hasSize(60).allMatch(e -> e.count() == 4);
        }
    }

    @Test
    void aRunCanBeCancelled() throws Exception {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (Conversations conversations = formulas(10)) {
            assertThatThrownBy(
                            () ->
                                    TextEffect.of(
                                            conversations,
                                            List.of(new TextEffect.Measured(List.of(0, 5, 9), 1)),
                                            Optional.empty(),
                                            new Progress(),
                                            cancelled))
                    .isInstanceOf(CancelledException.class);
        }
    }

    private static Conversations formulas(int context) {
        return new Conversations(
                new FakeLiveModel(
                        FormulaRunner.scrambled(60, context, 1),
                        FormulaRunner.scrambled(60, context, 2),
                        new PieceTokenizer(true, "a")),
                0);
    }

    @Test
    void windowsMeasureEachTokenOnce() {
        List<Integer> text = IntStream.range(0, 24).boxed().toList();
        for (int stride = 1; stride <= 6; stride++) {
            List<Integer> measured = new ArrayList<>();
            for (Windowing.Window window : new Windowing(6, stride).cut(text)) {
                // The last token is measured, and not read.
                assertThat(window.tokens()).hasSize(7);
                for (int i = window.first(); i < window.tokens().size(); i++) {
                    int at = window.offset() + i - window.first();
                    assertThat(window.tokens().get(i)).isEqualTo(text.get(at));
                    measured.add(at);
                }
                if (window.offset() > 1) {
                    assertThat(window.first()).isGreaterThanOrEqualTo(6 - stride + 1);
                }
            }
            assertThat(measured).isEqualTo(IntStream.range(1, 24).boxed().toList());
        }
        assertThat(new Windowing(4, 4).cut(text.subList(0, 7)))
                .containsExactly(
                        new Windowing.Window(List.of(0, 1, 2, 3, 4), 1, 1),
                        new Windowing.Window(List.of(2, 3, 4, 5, 6), 3, 5));
        assertThat(new Windowing(4, 4).cut(List.of(0))).isEmpty();
        assertThatThrownBy(() -> new Windowing(4, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void furtherWindowsMeasureAsManyTokensAsTheStride() {
        List<Integer> text = IntStream.range(0, 40).boxed().toList();
        for (int stride : new int[] {2, 5, 8}) {
            List<Integer> ends = new ArrayList<>();
            new Windowing(8, stride)
                    .cut(text)
                    .forEach(window -> ends.add(window.tokens().getLast()));
            // The first predicts 8, each further one as many as the stride, the last what is left.
            assertThat(ends.getFirst()).isEqualTo(8);
            assertThat(ends.get(1)).isEqualTo(8 + stride);
            assertThat(ends.getLast()).isEqualTo(39);
        }
    }

    @Test
    void passagesOverlapNeitherEachOtherNorTheEndOfAText() {
        TokenKl one = new TokenKl(new double[] {Double.NaN, 1, 5, 5, 1, 4, 4});
        TokenKl other = new TokenKl(new double[] {Double.NaN, 9});
        assertThat(Passage.top(List.of(one, other), 2, 9))
                .containsExactly(
                        new Passage(1, 1, 2, 9), new Passage(0, 2, 4, 5), new Passage(0, 5, 7, 4));
        assertThat(Passage.top(List.of(one), 2, 1)).containsExactly(new Passage(0, 2, 4, 5));
        assertThat(Passage.top(List.of(TokenKl.unmeasured(3)), 2, 9)).isEmpty();
    }
}
