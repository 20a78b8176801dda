package org.taskvectors.merge.recipe;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a recipe says of the tokenizer of its result.
public sealed interface TokenizerPart {
    /// Where the tokenizer comes from.
    sealed interface Source {}

    /// The tokens of all models together.
    record Union() implements Source {}

    /// The base's tokens.
    record Base() implements Source {}

    /// The tokens of one model.
    record OfModel(ModelReference model) implements Source {}

    /// `tokenizer_source`, the short form.
    record Brief(Source source) implements TokenizerPart {}

    /// `tokenizer`, the long form.
    ///
    /// @param tokens where the rows of single tokens come from, by the token's text
    /// @param padding the number of rows is rounded up to a multiple of it; at least 1
    record Block(Source source, Map<String, Token> tokens, OptionalInt padding)
            implements TokenizerPart {
        public Block {
            tokens = Ordered.copy(tokens);
        }
    }

    /// @param source where its row comes from; empty for what is done with any other token
    /// @param isForced whether models that have the token get that row too
    record Token(Optional<Row> source, boolean isForced) {}

    /// Where the row of a token comes from.
    sealed interface Row {}

    /// Zeros.
    record Zero() implements Row {}

    /// The row of the same token in a model.
    record Same(ModelReference model) implements Row {}

    /// The row of another token, by its text.
    record ByText(ModelReference model, String token) implements Row {}

    /// A row by its number.
    record ByNumber(ModelReference model, int row) implements Row {}
}
