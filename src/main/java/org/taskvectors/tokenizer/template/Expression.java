package org.taskvectors.tokenizer.template;

import java.util.List;
import java.util.Optional;

/// A part of a template that has a value.
sealed interface Expression {
    /// Returns the offset in the source where it begins, or that of its operator.
    int position();

    record Constant(Object value, int position) implements Expression {}

    record Name(String name, int position) implements Expression {}

    /// An attribute of a namespace as the target of `set`.
    record NamespaceTarget(String name, String attribute, int position) implements Expression {}

    record ListOf(List<Expression> items, int position) implements Expression {}

    record TupleOf(List<Expression> items, int position) implements Expression {}

    record MapOf(List<Expression> keys, List<Expression> values, int position)
            implements Expression {}

    record Not(Expression of, int position) implements Expression {}

    record Sign(boolean isMinus, Expression of, int position) implements Expression {}

    record And(Expression left, Expression right, int position) implements Expression {}

    record Or(Expression left, Expression right, int position) implements Expression {}

    record Arithmetic(String operator, Expression left, Expression right, int position)
            implements Expression {}

    /// The parts of `a ~ b ~ c`.
    record Joined(List<Expression> parts, int position) implements Expression {}

    /// `first < operands[0] == operands[1]`, as Python chains them.
    record Comparison(
            Expression first, List<String> operators, List<Expression> operands, int position)
            implements Expression {}

    record Conditional(
            Expression test, Expression then, Optional<Expression> otherwise, int position)
            implements Expression {}

    record Attribute(Expression of, String name, int position) implements Expression {}

    record Item(Expression of, Expression index, int position) implements Expression {}

    record Slice(
            Optional<Expression> from,
            Optional<Expression> to,
            Optional<Expression> step,
            int position)
            implements Expression {}

    record Call(Expression of, Parameters parameters, int position) implements Expression {}

    /// A filter on a value; without one only in a block that is filtered.
    record Filtered(Optional<Expression> of, String filter, Parameters parameters, int position)
            implements Expression {}

    record Tested(Expression of, String test, Parameters parameters, int position)
            implements Expression {}

    /// What stands in the parentheses of a call.
    record Parameters(
            List<Expression> positional,
            List<String> names,
            List<Expression> named,
            Optional<Expression> more,
            Optional<Expression> moreNamed) {
        static final Parameters NONE =
                new Parameters(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
    }
}
