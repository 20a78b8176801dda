package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.Prompts;
import org.taskvectors.tokenizer.Tokenizer;

/// One question with its choices, in tokens: the texts that a model reads, and which tokens are
/// looked up in the logits that follow them. Choices that begin alike share what they share, and a
/// place is read once however many choices ask for it.
///
/// @param row its index within the task
/// @param prompt how many tokens its prompt has
/// @param firstPlace counts the measured places of the rows before
/// @param isMeasured whether the divergence from the base is measured after each token of its
///   prompt, with which the first text begins
/// @param choices how many there are
/// @param texts what is read
/// @param wanted for each text, of how many of its last tokens logits are wanted
/// @param lookUps what is looked up
/// @param leftOut how many tokens at the prompt's beginning did not fit
record ChoiceQuestion(
        int row,
        int prompt,
        int firstPlace,
        boolean isMeasured,
        int choices,
        List<int[]> texts,
        List<Integer> wanted,
        List<LookUp> lookUps,
        int leftOut) {
    ChoiceQuestion {
        texts = List.copyOf(texts);
        wanted = List.copyOf(wanted);
        lookUps = List.copyOf(lookUps);
    }

    /// A token of a choice.
    ///
    /// @param text the text after which it is expected
    /// @param at index of the text's token that it follows
    record LookUp(int text, int at, int choice, int token) {}

    /// Encodes a question as lm-evaluation-harness does: a choice's tokens are what the whole adds
    /// to the prompt, and of a text that is longer than the context the end is kept.
    ///
    /// @param vocabulary how many tokens the model knows
    /// @throws Failure [EvaluationProblem#CHOICE_TOO_LONG] if a choice does not fit, or what
    ///   [LabelScores#encode] and [Prompts#check] throw
    static ChoiceQuestion of(Tokenizer tokenizer, Query query, int row, int context, int vocabulary)
            throws Failure {
        List<int[]> texts = new ArrayList<>();
        List<LookUp> lookUps = new ArrayList<>();
        int leftOut = 0;
        int length = 0;
        List<LabelScores.Encoded> all =
                LabelScores.encode(tokenizer, query.prompt(), query.choices());
        for (int choice = 0; choice < all.size(); choice++) {
            LabelScores.Encoded encoded = all.get(choice);
            List<Integer> label = encoded.label();
            Prompts.check(encoded.prompt(), Integer.MAX_VALUE, vocabulary);
            Prompts.check(label, Integer.MAX_VALUE, vocabulary);
            if (label.size() > context) {
                throw Failure.of(
                        EvaluationProblem.CHOICE_TOO_LONG,
                        null,
                        String.format(
                                Locale.ROOT,
                                "choice %d of row %,d has %,d tokens, the context %,d",
                                choice + 1,
                                query.row() + 1,
                                label.size(),
                                context),
                        "Choose a longer context, or leave the row out");
            }
            int over = Math.max(0, encoded.prompt().size() + label.size() - 1 - context);
            leftOut = Math.max(leftOut, over);
            int[] prompt =
                    encoded.prompt().stream().skip(over).mapToInt(Integer::intValue).toArray();
            length = choice == 0 ? prompt.length : length;
            for (int step = 0; step < label.size(); step++) {
                int[] before = Arrays.copyOf(prompt, prompt.length + step);
                for (int i = 0; i < step; i++) {
                    before[prompt.length + i] = label.get(i);
                }
                lookUps.add(
                        new LookUp(
                                holder(texts, before), before.length - 1, choice, label.get(step)));
            }
        }
        return new ChoiceQuestion(
                row,
                length,
                0,
                false,
                query.choices().size(),
                texts,
                wanted(texts, lookUps),
                lookUps,
                leftOut);
    }

    /// Returns the same where the divergence from the base is measured.
    ChoiceQuestion measuredFrom(int newFirstPlace) {
        List<Integer> all = new ArrayList<>(wanted);
        all.set(0, texts.getFirst().length);
        return new ChoiceQuestion(
                row, prompt, newFirstPlace, true, choices, texts, all, lookUps, leftOut);
    }

    /// Returns the text that begins with `before`, or grows one to it.
    private static int holder(List<int[]> texts, int[] before) {
        for (int i = 0; i < texts.size(); i++) {
            int[] text = texts.get(i);
            int common = Math.min(text.length, before.length);
            if (common > 0 && Arrays.mismatch(text, 0, common, before, 0, common) < 0) {
                if (text.length < before.length) {
                    texts.set(i, before);
                }
                return i;
            }
        }
        texts.add(before);
        return texts.size() - 1;
    }

    private static List<Integer> wanted(List<int[]> texts, List<LookUp> lookUps) {
        int[] wanted = new int[texts.size()];
        for (LookUp one : lookUps) {
            int last = texts.get(one.text()).length - one.at();
            wanted[one.text()] = Math.max(wanted[one.text()], last);
        }
        return IntStream.of(wanted).boxed().toList();
    }

    /// Returns the tokens of its longest text.
    int longest() {
        return texts.stream().mapToInt(text -> text.length).max().orElse(0);
    }
}
