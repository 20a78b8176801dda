package org.taskvectors.prompt;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// A text with fields. `{name}` stands for a field where `name` is one of the template's fields;
/// every other brace is a brace. Values are put in as they are, and braces in them stay what they
/// are.
///
/// @param id by which it is chosen: `sst2`
/// @param title for people
/// @param fields the names of its fields, in the order in which they are asked for
/// @param optional those of them that may be left empty
/// @param sentences those of them that are stripped of blanks at both ends, and ended by a full
///   stop unless they end with one, as lm-evaluation-harness does with MNLI's hypothesis
/// @param text with its fields
/// @param without the text that is used where every optional field is empty; empty for the same
/// @param labels the answers that it asks for; empty if any text is one
public record PromptTemplate(
        String id,
        String title,
        List<String> fields,
        Set<String> optional,
        Set<String> sentences,
        String text,
        Optional<String> without,
        List<Label> labels) {
    /// No context holds a longer prompt: characters.
    static final int LONGEST = 16 << 20;

    private static final Pattern FIELD = Pattern.compile("\\{([^{}\n]{1,100})}");

    public PromptTemplate {
        fields = List.copyOf(fields);
        optional = Set.copyOf(optional);
        sentences = Set.copyOf(sentences);
        labels = List.copyOf(labels);
    }

    /// Returns a template whose fields all have to be filled in and are taken as they are.
    public static PromptTemplate of(
            String id, String title, List<String> fields, String text, List<Label> labels) {
        return new PromptTemplate(
                id, title, fields, Set.of(), Set.of(), text, Optional.empty(), labels);
    }

    /// Returns the prompt with these values.
    ///
    /// @throws Failure [PromptProblem#FIELD_MISSING] if a field that is not optional has no value,
    ///   [PromptProblem#FIELD_UNKNOWN] if a value has no field, [PromptProblem#TOO_LARGE] if the
    ///   prompt would be longer than any context
    public String render(Map<String, String> values) throws Failure {
        Set<String> unknown = new TreeSet<>(values.keySet());
        fields.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    PromptProblem.FIELD_UNKNOWN,
                    null,
                    "the template '" + id + "' has no field " + names(unknown),
                    fields.isEmpty() ? "It has none" : "It has " + names(fields));
        }
        List<String> missing =
                fields.stream()
                        .filter(field -> !optional.contains(field) && !values.containsKey(field))
                        .toList();
        if (!missing.isEmpty()) {
            throw Failure.of(
                    PromptProblem.FIELD_MISSING,
                    null,
                    "the template '" + id + "' needs " + names(missing),
                    "Fill in every field");
        }
        boolean isShort =
                without.isPresent()
                        && optional.stream()
                                .allMatch(field -> values.getOrDefault(field, "").isEmpty());
        return filled(isShort ? without.get() : text, values);
    }

    private String filled(String form, Map<String, String> values) throws Failure {
        StringBuilder prompt = new StringBuilder();
        Matcher matcher = FIELD.matcher(form);
        int done = 0;
        while (matcher.find()) {
            String name = matcher.group(1);
            if (fields.contains(name)) {
                String value = values.getOrDefault(name, "");
                prompt.append(form, done, matcher.start())
                        .append(sentences.contains(name) ? sentence(value) : value);
                done = matcher.end();
            }
            if (prompt.length() > LONGEST) {
                throw Failure.of(
                        PromptProblem.TOO_LARGE,
                        null,
                        "the prompt is longer than " + LONGEST + " characters",
                        "Shorten the values, or choose another template");
            }
        }
        return prompt.append(form, done, form.length()).toString();
    }

    private static String sentence(String value) {
        String bare = value.strip();
        return bare.endsWith(".") ? bare : bare + ".";
    }

    /// Returns the fields that its texts use.
    Set<String> used() {
        Set<String> used = new HashSet<>();
        for (String one : List.of(text, without.orElse(""))) {
            FIELD.matcher(one).results().forEach(found -> used.add(found.group(1)));
        }
        used.retainAll(fields);
        return used;
    }

    private static String names(Collection<String> names) {
        return names.stream()
                .map(name -> "'" + Shown.of(name) + "'")
                .collect(Collectors.joining(", "));
    }
}
