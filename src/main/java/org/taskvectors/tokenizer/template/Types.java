package org.taskvectors.tokenizer.template;

/// The kinds of values and what Python says of each.
///
/// A value is a String, Long, Double, Boolean, [None], [Undefined], [Items], [MapValue], [Pull],
/// [NamespaceValue], [Function], or a [Loop].
final class Types {
    private Types() {}

    /// Returns the name of the value's type in Python.
    static String name(Object value) {
        return switch (value) {
            case String text -> "str";
            case Long number -> "int";
            case Double number -> "float";
            case Boolean truth -> "bool";
            case None none -> "NoneType";
            case Undefined undefined -> "Undefined";
            case Items items -> items.kind().python();
            case MapValue map -> "dict";
            case Pull pull -> pull.type();
            case NamespaceValue namespace -> "TemplateNamespace";
            case Function function -> function.type();
            case Loop loop -> "LoopContext";
            default ->
                    throw new IllegalStateException("no value of a template: " + value.getClass());
        };
    }

    /// Returns how Jinja names the value's type in messages about what it lacks.
    static String described(Object value) {
        return switch (value) {
            case None none -> "None";
            case NamespaceValue namespace ->
                    "transformers.utils.chat_template_utils.TemplateNamespace object";
            case Loop loop -> "jinja2.runtime.LoopContext object";
            case Macro macro -> "jinja2.runtime.Macro object";
            default -> name(value) + " object";
        };
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case None none -> false;
            case Undefined undefined -> false;
            case Items items -> items.size() > 0;
            case MapValue map -> map.size() > 0;
            case Loop loop -> loop.length() > 0;
            default -> true;
        };
    }

    /// Returns an integer, as which Python also takes True and False.
    static long integer(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            case Undefined undefined -> throw undefined.failure();
            default ->
                    throw TemplateError.wrong(
                            "'" + name(value) + "' object cannot be interpreted as an integer");
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    /// Returns a number with True as 1 and False as 0.
    static Object number(Object value) {
        return value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : value;
    }

    static double real(Object number) {
        return ((Number) number(number)).doubleValue();
    }
}
