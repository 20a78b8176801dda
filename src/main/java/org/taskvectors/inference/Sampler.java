package org.taskvectors.inference;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/// Chooses the next token, as transformers' logits processors define it and in their order:
/// repetition penalty, temperature, top-k, top-p, min-p, then one draw from what is left.
///
/// The penalty is float32 arithmetic as there. Everything after it is double: probabilities are
/// exp((s − largest s) / temperature), summed from the likeliest token down, by [StrictMath], so
/// that a seed gives the same text on every machine that gives the same logits. Tokens of equal
/// score are ordered by id, where transformers leaves their order open.
final class Sampler {
    /// How far below the largest score tokens are sorted at first, in units of the temperature.
    private static final double FIRST_REACH = 12;

    private final Sampling sampling;

    /// @throws IllegalArgumentException if a setting is out of its range
    Sampler(Sampling sampling) {
        check(sampling.temperature() >= 0, "temperature", sampling.temperature());
        check(Double.isFinite(sampling.temperature()), "temperature", sampling.temperature());
        check(sampling.topK() >= 0, "top-k", sampling.topK());
        check(sampling.topP() > 0 && sampling.topP() <= 1, "top-p", sampling.topP());
        check(sampling.minP() >= 0 && sampling.minP() <= 1, "min-p", sampling.minP());
        check(
                sampling.repetitionPenalty() > 0 && Double.isFinite(sampling.repetitionPenalty()),
                "repetition penalty",
                sampling.repetitionPenalty());
        this.sampling = sampling;
    }

    private static void check(boolean isRight, String setting, double value) {
        if (!isRight) {
            throw new IllegalArgumentException(setting + " of " + value);
        }
    }

    /// What was chosen.
    ///
    /// @param kept how many tokens were left to choose from
    record Chosen(int token, int kept) {}

    /// Chooses the token that follows a text.
    ///
    /// @param logits finite, or −∞ for a token that cannot come; they stay as they are
    /// @param text the ids of the tokens in the text so far
    /// @param length how many tokens the text has
    Chosen choose(float[] logits, BitSet text, long length) {
        float[] scores = penalised(logits, text);
        if (sampling.temperature() == 0) {
            return new Chosen(Logits.highest(scores, 1)[0], 1);
        }
        double random = TokenRandom.at(sampling.seed(), length);
        if (sampling.topK() == 0 && sampling.topP() >= 1 && sampling.minP() <= 0) {
            return new Chosen(
                    draw(scores, IntStream.range(0, scores.length).toArray(), random),
                    scores.length);
        }
        int[] kept = kept(scores);
        return new Chosen(draw(scores, kept, random), kept.length);
    }

    /// Returns the logits after the repetition penalty.
    float[] penalised(float[] logits, BitSet text) {
        float penalty = (float) sampling.repetitionPenalty();
        if (penalty == 1) {
            return logits;
        }
        float[] scores = logits.clone();
        for (int id = text.nextSetBit(0);
                id >= 0 && id < scores.length;
                id = text.nextSetBit(id + 1)) {
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
        return scores;
    }

    /// Returns the tokens that the cuts leave, the likeliest first.
    int[] kept(float[] scores) {
        Descending order = new Descending(scores, sampling.temperature());
        int count = scores.length;
        if (sampling.topK() > 0 && sampling.topK() < count) {
            count = sampling.topK();
            float least = scores[order.token(count - 1)];
            // Equals of the last one stay, as transformers' comparison with it leaves them.
            while (count < scores.length && scores[order.token(count)] == least) {
                count++;
            }
        }
        if (sampling.topP() < 1) {
            double all = count == scores.length ? order.sumOfAll() : sum(order, count);
            double wanted = sampling.topP() * all;
            int few = 0;
            double before = 0;
            while (few < count && (few == 0 || before < wanted)) {
                before += order.weight(few);
                few++;
            }
            count = few;
        }
        if (sampling.minP() > 0) {
            int few = 1;
            while (few < count && order.weight(few) >= sampling.minP()) {
                few++;
            }
            count = few;
        }
        return IntStream.range(0, count).map(order::token).toArray();
    }

    private static double sum(Descending order, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += order.weight(i);
        }
        return sum;
    }

    private int draw(float[] scores, int[] tokens, double random) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int token : tokens) {
            largest = Math.max(largest, scores[token]);
        }
        double[] until = new double[tokens.length];
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            sum += weight(scores[tokens[i]], largest, sampling.temperature());
            until[i] = sum;
        }
        double target = random * sum;
        for (int i = 0; i < tokens.length; i++) {
            if (until[i] > target) {
                return tokens[i];
            }
        }
        // Rounding made the target the sum itself: the last token that has a probability.
        int last = tokens.length - 1;
        while (last > 0 && until[last] == until[last - 1]) {
            last--;
        }
        return tokens[last];
    }

    /// Returns a token's probability as a share of the likeliest one's.
    private static double weight(float score, float largest, double temperature) {
        return score == largest
                ? 1
                : StrictMath.exp(((double) score - (double) largest) / temperature);
    }

    /// Tokens in descending order of their scores, sorted as far as they are asked for.
    private static final class Descending {
        private final float[] scores;
        private final double temperature;
        private final float largest;
        private double reach;
        private long[] sorted = {};

        Descending(float[] scores, double temperature) {
            this.scores = scores;
            this.temperature = temperature;
            float most = Float.NEGATIVE_INFINITY;
            for (float score : scores) {
                most = Math.max(most, score);
            }
            this.largest = most;
            this.reach = FIRST_REACH * temperature;
        }

        int token(int place) {
            while (place >= sorted.length) {
                sort();
            }
            return Logits.index(sorted[sorted.length - 1 - place]);
        }

        double weight(int place) {
            return Sampler.weight(scores[token(place)], largest, temperature);
        }

        double sumOfAll() {
            double sum = 0;
            for (float score : scores) {
                sum += Sampler.weight(score, largest, temperature);
            }
            return sum;
        }

        private void sort() {
            boolean isWhole = !Double.isFinite(reach);
            double least = isWhole ? Double.NEGATIVE_INFINITY : largest - reach;
            long[] keys = new long[scores.length];
            int count = 0;
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] >= least) {
                    keys[count++] = Logits.key(scores[i], i);
                }
            }
            sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            // Few lie far below the largest: a step, and then all of them.
            reach = reach < 2 * FIRST_REACH * temperature ? 4 * reach : Double.POSITIVE_INFINITY;
        }
    }
}
