package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.tokenizer.template.Expression.Parameters;
import org.taskvectors.tokenizer.template.Token.Kind;

/// Parses what stands in the parentheses of one call.
final class ParameterParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final List<Expression> positional = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Expression> named = new ArrayList<>();
    private Optional<Expression> more = Optional.empty();
    private Optional<Expression> moreNamed = Optional.empty();

    ParameterParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Parameters parameters() {
        int position = tokens.current().position();
        tokens.expectOperator("(");
        boolean isFirst = true;
        while (!tokens.isOperator(")")) {
            if (!isFirst) {
                tokens.expectOperator(",");
                if (tokens.isOperator(")")) {
                    break;
                }
            }
            isFirst = false;
            one(position);
        }
        tokens.expectOperator(")");
        return new Parameters(
                List.copyOf(positional), List.copyOf(names), List.copyOf(named), more, moreNamed);
    }

    private void one(int position) {
        if (tokens.takeOperator("*")) {
            check(more.isEmpty() && moreNamed.isEmpty(), position);
            more = Optional.of(expressions.expression());
        } else if (tokens.takeOperator("**")) {
            check(moreNamed.isEmpty(), position);
            moreNamed = Optional.of(expressions.expression());
        } else if (tokens.isAt(Kind.NAME) && tokens.following().isOperator("=")) {
            check(moreNamed.isEmpty(), position);
            String name = tokens.expectAnyName();
            check(!names.contains(name), position);
            names.add(name);
            tokens.expectOperator("=");
            named.add(expressions.expression());
        } else {
            check(more.isEmpty() && moreNamed.isEmpty() && names.isEmpty(), position);
            positional.add(expressions.expression());
        }
    }

    private static void check(boolean isRight, int position) {
        if (!isRight) {
            throw TemplateError.syntax("invalid syntax for function call expression", position);
        }
    }
}
