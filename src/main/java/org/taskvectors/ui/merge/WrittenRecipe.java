package org.taskvectors.ui.merge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A recipe that is merged as its text says, in the place of a form.
///
/// @param text as it stands in the editor
/// @param folder where its paths begin, absolute
/// @param name what it is called, without an ending
record WrittenRecipe(String text, String folder, String name) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    WrittenRecipe withText(String now) {
        return new WrittenRecipe(now, folder, name);
    }

    Path place() {
        return Path.of(folder);
    }

    /// Returns it as a text of the workspace.
    String write() {
        return MAPPER.createObjectNode()
                .put("text", text)
                .put("folder", folder)
                .put("name", name)
                .toString();
    }

    /// Returns what [#write] wrote; empty if it is no such text.
    static Optional<WrittenRecipe> read(String json) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            String folder = node.path("folder").asText("");
            return folder.isEmpty() || !Path.of(folder).isAbsolute()
                    ? Optional.empty()
                    : Optional.of(
                            new WrittenRecipe(
                                    node.path("text").asText(""),
                                    folder,
                                    node.path("name").asText("merge")));
        } catch (JacksonException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
