package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir private Path folder;

    @Test
    void takesTheTargetsNameOnlyWhenCommitted() throws IOException {
        Path target = folder.resolve("a/vector.bin");
        try (AtomicFile file = AtomicFile.begin(target)) {
            file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(target).doesNotExist();
            file.commit();
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(folder.resolve("a")).isDirectoryNotContaining("glob:**" + AtomicFile.SUFFIX);
    }

    @Test
    void leavesTheOldVersionWhenItIsNotCommitted() throws IOException {
        Path target = folder.resolve("vector.bin");
        Files.writeString(target, "old");
        try (AtomicFile file = AtomicFile.begin(target)) {
            file.write(0, ByteBuffer.wrap(new byte[100]));
        }
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**" + AtomicFile.SUFFIX);
    }

    @Test
    void takesBackTheFoldersThatItMadeWhereNothingWasCommitted() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("theirs"));
        Path made = theirs.resolve("a/b");
        AtomicFile.begin(made.resolve("vector.bin")).close();
        assertThat(theirs).isEmptyDirectory();
        try (AtomicFile one = AtomicFile.begin(made.resolve("one.bin"));
                AtomicFile two = AtomicFile.begin(made.resolve("two.bin"))) {
            assertThat(one.temporary()).exists();
            two.commit();
        }
        assertThat(made.resolve("two.bin")).exists();
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException {
        Path left = folder.resolve("vector.bin.1-abc" + AtomicFile.SUFFIX);
        Files.writeString(left, "half");
        AtomicFile.write(folder.resolve("other.bin"), new byte[1]);
        assertThat(left).doesNotExist();
    }

    @Test
    void leavesWhatAnotherProcessIsWriting() throws Exception {
        Path busy = folder.resolve("vector.bin.1-abc" + AtomicFile.SUFFIX);
        Files.writeString(busy, "half");
        // A lock by this process stands for one of another: both refuse the sweep's.
        try (FileChannel channel = FileChannel.open(busy, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();
            AtomicFile.sweep(folder);
            assertThat(busy).exists();
        }
    }

    @Test
    void leavesItsOwnUnfinishedFiles() throws IOException {
        try (AtomicFile one = AtomicFile.begin(folder.resolve("one.bin"));
                AtomicFile two = AtomicFile.begin(folder.resolve("two.bin"))) {
            assertThat(one.temporary()).exists();
            one.commit();
            two.commit();
        }
        assertThat(folder.resolve("one.bin")).exists();
    }

    @Test
    void saysThatAFolderIsNoFile() {
        assertThatThrownBy(() -> AtomicFile.begin(folder))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem()).isEqualTo(FileProblem.NOT_A_FILE);
                            assertThat(failure.file()).isEqualTo(folder);
                        });
    }

    @Test
    void saysThatAFileLiesWhereAFolderIsNeeded() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> AtomicFile.begin(file.resolve("vector.bin")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    void saysThatAPlaceMayNotBeWritten() {
        assertThatThrownBy(() -> AtomicFile.begin(Path.of("/proc/vector.bin")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("/proc/vector.bin");
    }

    @Test
    void saysThatTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        if (!Files.exists(full)) {
            return;
        }
        assertThatThrownBy(
                        () -> {
                            try (FileChannel channel =
                                    FileChannel.open(full, StandardOpenOption.WRITE)) {
                                channel.write(ByteBuffer.wrap(new byte[10]));
                            } catch (IOException e) {
                                throw AtomicFile.writeFailure(full, e);
                            }
                        })
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problem()).isEqualTo(FileProblem.NO_SPACE));
    }
}
