package org.taskvectors.sandbox;

import java.util.List;
import java.util.Map;

/// What is asked, as it was filled in.
///
/// @param form names the form: `sst2`, `chat`
/// @param fields its fields' texts by name
/// @param turns what was said before, in a chat
public record PromptInput(String form, Map<String, String> fields, List<Turn> turns) {
    /// One turn of a chat: a message, and what each model answered.
    public record Turn(String message, String base, String edited) {}

    public PromptInput {
        fields = Map.copyOf(fields);
        turns = List.copyOf(turns);
    }

    /// Returns a field's text; empty where it was not filled in.
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }
}
