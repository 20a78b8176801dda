package org.taskvectors.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of the choices, and what becomes of a file that holds something else.
class DeviceSettingsTest {
    @TempDir Path folder;

    @Test
    void choicesAreReadBack() throws Exception {
        Path file = folder.resolve("data").resolve("devices.json");
        DeviceSettings settings =
                new DeviceSettings(
                        new DeviceChoice("cuda:1"),
                        Optional.of(folder.resolve("torch")),
                        "12.34 56.78");

        settings.write(file);

        assertThat(DeviceSettings.read(file)).isEqualTo(settings);
    }

    @Test
    void nothingWasChosenWhereThereIsNoFile() {
        assertThat(DeviceSettings.read(folder.resolve("none"))).isEqualTo(DeviceSettings.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"format\":\"other\",\"device\":\"cuda:1\"}",
                "{\"format\":\"task-vector-workbench-devices\",\"device\":\"../..\"}",
                "{\"format\":\"task-vector-workbench-devices\",\"device\":7}",
                "{\"format\":\"task-vector-workbench-devices\",\"libtorch\":\"relative\"}",
                "{\"format\":\"task-vector-workbench-devices\",\"libtorch\":\"a\\u0000b\"}"
            })
    void whatIsNotUnderstoodIsNoChoice(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("devices.json"), text);

        assertThat(DeviceSettings.read(file)).isEqualTo(DeviceSettings.DEFAULT);
    }
}
