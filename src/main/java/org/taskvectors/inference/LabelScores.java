package org.taskvectors.inference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;

/// How likely each of some labels is after a prompt, as lm-evaluation-harness has it: blanks at the
/// prompt's end count as the label's, and a label's tokens are what encoding the whole adds to
/// encoding the prompt. What the model's tokenizer puts before every text (BOS) stands there, as it
/// does by that program's default.
///
/// @param scores one for each label, in their order
public record LabelScores(List<Score> scores) {
    public LabelScores {
        scores = List.copyOf(scores);
    }

    /// One label's score.
    ///
    /// @param label its text as it follows the prompt, its blank before it included
    /// @param tokens its tokens
    /// @param logLikelihood Σ log p(token | prompt, tokens before it), natural logarithm
    /// @param perByte the same divided by [#bytes]
    /// @param probability exp(logLikelihood) as a share of that of all labels
    public record Score(
            String label,
            List<Integer> tokens,
            double logLikelihood,
            double perByte,
            double probability) {
        public Score {
            tokens = List.copyOf(tokens);
        }
    }

    /// A prompt's tokens and one label's.
    ///
    /// @param prompt without the blanks at its end
    /// @param label at least one
    public record Encoded(List<Integer> prompt, List<Integer> label) {
        public Encoded {
            prompt = List.copyOf(prompt);
            label = List.copyOf(label);
        }
    }

    /// Scores labels after a prompt. What the labels share is read once.
    ///
    /// @param labels as they follow the prompt: ` positive`
    /// @param cut what is done with a prompt that leaves no room for the longest label
    /// @throws Failure with a [GenerationProblem] if one cannot be scored
    public static LabelScores of(
            Conversation conversation,
            Tokenizer tokenizer,
            String prompt,
            List<String> labels,
            Cut cut,
            Cancellation cancellation)
            throws Failure, CancelledException {
        List<Encoded> encoded = new ArrayList<>(encode(tokenizer, prompt, labels));
        if (encoded.isEmpty()) {
            return new LabelScores(List.of());
        }
        int longest = encoded.stream().mapToInt(one -> one.label().size()).max().orElse(0);
        List<Integer> fitted =
                Prompts.fit(
                                encoded.getFirst().prompt(),
                                tokenizer.prefix(),
                                conversation.context() - longest + 1,
                                1,
                                cut)
                        .tokens();
        encoded.replaceAll(one -> new Encoded(fitted, one.label()));
        conversation.reserve(fitted.size() + longest);
        Map<List<Integer>, Map<Integer, Double>> known = new HashMap<>();
        List<Double> likelihoods = new ArrayList<>();
        for (Encoded one : encoded) {
            likelihoods.add(likelihood(conversation, one, encoded, known, cancellation));
        }
        return new LabelScores(scores(labels, encoded, likelihoods));
    }

    /// Returns the label with the highest log-likelihood, the first among equals; empty without
    /// labels.
    public Optional<Score> best() {
        return scores.stream().reduce((a, b) -> b.logLikelihood() > a.logLikelihood() ? b : a);
    }

    /// Splits a prompt and each of its labels into tokens.
    ///
    /// @throws Failure [GenerationProblem#LABEL_EMPTY] if a label adds no token to the prompt
    public static List<Encoded> encode(Tokenizer tokenizer, String prompt, List<String> labels)
            throws Failure {
        int end = prompt.length();
        while (end > 0 && isBlank(prompt.charAt(end - 1))) {
            end--;
        }
        List<Integer> before = tokenizer.prompt(prompt.substring(0, end));
        List<Encoded> encoded = new ArrayList<>();
        for (String label : labels) {
            List<Integer> whole = tokenizer.prompt(prompt + label);
            if (whole.size() <= before.size()) {
                throw Failure.of(
                        GenerationProblem.LABEL_EMPTY,
                        null,
                        "the label '" + Shown.of(label) + "' adds no token to its prompt",
                        "Change the label, or the end of the prompt");
            }
            encoded.add(new Encoded(before, whole.subList(before.size(), whole.size())));
        }
        return encoded;
    }

    /// What Python's `rstrip` takes away.
    private static boolean isBlank(char letter) {
        return Character.isWhitespace(letter)
                || Character.isSpaceChar(letter)
                || letter == '\u0085';
    }

    private static double likelihood(
            Conversation conversation,
            Encoded one,
            List<Encoded> all,
            Map<List<Integer>, Map<Integer, Double>> known,
            Cancellation cancellation)
            throws Failure, CancelledException {
        double sum = 0;
        List<Integer> text = new ArrayList<>(one.prompt());
        for (int i = 0; i < one.label().size(); i++) {
            int token = one.label().get(i);
            Map<Integer, Double> after = known.get(text);
            if (after == null) {
                float[] logits = read(conversation, text, i == 0, cancellation);
                after = after(Logits.of(logits), text, all);
                known.put(List.copyOf(text), after);
            }
            sum += Objects.requireNonNull(after.get(token));
            text.add(token);
        }
        return sum;
    }

    /// Returns the logits that follow a text, the prompt or the prompt with a label's beginning.
    private static float[] read(
            Conversation conversation,
            List<Integer> text,
            boolean isPrompt,
            Cancellation cancellation)
            throws Failure, CancelledException {
        List<float[]> taken = new ArrayList<>();
        Sequence.LogitsTaker taker = (_, logits) -> taken.add(logits.clone());
        if (isPrompt) {
            conversation.ask(text, taker, cancellation);
        } else {
            conversation.read(text, 1, taker, cancellation);
        }
        return taken.getFirst();
    }

    /// Returns log p of those tokens with which a label goes on after a text.
    private static Map<Integer, Double> after(Logits logits, List<Integer> text, List<Encoded> all)
            throws Failure {
        Map<Integer, Double> after = new HashMap<>();
        for (Encoded one : all) {
            int read = text.size() - one.prompt().size();
            boolean goesOn =
                    read >= 0
                            && read < one.label().size()
                            && text.subList(0, one.prompt().size()).equals(one.prompt())
                            && text.subList(one.prompt().size(), text.size())
                                    .equals(one.label().subList(0, read));
            if (goesOn) {
                int token = one.label().get(read);
                Prompts.check(List.of(token), 1, logits.size());
                after.put(token, logits.log(token));
            }
        }
        return after;
    }

    /// Returns the bytes (UTF-8) of a label without the blank that parts it from its prompt, at
    /// least 1: what lm-evaluation-harness' `acc_bytes` divides by.
    public static int bytes(String label) {
        String bare = label.startsWith(" ") ? label.substring(1) : label;
        return Math.max(1, bare.getBytes(StandardCharsets.UTF_8).length);
    }

    private static List<Score> scores(
            List<String> labels, List<Encoded> encoded, List<Double> likelihoods) {
        double most = likelihoods.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double sum = likelihoods.stream().mapToDouble(value -> Math.exp(value - most)).sum();
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            double likelihood = likelihoods.get(i);
            scores.add(
                    new Score(
                            labels.get(i),
                            encoded.get(i).label(),
                            likelihood,
                            likelihood / bytes(labels.get(i)),
                            Math.exp(likelihood - most) / sum));
        }
        return scores;
    }
}
