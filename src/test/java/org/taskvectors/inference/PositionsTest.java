package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;

/// Both models at each position of one text, against their formulas.
class PositionsTest {
    private static final int VOCABULARY = 60;
    private static final List<Integer> TEXT = List.of(0, 5, 9, 33, 12, 8, 59, 2, 41);

    private final FormulaRunner base = FormulaRunner.scrambled(VOCABULARY, 40, 1);
    private final FormulaRunner edited = FormulaRunner.scrambled(VOCABULARY, 40, 2);
    private final FakeLiveModel live =
            new FakeLiveModel(base, edited, new PieceTokenizer(true, "a"));

    @Test
    void eachPositionIsWhatBothExpectAfterTheTokensBefore() throws Exception {
        List<Position> positions = Positions.compare(live, TEXT, 3, new Cancellation());
        assertThat(positions.stream().map(Position::token)).isEqualTo(TEXT.subList(3, 9));
        for (int i = 0; i < positions.size(); i++) {
            Position position = positions.get(i);
            double[] p = softmax(1, TEXT.subList(0, i + 3));
            double[] q = softmax(2, TEXT.subList(0, i + 3));
            int token = position.token();
            assertThat(position.base().chosen()).isCloseTo(Math.log(p[token]), within(1e-12));
            assertThat(position.edited().chosen()).isCloseTo(Math.log(q[token]), within(1e-12));
            double kl = 0;
            double entropy = 0;
            for (int t = 0; t < VOCABULARY; t++) {
                kl += p[t] * Math.log(p[t] / q[t]);
                entropy -= p[t] * Math.log(p[t]);
            }
            assertThat(position.kl()).isCloseTo(kl, within(1e-12));
            assertThat(position.base().entropy()).isCloseTo(entropy, within(1e-12));
            List<Integer> largest =
                    IntStream.range(0, VOCABULARY)
                            .boxed()
                            .sorted(Comparator.comparingDouble(t -> -Math.abs(q[t] - p[t])))
                            .limit(20)
                            .sorted(Comparator.comparingDouble(t -> p[t] - q[t]))
                            .toList();
            assertThat(position.differences().stream().map(Position.Difference::token))
                    .isEqualTo(largest);
            Position.Difference first = position.differences().getFirst();
            assertThat(first.edited()).isCloseTo(q[first.token()], within(1e-12));
            assertThat(first.base()).isCloseTo(p[first.token()], within(1e-12));
        }
        assertThat(base.reads).containsExactly(TEXT.size() - 1);
        assertThat(base.open + edited.open).isZero();
    }

    private static double[] softmax(int salt, List<Integer> text) {
        float[][] logits = new float[1][];
        FormulaRunner runner = FormulaRunner.scrambled(VOCABULARY, 40, salt);
        try (Sequence sequence = runner.sequence(40)) {
            sequence.read(
                    text.stream().mapToInt(Integer::intValue).toArray(),
                    1,
                    (at, values) -> logits[0] = values,
                    new Cancellation());
        } catch (org.taskvectors.job.CancelledException e) {
            throw new IllegalStateException(e);
        }
        double[] shares = new double[VOCABULARY];
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            shares[i] = Math.exp(logits[0][i]);
            sum += shares[i];
        }
        for (int i = 0; i < VOCABULARY; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    @Test
    void nothingIsExpectedOfTheFirstToken() throws Exception {
        assertThat(Positions.compare(live, TEXT, 0, new Cancellation())).hasSize(8);
        assertThat(Positions.compare(live, List.of(0), 0, new Cancellation())).isEmpty();
    }

    @Test
    void aLongVocabularyIsComparedInPieces() throws Exception {
        int vocabulary = 3_000_000;
        FormulaRunner long1 = counted(vocabulary);
        FormulaRunner long2 = counted(vocabulary);
        FakeLiveModel large = new FakeLiveModel(long1, long2, new PieceTokenizer(true, "a"));
        List<Position> positions = Positions.compare(large, TEXT, 4, new Cancellation());
        assertThat(positions).hasSize(5);
        assertThat(long1.reads).containsExactly(5, 2, 1);
        assertThat(positions.stream().map(position -> position.base().top().getFirst().token()))
                .containsExactly(4, 5, 6, 7, 8);
    }

    private static FormulaRunner counted(int vocabulary) {
        return new FormulaRunner(
                vocabulary,
                40,
                text -> {
                    float[] logits = new float[vocabulary];
                    logits[text.size()] = 1;
                    return logits;
                });
    }

    @Test
    void conversationsOfTheEditedModelAreForgottenWhenItsKnobsTurn() throws Exception {
        try (Conversations conversations = new Conversations(live, 0)) {
            ask(conversations);
            ask(conversations);
            assertThat(base.reads).containsExactly(9, 1);
            assertThat(edited.reads).containsExactly(9, 1);
            live.turn(List.of(Knob.everywhere(0.5)), new Progress(), new Cancellation());
            ask(conversations);
            assertThat(base.reads).containsExactly(9, 1, 1);
            assertThat(edited.reads).containsExactly(9, 1, 9);
        }
        assertThat(base.open + edited.open).isZero();
    }

    private static void ask(Conversations conversations) throws Exception {
        for (Side side : Side.values()) {
            conversations
                    .of(side, new Progress(), new Cancellation())
                    .read(TEXT, 1, (at, logits) -> {}, new Cancellation());
        }
    }
}
