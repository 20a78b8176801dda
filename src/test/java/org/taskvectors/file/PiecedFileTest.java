package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PiecedFileTest {
    private static final int PIECE = 4;

    @TempDir private Path folder;

    private PiecedFile open(long size) throws Failure {
        return PiecedFile.open(partial(), size, PIECE).orElseThrow();
    }

    private Path partial() {
        return folder.resolve("blobs").resolve("file.incomplete");
    }

    private static void write(PiecedFile file, int piece, String text) throws Failure {
        file.write(file.from(piece), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        file.mark(piece);
    }

    @Test
    void piecesComeInAnyOrderAndOverSeveralRuns() throws IOException {
        try (PiecedFile file = open(10)) {
            assertThat(file.pieces()).isEqualTo(3);
            assertThat(file.length(2)).isEqualTo(2);
            write(file, 2, "89");
            write(file, 0, "0123");
            // Written and not marked, as where the process is killed now.
            file.write(4, ByteBuffer.wrap("xx".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(PiecedFile.bytesThere(partial(), 10, PIECE)).isEqualTo(6);

        Path whole = folder.resolve("whole");
        Files.writeString(whole, "before");
        try (PiecedFile file = open(10)) {
            assertThat(file.isThere(0)).isTrue();
            assertThat(file.isThere(1)).isFalse();
            assertThat(file.isThere(2)).isTrue();
            assertThat(file.isWhole()).isFalse();
            write(file, 1, "4567");
            assertThat(file.isWhole()).isTrue();
            file.commit(whole);
        }
        assertThat(whole).hasContent("0123456789");
        assertThat(partial()).doesNotExist();
    }

    @Test
    void whatHasTooManyPiecesIsRefused() {
        for (long size : new long[] {1L << 62, Long.MAX_VALUE, PIECE * ((1L << 22) + 1)}) {
            Failure failure = catchThrowableOfType(Failure.class, () -> open(size));
            assertThat(failure.problem()).isEqualTo(FileProblem.TOO_LARGE);
            assertThat(failure)
                    .hasMessageContaining("file.incomplete")
                    .hasMessageContaining(size + " bytes");
            assertThat(PiecedFile.bytesThere(partial(), size, PIECE)).isZero();
        }
        assertThat(partial()).doesNotExist();
    }

    @Test
    void oneHasItOpenAtATime() throws IOException {
        try (PiecedFile file = open(10)) {
            assertThat(PiecedFile.open(partial(), 10, PIECE)).isEmpty();
            assertThat(file.bytesThere()).isZero();
        }
        open(10).close();
    }

    @Test
    void whatIsOfAnotherKindOrSizeBeginsAgain() throws IOException {
        try (PiecedFile file = open(10)) {
            write(file, 0, "0123");
        }
        assertThat(PiecedFile.bytesThere(partial(), 11, PIECE)).isZero();
        assertThat(PiecedFile.bytesThere(partial(), 10, 5)).isZero();
        try (PiecedFile file = open(11)) {
            assertThat(file.bytesThere()).isZero();
        }
        Files.write(partial(), new byte[40]);
        try (PiecedFile file = open(10)) {
            assertThat(file.bytesThere()).isZero();
        }
        try (PiecedFile file = open(10)) {
            write(file, 0, "0123");
        }
        Files.write(partial(), new byte[] {1}, StandardOpenOption.APPEND);
        assertThat(PiecedFile.bytesThere(partial(), 10, PIECE)).isZero();
    }

    @Test
    void whatIsForgottenIsToBeWrittenAgain() throws IOException {
        try (PiecedFile file = open(5)) {
            write(file, 0, "0123");
            file.forget();
            assertThat(file.isThere(0)).isFalse();
        }
        assertThat(PiecedFile.bytesThere(partial(), 5, PIECE)).isZero();
    }

    @Test
    void anEmptyFileIsWholeAtOnce() throws IOException {
        Path whole = folder.resolve("empty");
        try (PiecedFile file = open(0)) {
            assertThat(file.pieces()).isZero();
            assertThat(file.isWhole()).isTrue();
            file.commit(whole);
        }
        assertThat(whole).isEmptyFile();
    }
}
