package org.taskvectors.training.data;

import java.util.List;
import java.util.stream.Collectors;

/// One row in words.
///
/// @param form how its tokens are found
/// @param text what is read, answers included
/// @param answers where in it the answers are, in order, none of them overlapping; empty for
///   [Form#TEXT]
/// @param choices all answers among which the model chooses, for [Form#CHOICE]; else empty
record RowWords(Form form, String text, List<Span> answers, List<String> choices) {
    RowWords {
        answers = List.copyOf(answers);
        choices = List.copyOf(choices);
    }

    /// How the tokens of a row are found.
    enum Form {
        /// A prompt and one of several answers, as Evaluate asks for them.
        CHOICE,
        /// A prompt and an answer of its own.
        WRITTEN,
        /// A chat, whose template ends its turns.
        CHAT,
        /// A text without prompt and answer.
        TEXT
    }

    /// Some characters of a text.
    ///
    /// @param start of the first
    /// @param end behind the last
    record Span(int start, int end) {}

    /// Returns a prompt with the answer that follows it.
    static RowWords answered(Form form, String prompt, String answer, List<String> choices) {
        String text = prompt + answer;
        return new RowWords(form, text, List.of(new Span(prompt.length(), text.length())), choices);
    }

    /// Returns a text without prompt and answer.
    static RowWords text(String text) {
        return new RowWords(Form.TEXT, text, List.of(), List.of());
    }

    /// Returns what is read before the first answer; the whole of a text.
    String prompt() {
        return answers.isEmpty() ? text : text.substring(0, answers.getFirst().start());
    }

    /// Returns the answers for people; empty for a text.
    String answer() {
        return answers.stream()
                .map(span -> text.substring(span.start(), span.end()).strip())
                .collect(Collectors.joining("\n"));
    }
}
