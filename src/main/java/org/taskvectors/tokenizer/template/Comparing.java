package org.taskvectors.tokenizer.template;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Python's `==`, `<` and `in`.
final class Comparing {
    private Comparing() {}

    static boolean equal(Run run, Object left, Object right) {
        run.spend(1);
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return Types.number(left).equals(Types.number(right)) || order(left, right) == 0;
        }
        return switch (left) {
            case String text -> {
                run.read(text);
                yield text.equals(right);
            }
            case Undefined undefined -> right instanceof Undefined;
            case Items items ->
                    right instanceof Items other
                            && items.kind() == other.kind()
                            && equalItems(run, items, other);
            case MapValue map -> right instanceof MapValue other && equalMaps(run, map, other);
            case None none -> right == None.NONE;
            default -> left.equals(right);
        };
    }

    private static boolean equalItems(Run run, Items left, Items right) {
        if (left.size() != right.size()) {
            return false;
        }
        run.enter();
        Iterator<Object> others = right.all().iterator();
        boolean equal = true;
        for (Iterator<Object> all = left.all().iterator(); equal && all.hasNext(); ) {
            equal = equal(run, all.next(), others.next());
        }
        run.leave();
        return equal;
    }

    private static boolean equalMaps(Run run, MapValue left, MapValue right) {
        if (left.size() != right.size()) {
            return false;
        }
        run.enter();
        boolean equal = true;
        for (MapValue.Entry entry : left.entries()) {
            Optional<Object> other = right.get(run, entry.key());
            equal = other.isPresent() && equal(run, entry.value(), other.get());
            if (!equal) {
                break;
            }
        }
        run.leave();
        return equal;
    }

    /// Returns less than, equal to or more than zero, NaN aside.
    private static int order(Object left, Object right) {
        Object a = Types.number(left);
        Object b = Types.number(right);
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        double x = Types.real(a);
        double y = Types.real(b);
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            return x == y ? 0 : x < y ? -1 : 1;
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Long whole
                ? BigDecimal.valueOf(whole)
                : new BigDecimal((Double) number);
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double number && Double.isNaN(number);
    }

    /// Returns whether `left operator right`, for `<`, `<=`, `>` and `>=`.
    static boolean ordered(Run run, String operator, Object left, Object right) {
        if (isNaN(left) || isNaN(right)) {
            if (Types.isNumber(left) && Types.isNumber(right)) {
                return false;
            }
        }
        int order = order(run, operator, left, right);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /// Returns the order of two values, for sorting.
    static int order(Run run, String operator, Object left, Object right) {
        run.spend(1);
        if (Types.isNumber(left) && Types.isNumber(right)) {
            return order(left, right);
        }
        if (left instanceof String a && right instanceof String b) {
            run.read(a);
            return Texts.compare(a, b);
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (left instanceof Items a
                && right instanceof Items b
                && a.kind() == b.kind()
                && (a.isList() || a.kind() == Items.Kind.TUPLE)) {
            return orderItems(run, operator, a.all(), b.all());
        }
        throw TemplateError.wrong(
                "'"
                        + operator
                        + "' not supported between instances of '"
                        + Types.name(left)
                        + "' and '"
                        + Types.name(right)
                        + "'");
    }

    private static int orderItems(Run run, String operator, List<Object> left, List<Object> right) {
        run.enter();
        int order = Integer.compare(left.size(), right.size());
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!equal(run, left.get(i), right.get(i))) {
                order = order(run, operator, left.get(i), right.get(i));
                break;
            }
        }
        run.leave();
        return order;
    }

    static boolean contains(Run run, Object container, Object value) {
        return switch (container) {
            case String text -> {
                run.read(text);
                if (!(value instanceof String part)) {
                    throw TemplateError.wrong(
                            "'in <string>' requires string as left operand, not "
                                    + Types.name(value));
                }
                run.read(part);
                yield new Search(part).in(text, 0) >= 0;
            }
            case MapValue map -> map.has(run, value);
            case Items items -> anyEqual(run, items.all().iterator(), value);
            case Undefined undefined -> false;
            case Pull pull -> anyEqual(run, pull.values(), value);
            default ->
                    throw TemplateError.wrong(
                            "argument of type '" + Types.name(container) + "' is not iterable");
        };
    }

    private static boolean anyEqual(Run run, Iterator<Object> all, Object value) {
        while (all.hasNext()) {
            if (equal(run, all.next(), value)) {
                return true;
            }
        }
        return false;
    }
}
