package org.taskvectors.workspace.instance;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;

/// The messages between two starts of the program, as JSON. What is not a message is empty; nothing
/// that is read here is trusted further than that.
final class Messages {
    /// Raised where an older program would misunderstand a newer one; the two then do not talk.
    private static final int VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Messages() {}

    static byte[] address(Address address) {
        ObjectNode root = root();
        root.put("port", address.port());
        root.put("secret", address.secret());
        return bytes(root);
    }

    static Optional<Address> readAddress(byte[] bytes) {
        return read(bytes)
                .filter(root -> root.path("port").isInt() && root.path("secret").isTextual())
                .filter(root -> root.path("port").asInt() > 0 && root.path("port").asInt() < 65_536)
                .map(root -> new Address(root.path("port").asInt(), root.path("secret").asText()));
    }

    static byte[] request(String secret, HandOver asked) {
        ObjectNode root = root();
        root.put("secret", secret);
        ArrayNode paths = root.putArray("paths");
        asked.paths().forEach(path -> paths.add(path.toString()));
        root.put("sample", asked.sample());
        return bytes(root);
    }

    /// The request, if it is one and knows the secret.
    ///
    /// @param reader reads the paths
    static Optional<HandOver> readRequest(byte[] bytes, String secret, PathReader reader) {
        return read(bytes)
                .filter(root -> isSame(secret, root.path("secret").asText("")))
                .flatMap(root -> paths(root, reader).map(p -> new HandOver(p, isSample(root))));
    }

    private static boolean isSample(JsonNode root) {
        return root.path("sample").asBoolean(false);
    }

    private static Optional<List<Path>> paths(JsonNode root, PathReader reader) {
        List<Path> paths = new ArrayList<>();
        for (JsonNode each : root.path("paths")) {
            try {
                Path path = reader.path(each.asText());
                if (!each.isTextual() || !path.isAbsolute()) {
                    return Optional.empty();
                }
                paths.add(path);
            } catch (Failure | InvalidPathException e) {
                return Optional.empty();
            }
        }
        return Optional.of(paths);
    }

    /// @param taken whether the window did what was asked
    static byte[] answer(boolean taken) {
        ObjectNode root = root();
        root.put("taken", taken);
        return bytes(root);
    }

    static boolean isTaken(byte[] bytes) {
        return read(bytes).map(root -> root.path("taken").asBoolean(false)).orElse(false);
    }

    private static ObjectNode root() {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        return root;
    }

    private static byte[] bytes(JsonNode root) {
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<JsonNode> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8)))
                    .filter(JsonNode::isObject)
                    .filter(root -> root.path("version").asInt(0) == VERSION);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// In a time that does not tell how much of it was right.
    private static boolean isSame(String secret, String said) {
        return MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }
}
