package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Temporary folders go with what is in them, also after their process was killed.
class ScratchFolderTest {
    @Test
    void itGoesWithAllThatIsInIt() throws Exception {
        Path path;
        try (ScratchFolder folder = ScratchFolder.make("scratch-test")) {
            path = folder.path();
            Files.createDirectories(path.resolve("a").resolve("b"));
            Files.writeString(path.resolve("a").resolve("b").resolve("c"), "text");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void whatAnEndedProcessLeftIsRemovedByTheNext() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        try (ScratchFolder mine = ScratchFolder.make("scratch-test")) {
            Path others = mine.path().resolveSibling("scratch-test-" + ended.pid() + "-17");
            Path another = mine.path().resolveSibling("scratch-test-other-" + ended.pid());
            Files.createDirectories(others.resolve("deep"));
            Files.createDirectories(another);

            try (ScratchFolder next = ScratchFolder.make("scratch-test")) {
                assertThat(next.path()).exists();
            }

            assertThat(others).doesNotExist();
            assertThat(another).exists();
            assertThat(mine.path()).exists();
            Files.delete(another);
        }
    }
}
