package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the `parameters` of a part of a recipe.
final class SettingReader {
    private static final List<String> CONDITION = List.of("filter", "value");

    private final @Nullable MethodSignature method;
    private final Findings findings;

    /// @param method null where the recipe's method is not known, and so no parameter can be
    ///   checked
    SettingReader(@Nullable MethodSignature method, Findings findings) {
        this.method = method;
        this.findings = findings;
    }

    /// Returns the settings under `parameters`, in the recipe's order.
    Map<String, Setting> under(Keys keys) throws Failure {
        Optional<YamlNode> node = keys.find("parameters");
        if (node.isEmpty()) {
            return Map.of();
        }
        if (!(node.get() instanceof YamlNode.Entries entries)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    node.get().span(),
                    "'parameters' has a key with a value for each parameter, and here is "
                            + node.get().what(),
                    "");
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode.Entry> entry : entries.entries().entrySet()) {
            String name = entry.getKey();
            MethodSignature.@Nullable Parameter parameter =
                    method == null ? null : method.parameter(name).orElse(null);
            if (method != null && parameter == null) {
                findings.keep(
                        RecipeProblem.UNKNOWN_PARAMETER,
                        entry.getValue().key(),
                        method.id() + " has no parameter '" + Shown.of(name) + "'",
                        advice(method));
            }
            findings.place(keys.path("parameters." + name), entry.getValue().value().span());
            settings.put(name, setting(name, entry.getValue().value(), parameter));
        }
        return settings;
    }

    private static String advice(MethodSignature method) {
        String names =
                String.join(
                        ", ",
                        method.parameters().stream().map(MethodSignature.Parameter::name).toList());
        return "Remove it, mergekit passes over it; "
                + (names.isEmpty() ? method.id() + " has none" : "the parameters are " + names);
    }

    private Setting setting(
            String name, YamlNode node, MethodSignature.@Nullable Parameter parameter)
            throws Failure {
        return switch (node) {
            case YamlNode.Entries entries ->
                    new Setting.Conditions(List.of(condition(name, entries, parameter)));
            case YamlNode.Items items
                    when !items.nodes().isEmpty()
                            && items.nodes().stream()
                                    .allMatch(YamlNode.Entries.class::isInstance) -> {
                List<Setting.Condition> conditions = new ArrayList<>();
                for (YamlNode one : items.nodes()) {
                    conditions.add(condition(name, one, parameter));
                }
                yield new Setting.Conditions(conditions);
            }
            default -> plain(name, node, parameter);
        };
    }

    private Setting.Condition condition(
            String name, YamlNode node, MethodSignature.@Nullable Parameter parameter)
            throws Failure {
        Keys keys = Keys.of(node, "", "a condition", findings);
        keys.only(CONDITION);
        return new Setting.Condition(filter(keys), plain(name, keys.get("value"), parameter));
    }

    /// An empty filter is a part of every name.
    private Optional<String> filter(Keys keys) throws Failure {
        Optional<YamlNode> node = keys.find("filter");
        return node.isPresent()
                        && node.get() instanceof YamlNode.Leaf leaf
                        && !leaf.isPlain()
                        && leaf.text().isEmpty()
                ? Optional.of("")
                : keys.text("filter");
    }

    private Setting.Plain plain(
            String name, YamlNode node, MethodSignature.@Nullable Parameter parameter)
            throws Failure {
        if (node instanceof YamlNode.Leaf leaf) {
            return new Setting.One(value(name, leaf, parameter));
        }
        if (!(node instanceof YamlNode.Items items)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    node.span(),
                    "'" + Shown.of(name) + "' is one value or a list of values here",
                    "Conditions cannot stand in conditions");
        }
        if (items.nodes().isEmpty()) {
            throw findings.failure(
                    RecipeProblem.EMPTY_SETTING,
                    items.span(),
                    "'" + Shown.of(name) + "' has an empty list, as if it were not there",
                    "Remove the key, or write its anchors");
        }
        List<Scalar> anchors = new ArrayList<>();
        for (YamlNode one : items.nodes()) {
            if (!(one instanceof YamlNode.Leaf leaf)) {
                throw findings.failure(
                        RecipeProblem.WRONG_KIND,
                        one.span(),
                        "a list is of single values or of conditions, not of both, and of no lists",
                        "");
            }
            anchors.add(value(name, leaf, parameter));
        }
        return new Setting.Curve(anchors);
    }

    private Scalar value(
            String name, YamlNode.Leaf leaf, MethodSignature.@Nullable Parameter parameter)
            throws Failure {
        Scalar value = scalar(leaf, "'" + Shown.of(name) + "'", findings);
        if (parameter != null && Values.as(parameter.kind(), value).isEmpty()) {
            findings.keep(
                    RecipeProblem.WRONG_VALUE,
                    leaf.span(),
                    "'"
                            + Shown.of(name)
                            + "' is "
                            + Values.words(parameter.kind())
                            + ", and here is '"
                            + Shown.of(leaf.text())
                            + "'"
                            + (leaf.isPlain()
                                    ? ", which PyYAML reads as "
                                            + Keys.read(PlainValue.of(leaf.text()))
                                    : ""),
                    "");
        }
        return value;
    }

    /// Returns a single value as PyYAML reads it.
    static Scalar scalar(YamlNode.Leaf leaf, String of, Findings findings) throws Failure {
        PlainValue read =
                leaf.isPlain() ? PlainValue.of(leaf.text()) : new PlainValue.Text(leaf.text());
        return switch (read) {
            case PlainValue.Flag flag -> new Scalar.Flag(flag.value());
            case PlainValue.Whole whole when whole.value().bitLength() < 64 ->
                    new Scalar.Whole(whole.value().longValue());
            case PlainValue.Real real when Double.isFinite(real.value()) ->
                    new Scalar.Real(real.value());
            case PlainValue.Text text -> new Scalar.Text(Keys.text(leaf, of, findings));
            case PlainValue.Whole whole ->
                    throw findings.failure(
                            RecipeProblem.NUMBER_TOO_LARGE,
                            leaf.span(),
                            of + " is a number of more than 64 bits",
                            "");
            case PlainValue.Real real ->
                    throw findings.failure(
                            RecipeProblem.NOT_FINITE,
                            leaf.span(),
                            of + " is no finite number",
                            "Write a number");
            case PlainValue.Nothing nothing ->
                    throw findings.failure(
                            RecipeProblem.WRONG_KIND,
                            leaf.span(),
                            of + " has no value",
                            "Remove the key, or write a value");
            case PlainValue.Other other ->
                    throw findings.failure(
                            RecipeProblem.WRONG_KIND,
                            leaf.span(),
                            of + " is " + other.what() + " to PyYAML",
                            "Put it between quotes where text is meant");
        };
    }

    /// Returns a whole number that is no parameter.
    static long whole(YamlNode node, String of, Findings findings) throws Failure {
        Optional<Scalar> value =
                node instanceof YamlNode.Leaf leaf
                        ? Values.as(MethodSignature.Kind.WHOLE, scalar(leaf, of, findings))
                        : Optional.empty();
        if (value.isEmpty() || !(value.get() instanceof Scalar.Whole whole)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND, node.span(), of + " is a whole number", "");
        }
        return whole.value();
    }
}
