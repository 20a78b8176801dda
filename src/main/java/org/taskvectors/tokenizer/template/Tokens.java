package org.taskvectors.tokenizer.template;

import java.util.List;
import org.taskvectors.tokenizer.template.Token.Kind;

/// The tokens that the parser has still to read, and how deep in the template it is.
final class Tokens {
    /// How many constructs may stand inside each other; each costs the parser some twelve calls.
    private static final int MOST_NESTED = 60;

    private final List<Token> tokens;
    private int next;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(next);
    }

    Token following() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    /// Returns the current token and goes on to the next.
    Token take() {
        Token token = current();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean isAt(Kind kind) {
        return current().kind() == kind;
    }

    boolean isOperator(String operator) {
        return current().isOperator(operator);
    }

    boolean isName(String name) {
        return current().isName(name);
    }

    boolean takeOperator(String operator) {
        boolean is = isOperator(operator);
        if (is) {
            next++;
        }
        return is;
    }

    boolean takeName(String name) {
        boolean is = isName(name);
        if (is) {
            next++;
        }
        return is;
    }

    void expectOperator(String operator) {
        if (!takeOperator(operator)) {
            throw expected(operator);
        }
    }

    void expectName(String name) {
        if (!takeName(name)) {
            throw expected(name);
        }
    }

    String expectAnyName() {
        if (!isAt(Kind.NAME)) {
            throw expected("name");
        }
        return take().value().toString();
    }

    void expect(Kind kind) {
        if (!isAt(kind)) {
            throw expected(new Token(kind, "", 0).shown());
        }
        take();
    }

    private TemplateError expected(String what) {
        Token token = current();
        String message =
                token.kind() == Kind.END
                        ? "unexpected end of template, expected '" + what + "'"
                        : "expected token '" + what + "', got '" + token.shown() + "'";
        return TemplateError.syntax(message, token.position());
    }

    void enter() {
        depth++;
        if (depth > MOST_NESTED) {
            throw TemplateError.limit("more than " + MOST_NESTED + " constructs inside each other")
                    .at(current().position());
        }
    }

    void leave() {
        depth--;
    }
}
