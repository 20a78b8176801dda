package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/// Python's arithmetic. Integers have 64 bits; one that would need more is refused.
final class Numbers {
    private Numbers() {}

    static Object arithmetic(Run run, String operator, Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) {
            Object a = Types.number(left);
            Object b = Types.number(right);
            try {
                return a instanceof Long x && b instanceof Long y
                        ? whole(operator, x, y)
                        : real(operator, Types.real(a), Types.real(b));
            } catch (ArithmeticException e) {
                throw TemplateError.limit("an integer of more than 64 bits");
            }
        }
        if (operator.equals("%") && left instanceof String format) {
            return Formatting.percent(run, format, right);
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        return switch (operator) {
            case "+" -> sum(run, left, right);
            case "*" -> product(run, left, right);
            default -> throw unsupported(operator, left, right);
        };
    }

    private static TemplateError unsupported(String operator, Object left, Object right) {
        String shown = operator.equals("**") ? "** or pow()" : operator;
        return TemplateError.wrong(
                "unsupported operand type(s) for "
                        + shown
                        + ": '"
                        + Types.name(left)
                        + "' and '"
                        + Types.name(right)
                        + "'");
    }

    private static Object sum(Run run, Object left, Object right) {
        if (left instanceof String a) {
            if (right instanceof String b) {
                run.allowText((long) a.length() + b.length());
                return a + b;
            }
            throw cannotJoin(left, right);
        }
        if (left instanceof Items a && (a.isList() || a.kind() == Items.Kind.TUPLE)) {
            if (right instanceof Items b && a.kind() == b.kind()) {
                run.allowItems((long) a.size() + b.size());
                List<Object> all = new ArrayList<>(a.all());
                all.addAll(b.all());
                return new Items(a.kind(), all, "");
            }
            throw cannotJoin(left, right);
        }
        throw unsupported("+", left, right);
    }

    private static TemplateError cannotJoin(Object left, Object right) {
        String kind = Types.name(left);
        return TemplateError.wrong(
                "can only concatenate " + kind + " (not \"" + Types.name(right) + "\") to " + kind);
    }

    private static Object product(Run run, Object left, Object right) {
        if (isRepeatable(left)) {
            return repeated(run, left, right);
        }
        if (isRepeatable(right)) {
            return repeated(run, right, left);
        }
        throw unsupported("*", left, right);
    }

    private static boolean isRepeatable(Object value) {
        return value instanceof String
                || (value instanceof Items items
                        && (items.isList() || items.kind() == Items.Kind.TUPLE));
    }

    private static Object repeated(Run run, Object value, Object times) {
        if (!(times instanceof Long) && !(times instanceof Boolean)) {
            throw TemplateError.wrong(
                    "can't multiply sequence by non-int of type '" + Types.name(times) + "'");
        }
        long count = Math.max(0, Types.integer(times));
        if (value instanceof String text) {
            return Texts.repeated(run, text, count);
        }
        Items items = (Items) value;
        if (items.size() == 0 || count == 0) {
            return new Items(items.kind(), List.of(), "");
        }
        run.allowItems(count > Run.MOST_ITEMS ? count : count * items.size());
        List<Object> all = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            all.addAll(items.all());
        }
        return new Items(items.kind(), all, "");
    }

    private static Object whole(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "/" -> (double) a / nonZero(b);
            case "//" -> Math.floorDivExact(a, nonZero(b));
            case "%" -> Math.floorMod(a, nonZero(b));
            case "**" ->
                    b < 0
                            ? (Object) Math.pow((double) nonZero(a), (double) b)
                            : (Object) power(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw TemplateError.wrong("division by zero");
        }
        return divisor;
    }

    private static long power(long base, long exponent) {
        long result = 1;
        long square = base;
        long left = exponent;
        while (left > 0) {
            if ((left & 1) == 1) {
                result = Math.multiplyExact(result, square);
            }
            left >>= 1;
            if (left > 0) {
                square = Math.multiplyExact(square, square);
            }
        }
        return result;
    }

    private static double real(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / nonZero(b);
            case "//" -> Math.floor((a - modulo(a, nonZero(b))) / b);
            case "%" -> modulo(a, nonZero(b));
            case "**" -> realPower(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static double realPower(double a, double b) {
        double power = Math.pow(a, b);
        if (Double.isFinite(a) && Double.isFinite(b)) {
            if (Double.isInfinite(power) && a != 0) {
                throw TemplateError.wrong("Numerical result out of range");
            }
            if (!Double.isFinite(power)) {
                throw TemplateError.unsupported("a power that is no real number");
            }
        }
        return power;
    }

    private static double modulo(double a, double b) {
        double rest = a % b;
        if (rest == 0) {
            return Math.copySign(0.0, b);
        }
        return rest < 0 != b < 0 ? rest + b : rest;
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw TemplateError.wrong("division by zero");
        }
        return divisor;
    }

    static Object signed(boolean isMinus, Object value) {
        return switch (Types.number(value)) {
            case Long number -> {
                if (isMinus && number == Long.MIN_VALUE) {
                    throw TemplateError.limit("an integer of more than 64 bits");
                }
                yield isMinus ? (Object) (-number) : number;
            }
            case Double number -> isMinus ? (Object) (-number) : number;
            case Undefined undefined -> throw undefined.failure();
            default ->
                    throw TemplateError.wrong(
                            "bad operand type for unary "
                                    + (isMinus ? "-" : "+")
                                    + ": '"
                                    + Types.name(value)
                                    + "'");
        };
    }
}
