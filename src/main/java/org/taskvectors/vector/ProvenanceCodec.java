package org.taskvectors.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Writes provenance as string-to-string metadata of a weights file, and reads it back. There are
/// two keys: `format`, which other programs' loaders read, and `task_vector`, a JSON object.
/// Fingerprints and sums have a fixed width (64 and 16 hexadecimal digits), so that the header can
/// be laid out before the pass that computes them.
public final class ProvenanceCodec {
    /// The placeholder in the header until the fingerprint is known.
    public static final String UNKNOWN_FINGERPRINT = "0".repeat(64);

    private static final String KEY = "task_vector";
    private static final int VERSION = 1;

    private final ObjectMapper json = new ObjectMapper();

    /// Returns the metadata of `provenance`; the same provenance gives the same text.
    public Map<String, String> write(Provenance provenance) {
        ObjectNode root = json.createObjectNode();
        root.put("version", VERSION);
        root.put("program", provenance.program());
        root.set("base", write(provenance.base()));
        root.set("tuned", write(provenance.tuned()));
        root.set("policies", write(provenance.policies()));
        root.set("left_out", write(provenance.leftOut()));
        ArrayNode tensors = root.putArray("base_tensors");
        provenance.baseTensors().forEach(tensor -> tensors.add(write(tensor)));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt");
        metadata.put(KEY, root.toString());
        return metadata;
    }

    private ObjectNode write(Identity identity) {
        return json.createObjectNode()
                .put("name", identity.name())
                .put("fingerprint", identity.fingerprint());
    }

    private ObjectNode write(Map<String, String> map) {
        ObjectNode node = json.createObjectNode();
        new TreeMap<>(map).forEach(node::put);
        return node;
    }

    private ObjectNode write(BaseTensor tensor) {
        ObjectNode node = json.createObjectNode();
        node.put("name", tensor.name());
        node.put("dtype", tensor.dtype().name());
        ArrayNode shape = node.putArray("shape");
        for (long size : tensor.shape().sizes()) {
            shape.add(size);
        }
        node.put(
                "sum_squares",
                HexFormat.of().toHexDigits(Double.doubleToLongBits(tensor.sumSquares())));
        return node;
    }

    /// Returns the provenance in the metadata; empty if there is none, or none that can be read, so
    /// that the numbers that need it are undefined.
    public Optional<Provenance> read(Map<String, String> metadata) {
        String text = metadata.get(KEY);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(provenance(json.readTree(text)));
        } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Provenance provenance(JsonNode root) {
        if (root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("written by another version");
        }
        List<BaseTensor> tensors = new ArrayList<>();
        for (JsonNode node : root.path("base_tensors")) {
            tensors.add(baseTensor(node));
        }
        return new Provenance(
                text(root.path("program")),
                identity(root.path("base")),
                identity(root.path("tuned")),
                map(root.path("policies")),
                List.copyOf(tensors),
                map(root.path("left_out")));
    }

    private static Identity identity(JsonNode node) {
        return new Identity(text(node.path("name")), text(node.path("fingerprint")));
    }

    private static BaseTensor baseTensor(JsonNode node) {
        long[] sizes = new long[node.path("shape").size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = node.path("shape").path(i).asLong(-1);
        }
        DType dtype =
                DType.ofCode(text(node.path("dtype")))
                        .orElseThrow(() -> new IllegalArgumentException("unknown dtype"));
        double squares =
                Double.longBitsToDouble(
                        HexFormat.fromHexDigitsToLong(text(node.path("sum_squares"))));
        return new BaseTensor(text(node.path("name")), dtype, Shape.of(sizes), squares);
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), text(entry.getValue())));
        return Map.copyOf(map);
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("text expected");
        }
        return node.textValue();
    }
}
