package org.taskvectors.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.PathReader;

/// What a document may name, as JSON and back: `allowed` paths, and models on a hub that are
/// `named`.
final class ReachJson {
    private static final String ALLOWED = "allowed";
    private static final String NAMED = "named";

    private ReachJson() {}

    static void write(ObjectNode node, Reach reach) {
        if (!reach.allowed().isEmpty()) {
            ArrayNode allowed = node.putArray(ALLOWED);
            reach.allowed().forEach(path -> allowed.add(path.toString()));
        }
        if (!reach.named().isEmpty()) {
            ArrayNode named = node.putArray(NAMED);
            reach.named().keySet().stream().sorted().forEach(named::add);
        }
    }

    /// Where a model on a hub is read is found anew: meanwhile it may lie in the hub's cache.
    static Reach read(JsonNode node, PathReader paths) {
        Map<String, Path> named = new HashMap<>();
        for (String name : WorkspaceJson.texts(node.path(NAMED))) {
            named.put(name, WorkspaceJson.path(FarFiles.BEGINNING + name, paths));
        }
        return new Reach(
                WorkspaceJson.texts(node.path(ALLOWED)).stream()
                        .map(text -> WorkspaceJson.path(text, paths))
                        .toList(),
                named);
    }
}
