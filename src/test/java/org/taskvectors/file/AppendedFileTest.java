package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that grows line by line.
class AppendedFileTest {
    @TempDir private Path folder;

    @Test
    void linesOutliveWhoWroteThem() throws IOException {
        Path path = folder.resolve("lines");
        Files.writeString(path, "first\n");
        try (AppendedFile file = AppendedFile.open(path).orElseThrow()) {
            file.append("second é");
            // Before anything is closed.
            assertThat(Files.readString(path)).isEqualTo("first\nsecond é\n");
        }
    }

    @Test
    void whatWasNotFinishedIsCutOff() throws IOException {
        Path path = folder.resolve("lines");
        String torn = "x".repeat(200_000);
        Files.writeString(path, "first\nsecond\n" + torn);
        try (AppendedFile file = AppendedFile.open(path).orElseThrow()) {
            file.append("third");
        }
        assertThat(Files.readString(path)).isEqualTo("first\nsecond\nthird\n");
        Files.write(path, "no line at all".getBytes(StandardCharsets.UTF_8));
        try (AppendedFile file = AppendedFile.open(path).orElseThrow()) {
            file.append("first");
        }
        assertThat(Files.readString(path)).isEqualTo("first\n");
    }

    @Test
    void whatIsOnlyOpenedIsLeftAsItIs() throws IOException {
        Path path = folder.resolve("notes");
        String notes = "first" + System.lineSeparator() + "a last line without an end";
        Files.write(path, notes.getBytes(StandardCharsets.UTF_8));
        AppendedFile.open(path).orElseThrow().close();
        assertThat(Files.readString(path)).isEqualTo(notes);
    }

    /// A process may end between making the file and writing its first line.
    @Test
    void anEmptyFileIsBegunAgain() throws IOException {
        Path path = folder.resolve("lines");
        Files.createFile(path);
        try (AppendedFile file = AppendedFile.create(path, "first").orElseThrow()) {
            file.append("second");
            assertThat(AppendedFile.create(path, "other")).isEmpty();
        }
        assertThat(Files.readString(path)).isEqualTo("first\nsecond\n");
    }

    @Test
    void aFileIsBegunOnce() throws IOException {
        Path path = folder.resolve("new").resolve("lines");
        try (AppendedFile file = AppendedFile.create(path, "first").orElseThrow()) {
            assertThat(AppendedFile.create(path, "other")).isEmpty();
            file.append("second");
        }
        assertThat(Files.readString(path)).isEqualTo("first\nsecond\n");
    }

    @Test
    void oneAppendsAtATime() throws IOException {
        Path path = folder.resolve("lines");
        Files.writeString(path, "first\n");
        try (AppendedFile _ = AppendedFile.open(path).orElseThrow()) {
            assertThat(AppendedFile.open(path)).isEmpty();
        }
        AppendedFile.open(path).orElseThrow().close();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path path = folder.resolve("missing");

        assertThatThrownBy(() -> AppendedFile.open(path))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("missing");
    }
}
