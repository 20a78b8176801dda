package org.taskvectors.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// The workspaces that were open lately, newest first, in a file of the data folder. The first is
/// opened by a start that names none. A list that cannot be read is an empty one.
public final class RecentWorkspaces {
    private static final String FORMAT = "task-vector-workbench-recent";
    private static final int MOST = 12;
    private static final int LARGEST = 1 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    /// @param file which need not exist
    public RecentWorkspaces(Path file) {
        this.file = file;
    }

    /// Newest first.
    public List<Path> list() {
        try {
            if (!Files.exists(file) || Files.size(file) > LARGEST) {
                return List.of();
            }
            JsonNode root =
                    MAPPER.readTree(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            return root != null && FORMAT.equals(root.path("format").asText())
                    ? paths(root.path("workspaces"))
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Path> paths(JsonNode array) {
        List<Path> paths = new ArrayList<>();
        array.forEach(each -> path(each.asText()).ifPresent(paths::add));
        return paths;
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// Puts a workspace first. Another process may have written the list meanwhile, and its
    /// workspaces stay.
    ///
    /// @throws Failure if the list cannot be written
    public void opened(Path workspace) throws Failure {
        write(
                Stream.concat(
                                Stream.of(workspace),
                                list().stream().filter(path -> !path.equals(workspace)))
                        .limit(MOST)
                        .toList());
    }

    /// Takes a workspace off the list.
    ///
    /// @throws Failure if the list cannot be written
    public void forget(Path workspace) throws Failure {
        write(list().stream().filter(path -> !path.equals(workspace)).toList());
    }

    private void write(List<Path> paths) throws Failure {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", 1);
        ArrayNode array = root.putArray("workspaces");
        paths.forEach(path -> array.add(path.toString()));
        AtomicFile.writeText(file, root.toPrettyString() + "\n");
    }
}
