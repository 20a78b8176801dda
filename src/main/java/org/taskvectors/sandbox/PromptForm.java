package org.taskvectors.sandbox;

import java.util.List;

/// A template as a form: its fields, and the labels that it asks for.
///
/// @param id names it in the workspace: `sst2`
/// @param group the word of its segment: `SST-2`; forms of one group are wordings of one task
/// @param wording its word among those of its group: `Alpaca form`
/// @param fields what is filled in
/// @param labels the answers that it can have; empty where it asks for free text
/// @param kind how it becomes a text
/// @param pattern the text with its fields in braces: `Review: {sentence}`; empty for chat
public record PromptForm(
        String id,
        String group,
        String wording,
        List<Field> fields,
        List<Label> labels,
        Kind kind,
        String pattern) {
    /// How a form becomes a text.
    public enum Kind {
        /// Its fields are put into its pattern.
        PATTERN,
        /// By the model's own chat template.
        CHAT,
        /// A pattern that a person wrote.
        OWN
    }

    /// @param name as the pattern says it
    /// @param example what stands there first
    public record Field(String name, String example) {}

    /// @param name of the class: `positive`
    /// @param word what the model would write: ` positive`
    public record Label(String name, String word) {}

    public PromptForm {
        fields = List.copyOf(fields);
        labels = List.copyOf(labels);
    }
}
