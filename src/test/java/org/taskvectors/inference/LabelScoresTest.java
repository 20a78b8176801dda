package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// Labels' log-likelihoods after a prompt, against the sum over their tokens.
class LabelScoresTest {
    private static final List<String> LABELS = List.of(" yes", " yesno", " maybe", " no");

    private final PieceTokenizer tokenizer = PieceTokenizer.bytes(" yes", " may", "be", "no", "r:");

    private final FormulaRunner runner = FormulaRunner.scrambled(tokenizer.size(), 80, 4);

    private LabelScores score(String prompt, List<String> labels) throws Exception {
        try (Conversation conversation = new Conversation(runner, 0)) {
            return LabelScores.of(
                    conversation, tokenizer, prompt, labels, Cut.REFUSE, new Cancellation());
        }
    }

    @Test
    void aLabelIsTheSumOverItsTokens() throws Exception {
        LabelScores scores = score("Follows:", LABELS);
        double all = 0;
        for (LabelScores.Score score : scores.scores()) {
            List<Integer> text = new ArrayList<>(tokenizer.prompt("Follows:"));
            double sum = 0;
            for (int token : tokenizer.encode(score.label())) {
                sum += log(text, token);
                text.add(token);
            }
            assertThat(score.tokens()).isEqualTo(tokenizer.encode(score.label()));
            assertThat(score.logLikelihood()).isCloseTo(sum, within(1e-12));
            assertThat(score.perByte())
                    .isCloseTo(sum / score.label().strip().length(), within(1e-12));
            all += Math.exp(sum);
        }
        double sum = 0;
        for (LabelScores.Score score : scores.scores()) {
            assertThat(score.probability())
                    .isCloseTo(Math.exp(score.logLikelihood()) / all, within(1e-12));
            sum += score.probability();
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThat(scores.best().orElseThrow().logLikelihood())
                .isEqualTo(
                        scores.scores().stream()
                                .mapToDouble(LabelScores.Score::logLikelihood)
                                .max()
                                .orElseThrow());
    }

    private double log(List<Integer> text, int token) throws Exception {
        double[] found = new double[1];
        try (Sequence sequence = runner.sequence(80)) {
            sequence.read(
                    text.stream().mapToInt(Integer::intValue).toArray(),
                    1,
                    (at, logits) -> {
                        double sum = 0;
                        for (float logit : logits) {
                            sum += Math.exp(logit);
                        }
                        found[0] = logits[token] - Math.log(sum);
                    },
                    new Cancellation());
        }
        return found[0];
    }

    @Test
    void whatLabelsShareIsReadOnce() throws Exception {
        score("Follows:", LABELS);
        // The prompt; " yes" of the second label; " may"; " " of " no".
        assertThat(runner.reads).containsExactly(9, 1, 1, 1);
    }

    @Test
    void blanksAtThePromptsEndAreTheLabels() throws Exception {
        LabelScores.Encoded encoded =
                LabelScores.encode(tokenizer, "Follows:\n", List.of("yes")).getFirst();
        assertThat(tokenizer.decode(encoded.prompt())).isEqualTo("<s>Follows:");
        assertThat(tokenizer.decode(encoded.label())).isEqualTo("\nyes");
        assertThat(score("Follows: ", List.of("yes", "maybe")).scores())
                .extracting(LabelScores.Score::tokens)
                .containsExactly(
                        LabelScores.encode(tokenizer, "Follows:", List.of(" yes"))
                                .getFirst()
                                .label(),
                        LabelScores.encode(tokenizer, "Follows:", List.of(" maybe"))
                                .getFirst()
                                .label());
    }

    @Test
    void aBorderThatMergesIsSplitAsTheHarnessSplitsIt() throws Exception {
        // "r" alone is one token, "r:" is one too: the whole has "Fo", "r:" and " yes".
        LabelScores.Encoded encoded =
                LabelScores.encode(tokenizer, "For", List.of(": yes")).getFirst();
        assertThat(encoded.prompt()).isEqualTo(tokenizer.prompt("For"));
        assertThat(encoded.label())
                .isEqualTo(tokenizer.prompt("For: yes").subList(4, 5))
                .hasSize(1);
    }

    @Test
    void aLabelWithoutTokensIsAFailure() {
        assertThatThrownBy(() -> score("Fo", List.of("")))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isEqualTo(GenerationProblem.LABEL_EMPTY));
        assertThatThrownBy(() -> score("r", List.of(":"))).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> score("x".repeat(90), List.of(" yes")))
                .hasMessageContaining("context 80");
    }
}
