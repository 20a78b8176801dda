package org.taskvectors.sandbox;

import java.util.List;
import java.util.function.Consumer;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Sampling;

/// How answers are decoded, as a person set it: what a greedy answer does not use is kept for the
/// next sampled one.
///
/// @param isGreedy whether the likeliest token is taken each time
/// @param temperature of sampled answers; above 0
/// @param topK how many of the likeliest tokens are kept; 0 for all
/// @param topP the share of probability that is kept; 1 for all
/// @param minP the least probability kept, as a share of the highest; 0 for all
/// @param repetition the repetition penalty; 1 for none
/// @param seed of sampled answers
/// @param most the most tokens of an answer
/// @param stops texts that end an answer
/// @param stopAtEnd whether the model's own end tokens end it
/// @param cut what is done with a prompt that is longer than the context
public record Decoding(
        boolean isGreedy,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetition,
        long seed,
        int most,
        List<String> stops,
        boolean stopAtEnd,
        Cut cut) {
    /// What a new workspace has.
    public static final Decoding FIRST =
            new Decoding(true, 0.7, 0, 0.9, 0, 1, 7, 64, List.of(), true, Cut.REFUSE);

    public Decoding {
        stops = List.copyOf(stops);
    }

    /// Returns the same as a request to the model.
    public Sampling sampling() {
        return isGreedy
                ? new Sampling(0, 0, 1, 0, repetition, seed, most, stops, stopAtEnd)
                : new Sampling(
                        temperature, topK, topP, minP, repetition, seed, most, stops, stopAtEnd);
    }

    public Decoding withGreedy(boolean value) {
        return with(copy -> copy.isGreedy = value);
    }

    public Decoding withTemperature(double value) {
        return with(copy -> copy.temperature = value);
    }

    public Decoding withTopK(int value) {
        return with(copy -> copy.topK = value);
    }

    public Decoding withTopP(double value) {
        return with(copy -> copy.topP = value);
    }

    public Decoding withMinP(double value) {
        return with(copy -> copy.minP = value);
    }

    public Decoding withRepetition(double value) {
        return with(copy -> copy.repetition = value);
    }

    public Decoding withSeed(long value) {
        return with(copy -> copy.seed = value);
    }

    public Decoding withMost(int value) {
        return with(copy -> copy.most = value);
    }

    public Decoding withStops(List<String> texts, boolean atEnd) {
        return with(
                copy -> {
                    copy.stops = texts;
                    copy.stopAtEnd = atEnd;
                });
    }

    public Decoding withCut(Cut value) {
        return with(copy -> copy.cut = value);
    }

    private Decoding with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.decoding();
    }

    /// A decoding while one of its settings is changed.
    private static final class Copy {
        private boolean isGreedy;
        private double temperature;
        private int topK;
        private double topP;
        private double minP;
        private double repetition;
        private long seed;
        private int most;
        private List<String> stops;
        private boolean stopAtEnd;
        private Cut cut;

        Copy(Decoding from) {
            isGreedy = from.isGreedy;
            temperature = from.temperature;
            topK = from.topK;
            topP = from.topP;
            minP = from.minP;
            repetition = from.repetition;
            seed = from.seed;
            most = from.most;
            stops = from.stops;
            stopAtEnd = from.stopAtEnd;
            cut = from.cut;
        }

        Decoding decoding() {
            return new Decoding(
                    isGreedy,
                    temperature,
                    topK,
                    topP,
                    minP,
                    repetition,
                    seed,
                    most,
                    stops,
                    stopAtEnd,
                    cut);
        }
    }
}
