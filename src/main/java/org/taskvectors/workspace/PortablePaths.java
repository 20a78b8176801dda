package org.taskvectors.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.taskvectors.hub.cache.HubModels;

/// The paths of a written workspace that lie below its own folder, told from there, so that a
/// folder that is moved or shared as a whole opens as it was.
final class PortablePaths {
    /// Begins a choice that is such a path; other choices are any text.
    private static final String MARK = "workspace:";

    private final Path folder;

    /// @param folder in which the workspace's file lies
    PortablePaths(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    void toRelative(ObjectNode root) {
        change(root, this::relative, text -> marked(text, relative(text)));
    }

    void toAbsolute(ObjectNode root) {
        change(
                root,
                this::absolute,
                text -> text.startsWith(MARK) ? absolute(text.substring(MARK.length())) : text);
    }

    private static String marked(String text, String relative) {
        return relative.equals(text) ? text : MARK + relative;
    }

    private static void change(
            ObjectNode root, UnaryOperator<String> path, UnaryOperator<String> choice) {
        for (JsonNode item : root.path("items")) {
            for (String name : List.of("path", "file")) {
                if (item instanceof ObjectNode object && object.path(name).isTextual()) {
                    object.put(name, path.apply(object.path(name).asText()));
                }
            }
            changeAll(item.path("allowed"), path);
        }
        changeAll(root.path("recent"), path);
        if (root.path("choices") instanceof ObjectNode choices) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(choices.properties())) {
                if (entry.getValue().isTextual()) {
                    choices.put(entry.getKey(), choice.apply(entry.getValue().asText()));
                }
            }
        }
    }

    private static void changeAll(JsonNode paths, UnaryOperator<String> path) {
        if (paths instanceof ArrayNode all) {
            for (int i = 0; i < all.size(); i++) {
                all.set(i, TextNode.valueOf(path.apply(all.get(i).asText())));
            }
        }
    }

    /// The text itself where it is no path below the folder.
    private String relative(String text) {
        try {
            Path path = Path.of(text);
            return path.isAbsolute() && path.startsWith(folder) && !path.equals(folder)
                    ? folder.relativize(path).toString().replace(File.separatorChar, '/')
                    : text;
        } catch (InvalidPathException e) {
            return text;
        }
    }

    private String absolute(String text) {
        if (HubModels.mayBeMeant(text)) {
            return text;
        }
        try {
            return Path.of(text).isAbsolute() ? text : folder.resolve(text).normalize().toString();
        } catch (InvalidPathException e) {
            return text;
        }
    }
}
