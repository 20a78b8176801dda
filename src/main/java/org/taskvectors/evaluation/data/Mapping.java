package org.taskvectors.evaluation.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.PromptTemplate;

/// Which column of a table is which field of a prompt template, and how the truth is written.
///
/// @param kind how the examples are scored
/// @param fields the column of each field of the template that has one; for [Kind#TEXT] the column
///   of the only field, [#TEXT]
/// @param truth the column that holds the truth; empty for [Kind#TEXT]
/// @param classes what a value of that column means; others mean nothing, and their rows are left
///   out. For [Kind#LABELS] the name of a label. For [Kind#CHOICES] the number of a choice, from 0,
///   where values are to be taken so and not by their form. For the others empty
/// @param choices the columns of the choices, one each, or the one column that holds them as a list
///   in JSON; empty but for [Kind#CHOICES]
public record Mapping(
        Kind kind,
        Map<String, String> fields,
        String truth,
        Map<String, String> classes,
        List<String> choices) {
    /// The only field of a [Kind#TEXT].
    public static final String TEXT = "text";

    public Mapping {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        choices = List.copyOf(choices);
    }

    /// Guesses a mapping by the names of the columns and the values in them.
    ///
    /// @throws Failure as [#guess(Table, Optional, MappingHints)] does
    public static Mapping guess(Table table, Optional<PromptTemplate> template) throws Failure {
        return guess(table, template, MappingHints.none());
    }

    /// Guesses what a person has not said. A template with labels makes it [Kind#LABELS]; columns
    /// of choices [Kind#CHOICES]; accepted answers [Kind#GENERATION]; plain text, or a column of
    /// texts and nothing else that is known, [Kind#TEXT].
    ///
    /// @param template the one that words the examples; empty for [Kind#TEXT], or for the column of
    ///   questions as it is
    /// @throws Failure [DataProblem#FIELD_UNMAPPED] if a field that has to be filled in has no
    ///   column, [DataProblem#TRUTH_UNMAPPED] if no column holds the truth,
    ///   [DataProblem#COLUMN_MISSING] if a column that a person named is not there,
    ///   [DataProblem#TEMPLATE_WRONG] if the table needs a template with labels
    public static Mapping guess(Table table, Optional<PromptTemplate> template, MappingHints hints)
            throws Failure {
        return new MappingGuess(table, template, hints).mapping();
    }
}
