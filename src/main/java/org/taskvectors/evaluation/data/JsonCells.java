package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cells that hold lists or objects in JSON.
final class JsonCells {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(32)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonCells() {}

    /// Returns the list or object in a cell; empty where it holds another thing.
    static Optional<JsonNode> parse(String cell) {
        if (!cell.startsWith("[") && !cell.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(cell));
        } catch (JsonProcessingException e) {
            // A text that begins with a bracket is a text.
            return Optional.empty();
        }
    }

    /// Returns the texts and numbers of a list; none where it is no list, or holds another thing.
    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list) {
            if (!list.isArray() || !one.isValueNode() || one.isNull()) {
                return List.of();
            }
            texts.add(one.asText());
        }
        return texts;
    }
}
