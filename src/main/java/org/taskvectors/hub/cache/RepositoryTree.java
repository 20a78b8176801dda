package org.taskvectors.hub.cache;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.HubLimits;

/// What a commit holds, as the hub's tools keep it beside the snapshots: `trees/COMMIT.json`. It
/// never changes, so that a model can be judged whole or not without asking the hub.
final class RepositoryTree {
    private static final int VERSION = 1;
    private static final long LARGEST = 64L << 20;
    private static final ObjectMapper JSON = mapper();

    private RepositoryTree() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(16).build());
        return mapper;
    }

    /// Reads what is kept; empty where there is nothing, or nothing that can be read: then the hub
    /// is asked, as its own tools do.
    static Optional<List<RemoteFile>> read(Path path) {
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > LARGEST) {
                return Optional.empty();
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(path));
            if (root.path("format_version").asInt(0) != VERSION || !root.path("files").isObject()) {
                return Optional.empty();
            }
            List<RemoteFile> files = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : root.path("files").properties()) {
                JsonNode node = entry.getValue();
                if (!node.path("size").isIntegralNumber() || !node.path("blob_id").isTextual()) {
                    return Optional.empty();
                }
                JsonNode sha256 = node.path("lfs_sha256");
                long size = node.path("lfs_size").asLong(node.path("size").asLong());
                if (size < 0
                        || size > HubLimits.MOST_FILE_BYTES
                        || files.size() >= HubLimits.USUAL.entries()) {
                    return Optional.empty();
                }
                files.add(
                        new RemoteFile(
                                entry.getKey(),
                                size,
                                node.path("blob_id").asText(),
                                sha256.isTextual()
                                        ? Optional.of(sha256.asText())
                                        : Optional.empty()));
            }
            return Optional.of(List.copyOf(files));
        } catch (IOException e) {
            // Damaged, or written by a tool that is newer.
            return Optional.empty();
        }
    }

    /// Keeps what a commit holds, unless it is kept already.
    ///
    /// @throws Failure if it cannot be written
    static void keep(Path path, List<RemoteFile> files) throws Failure {
        if (read(path).isPresent()) {
            return;
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format_version", VERSION);
        ObjectNode all = root.putObject("files");
        files.stream()
                .sorted(Comparator.comparing(RemoteFile::path))
                .forEach(
                        file -> {
                            ObjectNode node = all.putObject(file.path());
                            node.put("size", file.size());
                            node.put("blob_id", file.gitObject());
                            file.sha256()
                                    .ifPresent(
                                            sha256 ->
                                                    node.put("lfs_sha256", sha256)
                                                            .put("lfs_size", file.size()));
                        });
        AtomicFile.writeText(path, root.toPrettyString());
    }
}
