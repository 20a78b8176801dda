package org.taskvectors.tokenizer.template;

/// A token of a template.
///
/// @param value the text of a name or an operator, the value of a literal
/// @param position the offset in the source of its first character
record Token(Kind kind, Object value, int position) {
    enum Kind {
        DATA,
        OUTPUT_BEGIN,
        OUTPUT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        NUMBER,
        OPERATOR,
        END
    }

    boolean isName(String name) {
        return kind == Kind.NAME && value.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && value.equals(operator);
    }

    /// Returns how a message names it.
    String shown() {
        return switch (kind) {
            case DATA -> "template data / text";
            case OUTPUT_BEGIN -> "begin of print statement";
            case OUTPUT_END -> "end of print statement";
            case TAG_BEGIN -> "begin of statement block";
            case TAG_END -> "end of statement block";
            case NAME, OPERATOR -> value.toString();
            case STRING -> "string";
            case NUMBER -> value instanceof Long ? "integer" : "float";
            case END -> "end of template";
        };
    }
}
