package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/// Where the program keeps its own files: the workspace, the copy of the sample, measurements.
///
/// @param root the folder of this program within the place that the system has for such things
public record DataFolder(Path root) {
    /// Names another folder, for tests and for a machine that keeps its data elsewhere.
    public static final String PROPERTY = "taskvectors.data";

    /// The folder by the habits of the system: `$XDG_DATA_HOME/task-vector-workbench` on Linux (or
    /// `~/.local/share/…`), `~/Library/Application Support/…` on macOS, `%APPDATA%\…` on Windows.
    public static DataFolder ofSystem() {
        return of(System.getProperties(), System.getenv());
    }

    static DataFolder of(Properties properties, Map<String, String> environment) {
        String chosen = properties.getProperty(PROPERTY, "");
        if (!chosen.isBlank()) {
            return new DataFolder(Path.of(chosen).toAbsolutePath());
        }
        Path home = Path.of(properties.getProperty("user.home", "."));
        String system = properties.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return new DataFolder(
                    home.resolve("Library/Application Support/Task Vector Workbench"));
        }
        if (system.contains("windows")) {
            String roaming = environment.getOrDefault("APPDATA", "");
            Path parent = roaming.isBlank() ? home.resolve("AppData/Roaming") : Path.of(roaming);
            return new DataFolder(parent.resolve("Task Vector Workbench"));
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The specification of XDG says that a relative path there is to be ignored.
        Path parent =
                data.startsWith("/") ? Path.of(data) : home.resolve(".local").resolve("share");
        return new DataFolder(parent.resolve("task-vector-workbench"));
    }

    public Path workspaceFile() {
        return root.resolve("workspace.json");
    }

    /// Which workspaces were open lately.
    public Path recentWorkspaces() {
        return root.resolve("workspaces.json");
    }

    /// Where open windows say how a second start of the program reaches them.
    public Path windows() {
        return root.resolve("windows");
    }

    /// Which device jobs run on, and which libtorch is loaded.
    public Path devices() {
        return root.resolve("devices.json");
    }

    /// Is there while nothing may be asked of any network.
    public Path offline() {
        return root.resolve("work-offline");
    }

    /// The copy of the sample, its vectors, its figures.
    public Path sample() {
        return root.resolve("sample");
    }

    /// Where the records of evaluations are kept.
    public Path evaluations() {
        return root.resolve("evaluations");
    }

    /// Where trainings lie: adapters, their checkpoints, their records.
    public Path trainings() {
        return root.resolve("trainings");
    }

    /// Where measurements are kept that cannot be kept beside their vector.
    public Path cache() {
        return root.resolve("cache");
    }
}
