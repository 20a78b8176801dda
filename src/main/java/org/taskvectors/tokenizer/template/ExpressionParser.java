package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.tokenizer.template.Expression.Parameters;
import org.taskvectors.tokenizer.template.Token.Kind;

/// Parses expressions, by the grammar of Jinja's own parser.
final class ExpressionParser {
    private static final Set<String> CONSTANTS =
            Set.of("true", "false", "none", "True", "False", "None");

    private final Tokens tokens;
    private final Set<String> namesRead;
    private final OperatorParser operators;
    private boolean isInLoopHead;

    /// @param namesRead takes the names that are read, for macros that ask for `caller` and such
    ExpressionParser(Tokens tokens, Set<String> namesRead) {
        this.tokens = tokens;
        this.namesRead = namesRead;
        this.operators = new OperatorParser(tokens, this);
    }

    Expression expression() {
        tokens.enter();
        int position = position();
        Expression value = operators.or();
        while (tokens.takeName("if")) {
            Expression test = operators.or();
            Optional<Expression> otherwise =
                    tokens.takeName("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(test, value, otherwise, position);
        }
        tokens.leave();
        return value;
    }

    /// Parses one expression, or several with commas as a tuple.
    ///
    /// @param canBeConditional whether `if` inside belongs to it
    /// @param isInParentheses whether nothing at all is an empty tuple
    Expression tuple(boolean canBeConditional, boolean isInParentheses) {
        int position = position();
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!isTupleEnd()) {
            items.add(canBeConditional ? expression() : nestedOr());
            if (!tokens.takeOperator(",")) {
                break;
            }
            isTuple = true;
        }
        return tupleOf(items, isTuple, isInParentheses, position);
    }

    private Expression nestedOr() {
        tokens.enter();
        Expression value = operators.or();
        tokens.leave();
        return value;
    }

    private Expression tupleOf(
            List<Expression> items, boolean isTuple, boolean isInParentheses, int position) {
        if (!isTuple && items.size() == 1) {
            return items.getFirst();
        }
        if (items.isEmpty() && !isInParentheses) {
            throw TemplateError.syntax(
                    "Expected an expression, got '" + tokens.current().shown() + "'", position());
        }
        return new Expression.TupleOf(List.copyOf(items), position);
    }

    private boolean isTupleEnd() {
        return tokens.isAt(Kind.OUTPUT_END)
                || tokens.isAt(Kind.TAG_END)
                || tokens.isOperator(")")
                || (isInLoopHead && tokens.isName("recursive"));
    }

    /// Parses what a loop goes over.
    Expression loopSource() {
        isInLoopHead = true;
        Expression source = tuple(false, false);
        isInLoopHead = false;
        return source;
    }

    /// Parses what `set` and `for` assign to: a name, names with commas, and for `set` also an
    /// attribute of a namespace.
    Expression target(boolean canBeNamespace) {
        int position = position();
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!isTupleEnd() && !tokens.isName("in")) {
            items.add(oneTarget(canBeNamespace));
            if (!tokens.takeOperator(",")) {
                break;
            }
            isTuple = true;
        }
        return tupleOf(items, isTuple, false, position);
    }

    private Expression oneTarget(boolean canBeNamespace) {
        int position = position();
        if (tokens.takeOperator("(")) {
            tokens.enter();
            Expression inner = target(canBeNamespace);
            tokens.leave();
            tokens.expectOperator(")");
            return inner;
        }
        Token token = tokens.current();
        if (token.kind() != Kind.NAME) {
            throw TemplateError.syntax("can't assign to '" + token.shown() + "'", position);
        }
        String name = tokens.expectAnyName();
        checkTarget(name, position);
        if (canBeNamespace && tokens.takeOperator(".")) {
            namesRead.add(name);
            return new Expression.NamespaceTarget(name, tokens.expectAnyName(), position);
        }
        return new Expression.Name(name, position);
    }

    void checkTarget(String name, int position) {
        if (CONSTANTS.contains(name)) {
            throw TemplateError.syntax("can't assign to '" + name + "'", position);
        }
    }

    Expression unary(boolean withFilters) {
        int position = position();
        Expression value;
        if (tokens.isOperator("-") || tokens.isOperator("+")) {
            boolean isMinus = tokens.take().isOperator("-");
            tokens.enter();
            value = new Expression.Sign(isMinus, unary(false), position);
            tokens.leave();
        } else {
            value = primary();
        }
        value = postfix(value);
        return withFilters ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = tokens.current();
        int position = token.position();
        return switch (token.kind()) {
            case NAME -> {
                tokens.take();
                yield name(token.value().toString(), position);
            }
            case STRING -> {
                StringBuilder text = new StringBuilder();
                while (tokens.isAt(Kind.STRING)) {
                    text.append(tokens.take().value());
                }
                yield new Expression.Constant(text.toString(), position);
            }
            case NUMBER -> new Expression.Constant(tokens.take().value(), position);
            default -> enclosed(token, position);
        };
    }

    private Expression enclosed(Token token, int position) {
        if (tokens.takeOperator("(")) {
            Expression inside = tuple(true, true);
            tokens.expectOperator(")");
            return inside;
        }
        if (tokens.takeOperator("[")) {
            return new Expression.ListOf(listItems(), position);
        }
        if (tokens.takeOperator("{")) {
            return map(position);
        }
        throw TemplateError.syntax("unexpected '" + token.shown() + "'", position);
    }

    private Expression name(String name, int position) {
        return switch (name) {
            case "true", "True" -> new Expression.Constant(true, position);
            case "false", "False" -> new Expression.Constant(false, position);
            case "none", "None" -> new Expression.Constant(None.NONE, position);
            default -> {
                namesRead.add(name);
                yield new Expression.Name(name, position);
            }
        };
    }

    private List<Expression> listItems() {
        List<Expression> items = new ArrayList<>();
        while (!tokens.isOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator("]")) {
                    break;
                }
            }
            items.add(expression());
        }
        tokens.expectOperator("]");
        return List.copyOf(items);
    }

    private Expression map(int position) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.isOperator("}")) {
            if (!keys.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator("}")) {
                    break;
                }
            }
            keys.add(expression());
            tokens.expectOperator(":");
            values.add(expression());
        }
        tokens.expectOperator("}");
        return new Expression.MapOf(List.copyOf(keys), List.copyOf(values), position);
    }

    private Expression postfix(Expression of) {
        Expression value = of;
        while (true) {
            int position = position();
            if (tokens.takeOperator(".")) {
                value = afterDot(value, position);
            } else if (tokens.takeOperator("[")) {
                value = new Expression.Item(value, index(position), position);
            } else if (tokens.isOperator("(")) {
                value = new Expression.Call(value, parameters(), position);
            } else {
                return value;
            }
        }
    }

    private Expression afterDot(Expression value, int position) {
        Token token = tokens.take();
        if (token.kind() == Kind.NAME) {
            return new Expression.Attribute(value, token.value().toString(), position);
        }
        if (token.kind() != Kind.NUMBER || !(token.value() instanceof Long)) {
            throw TemplateError.syntax("expected name or number", token.position());
        }
        return new Expression.Item(
                value, new Expression.Constant(token.value(), token.position()), position);
    }

    private Expression index(int position) {
        List<Expression> parts = new ArrayList<>();
        while (!tokens.isOperator("]")) {
            if (!parts.isEmpty()) {
                tokens.expectOperator(",");
            }
            parts.add(oneIndex());
        }
        tokens.expectOperator("]");
        return parts.size() == 1
                ? parts.getFirst()
                : new Expression.TupleOf(List.copyOf(parts), position);
    }

    private Expression oneIndex() {
        int position = position();
        Optional<Expression> from = Optional.empty();
        if (!tokens.isOperator(":")) {
            Expression first = expression();
            if (!tokens.isOperator(":")) {
                return first;
            }
            from = Optional.of(first);
        }
        tokens.expectOperator(":");
        Optional<Expression> to = bound();
        Optional<Expression> step = tokens.takeOperator(":") ? bound() : Optional.empty();
        return new Expression.Slice(from, to, step, position);
    }

    private Optional<Expression> bound() {
        boolean isOpen = tokens.isOperator(":") || tokens.isOperator("]") || tokens.isOperator(",");
        return isOpen ? Optional.empty() : Optional.of(expression());
    }

    private Expression filtered(Expression of) {
        Expression value = of;
        while (true) {
            int position = position();
            if (tokens.isOperator("|")) {
                value = filters(Optional.of(value)).orElseThrow();
            } else if (tokens.takeName("is")) {
                value = test(value, position);
            } else if (tokens.isOperator("(")) {
                value = new Expression.Call(value, parameters(), position);
            } else {
                return value;
            }
        }
    }

    /// Parses the filters that follow, each on the result of the one before.
    Optional<Expression> filters(Optional<Expression> of) {
        Optional<Expression> value = of;
        while (tokens.takeOperator("|")) {
            value = Optional.of(filter(value));
        }
        return value;
    }

    /// Parses one filter whose name is the current token.
    Expression filter(Optional<Expression> of) {
        int position = position();
        String name = dottedName();
        Parameters parameters = tokens.isOperator("(") ? parameters() : Parameters.NONE;
        return new Expression.Filtered(of, name, parameters, position);
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.expectAnyName());
        while (tokens.takeOperator(".")) {
            name.append('.').append(tokens.expectAnyName());
        }
        return name.toString();
    }

    private Expression test(Expression of, int position) {
        boolean isNegated = tokens.takeName("not");
        String name = dottedName();
        Parameters parameters = Parameters.NONE;
        if (tokens.isOperator("(")) {
            parameters = parameters();
        } else if (beginsAnOperand()) {
            if (tokens.isName("is")) {
                throw TemplateError.syntax("You cannot chain multiple tests with is", position());
            }
            Expression operand = postfix(primary());
            parameters =
                    new Parameters(
                            List.of(operand),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty());
        }
        Expression tested = new Expression.Tested(of, name, parameters, position);
        return isNegated ? new Expression.Not(tested, position) : tested;
    }

    private boolean beginsAnOperand() {
        return switch (tokens.current().kind()) {
            case STRING, NUMBER -> true;
            case NAME -> !tokens.isName("else") && !tokens.isName("or") && !tokens.isName("and");
            default -> tokens.isOperator("[") || tokens.isOperator("{");
        };
    }

    private Parameters parameters() {
        return new ParameterParser(tokens, this).parameters();
    }

    private int position() {
        return tokens.current().position();
    }
}
