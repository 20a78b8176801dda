package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A lock on a name, while others remove its file.
class LockedNameTest {
    @TempDir private Path folder;
    private int locked;
    private int given;

    private Path file() {
        return folder.resolve("above").resolve("it.lock");
    }

    private Optional<Closeable> held() {
        locked++;
        return Optional.of(() -> given++);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // which tells no two files of one name apart
    void aLockOnAFileWithoutItsNameIsGivenUpAndTakenAgain() throws Exception {
        Optional<Closeable> lock =
                LockedName.take(
                        file(),
                        path -> {
                            if (locked < 2) {
                                Files.delete(path);
                            }
                            return held();
                        });

        assertThat(lock).isPresent();
        assertThat(locked).isEqualTo(3);
        assertThat(given).isEqualTo(2);
        assertThat(file()).exists();
    }

    @Test
    void whatWasRemovedWithItsFolderIsMadeAgain() throws Exception {
        Optional<Closeable> lock =
                LockedName.take(
                        file(),
                        path -> {
                            if (given++ < 3) {
                                Files.delete(path);
                                Files.delete(path.resolveSibling(""));
                                throw new NoSuchFileException(path.toString());
                            }
                            return held();
                        });

        assertThat(lock).isPresent();
        assertThat(locked).isEqualTo(1);
    }

    @Test
    void whoIsLateGetsNone() throws Exception {
        assertThat(LockedName.take(file(), _ -> Optional.empty())).isEmpty();
    }

    @Test
    void bothKindsKeepASecondOut() throws Exception {
        try (HeldFile _ = HeldFile.hold(file()).orElseThrow()) {
            assertThat(HeldFile.hold(file())).isEmpty();
        }
        assertThat(HeldFile.hold(file())).isPresent();
        Path other = folder.resolve("other.lock");
        try (ToolLock _ = ToolLock.take(other).orElseThrow()) {
            assertThat(ToolLock.take(other)).isEmpty();
        }
    }

    @Test
    void aPlaceThatCannotBeMadeIsSaid() throws Exception {
        Files.writeString(folder.resolve("above"), "a file");

        assertThat(catchThrowableOfType(Failure.class, () -> HeldFile.hold(file()))).isNotNull();
        assertThat(catchThrowableOfType(Failure.class, () -> ToolLock.take(file()))).isNotNull();
    }
}
