package org.taskvectors.tokenizer.template;

import java.util.Map;
import java.util.Set;

/// The tests behind `is`.
final class Tests {
    private static final Map<String, String> COMPARISONS =
            Map.ofEntries(
                    Map.entry("==", "=="),
                    Map.entry("eq", "=="),
                    Map.entry("equalto", "=="),
                    Map.entry("!=", "!="),
                    Map.entry("ne", "!="),
                    Map.entry(">", ">"),
                    Map.entry("gt", ">"),
                    Map.entry("greaterthan", ">"),
                    Map.entry(">=", ">="),
                    Map.entry("ge", ">="),
                    Map.entry("<", "<"),
                    Map.entry("lt", "<"),
                    Map.entry("lessthan", "<"),
                    Map.entry("<=", "<="),
                    Map.entry("le", "<="));
    private static final Set<String> PLAIN =
            Set.of(
                    "odd",
                    "even",
                    "defined",
                    "undefined",
                    "filter",
                    "test",
                    "none",
                    "boolean",
                    "false",
                    "true",
                    "integer",
                    "float",
                    "lower",
                    "upper",
                    "string",
                    "mapping",
                    "number",
                    "sequence",
                    "iterable",
                    "callable");

    private Tests() {}

    private static boolean has(String name) {
        return PLAIN.contains(name)
                || COMPARISONS.containsKey(name)
                || Set.of("divisibleby", "sameas", "in", "escaped").contains(name);
    }

    static Object apply(Run run, String name, Object value, Arguments arguments) {
        run.spend(1);
        String comparison = COMPARISONS.get(name);
        if (comparison != null) {
            Object other = arguments.bind(name, "b").get(0);
            return compare(run, comparison, value, other);
        }
        if (PLAIN.contains(name)) {
            arguments.bind("test_" + name);
            return plain(run, name, value);
        }
        return switch (name) {
            case "divisibleby" -> {
                Object divisor = arguments.bind(name, "num").get(0);
                yield isZero(run, Numbers.arithmetic(run, "%", value, divisor));
            }
            case "in" -> Comparing.contains(run, arguments.bind(name, "seq").get(0), value);
            case "sameas" -> same(value, arguments.bind(name, "other").get(0));
            case "escaped" -> throw TemplateError.unsupported("the test 'escaped'");
            default -> throw TemplateError.wrong("No test named " + Printing.quoted(name) + ".");
        };
    }

    private static boolean compare(Run run, String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Comparing.equal(run, left, right);
            case "!=" -> !Comparing.equal(run, left, right);
            default -> Comparing.ordered(run, operator, left, right);
        };
    }

    private static boolean isZero(Run run, Object value) {
        return Comparing.equal(run, value, 0L);
    }

    /// `is`, which for values that may be shared or made anew Python leaves open.
    private static boolean same(Object left, Object right) {
        boolean isPlain = left instanceof Boolean || left == None.NONE;
        boolean isOtherPlain = right instanceof Boolean || right == None.NONE;
        if (isPlain || isOtherPlain) {
            return left.equals(right);
        }
        if (!Types.name(left).equals(Types.name(right))) {
            return false;
        }
        if (left instanceof MapValue || left instanceof NamespaceValue) {
            // Neither is equal to another than itself.
            return left.equals(right);
        }
        throw TemplateError.unsupported("the test 'sameas' on " + Types.name(left));
    }

    private static boolean plain(Run run, String name, Object value) {
        return switch (name) {
            case "odd" -> Comparing.equal(run, Numbers.arithmetic(run, "%", value, 2L), 1L);
            case "even" -> isZero(run, Numbers.arithmetic(run, "%", value, 2L));
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "filter" -> value instanceof String filter && Filters.has(filter);
            case "test" -> value instanceof String test && has(test);
            case "none" -> value == None.NONE;
            case "boolean" -> value instanceof Boolean;
            case "false" -> value.equals(false);
            case "true" -> value.equals(true);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "lower" -> TextMethods.isLower(run.made(Printing.text(run, value)));
            case "upper" -> TextMethods.isUpper(run.made(Printing.text(run, value)));
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof MapValue;
            case "number" -> Types.isNumber(value);
            case "sequence" -> isSequence(value);
            case "iterable" -> isIterable(value);
            case "callable" -> value instanceof Function || value instanceof Undefined;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Whether Python's `len(value)` and `value.__getitem__` are there; a missing value fails only
    /// when its method is called.
    private static boolean isSequence(Object value) {
        return switch (value) {
            case String text -> true;
            case MapValue map -> true;
            case Items items -> items.isSequence();
            case Undefined undefined -> true;
            default -> false;
        };
    }

    private static boolean isIterable(Object value) {
        return switch (value) {
            case String text -> true;
            case MapValue map -> true;
            case Items items -> true;
            case Undefined undefined -> true;
            case Pull pull -> true;
            case Loop loop -> true;
            default -> false;
        };
    }
}
