package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.ReadableFile;

/// Identifies a checkpoint wherever it lies and whatever its files are called, by the size of each
/// weight file and a SHA-256 over samples of its bytes. It is taken from the files' bytes, not from
/// the numbers that they stand for, so it works the same for every format and does not change when
/// a format is read better. It reads some hundred kilobytes of a file.
///
/// It is enough to find a file that was moved, but no proof that two files are equal byte by byte;
/// [Fingerprint] is for that. Two fine-tunes that agree in size, in the first 256 KiB, the last 64
/// KiB and at 128 places in between would be taken for one.
///
/// @param parts one for each weight file, ordered by size and sample, so that names do not matter
public record ContentId(List<Part> parts) {
    private static final int HEAD = 1 << 18;
    private static final int TAIL = 1 << 16;
    private static final int SAMPLE = 1 << 12;
    private static final int SAMPLES = 128;

    /// The largest size of a file that is read whole.
    static final long WHOLE = HEAD + TAIL + (long) SAMPLES * SAMPLE;

    /// A file that is written twice within a tick of its file system's clock (2 s on FAT, 4 ms on
    /// Linux) bears one time of change for both, so a time is not believed until it is this old.
    private static final long TICK_MILLIS = 2_000;

    private static final long NOT_BELIEVED = -1;

    private static final Comparator<Part> ORDER =
            Comparator.comparingLong(Part::bytes).thenComparing(Part::sample);

    /// One weight file.
    ///
    /// @param bytes its size
    /// @param modified time of the last change, in milliseconds since 1970; it is no part of the
    ///   identity, but while it and the size agree the file need not be read again. -1 where the
    ///   change was so fresh when the sample was read that another one could bear the same time
    /// @param sample SHA-256 in hexadecimal over the size (8 bytes, little-endian) and then, of a
    ///   file of at most 832 KiB, all bytes; of a larger one the first 256 KiB, 128 blocks of 4 KiB
    ///   evenly spread over what lies between, and the last 64 KiB (where zips have the checksums
    ///   of all their entries). Of a file on another machine SHA-256 over the name that its content
    ///   has there
    public record Part(long bytes, long modified, String sample) {
        boolean isSameAs(Part other) {
            return bytes == other.bytes && sample.equals(other.sample);
        }
    }

    public ContentId {
        parts = parts.stream().sorted(ORDER).toList();
    }

    /// Reads the samples of all files of `checkpoint`; the result is empty without files.
    ///
    /// @throws IOException where a file cannot be read any more
    public static ContentId of(Checkpoint checkpoint) throws IOException {
        return of(checkpoint.about().weightFiles());
    }

    /// Reads the samples of these files.
    ///
    /// @throws IOException where one cannot be read
    public static ContentId of(List<Path> files) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            parts.add(part(file));
        }
        return new ContentId(parts);
    }

    /// Reads the samples of one file.
    ///
    /// @throws IOException where it cannot be read
    public static Part part(Path path) throws IOException {
        if (FarFiles.isFar(path)) {
            return farPart(path);
        }
        long modified = believable(Files.getLastModifiedTime(path).toMillis());
        try (ReadableFile file = ReadableFile.open(path)) {
            MessageDigest digest = Fingerprint.sha256();
            long size = file.size();
            digest.update(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(0, size)
                            .array());
            if (size <= WHOLE) {
                add(digest, file, 0, (int) size);
            } else {
                add(digest, file, 0, HEAD);
                long between = size - HEAD - TAIL - SAMPLE;
                for (int i = 0; i < SAMPLES; i++) {
                    add(digest, file, HEAD + between / (SAMPLES - 1) * i, SAMPLE);
                }
                add(digest, file, size - TAIL, TAIL);
            }
            return new Part(size, modified, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /// The samples of a file on another machine would be a request each; where it lies, it has a
    /// name of its content.
    private static Part farPart(Path path) throws IOException {
        BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
        MessageDigest digest = Fingerprint.sha256();
        digest.update(String.valueOf(is.fileKey()).getBytes(StandardCharsets.UTF_8));
        return new Part(
                is.size(),
                is.lastModifiedTime().toMillis(),
                HexFormat.of().formatHex(digest.digest()));
    }

    private static long believable(long modified) {
        return modified < System.currentTimeMillis() - TICK_MILLIS ? modified : NOT_BELIEVED;
    }

    private static void add(MessageDigest digest, ReadableFile file, long position, int size)
            throws IOException {
        byte[] bytes = new byte[size];
        file.read(position, MemorySegment.ofArray(bytes));
        digest.update(bytes);
    }

    /// Whether both identify the same content, wherever it lies.
    public boolean isSameAs(ContentId other) {
        if (parts.size() != other.parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).isSameAs(other.parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether sizes and times of change of `files` are still the same, so that the samples need
    /// not be read again.
    public boolean isUntouched(List<Path> files) throws IOException {
        List<Part> now = new ArrayList<>();
        for (Path file : files) {
            now.add(new Part(Files.size(file), Files.getLastModifiedTime(file).toMillis(), ""));
        }
        Comparator<Part> byPlace =
                Comparator.comparingLong(Part::bytes).thenComparingLong(Part::modified);
        List<Part> seen = parts.stream().map(p -> new Part(p.bytes, p.modified, "")).toList();
        return now.stream().sorted(byPlace).toList().equals(seen.stream().sorted(byPlace).toList());
    }

    /// Returns the bytes of all files.
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
