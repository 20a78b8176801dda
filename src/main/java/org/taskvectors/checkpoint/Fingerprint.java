package org.taskvectors.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.taskvectors.tensor.DType;

/// The fingerprint of a checkpoint's content: one SHA-256 over its tensors in the order of their
/// names (by UTF-16 code units). Of each tensor it takes, little-endian: the name's length in UTF-8
/// (8 bytes) and the name, the dtype's code likewise, the rank and the sizes (8 bytes each), and
/// the [org.taskvectors.tensor.Checksum] of its bytes (8 bytes). Shards, the order of tensors in a
/// file and the file's format do not change it.
public final class Fingerprint {
    /// A tensor and the checksum of its bytes.
    public record Entry(Tensor tensor, long checksum) {}

    private Fingerprint() {}

    /// Returns the fingerprint in hexadecimal, 64 characters.
    public static String of(List<Entry> entries) {
        MessageDigest digest = sha256();
        entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.tensor().name()))
                .forEach(entry -> add(digest, entry));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Entry entry) {
        Tensor tensor = entry.tensor();
        text(digest, tensor.name());
        text(digest, code(tensor.dtype()));
        number(digest, tensor.shape().rank());
        for (long size : tensor.shape().sizes()) {
            number(digest, size);
        }
        number(digest, entry.checksum());
    }

    private static String code(DType dtype) {
        return dtype.name();
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(digest, bytes.length);
        digest.update(bytes);
    }

    private static void number(MessageDigest digest, long value) {
        digest.update(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value).array());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
