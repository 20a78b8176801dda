package org.taskvectors.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;

/// What a person chose about devices, as it is kept from start to start. What cannot be read is as
/// if nothing was chosen.
///
/// @param choice where jobs run
/// @param libtorch the folder of libtorch's libraries; empty for the program's own
/// @param tried the stamp of those libraries when they were tried
public record DeviceSettings(DeviceChoice choice, Optional<Path> libtorch, String tried) {
    /// Nothing was chosen.
    public static final DeviceSettings DEFAULT =
            new DeviceSettings(DeviceChoice.AUTOMATIC, Optional.empty(), "");

    private static final String FORMAT = "task-vector-workbench-devices";
    private static final long LARGEST = 1 << 16;

    /// Reads the settings of a file, which need not exist.
    public static DeviceSettings read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return DEFAULT;
            }
            JsonNode root =
                    new ObjectMapper()
                            .readTree(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            if (root == null || !FORMAT.equals(root.path("format").asText())) {
                return DEFAULT;
            }
            String choice = root.path("device").asText();
            return new DeviceSettings(
                    choice.matches("automatic|processor|libtorch|cuda:[0-9]{1,3}")
                            ? new DeviceChoice(choice)
                            : DeviceChoice.AUTOMATIC,
                    path(root.path("libtorch").asText()),
                    root.path("tried").asText());
        } catch (IOException e) {
            return DEFAULT;
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// Writes them.
    ///
    /// @throws Failure if the file cannot be written
    public void write(Path file) throws Failure {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("format", FORMAT).put("device", choice.id());
        libtorch.ifPresent(folder -> root.put("libtorch", folder.toString()).put("tried", tried));
        AtomicFile.writeText(file, root.toPrettyString() + "\n");
    }

    /// Returns the same with another choice.
    public DeviceSettings with(DeviceChoice other) {
        return new DeviceSettings(other, libtorch, tried);
    }

    /// Returns the same with other libraries.
    ///
    /// @param stamp of them
    public DeviceSettings withLibtorch(Optional<Path> folder, String stamp) {
        return new DeviceSettings(choice, folder, stamp);
    }
}
