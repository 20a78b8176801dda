package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DataFolderTest {
    private static Path root(String system, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.setProperty("os.name", system);
        properties.setProperty("user.home", "/home/ann");
        return DataFolder.of(properties, environment).root();
    }

    @Test
    void eachSystemHasItsPlace() {
        assertThat(root("Linux", Map.of()))
                .isEqualTo(Path.of("/home/ann/.local/share/task-vector-workbench"));
        assertThat(root("Linux", Map.of("XDG_DATA_HOME", "/data/ann")))
                .isEqualTo(Path.of("/data/ann/task-vector-workbench"));
        assertThat(root("Linux", Map.of("XDG_DATA_HOME", "relative")))
                .isEqualTo(Path.of("/home/ann/.local/share/task-vector-workbench"));
        assertThat(root("Mac OS X", Map.of()))
                .isEqualTo(
                        Path.of(
                                "/home/ann/Library/Application Support/Task Vector"
                                        + " Workbench"));
        assertThat(root("Windows 11", Map.of("APPDATA", "/roaming")))
                .isEqualTo(Path.of("/roaming/Task Vector Workbench"));
    }

    @Test
    void aPropertyNamesAnother() {
        Properties properties = new Properties();
        properties.setProperty(DataFolder.PROPERTY, "/elsewhere");
        assertThat(DataFolder.of(properties, Map.of()).workspaceFile())
                .isEqualTo(Path.of("/elsewhere/workspace.json").toAbsolutePath());
    }
}
