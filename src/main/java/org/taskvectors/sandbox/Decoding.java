package org.taskvectors.sandbox;

import java.util.List;
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

    public Decoding withGreedy(boolean greedy) {
        return new Decoding(
                greedy,
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

    public Decoding withTemperature(double value) {
        return new Decoding(
                isGreedy, value, topK, topP, minP, repetition, seed, most, stops, stopAtEnd, cut);
    }

    public Decoding withTopK(int value) {
        return new Decoding(
                isGreedy,
                temperature,
                value,
                topP,
                minP,
                repetition,
                seed,
                most,
                stops,
                stopAtEnd,
                cut);
    }

    public Decoding withTopP(double value) {
        return new Decoding(
                isGreedy,
                temperature,
                topK,
                value,
                minP,
                repetition,
                seed,
                most,
                stops,
                stopAtEnd,
                cut);
    }

    public Decoding withMinP(double value) {
        return new Decoding(
                isGreedy,
                temperature,
                topK,
                topP,
                value,
                repetition,
                seed,
                most,
                stops,
                stopAtEnd,
                cut);
    }

    public Decoding withRepetition(double value) {
        return new Decoding(
                isGreedy, temperature, topK, topP, minP, value, seed, most, stops, stopAtEnd, cut);
    }

    public Decoding withSeed(long value) {
        return new Decoding(
                isGreedy,
                temperature,
                topK,
                topP,
                minP,
                repetition,
                value,
                most,
                stops,
                stopAtEnd,
                cut);
    }

    public Decoding withMost(int value) {
        return new Decoding(
                isGreedy,
                temperature,
                topK,
                topP,
                minP,
                repetition,
                seed,
                value,
                stops,
                stopAtEnd,
                cut);
    }

    public Decoding withStops(List<String> texts, boolean atEnd) {
        return new Decoding(
                isGreedy, temperature, topK, topP, minP, repetition, seed, most, texts, atEnd, cut);
    }

    public Decoding withCut(Cut value) {
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
                value);
    }
}
