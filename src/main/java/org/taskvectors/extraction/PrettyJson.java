package org.taskvectors.extraction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/// JSON as other tools write their configurations: indented, with a last line's end, the same bytes
/// on every system.
public final class PrettyJson {
    private PrettyJson() {}

    public static byte[] bytes(ObjectNode root) {
        try {
            String text =
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
            return (text.replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
