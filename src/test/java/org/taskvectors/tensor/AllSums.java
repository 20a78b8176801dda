package org.taskvectors.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every number that sums have, by name and with every bit of it. What a class says of itself is
/// found by its public methods, so a new sum is compared wherever two kernels are, with no list to
/// keep.
public final class AllSums {
    private AllSums() {}

    /// Takes everything out of the sums over what is stored.
    public static Map<String, Object> of(MagnitudeSums sums, DType stored) {
        MagnitudeTotals totals = new MagnitudeTotals(stored);
        double[] floating = sums.takeSums();
        sums.drainInto(totals);
        totals.finish(floating[0], floating[1]);
        Map<String, Object> numbers = of(totals);
        for (int i = 0; i < floating.length; i++) {
            numbers.put("takeSums[" + i + "]", bits(floating[i]));
        }
        return numbers;
    }

    /// Returns the numbers of both sides of a difference.
    public static Map<String, Object> of(SideTally sides) {
        return of((Object) sides);
    }

    /// Returns the numbers of several vectors together, and of each of their pairs.
    public static Map<String, Object> of(JointSums sums, int vectors) {
        Map<String, Object> numbers = of(sums);
        for (Method method : asked(sums, int.class)) {
            for (int pair = 0; pair < vectors * (vectors - 1) / 2; pair++) {
                numbers.put(method.getName() + "[" + pair + "]", value(method, sums, pair));
            }
        }
        return numbers;
    }

    private static Map<String, Object> of(Object sums) {
        Map<String, Object> numbers = new TreeMap<>();
        for (Method method : asked(sums)) {
            numbers.put(method.getName(), value(method, sums));
        }
        return numbers;
    }

    private static List<Method> asked(Object sums, Class<?>... parameters) {
        List<Method> asked = new ArrayList<>();
        for (Method method : sums.getClass().getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && method.getReturnType() != void.class
                    && List.of(method.getParameterTypes()).equals(List.of(parameters))) {
                asked.add(method);
            }
        }
        if (asked.isEmpty()) {
            throw new AssertionError(sums.getClass() + " has no numbers");
        }
        return asked;
    }

    private static Object value(Method method, Object sums, Object... arguments) {
        try {
            Object value = method.invoke(sums, arguments);
            return value instanceof Double number ? bits(number) : value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(method.toString(), e);
        }
    }

    /// One NaN is another.
    private static long bits(double number) {
        return Double.doubleToLongBits(number);
    }
}
