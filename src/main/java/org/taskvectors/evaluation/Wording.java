package org.taskvectors.evaluation;

import java.util.Optional;
import java.util.stream.Stream;

/// Whose words a task is asked in.
public enum Wording {
    /// The model's own, where a `templates.json` in or beside its folder has the task; else
    /// lm-evaluation-harness's.
    OWN(""),
    /// As lm-evaluation-harness words the task.
    LM_EVAL("lm-eval"),
    /// In the form of Stanford's Alpaca.
    ALPACA("alpaca"),
    /// As the sample's models were asked when they were trained.
    SAMPLE("sample");

    private final String word;

    Wording(String word) {
        this.word = word;
    }

    /// Returns the word by which it is chosen; empty for [#OWN].
    public String word() {
        return word;
    }

    /// Returns the one of that word; empty where there is none.
    public static Optional<Wording> of(String word) {
        return Stream.of(values()).filter(one -> one.word.equals(word)).findFirst();
    }
}
