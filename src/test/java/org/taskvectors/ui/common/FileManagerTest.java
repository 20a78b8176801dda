package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileManagerTest {
    @TempDir private Path folder;

    @Test
    void theFileManagerIsAskedFirstAndTheFolderOpenedWhereItDoesNotAnswer() throws IOException {
        Path file = Files.writeString(folder.resolve("a, b.safetensors"), "");
        List<String> started = new ArrayList<>();
        FileManager.show(
                file,
                "Linux",
                command -> {
                    started.add(command.getFirst() + " " + command.getLast());
                    return command.getFirst().equals("xdg-open");
                });
        assertThat(started).hasSize(2);
        assertThat(started.getFirst()).startsWith("dbus-send");
        assertThat(started.getLast()).isEqualTo("xdg-open " + folder);
        assertThat(FileManager.commands(file, "Linux").getFirst())
                .as("a comma would part the list")
                .anySatisfy(part -> assertThat(part).contains("a%2C%20b.safetensors"));
    }

    @Test
    void otherSystemsHaveTheirOwn() {
        Path file = folder.resolve("x");
        assertThat(FileManager.commands(file, "Mac OS X"))
                .containsExactly(List.of("open", "-R", file.toString()));
        assertThat(FileManager.commands(file, "Windows 11"))
                .containsExactly(List.of("explorer.exe", "/select," + file));
    }

    @Test
    void whereNoneAnswersItSaysWhereTheFileIs() {
        Path file = folder.resolve("x.safetensors");
        assertThatThrownBy(() -> FileManager.show(file, "Linux", _ -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }
}
