package org.taskvectors.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.Made;

class ContentIdTest {
    @TempDir private Path folder;

    @Test
    void namesFoldersAndTheOrderOfFilesHaveNoPartInIt() throws IOException {
        Path one = Made.write(folder.resolve("m/model-00001-of-00002.safetensors"), "a", "b");
        Path two = Made.write(folder.resolve("m/model-00002-of-00002.safetensors"), "c");
        ContentId before = idOf(folder.resolve("m"));
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.move(one, folder.resolve("elsewhere/z.safetensors"));
        Files.move(two, folder.resolve("elsewhere/y.safetensors"));
        ContentId after = idOf(folder.resolve("elsewhere"));
        assertThat(after.isSameAs(before)).isTrue();
        assertThat(after.bytes()).isEqualTo(before.bytes());
    }

    @Test
    void anyByteOfASmallFileCounts() throws IOException {
        Path file = Made.write(folder.resolve("a.safetensors"), "a", "b", "c");
        ContentId before = ContentId.of(List.of(file));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            Files.write(file, bytes);
            assertThat(ContentId.of(List.of(file)).isSameAs(before)).as("byte " + i).isFalse();
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
        assertThat(ContentId.of(List.of(file)).isSameAs(before)).isTrue();
    }

    @Test
    void ofALargeFileHeadTailAndPlacesInBetweenCount() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(folder.resolve("large"), bytes);
        ContentId.Part part = ContentId.part(file);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(ByteBuffer.allocate(8).putLong(0, Long.reverseBytes(3_000_000L)).array());
        digest.update(bytes, 0, 262_144);
        long room = 3_000_000 - 262_144 - 65_536 - 4_096;
        for (int i = 0; i < 128; i++) {
            digest.update(bytes, (int) (262_144 + room / 127 * i), 4_096);
        }
        digest.update(bytes, 3_000_000 - 65_536, 65_536);
        assertThat(part.sample()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
        for (int changed : new int[] {0, 262_143, 262_144, 2_934_464, 2_999_999}) {
            byte[] other = Arrays.copyOf(bytes, bytes.length);
            other[changed] ^= 1;
            Files.write(file, other);
            assertThat(ContentId.part(file).isSameAs(part)).as("byte " + changed).isFalse();
        }
    }

    @Test
    void whileSizeAndTimeAgreeItIsUntouched() throws IOException {
        Path file = Made.write(folder.resolve("a.safetensors"), "a");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        ContentId id = ContentId.of(List.of(file));
        assertThat(id.isUntouched(List.of(file))).isTrue();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertThat(id.isUntouched(List.of(file))).isFalse();
        assertThat(ContentId.of(List.of(file)).isSameAs(id)).isTrue();
    }

    @Test
    void aSecondChangeInTheSameTickOfTheClockIsNotOverlooked() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[] {1, 2, 3});
        FileTime time = Files.getLastModifiedTime(file);
        ContentId id = ContentId.of(List.of(file));
        Files.write(file, new byte[] {4, 5, 6});
        Files.setLastModifiedTime(file, time);
        assertThat(id.isUntouched(List.of(file))).isFalse();
        assertThat(ContentId.of(List.of(file)).isSameAs(id)).isFalse();
    }

    private static ContentId idOf(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            return ContentId.of(checkpoint);
        }
    }
}
