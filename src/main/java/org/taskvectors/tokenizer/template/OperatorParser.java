package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.taskvectors.tokenizer.template.Token.Kind;

/// Parses operators between operands, from the loosest to the tightest.
final class OperatorParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final Tokens tokens;
    private final ExpressionParser operands;

    OperatorParser(Tokens tokens, ExpressionParser operands) {
        this.tokens = tokens;
        this.operands = operands;
    }

    Expression or() {
        Expression left = and();
        while (tokens.isName("or")) {
            int position = tokens.take().position();
            left = new Expression.Or(left, and(), position);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.isName("and")) {
            int position = tokens.take().position();
            left = new Expression.And(left, not(), position);
        }
        return left;
    }

    private Expression not() {
        if (tokens.isName("not")) {
            int position = tokens.take().position();
            tokens.enter();
            Expression of = not();
            tokens.leave();
            return new Expression.Not(of, position);
        }
        return comparison();
    }

    private Expression comparison() {
        int position = tokens.current().position();
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            Token token = tokens.current();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.value().toString())) {
                operators.add(tokens.take().value().toString());
            } else if (tokens.takeName("in")) {
                operators.add("in");
            } else if (tokens.isName("not") && tokens.following().isName("in")) {
                tokens.take();
                tokens.take();
                operators.add("not in");
            } else {
                break;
            }
            others.add(sum());
        }
        return operators.isEmpty()
                ? first
                : new Expression.Comparison(
                        first, List.copyOf(operators), List.copyOf(others), position);
    }

    private Expression sum() {
        Expression left = joined();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            Token operator = tokens.take();
            left = arithmetic(operator, left, joined());
        }
        return left;
    }

    private static Expression arithmetic(Token operator, Expression left, Expression right) {
        return new Expression.Arithmetic(
                operator.value().toString(), left, right, operator.position());
    }

    private Expression joined() {
        int position = tokens.current().position();
        Expression first = product();
        if (!tokens.isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.takeOperator("~")) {
            parts.add(product());
        }
        return new Expression.Joined(List.copyOf(parts), position);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.isOperator("*")
                || tokens.isOperator("/")
                || tokens.isOperator("//")
                || tokens.isOperator("%")) {
            Token operator = tokens.take();
            left = arithmetic(operator, left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = operands.unary(true);
        while (tokens.isOperator("**")) {
            Token operator = tokens.take();
            left = arithmetic(operator, left, operands.unary(true));
        }
        return left;
    }
}
