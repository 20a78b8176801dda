package org.taskvectors.inference;

/// Hears of an answer while it comes.
@FunctionalInterface
public interface StepListener {
    /// Hears of the next token, in order, each once, on the thread that generates. It comes as soon
    /// as its text is certain: a token whose text may be the beginning of a stop text, or that ends
    /// within a character, waits for the tokens that decide it. Where an answer ends within a
    /// character, the text of its last token ends with U+FFFD. All texts in order are the answer's.
    void step(Answer.Step step);

    /// Returns one that does nothing.
    static StepListener none() {
        return step -> {};
    }
}
