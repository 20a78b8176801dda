package org.taskvectors.tokenizer.template;

import java.util.List;
import java.util.Optional;

/// A part of a template that does something.
sealed interface Statement {
    record Text(String text) implements Statement {}

    record Output(Expression value) implements Statement {}

    /// @param conditions as many as `bodies`: if, elif, …
    record If(List<Expression> conditions, List<List<Statement>> bodies, List<Statement> otherwise)
            implements Statement {}

    record For(
            Expression target,
            Expression in,
            Optional<Expression> filter,
            List<Statement> body,
            List<Statement> otherwise,
            int position)
            implements Statement {}

    record Set(Expression target, Expression value) implements Statement {}

    /// `{% set x | trim %}…{% endset %}`
    record SetBlock(Expression target, Optional<Expression> filter, List<Statement> body)
            implements Statement {}

    record With(List<Expression> targets, List<Expression> values, List<Statement> body)
            implements Statement {}

    /// What a macro takes and does.
    ///
    /// @param defaults those of the last parameters
    record Signature(
            String name,
            List<String> parameters,
            List<Expression> defaults,
            List<Statement> body,
            boolean usesCaller,
            boolean usesVarargs,
            boolean usesKwargs)
            implements Statement {}

    record CallBlock(Expression.Call call, Signature caller) implements Statement {}

    record FilterBlock(Expression filter, List<Statement> body) implements Statement {}

    /// `{% generation %}…{% endgeneration %}`, which marks an answer for training.
    record Generation(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}
}
