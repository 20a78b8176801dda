package org.taskvectors.checkpoint.open;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.gguf.GgufKind;
import org.taskvectors.checkpoint.pytorch.PytorchKind;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.checkpoint.safetensors.SafetensorsProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

/// Files that are not what their name says are called by their right name.
class WrongNamesTest {

    @TempDir private Path folder;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Wrong(FileKind kind, byte[] bytes) {
        Wrong(FileKind kind, String text) {
            this(kind, text.getBytes(ISO_8859_1));
        }
    }

    private static List<Wrong> files() throws IOException {
        List<Wrong> files = new ArrayList<>();
        files.add(new Wrong(OtherKind.EMPTY, ""));
        files.add(
                new Wrong(
                        OtherKind.GIT_LFS_POINTER,
                        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"));
        files.add(new Wrong(OtherKind.WEB_PAGE, "<!DOCTYPE html>\n<html></html>"));
        files.add(new Wrong(OtherKind.WEB_PAGE, "\u00ef\u00bb\u00bf\r\n  <HTML lang='en'>"));
        files.add(new Wrong(OtherKind.WEB_PAGE, "<?xml version='1.0'?><Error/>"));
        files.add(new Wrong(OtherKind.ZIP, zip("model.safetensors")));
        files.add(
                new Wrong(
                        PytorchKind.TORCHSCRIPT,
                        zip("m/data.pkl", "m/code/__torch__.py", "m/constants.pkl")));
        files.add(new Wrong(OtherKind.NUMPY, zip("weight.npy")));
        files.add(new Wrong(OtherKind.NUMPY, "\u0093NUMPY\1\0v\0{'descr': '<f4'}"));
        files.add(new Wrong(PytorchKind.PYTORCH_TAR, "storages" + "\0".repeat(249) + "ustar\0"));
        files.add(new Wrong(PytorchKind.PICKLE, "\u0080\4\u0095\n\0\0\0\0\0\0\0}\u0094."));
        files.add(new Wrong(PytorchKind.PICKLE, "\u0080\2}q\0."));
        files.add(new Wrong(GgufKind.GGML, "tjgg\3\0\0\0"));
        files.add(new Wrong(OtherKind.HDF5, "\u0089HDF\r\n\u001a\n\0"));
        files.add(new Wrong(OtherKind.GZIP, gzip()));
        files.add(new Wrong(OtherKind.COMPRESSED, "(\u00b5/\u00fd\0\0\0\0\0"));
        files.add(new Wrong(OtherKind.TAR, "a".repeat(257) + "ustar\0"));
        files.add(new Wrong(OtherKind.JSON, "{\"weight_map\": {}}"));
        files.add(new Wrong(OtherKind.JSON, "\n[1, 2, 3]"));
        files.add(new Wrong(OtherKind.TEXT, "Access to this model is restricted.\n"));
        return files;
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[100]);
        }
        return bytes.toByteArray();
    }

    @TestFactory
    Stream<DynamicTest> eachIsCalledByItsRightName() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.kind().label(), () -> check(file)));
    }

    private void check(Wrong file) throws IOException {
        Path path = Files.write(folder.resolve("model.safetensors"), file.bytes());

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
        Recognition recognition = Checkpoints.recognise(path);

        assertThat(failure.problem()).isEqualTo(file.kind());
        assertThat(failure.file()).isEqualTo(path);
        assertThat(failure.advice()).isNotBlank();
        assertThat(recognition.accepted()).isFalse();
        assertThat(recognition.label()).isEqualTo(file.kind().label());
        assertThat(recognition.reason()).isEqualTo(failure.what());
    }

    @Test
    void aHeaderWhoseLengthLooksLikeAMagicNumberIsStillAHeader() throws IOException {
        String header = Made.one("F32", "[1]", "[0,4]");
        // 0x280: the first two bytes are those of a pickle of protocol 2.
        String padded = header + " ".repeat(0x280 - header.length());
        Path path = Files.write(folder.resolve("pickle.safetensors"), Made.file(padded, 4));

        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.tensors()).hasSize(1);
        }
    }

    @Test
    void theNameDoesNotMatterWhereTheBytesAreRight() throws IOException {
        Path path = Made.write(folder.resolve("weights.bin"), "a");

        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint.about().format()).isEqualTo("safetensors file");
        }
    }

    @Test
    void whatNobodyKnowsIsHeldToTheRulesOnlyUnderItsName() throws IOException {
        byte[] zeros = new byte[20];
        Path named = Files.write(folder.resolve("a.safetensors"), zeros);
        Path other = Files.write(folder.resolve("a.dat"), zeros);

        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(named)).problem())
                .isEqualTo(SafetensorsProblem.HEADER_NOT_AN_OBJECT);
        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(other)).problem())
                .isEqualTo(OtherKind.UNKNOWN);
    }

    @Test
    void anUnfinishedFileIsNoCheckpoint() throws IOException {
        Path path = Made.write(folder.resolve("v.safetensors.1-2.tvw-partial"), "a");

        assertThat(catchThrowableOfType(Failure.class, () -> Checkpoints.open(path)).problem())
                .isEqualTo(CheckpointProblem.UNFINISHED);
        assertThat(Checkpoints.recognise(path).accepted()).isFalse();
    }

    @Test
    void absentFilesAreNamed() {
        Path path = folder.resolve("nowhere.safetensors");

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));

        assertThat(failure.problem()).isEqualTo(FileProblem.NOT_FOUND);
        assertThat(failure.file()).isEqualTo(path);
        assertThat(Checkpoints.recognise(path).failure()).isPresent();
    }
}
