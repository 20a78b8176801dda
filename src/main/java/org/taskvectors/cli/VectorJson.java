package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.taskvectors.analysis.NamedProfile;

/// What a vector is, as JSON.
final class VectorJson {
    private VectorJson() {}

    static ObjectNode of(NamedProfile vector, Path path) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", vector.name());
        node.put("path", path.toString());
        node.put("checksum", vector.profile().checksum());
        node.put("base_known", vector.isBaseKnown());
        node.set("provenance", Json.provenance(vector.profile().provenance()));
        return node;
    }
}
