package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

/// Sampling against transformers' logits processors, distributions against PyTorch's
/// (src/test/oracle/generation/sampling.py).
class SamplerTest {
    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try {
            return new ObjectMapper()
                    .readTree(new File("src/test/resources/golden/generation/sampling.json"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] logits(int which) {
        JsonNode node = GOLDEN.path("logits").path(which);
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.path(i).doubleValue();
        }
        return values;
    }

    private static Sampling sampling(
            double temperature, int topK, double topP, double minP, double penalty, long seed) {
        return new Sampling(temperature, topK, topP, minP, penalty, seed, 10, List.of(), true);
    }

    @Test
    void theCutsLeaveWhatTransformersLeaves() {
        int cases = 0;
        for (JsonNode one : GOLDEN.path("cases")) {
            float[] logits = logits(one.path("logits").intValue());
            BitSet text = new BitSet();
            one.path("text").forEach(token -> text.set(token.intValue()));
            Sampling sampling =
                    sampling(
                            one.path("temperature").doubleValue(),
                            one.path("top_k").intValue(),
                            one.path("top_p").doubleValue(),
                            one.path("min_p").doubleValue(),
                            one.path("penalty").doubleValue(),
                            0);
            Sampler sampler = new Sampler(sampling);
            int[] kept = sampler.kept(sampler.penalised(logits, text));
            List<Integer> expected = new ArrayList<>();
            one.path("kept").forEach(token -> expected.add(token.intValue()));
            assertThat(Arrays.stream(kept).sorted().boxed().toList())
                    .as(one.toString().substring(0, 120))
                    .isEqualTo(expected);
            assertThat(sampler.choose(logits, text, 5).kept()).isEqualTo(expected.size());
            cases++;
        }
        assertThat(cases).isGreaterThan(45);
    }

    @Test
    void drawsFollowTheProbabilitiesOfTransformers() {
        int draws = 4000;
        for (JsonNode one : GOLDEN.path("cases")) {
            if (one.path("logits").intValue() != 0) {
                continue;
            }
            float[] logits = logits(0);
            BitSet text = new BitSet();
            one.path("text").forEach(token -> text.set(token.intValue()));
            Sampler sampler =
                    new Sampler(
                            sampling(
                                    one.path("temperature").doubleValue(),
                                    one.path("top_k").intValue(),
                                    one.path("top_p").doubleValue(),
                                    one.path("min_p").doubleValue(),
                                    one.path("penalty").doubleValue(),
                                    7));
            int[] counts = new int[logits.length];
            for (int i = 0; i < draws; i++) {
                counts[sampler.choose(logits, text, i).token()]++;
            }
            double statistic = 0;
            double rest = 0;
            int restCount = 0;
            int cells = 0;
            int all = 0;
            for (int i = 0; i < one.path("kept").size(); i++) {
                int count = counts[one.path("kept").path(i).intValue()];
                double expected = one.path("probabilities").path(i).doubleValue() * draws;
                all += count;
                if (expected >= 5) {
                    statistic += (count - expected) * (count - expected) / expected;
                    cells++;
                } else {
                    rest += expected;
                    restCount += count;
                }
            }
            assertThat(all).isEqualTo(draws);
            if (rest >= 5) {
                statistic += (restCount - rest) * (restCount - rest) / rest;
                cells++;
            }
            // χ² lies five standard deviations above its mean less often than once in 10⁵ tries.
            assertThat(statistic)
                    .as(one.toString().substring(0, 120))
                    .isLessThan(cells + 5 * Math.sqrt(2.0 * cells) + 5);
        }
    }

    @Test
    void aSeedAndAPlaceGiveTheNumberOfSplitMix() {
        SplittableRandom reference = new SplittableRandom(42);
        for (int place = 0; place < 100; place++) {
            assertThat(TokenRandom.bits(42, place)).isEqualTo(reference.nextLong());
        }
        // What Steele, Lea and Flood's algorithm gives for seed 0 elsewhere, too.
        assertThat(TokenRandom.bits(0, 0)).isEqualTo(0xe220a8397b1dcdafL);
        assertThat(TokenRandom.at(-1, 7)).isBetween(0.0, 1.0 - 0x1p-53);
    }

    @Test
    void greedyTakesTheLowestIdAmongEqualsAfterThePenalty() {
        float[] logits = {1, 3, -2, 3, 0};
        assertThat(choose(logits, 1).token()).isEqualTo(1);
        assertThat(choose(logits, 1).kept()).isEqualTo(1);
        assertThat(choose(logits, 1.5).token()).isEqualTo(3);
        assertThat(logits).containsExactly(1, 3, -2, 3, 0);
    }

    private static Sampler.Chosen choose(float[] logits, double penalty) {
        BitSet text = new BitSet();
        text.set(1);
        return new Sampler(sampling(0, 0, 1, 0, penalty, 0)).choose(logits, text, 1);
    }

    @Test
    void tokensThatCannotComeAreNotDrawn() {
        float[] logits = new float[1000];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[500] = 1;
        logits[501] = 1;
        for (int place = 0; place < 200; place++) {
            assertThat(
                            new Sampler(sampling(1, 0, 1, 0, 1, 3))
                                    .choose(logits, new BitSet(), place)
                                    .token())
                    .isBetween(500, 501);
        }
    }

    @Test
    void cutsOfLongVocabulariesAreThoseOfAWholeSort() {
        Random random = new Random(5);
        float[] logits = new float[50_000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian() * 4;
        }
        List<Integer> sorted =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                        .toList();
        for (int topK : new int[] {1, 50, 20_000, 49_999}) {
            int[] kept = new Sampler(sampling(0.3, topK, 1, 0, 1, 0)).kept(logits);
            assertThat(Arrays.stream(kept).boxed().toList()).isEqualTo(sorted.subList(0, topK));
        }
    }

    @Test
    void settingsOutOfTheirRangeAreRefused() {
        for (Sampling wrong :
                List.of(
                        sampling(-1, 0, 1, 0, 1, 0),
                        sampling(Double.NaN, 0, 1, 0, 1, 0),
                        sampling(1, -1, 1, 0, 1, 0),
                        sampling(1, 0, 0, 0, 1, 0),
                        sampling(1, 0, 1, 2, 1, 0),
                        sampling(1, 0, 1, 0, 0, 0))) {
            assertThatThrownBy(() -> new Sampler(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void distributionsAreThoseOfPytorch() throws Failure {
        Logits first = Logits.of(logits(0));
        for (int which = 0; which < 4; which++) {
            JsonNode expected = GOLDEN.path("distributions").path(which);
            Logits logits = Logits.of(logits(which));
            for (int i = 0; i < 30; i++) {
                assertThat(logits.log(i))
                        .isCloseTo(expected.path("log").path(i).doubleValue(), within(1e-12));
            }
            assertThat(logits.entropy())
                    .isCloseTo(expected.path("entropy").doubleValue(), within(1e-12));
            assertThat(first.divergence(logits))
                    .isCloseTo(expected.path("kl_from_first").doubleValue(), within(1e-11));
            Answer.Distribution told = logits.distribution(3);
            List<Integer> top = new ArrayList<>();
            expected.path("top").forEach(token -> top.add(token.intValue()));
            assertThat(told.top().stream().map(Answer.Choice::token)).isEqualTo(top);
            assertThat(told.chosen()).isEqualTo(logits.log(3));
        }
    }

    @Test
    void numbersThatLeftTheirRangeAreAFailure() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Logits.of(new float[] {1, wrong, 2}))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.problem())
                                            .isEqualTo(GenerationProblem.NOT_FINITE));
        }
    }
}
