package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.Sampling;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How the next token is chosen, and when an answer ends.
final class SamplingOptions {
    /// The most tokens of an answer without an option.
    static final int TOKENS = 256;

    /// The same where the template asks for one of some labels.
    static final int TOKENS_OF_LABELS = 16;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description =
                    "The most tokens of an answer; 256 by default, and 16 where the template asks"
                            + " for one of some labels.")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "What logits are divided by before a token is drawn; 0 takes the likeliest"
                            + " token (the default).")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Draw from the K likeliest tokens; 0 for all (the default).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description =
                    "Draw from the likeliest tokens that make up this share of the probability; 1"
                            + " for all (the default).")
    private double topP = 1;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description =
                    "Draw from the tokens with at least this share of the likeliest one's"
                            + " probability; 0 for all (the default).")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description =
                    "What positive logits of tokens in the text are divided by, and negative ones"
                            + " multiplied by; 1 for none (the default).")
    private double repetitionPenalty = 1;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The seed of the draws: the same seed gives the same text.")
    private @Nullable Long seed;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "A text that ends the answer and is no part of it; may be repeated.")
    private List<String> stops = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SamplingOptions() {}

    /// @param hasLabels whether the template asks for one of some labels
    /// @throws ParameterException where a number is out of its range
    Sampling sampling(boolean hasLabels) {
        int most = Optional.ofNullable(maxTokens).orElse(hasLabels ? TOKENS_OF_LABELS : TOKENS);
        require(most >= 1, "--max-tokens", "at least 1");
        require(temperature >= 0 && Double.isFinite(temperature), "--temperature", "at least 0");
        require(topK >= 0, "--top-k", "at least 0");
        require(topP > 0 && topP <= 1, "--top-p", "more than 0 and at most 1");
        require(minP >= 0 && minP <= 1, "--min-p", "between 0 and 1");
        require(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "--repetition-penalty",
                "more than 0");
        require(stops.stream().noneMatch(String::isEmpty), "--stop", "a text");
        boolean isDrawn = topK != 0 || topP != 1 || minP != 0 || seed != null;
        if (temperature == 0 && isDrawn) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--top-k, --top-p, --min-p and --seed are of draws; give a --temperature too");
        }
        return new Sampling(
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                Optional.ofNullable(seed).orElse(0L),
                most,
                stops,
                true);
    }

    private void require(boolean isRight, String option, String range) {
        if (!isRight) {
            throw new ParameterException(spec.commandLine(), option + " takes " + range);
        }
    }
}
