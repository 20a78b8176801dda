package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;

/// The values that a merge was computed with, in words.
///
/// @param slots the tensors of the result
record SettingWords(Method method, Chosen chosen, List<Slot> slots) {
    /// Returns a line for each parameter: `density: 0.2, 0.5`, one number for all ingredients or
    /// one for each; where values differ from tensor to tensor, from the least to the most.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Parameter parameter : method.parameters()) {
            if (!slots.isEmpty()) {
                lines.add(parameter.name() + ": " + values(parameter));
            }
        }
        return lines;
    }

    private String values(Parameter parameter) {
        if (!parameter.isEach()) {
            return range(parameter, Settings.SHARED);
        }
        List<String> each =
                IntStream.range(0, slots.getFirst().ingredients())
                        .mapToObj(ingredient -> range(parameter, ingredient))
                        .toList();
        return each.stream().distinct().count() == 1
                ? each.getFirst()
                : each.stream().collect(Collectors.joining(", "));
    }

    private String range(Parameter parameter, int ingredient) {
        TreeSet<Double> values =
                slots.stream()
                        .map(slot -> chosen.of(parameter, ingredient, slot))
                        .collect(Collectors.toCollection(TreeSet::new));
        String least = plain(Collections.min(values));
        return values.size() == 1
                ? least
                : least + " to " + plain(Collections.max(values)) + " by tensor";
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? String.format(Locale.ROOT, "%.0f", number)
                : Double.toString(number);
    }
}
