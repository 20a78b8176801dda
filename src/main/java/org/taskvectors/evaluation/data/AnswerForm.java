package org.taskvectors.evaluation.data;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.taskvectors.evaluation.data.ChoiceReader.Choices;

/// How a table writes which of a row's choices is right.
enum AnswerForm {
    OWN_LABEL("as the label that the row gives the choice") {
        @Override
        OptionalInt of(String answer, Choices choices) {
            return only(answer, choices.labels());
        }
    },
    LETTER("as a letter, A for the first choice") {
        @Override
        OptionalInt of(String answer, Choices choices) {
            String letter = answer.toUpperCase(Locale.ROOT);
            return letter.length() == 1 && letter.charAt(0) >= 'A' && letter.charAt(0) <= 'Z'
                    ? within(letter.charAt(0) - 'A', choices)
                    : OptionalInt.empty();
        }
    },
    FROM_ZERO("as a number, 0 for the first choice") {
        @Override
        OptionalInt of(String answer, Choices choices) {
            return number(answer, 0, choices);
        }
    },
    FROM_ONE("as a number, 1 for the first choice") {
        @Override
        OptionalInt of(String answer, Choices choices) {
            return number(answer, 1, choices);
        }
    },
    TEXT("as the text of the choice") {
        @Override
        OptionalInt of(String answer, Choices choices) {
            return only(answer, choices.texts());
        }
    };

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private final String words;

    AnswerForm(String words) {
        this.words = words;
    }

    /// Returns the choice that a cell of this form means; empty where it means none.
    abstract OptionalInt of(String answer, Choices choices);

    String words() {
        return words;
    }

    private static OptionalInt number(String answer, int first, Choices choices) {
        return NUMBER.matcher(answer).matches()
                ? within(Integer.parseInt(answer) - first, choices)
                : OptionalInt.empty();
    }

    private static OptionalInt within(int index, Choices choices) {
        return index >= 0 && index < choices.texts().size()
                ? OptionalInt.of(index)
                : OptionalInt.empty();
    }

    private static OptionalInt only(String answer, List<String> texts) {
        int first = -1;
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).strip().equals(answer)) {
                if (first >= 0) {
                    return OptionalInt.empty();
                }
                first = i;
            }
        }
        return first < 0 ? OptionalInt.empty() : OptionalInt.of(first);
    }
}
