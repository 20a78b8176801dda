package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampsTest {
    @TempDir private Path folder;

    private Path file() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "one");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        return file;
    }

    @Test
    void aFileThatIsWrittenInItsPlaceIsRefused() throws IOException {
        Path file = file();
        FileStamps stamps = FileStamps.of(List.of(file));
        stamps.requireUnwritten();
        assertThat(stamps.areUnchanged()).isTrue();
        // As long as before.
        Files.writeString(file, "two", StandardOpenOption.WRITE);
        assertThat(stamps.areUnchanged()).isFalse();
        assertThatThrownBy(stamps::requireUnwritten)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem()).isEqualTo(FileProblem.CHANGED);
                            assertThat(failure.file()).isEqualTo(file);
                        });
    }

    /// One that is held open is read as it was.
    @Test
    void aFileThatIsRemovedOrReplacedIsNotWritten() throws IOException {
        Path file = file();
        FileStamps stamps = FileStamps.of(List.of(file));
        Files.move(
                Files.writeString(folder.resolve("b"), "another"),
                file,
                StandardCopyOption.REPLACE_EXISTING);
        if (Files.readAttributes(file, BasicFileAttributes.class).fileKey() != null) {
            stamps.requireUnwritten();
        }
        assertThat(stamps.changes("meanwhile")).hasSize(1);
        Files.delete(file);
        stamps.requireUnwritten();
        assertThat(stamps.changes("meanwhile").getFirst()).endsWith("is no longer there");
    }
}
