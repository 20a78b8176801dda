package org.taskvectors.merge.recipe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.file.Shown;

/// A plan as a table: a row for each input of the tensors that are alike, layers that are alike
/// joined.
///
/// @param parameters the names of the columns with values
public record PlanTable(List<String> parameters, List<Row> rows) {
    private static final MathContext DIGITS = new MathContext(6);

    public PlanTable {
        parameters = List.copyOf(parameters);
        rows = List.copyOf(rows);
    }

    /// @param layers `0–7`, `vision.3`, or empty outside the layers
    /// @param tensors which of a layer's tensors: `all`, or kinds and families
    /// @param model the input's model
    /// @param from the layers of the model; empty outside the layers
    /// @param how `base`, `copied`, or empty
    /// @param values by parameter; those of the tensor stand with its first input
    public record Row(
            String layers,
            String tensors,
            ModelReference model,
            String from,
            String how,
            Map<String, Scalar> values) {
        public Row {
            values = Ordered.copy(values);
        }

        /// Returns the value of a parameter as a person reads it; empty where none stands here.
        public String shown(String parameter) {
            Scalar value = values.get(parameter);
            return value == null ? "" : PlanTable.shown(value);
        }
    }

    /// The tensors of one layer that are made alike.
    ///
    /// @param shifts for each input, how far its layer lies from the result's
    private record Group(
            String tensors,
            boolean isCopied,
            Map<String, Scalar> values,
            List<RecipePlan.Input> inputs,
            List<Integer> shifts) {}

    /// Layers whose groups are equal.
    private record Run(String stack, OptionalInt first, int count, List<Group> groups) {}

    static PlanTable of(RecipePlan plan) {
        List<Run> runs = new ArrayList<>();
        for (List<RecipePlan.Planned> layer : layers(plan.tensors())) {
            Placement placement = layer.getFirst().placement();
            List<Group> groups = groups(layer);
            Run last = runs.isEmpty() ? null : runs.getLast();
            if (last != null
                    && placement.layer().isPresent()
                    && last.first().isPresent()
                    && last.stack().equals(placement.stack())
                    && last.first().getAsInt() + last.count() == placement.layer().getAsInt()
                    && last.groups().equals(groups)) {
                runs.set(
                        runs.size() - 1,
                        new Run(last.stack(), last.first(), last.count() + 1, groups));
            } else {
                runs.add(new Run(placement.stack(), placement.layer(), 1, groups));
            }
        }
        List<Row> rows = new ArrayList<>();
        runs.forEach(run -> run.groups().forEach(group -> add(run, group, rows)));
        Set<String> columns = new LinkedHashSet<>();
        plan.method().parameters().forEach(one -> columns.add(one.name()));
        columns.removeIf(name -> rows.stream().noneMatch(row -> row.values().containsKey(name)));
        return new PlanTable(List.copyOf(columns), rows);
    }

    /// The tensors of each layer in one list, and those between layers.
    private static List<List<RecipePlan.Planned>> layers(List<RecipePlan.Planned> tensors) {
        List<List<RecipePlan.Planned>> layers = new ArrayList<>();
        for (RecipePlan.Planned one : tensors) {
            Placement before = layers.isEmpty() ? null : layers.getLast().getFirst().placement();
            if (before == null
                    || !before.layer().equals(one.placement().layer())
                    || (one.placement().layer().isPresent()
                            && !before.stack().equals(one.placement().stack()))) {
                layers.add(new ArrayList<>());
            }
            layers.getLast().add(one);
        }
        return layers;
    }

    private static List<Group> groups(List<RecipePlan.Planned> layer) {
        Map<Group, List<RecipePlan.Planned>> found = new LinkedHashMap<>();
        for (RecipePlan.Planned one : layer) {
            found.computeIfAbsent(group(one), key -> new ArrayList<>()).add(one);
        }
        List<Group> groups = new ArrayList<>();
        found.forEach(
                (group, tensors) ->
                        groups.add(
                                new Group(
                                        GroupLabel.of(tensors, layer),
                                        group.isCopied(),
                                        group.values(),
                                        group.inputs(),
                                        group.shifts())));
        return groups;
    }

    private static Group group(RecipePlan.Planned tensor) {
        OptionalInt layer = tensor.placement().layer();
        List<RecipePlan.Input> inputs = new ArrayList<>();
        List<Integer> shifts = new ArrayList<>();
        for (RecipePlan.Input input : tensor.inputs()) {
            // Without the tensor's name and layer, which differ within a group.
            inputs.add(
                    new RecipePlan.Input(
                            input.model(),
                            "",
                            OptionalInt.empty(),
                            input.isBase(),
                            input.values()));
            shifts.add(
                    input.layer().isPresent() && layer.isPresent()
                            ? input.layer().getAsInt() - layer.getAsInt()
                            : 0);
        }
        return new Group("", tensor.isCopied(), tensor.values(), inputs, shifts);
    }

    private static void add(Run run, Group group, List<Row> rows) {
        for (int i = 0; i < group.inputs().size(); i++) {
            RecipePlan.Input input = group.inputs().get(i);
            Map<String, Scalar> values = new LinkedHashMap<>();
            if (i == 0) {
                values.putAll(group.values());
            }
            values.putAll(input.values());
            rows.add(
                    new Row(
                            range(run.stack(), run.first(), run.count(), 0),
                            group.tensors(),
                            input.model(),
                            range("", run.first(), run.count(), group.shifts().get(i)),
                            group.isCopied() ? "copied" : input.isBase() ? "base" : "",
                            values));
        }
    }

    private static String range(String stack, OptionalInt first, int count, int shift) {
        if (first.isEmpty()) {
            return "";
        }
        int begin = first.getAsInt() + shift;
        return (stack.isEmpty() ? "" : stack + ".")
                + begin
                + (count == 1 ? "" : "–" + (begin + count - 1));
    }

    /// Returns the table as lines of text, its columns aligned. Layers and tensors stand only where
    /// they change.
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("layers", "tensors", "from", "its layers", ""));
        head.addAll(parameters);
        lines.add(head);
        Row before = null;
        for (Row row : rows) {
            boolean isSame =
                    before != null
                            && before.layers().equals(row.layers())
                            && before.tensors().equals(row.tensors());
            List<String> line =
                    new ArrayList<>(
                            List.of(
                                    isSame ? "" : row.layers().isEmpty() ? "outside" : row.layers(),
                                    isSame ? "" : row.tensors(),
                                    Shown.of(row.model().text()),
                                    row.from(),
                                    row.how()));
            for (String parameter : parameters) {
                line.add(row.shown(parameter));
            }
            lines.add(line);
            before = row;
        }
        return aligned(lines);
    }

    private static String shown(Scalar value) {
        if (!(value instanceof Scalar.Real(double number)) || number == 0) {
            return Shown.of(value.shown());
        }
        return new Scalar.Real(new BigDecimal(number).round(DIGITS).doubleValue()).shown();
    }

    private static String aligned(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(line.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                if (widths[i] > 0) {
                    one.append(line.get(i)).repeat(' ', widths[i] + 2 - length(line.get(i)));
                }
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
