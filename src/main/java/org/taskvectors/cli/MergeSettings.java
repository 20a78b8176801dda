package org.taskvectors.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The values of a method's parameters as they stand on the command line: `density=0.2`, or one for
/// each ingredient, `density=0.2,0.5`.
final class MergeSettings implements Settings {
    private final Map<String, double[]> values = new HashMap<>();

    /// @param set what stands behind `--set`
    /// @param weights of the ingredients
    /// @throws ParameterException where a method has no such parameter, or a value is none
    MergeSettings(Method method, List<String> set, List<Double> weights, CommandLine command) {
        for (String one : set) {
            int at = one.indexOf('=');
            String name = at < 0 ? one : one.substring(0, at);
            Parameter parameter =
                    method.parameters().stream()
                            .filter(known -> known.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(method, name, command));
            double[] numbers = numbers(one, at, command);
            if (numbers.length != 1 && !(parameter.isEach() && numbers.length == weights.size())) {
                throw new ParameterException(
                        command,
                        one
                                + ": "
                                + name
                                + (parameter.isEach()
                                        ? " takes one number, or one for each of the "
                                                + weights.size()
                                                + " ingredients"
                                        : " takes one number"));
            }
            values.put(name, numbers);
        }
        boolean hasWeights =
                method.parameters().stream().anyMatch(known -> known.name().equals("weight"));
        if (hasWeights) {
            double[] all = weights.stream().mapToDouble(Double::doubleValue).toArray();
            if (values.putIfAbsent("weight", all) != null) {
                throw new ParameterException(
                        command, "--set weight: write weights behind the ingredients, PATH=WEIGHT");
            }
        } else if (weights.stream().anyMatch(weight -> weight != 1)) {
            throw new ParameterException(
                    command, method.id() + " takes no weights; leave out =WEIGHT");
        }
    }

    private static ParameterException unknown(Method method, String name, CommandLine command) {
        String known =
                method.parameters().stream()
                        .map(Parameter::name)
                        .filter(each -> !each.equals("weight"))
                        .collect(Collectors.joining(", "));
        return new ParameterException(
                command,
                method.id()
                        + " has no parameter '"
                        + name
                        + "'"
                        + (known.isEmpty() ? "" : "; it has " + known));
    }

    private static double[] numbers(String argument, int at, CommandLine command) {
        List<Double> numbers = new ArrayList<>();
        for (String text : argument.substring(at + 1).split(",", -1)) {
            double number;
            try {
                number = at < 0 ? Double.NaN : Double.parseDouble(text.strip());
            } catch (NumberFormatException e) {
                number = Double.NaN;
            }
            if (!Double.isFinite(number)) {
                throw new ParameterException(
                        command, argument + ": write NAME=NUMBER, such as density=0.2");
            }
            numbers.add(number);
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public OptionalDouble value(String parameter, int ingredient, Slot slot) {
        double[] own = values.get(parameter);
        if (own == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(own[own.length == 1 ? 0 : Math.max(0, ingredient)]);
    }
}
