package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.tokenizer.template.Token.Kind;

/// Parses a template into statements.
final class Parser {
    /// Tags of Jinja that load other templates, or that no chat template needs.
    private static final Set<String> REFUSED =
            Set.of("block", "extends", "include", "import", "from", "autoescape");

    private final Tokens tokens;
    private final Set<String> namesRead = new HashSet<>();
    private final ExpressionParser expressions;
    private int loops;

    private Parser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens, namesRead);
    }

    /// Returns the statements of a normalised source.
    static List<Statement> parse(String source) {
        Parser parser = new Parser(new Tokens(Lexer.tokens(source)));
        return parser.statements(Set.of(), "");
    }

    /// Parses up to one of the tags in `ends`, whose name is then the current token.
    private List<Statement> statements(Set<String> ends, String tag) {
        tokens.enter();
        List<Statement> all = new ArrayList<>();
        while (true) {
            Token token = tokens.take();
            switch (token.kind()) {
                case DATA -> all.add(new Statement.Text(token.value().toString()));
                case OUTPUT_BEGIN -> {
                    all.add(new Statement.Output(expressions.tuple(true, false)));
                    tokens.expect(Kind.OUTPUT_END);
                }
                case TAG_BEGIN -> {
                    if (tokens.isAt(Kind.NAME) && ends.contains(tokens.current().value())) {
                        tokens.leave();
                        return List.copyOf(all);
                    }
                    all.addAll(statement(tag));
                    tokens.expect(Kind.TAG_END);
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw TemplateError.syntax(
                                "Unexpected end of template. The innermost block that needs to be"
                                        + " closed is '"
                                        + tag
                                        + "'",
                                token.position());
                    }
                    tokens.leave();
                    return List.copyOf(all);
                }
            }
        }
    }

    /// Parses the inside of a block, its end tag included.
    private List<Statement> body(String end, String tag) {
        List<Statement> body = bodyUpTo(Set.of(end), tag);
        tokens.take();
        return body;
    }

    private List<Statement> bodyUpTo(Set<String> ends, String tag) {
        tokens.takeOperator(":");
        tokens.expect(Kind.TAG_END);
        return statements(ends, tag);
    }

    private List<Statement> statement(String outer) {
        int position = tokens.current().position();
        if (!tokens.isAt(Kind.NAME)) {
            throw TemplateError.syntax("tag name expected", position);
        }
        String tag = tokens.expectAnyName();
        return switch (tag) {
            case "if" -> List.of(conditional());
            case "for" -> List.of(loop(position));
            case "set" -> List.of(set());
            case "macro" -> List.of(macro());
            case "call" -> List.of(callBlock(position));
            case "filter" -> List.of(filterBlock());
            case "with" -> List.of(with());
            case "print" -> print();
            case "generation" -> List.of(generation());
            case "break" -> List.of(inALoop(new Statement.Break(), tag, position));
            case "continue" -> List.of(inALoop(new Statement.Continue(), tag, position));
            default -> throw unknown(tag, outer, position);
        };
    }

    private static TemplateError unknown(String tag, String outer, int position) {
        if (REFUSED.contains(tag)) {
            return TemplateError.unsupported("the tag '" + tag + "'").at(position);
        }
        String inside = outer.isEmpty() ? "" : " inside '" + outer + "'";
        return TemplateError.syntax(
                "Encountered unknown tag " + Printing.quoted(tag) + inside, position);
    }

    private Statement inALoop(Statement statement, String tag, int position) {
        if (loops == 0) {
            throw TemplateError.syntax("'" + tag + "' outside loop", position);
        }
        return statement;
    }

    private Statement conditional() {
        List<Expression> conditions = new ArrayList<>();
        List<List<Statement>> bodies = new ArrayList<>();
        List<Statement> otherwise = List.of();
        while (true) {
            conditions.add(expressions.tuple(false, false));
            bodies.add(bodyUpTo(Set.of("elif", "else", "endif"), "if"));
            String end = tokens.expectAnyName();
            if (end.equals("else")) {
                otherwise = body("endif", "if");
            }
            if (!end.equals("elif")) {
                return new Statement.If(List.copyOf(conditions), List.copyOf(bodies), otherwise);
            }
        }
    }

    private Statement loop(int position) {
        Expression target = expressions.target(false);
        if (names(target).contains("loop")) {
            throw TemplateError.syntax(
                    "Can't assign to special loop variable in for-loop target", position);
        }
        tokens.expectName("in");
        Expression in = expressions.loopSource();
        Optional<Expression> filter =
                tokens.takeName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        if (tokens.isName("recursive")) {
            throw TemplateError.unsupported("a recursive loop").at(tokens.current().position());
        }
        loops++;
        List<Statement> body = bodyUpTo(Set.of("endfor", "else"), "for");
        loops--;
        List<Statement> otherwise =
                tokens.expectAnyName().equals("else") ? body("endfor", "for") : List.of();
        return new Statement.For(target, in, filter, body, otherwise, position);
    }

    private static List<String> names(Expression target) {
        return switch (target) {
            case Expression.Name name -> List.of(name.name());
            case Expression.TupleOf tuple ->
                    tuple.items().stream().flatMap(item -> names(item).stream()).toList();
            default -> List.of();
        };
    }

    private Statement set() {
        Expression target = expressions.target(true);
        if (tokens.takeOperator("=")) {
            return new Statement.Set(target, expressions.tuple(true, false));
        }
        Optional<Expression> filter = expressions.filters(Optional.empty());
        return new Statement.SetBlock(target, filter, body("endset", "set"));
    }

    private Statement macro() {
        int position = tokens.current().position();
        String name = tokens.expectAnyName();
        expressions.checkTarget(name, position);
        return signature(name, "macro");
    }

    /// Parses parameters, if there are any, and the body of a macro or of a call block.
    private Statement.Signature signature(String name, String tag) {
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        parameterList(parameters, defaults);
        return macroBody(name, parameters, defaults, tag);
    }

    private void parameterList(List<String> parameters, List<Expression> defaults) {
        tokens.expectOperator("(");
        while (!tokens.isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            int position = tokens.current().position();
            String parameter = tokens.expectAnyName();
            expressions.checkTarget(parameter, position);
            if (parameters.contains(parameter)) {
                throw TemplateError.syntax(
                        "duplicate argument '" + parameter + "' in a macro", position);
            }
            parameters.add(parameter);
            if (tokens.takeOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw TemplateError.syntax(
                        "non-default argument follows default argument", position);
            }
        }
        tokens.expectOperator(")");
    }

    private Statement.Signature macroBody(
            String name, List<String> parameters, List<Expression> defaults, String tag) {
        Set<String> before = Set.copyOf(namesRead);
        int loopsOutside = loops;
        namesRead.clear();
        loops = 0;
        List<Statement> body = body("end" + tag, tag);
        Statement.Signature signature =
                new Statement.Signature(
                        name,
                        List.copyOf(parameters),
                        List.copyOf(defaults),
                        body,
                        namesRead.contains("caller"),
                        namesRead.contains("varargs"),
                        namesRead.contains("kwargs"));
        loops = loopsOutside;
        namesRead.addAll(before);
        return signature;
    }

    private Statement callBlock(int position) {
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        if (tokens.isOperator("(")) {
            parameterList(parameters, defaults);
        }
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw TemplateError.syntax("expected call", position);
        }
        return new Statement.CallBlock(call, macroBody("caller", parameters, defaults, "call"));
    }

    private Statement filterBlock() {
        Expression first = expressions.filter(Optional.empty());
        Expression all = expressions.filters(Optional.of(first)).orElseThrow();
        return new Statement.FilterBlock(all, body("endfilter", "filter"));
    }

    private Statement with() {
        List<Expression> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.isAt(Kind.TAG_END)) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(new Expression.Name(withName(), tokens.current().position()));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(
                List.copyOf(targets), List.copyOf(values), body("endwith", "with"));
    }

    private String withName() {
        int position = tokens.current().position();
        String name = tokens.expectAnyName();
        expressions.checkTarget(name, position);
        return name;
    }

    private List<Statement> print() {
        List<Statement> outputs = new ArrayList<>();
        while (!tokens.isAt(Kind.TAG_END)) {
            if (!outputs.isEmpty()) {
                tokens.expectOperator(",");
            }
            outputs.add(new Statement.Output(expressions.expression()));
        }
        return outputs;
    }

    private Statement generation() {
        int loopsOutside = loops;
        loops = 0;
        List<Statement> body = body("endgeneration", "generation");
        loops = loopsOutside;
        return new Statement.Generation(body);
    }
}
