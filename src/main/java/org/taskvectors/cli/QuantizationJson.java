package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.extraction.QuantizedSide;

/// What the document of an extraction says of quantised sides.
final class QuantizationJson {
    private QuantizationJson() {}

    static ObjectNode of(List<QuantizedSide> sides, Optional<QuantizationError> error) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("sides");
        for (QuantizedSide side : sides) {
            ObjectNode node = array.addObject();
            node.put("side", side.isBase() ? "base" : "tuned");
            node.set("encodings", Json.texts(side.encodings()));
            node.put("tensors", side.tensors());
            node.put("weights", side.weights());
            node.set("expected_error", Json.number(side.expectedError()));
        }
        error.ifPresent(measured -> root.set("measured", measured(measured, sides)));
        return root;
    }

    private static ObjectNode measured(QuantizationError error, List<QuantizedSide> sides) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("side", sides.getFirst().isBase() ? "base" : "tuned");
        node.put("against", error.against());
        node.set("error", Json.number(error.relative()));
        ArrayNode tensors = node.putArray("tensors");
        for (QuantizationError.TensorError tensor : error.tensors()) {
            ObjectNode each = tensors.addObject();
            each.put("name", tensor.name());
            each.put("encoding", tensor.encoding());
            each.set("error", Json.number(tensor.relative()));
        }
        return node;
    }
}
