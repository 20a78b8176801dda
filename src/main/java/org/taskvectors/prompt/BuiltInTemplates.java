package org.taskvectors.prompt;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The templates that come with the program.
public final class BuiltInTemplates {
    private BuiltInTemplates() {}

    /// The only field of [#raw], and the text of a chat's turn.
    public static final String PROMPT = "prompt";

    private static final String WITH_INPUT =
            "Below is an instruction that describes a task, paired with an input that provides"
                    + " further context. Write a response that appropriately completes the"
                    + " request.\n\n### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n###"
                    + " Response:";
    private static final String WITHOUT_INPUT =
            "Below is an instruction that describes a task. Write a response that appropriately"
                    + " completes the request.\n\n### Instruction:\n{instruction}\n\n###"
                    + " Response:";

    /// Returns all of them: raw text; SST-2 and MNLI as lm-evaluation-harness words them (its tasks
    /// `sst2` and `mnli`); the form of Stanford's Alpaca, with and without an input; SST-2 and MNLI
    /// in that form, worded here.
    public static List<PromptTemplate> all() {
        return List.of(raw(), sst2(), mnli(), alpaca(), alpacaSst2(), alpacaMnli());
    }

    /// Returns the template that is its prompt, unchanged.
    public static PromptTemplate raw() {
        return PromptTemplate.of("raw", "Raw text", List.of(PROMPT), "{" + PROMPT + "}", List.of());
    }

    /// Returns how the sample's models were asked when they were trained: SST-2 and MNLI, by the
    /// ids of [#all].
    public static List<PromptTemplate> sample() {
        return List.of(
                PromptTemplate.of(
                        "sst2",
                        "SST-2, sentiment of a sentence from a film review",
                        List.of("sentence"),
                        "Review: {sentence}\nSentiment:",
                        List.of(
                                new Label("negative", 0, " negative"),
                                new Label("positive", 1, " positive"))),
                PromptTemplate.of(
                        "mnli",
                        "MNLI, does the hypothesis follow from the premise",
                        List.of("premise", "hypothesis"),
                        "Premise: {premise}\nHypothesis: {hypothesis}\nFollows:",
                        List.of(
                                new Label("entailment", 0, " yes"),
                                new Label("neutral", 1, " maybe"),
                                new Label("contradiction", 2, " no"))));
    }

    private static PromptTemplate sst2() {
        return PromptTemplate.of(
                "sst2",
                "SST-2, as lm-evaluation-harness words it",
                List.of("sentence"),
                "{sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:",
                List.of(
                        new Label("negative", 0, " negative"),
                        new Label("positive", 1, " positive")));
    }

    private static PromptTemplate mnli() {
        return new PromptTemplate(
                "mnli",
                "MNLI, as lm-evaluation-harness words it",
                List.of("premise", "hypothesis"),
                Set.of(),
                Set.of("hypothesis"),
                "{premise}\nQuestion: {hypothesis} True, False or Neither?\nAnswer:",
                Optional.empty(),
                List.of(
                        new Label("entailment", 0, " True"),
                        new Label("neutral", 1, " Neither"),
                        new Label("contradiction", 2, " False")));
    }

    private static PromptTemplate alpaca() {
        return new PromptTemplate(
                "alpaca",
                "Alpaca, an instruction and perhaps an input",
                List.of("instruction", "input"),
                Set.of("input"),
                Set.of(),
                WITH_INPUT,
                Optional.of(WITHOUT_INPUT),
                List.of());
    }

    private static PromptTemplate alpacaSst2() {
        return PromptTemplate.of(
                "alpaca-sst2",
                "SST-2 in Alpaca's form",
                List.of("sentence"),
                task(
                        "Is the sentiment of this sentence positive or negative? Answer with one"
                                + " word.",
                        "{sentence}"),
                List.of(
                        new Label("negative", 0, "negative"),
                        new Label("positive", 1, "positive")));
    }

    private static PromptTemplate alpacaMnli() {
        return new PromptTemplate(
                "alpaca-mnli",
                "MNLI in Alpaca's form",
                List.of("premise", "hypothesis"),
                Set.of(),
                Set.of(),
                task(
                        "Does the hypothesis follow from the premise? Answer with one word:"
                                + " entailment, neutral or contradiction.",
                        "Premise: {premise}\nHypothesis: {hypothesis}"),
                Optional.empty(),
                List.of(
                        new Label("entailment", 0, "entailment"),
                        new Label("neutral", 1, "neutral"),
                        new Label("contradiction", 2, "contradiction")));
    }

    /// The trained answer follows a line feed in most descendants of Alpaca, and such an end also
    /// keeps the label's first token whole.
    private static String task(String instruction, String input) {
        return WITH_INPUT.replace("{instruction}", instruction).replace("{input}", input) + "\n";
    }
}
