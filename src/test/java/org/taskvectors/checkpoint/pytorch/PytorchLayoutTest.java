package org.taskvectors.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class PytorchLayoutTest {
    private static final List<Tensor> TENSORS =
            List.of(
                    new Tensor("model.größe", DType.BF16, Shape.of(3, 5, 7)),
                    new Tensor("empty", DType.F32, Shape.of(0, 7)),
                    new Tensor("scalar", DType.F64, Shape.of()),
                    new Tensor("rank4", DType.F16, Shape.of(2, 1, 3, 70_000)),
                    new Tensor("matrix", DType.F32, Shape.of(11, 13)));
    private static final Map<String, String> METADATA =
            Map.of("task_vector", "{\"a\":\"ä\"}", "format", "pt");

    @TempDir private Path folder;

    private Path write(String name, long seed) throws IOException {
        Path path = folder.resolve(name);
        PytorchLayout layout =
                PytorchLayout.of(TENSORS, Map.of("task_vector", "{\"a\":\"ü\"}", "format", "tp"));
        try (AtomicFile file = AtomicFile.begin(path);
                Arena arena = Arena.ofConfined()) {
            List<long[]> blocks = new ArrayList<>();
            for (int i = 0; i < TENSORS.size(); i++) {
                for (long at = 0; at < TENSORS.get(i).bytes(); at += 1_000) {
                    blocks.add(new long[] {i, at, Math.min(1_000, TENSORS.get(i).bytes() - at)});
                }
            }
            Collections.shuffle(blocks, new Random(seed));
            List<byte[]> contents =
                    IntStream.range(0, TENSORS.size())
                            .mapToObj(PytorchLayoutTest::content)
                            .toList();
            for (long[] block : blocks) {
                MemorySegment bytes = arena.allocate(block[2]);
                bytes.copyFrom(
                        MemorySegment.ofArray(contents.get((int) block[0]))
                                .asSlice(block[1], block[2]));
                long position = layout.offset((int) block[0]) + block[1];
                layout.written(position, bytes);
                file.write(position, bytes);
            }
            layout.finish(file, METADATA);
            file.commit();
        }
        assertThat(Files.size(path)).isEqualTo(layout.fileSize());
        return path;
    }

    private static byte[] content(int tensor) {
        byte[] bytes = new byte[(int) TENSORS.get(tensor).bytes()];
        new Random(tensor).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsWrittenInAnyOrderComesBackBitForBit() throws IOException {
        Path path = write("a.pth", 1);
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            assertThat(checkpoint.tensors()).isEqualTo(TENSORS);
            assertThat(checkpoint.about().metadata()).isEqualTo(METADATA);
            assertThat(checkpoint.about().notes()).isEmpty();
            for (int i = 0; i < TENSORS.size(); i++) {
                MemorySegment bytes =
                        arena.allocate(Math.max(1, TENSORS.get(i).bytes()), 8)
                                .asSlice(0, TENSORS.get(i).bytes());
                checkpoint.read(TENSORS.get(i), 0, bytes);
                assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(content(i));
            }
        }
    }

    @Test
    void theOrderOfWritingLeavesNoTrace() throws IOException {
        assertThat(write("a.pth", 1)).hasSameBinaryContentAs(write("b.pth", 2));
    }

    /// `ours.pth` is what this writes, `ours.tsv` what `torch.load(…, weights_only=True)` of
    /// PyTorch 1.13.1 and of 2.15 find in it (`make_golden.py written`), the same in both.
    @Test
    void pytorchReadsEveryBitOfEveryTypeThatIsWritten() throws IOException {
        Path golden = Path.of("src/test/resources/golden/pytorch");
        List<Tensor> tensors = new ArrayList<>();
        for (DType type : DType.values()) {
            if (Element.of(type).filter(element -> !element.storage().isEmpty()).isPresent()) {
                tensors.add(new Tensor("größe." + type.label(), type, Shape.of(3, 2, 5)));
            }
        }
        tensors.add(new Tensor("scalar", DType.F32, Shape.of()));
        tensors.add(new Tensor("empty", DType.BF16, Shape.of(0, 4)));
        Path path = folder.resolve("ours.pth");
        PytorchLayout layout = PytorchLayout.of(tensors, METADATA);
        List<String> expected = new ArrayList<>();
        try (AtomicFile file = AtomicFile.begin(path);
                Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < tensors.size(); i++) {
                byte[] content = pattern(tensors.get(i));
                MemorySegment bytes =
                        arena.allocate(Math.max(1, content.length)).asSlice(0, content.length);
                bytes.copyFrom(MemorySegment.ofArray(content));
                layout.written(layout.offset(i), bytes);
                file.write(layout.offset(i), bytes);
                expected.add("ours.pth\t" + PytorchOracleTest.line(tensors.get(i), content));
            }
            layout.finish(file, METADATA);
            file.commit();
        }

        assertThat(path).hasSameBinaryContentAs(golden.resolve("ours.pth"));
        assertThat(Files.readAllLines(golden.resolve("ours.tsv"))).isEqualTo(expected);
    }

    private static byte[] pattern(Tensor tensor) {
        byte[] bytes = new byte[(int) tensor.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (tensor.dtype() == DType.BOOL ? i % 3 & 1 : 255 - i * 37);
        }
        return bytes;
    }

    /// Reading an entry to its end lets the JDK compare the CRC.
    @Test
    void otherReadersOfZipsFindEveryChecksumRight() throws IOException {
        try (ZipFile zip = new ZipFile(write("a.pth", 3).toFile())) {
            assertThat(zip.size()).isEqualTo(TENSORS.size() + 4);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                assertThat(MadePth.crc(bytes)).isEqualTo((int) entry.getCrc());
            }
        }
    }

    @Test
    void storagesBeginAtAMultipleOf64() {
        PytorchLayout layout = PytorchLayout.of(TENSORS, METADATA);
        for (int i = 0; i < TENSORS.size(); i++) {
            assertThat(layout.offset(i) % 64).isZero();
        }
    }

    @Test
    void tensorsBeyond4GigabytesHaveRoom() {
        List<Tensor> large =
                List.of(
                        new Tensor("a", DType.BF16, Shape.of(1L << 33)),
                        new Tensor("b", DType.F32, Shape.of(3)));
        PytorchLayout layout = PytorchLayout.of(large, Map.of());
        assertThat(layout.offset(1)).isGreaterThan(1L << 34);
        assertThat(layout.fileSize()).isGreaterThan(layout.offset(1) + 12);
    }

    @Test
    void metadataOfAnotherLengthAreADefect() throws IOException {
        PytorchLayout layout = PytorchLayout.of(List.of(), Map.of("a", "b"));
        try (AtomicFile file = AtomicFile.begin(folder.resolve("x.pth"))) {
            assertThatThrownBy(() -> layout.finish(file, Map.of("a", "bc")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesStandOnceAndTypesHaveAStorage() {
        Tensor a = new Tensor("a", DType.F32, Shape.of(1));
        assertThatThrownBy(() -> PytorchLayout.of(List.of(a, a), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        Tensor odd = new Tensor("a", DType.F8_E4M3, Shape.of(1));
        assertThatThrownBy(() -> PytorchLayout.of(List.of(odd), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void crcsOfBlocksJoinToTheCrcOfTheWhole(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int step) {
        int joined = 0;
        for (int at = bytes.length / step * step; at >= 0; at -= step) {
            int end = Math.min(bytes.length, at + step);
            ByteBuffer block = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end));
            joined ^= JoinedCrc.share(block, bytes.length - end);
        }
        assertThat(joined).isEqualTo(MadePth.crc(bytes));
    }

    @Test
    void farAwayBlocksJoinToo() {
        // 3 GiB of zeros behind a block, and alone: both by Python's zlib.crc32.
        int share =
                JoinedCrc.share(
                        ByteBuffer.wrap(
                                "task vector".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        3L << 30);
        assertThat(share ^ 0x480bbe37).isEqualTo(0x7d558b7c);
    }
}
