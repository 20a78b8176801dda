package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lock that is shared with programs in Python, within one process. That it keeps Python's
/// `filelock` out was tried by hand: `src/test/oracle/hub/try_lock.py`.
class ToolLockTest {
    @TempDir private Path folder;

    @Test
    void oneHoldsItAtATime() throws Failure {
        Path file = folder.resolve("models--a--b").resolve("blob.lock");
        Optional<ToolLock> first = ToolLock.take(file);

        assertThat(first).isPresent();
        assertThat(ToolLock.take(file)).isEmpty();

        first.get().close();
        Optional<ToolLock> second = ToolLock.take(file);
        assertThat(second).isPresent();
        second.get().close();
    }

    @Test
    void itsFileStaysForThoseWhoWait() throws Failure {
        Path file = folder.resolve("blob.lock");
        ToolLock.take(file).orElseThrow().close();

        assertThat(file).exists().isEmptyFile();
    }

    @Test
    void aFileThatWasRemovedMeanwhileIsMadeAgain() throws Exception {
        Path file = folder.resolve("blob.lock");
        try (ToolLock _ = ToolLock.take(file).orElseThrow()) {
            Files.delete(file);
            // As a tool does that cleans up: who comes now has a lock of its own.
            try (ToolLock other = ToolLock.take(file).orElseThrow()) {
                assertThat(ToolLock.take(file)).isEmpty();
                assertThat(other).isNotNull();
            }
        }
    }
}
