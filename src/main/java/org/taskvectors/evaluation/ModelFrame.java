package org.taskvectors.evaluation;

import org.taskvectors.inference.Architecture;
import org.taskvectors.tokenizer.Tokenizer;

/// A model as far as questions are put into its tokens.
public interface ModelFrame {
    /// Returns the model's dimensions and switches.
    Architecture architecture();

    /// Returns the model's tokenizer.
    Tokenizer tokenizer();

    /// Returns the most tokens of a text.
    int context();

    /// Returns the frame of a model.
    ///
    /// @param context the most tokens of a text
    static ModelFrame of(Architecture architecture, Tokenizer tokenizer, int context) {
        record Plain(Architecture architecture, Tokenizer tokenizer, int context)
                implements ModelFrame {}

        return new Plain(architecture, tokenizer, context);
    }
}
