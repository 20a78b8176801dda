package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The keys of one part of a recipe, and its values by their kinds.
final class Keys {
    private final YamlNode.Entries node;
    private final String path;
    private final String what;
    private final Findings findings;

    private Keys(YamlNode.Entries node, String path, String what, Findings findings) {
        this.node = node;
        this.path = path;
        this.what = what;
        this.findings = findings;
    }

    /// @param path where the part stands in the recipe: `models[1]`; empty for the whole
    /// @param what what it is called: `a model`
    static Keys of(YamlNode node, String path, String what, Findings findings) throws Failure {
        if (!(node instanceof YamlNode.Entries entries)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    node.span(),
                    "here is " + node.what() + ", where " + what + " has keys with values",
                    "");
        }
        findings.place(path, node.span());
        return new Keys(entries, path, what, findings);
    }

    /// Keeps a failure for each key that is not one of `known`.
    void only(List<String> known) {
        node.entries()
                .forEach(
                        (key, entry) -> {
                            if (!known.contains(key)) {
                                findings.keep(
                                        RecipeProblem.UNKNOWN_KEY,
                                        entry.key(),
                                        what + " has no key '" + Shown.of(key) + "'",
                                        advice(key, known));
                            }
                        });
    }

    private static String advice(String key, List<String> known) {
        if (key.equals("residual_weight")) {
            return "Remove it: mergekit 0.1.5 reads it and does nothing with it";
        }
        boolean isParameter = known.contains("parameters") && !known.contains("merge_method");
        return "Its keys are "
                + String.join(", ", known)
                + (isParameter ? "; what the method takes stands under parameters" : "");
    }

    Span span() {
        return node.span();
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Optional<Span> keySpan(String key) {
        return Optional.ofNullable(node.entries().get(key)).map(YamlNode.Entry::key);
    }

    /// Returns the value of a key; empty if the key is absent or has no value.
    Optional<YamlNode> find(String key) {
        YamlNode.Entry entry = node.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        findings.place(path(key), entry.value().span());
        return isNothing(entry.value()) ? Optional.empty() : Optional.of(entry.value());
    }

    private static boolean isNothing(YamlNode node) {
        return node instanceof YamlNode.Leaf leaf
                && leaf.isPlain()
                && PlainValue.of(leaf.text()) instanceof PlainValue.Nothing;
    }

    YamlNode get(String key) throws Failure {
        Optional<YamlNode> found = find(key);
        if (found.isEmpty()) {
            throw findings.failure(
                    RecipeProblem.MISSING_KEY,
                    keySpan(key).orElse(node.span()),
                    what + " needs a value for '" + key + "'",
                    "");
        }
        return found.get();
    }

    Optional<String> text(String key) throws Failure {
        Optional<YamlNode> found = find(key);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(text(found.get(), "'" + key + "'", findings));
    }

    Optional<List<YamlNode>> list(String key) throws Failure {
        Optional<YamlNode> found = find(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!(found.get() instanceof YamlNode.Items items)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    found.get().span(),
                    "'" + key + "' is a list, and here is " + found.get().what(),
                    "");
        }
        if (items.nodes().isEmpty()) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE, items.span(), "'" + key + "' is empty", "");
        }
        return Optional.of(items.nodes());
    }

    /// Returns a text that is not empty.
    ///
    /// @param of what it is the value of
    static String text(YamlNode node, String of, Findings findings) throws Failure {
        if (!(node instanceof YamlNode.Leaf leaf)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    node.span(),
                    of + " is text, and here is " + node.what(),
                    "");
        }
        if (leaf.isPlain() && !(PlainValue.of(leaf.text()) instanceof PlainValue.Text)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    leaf.span(),
                    of
                            + " is text, and PyYAML reads '"
                            + Shown.of(leaf.text())
                            + "' as "
                            + read(PlainValue.of(leaf.text())),
                    "Put it between quotes where text is meant");
        }
        if (leaf.text().isEmpty() || hasHalfPair(leaf.text())) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    leaf.span(),
                    leaf.text().isEmpty()
                            ? of + " is empty"
                            : of + " holds half of a character (a lone surrogate)",
                    "");
        }
        return leaf.text();
    }

    /// Half of a pair cannot be written as UTF-8.
    private static boolean hasHalfPair(String text) {
        return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    /// What PyYAML reads, in words.
    static String read(PlainValue value) {
        return switch (value) {
            case PlainValue.Nothing nothing -> "nothing";
            case PlainValue.Flag flag -> Boolean.toString(flag.value());
            case PlainValue.Whole whole -> "the number " + Shown.of(whole.value().toString());
            case PlainValue.Real real -> "the number " + real.value();
            case PlainValue.Text text -> "text";
            case PlainValue.Other other -> other.what();
        };
    }
}
