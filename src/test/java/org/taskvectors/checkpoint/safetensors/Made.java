package org.taskvectors.checkpoint.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Safetensors files that tests make by hand, right ones and wrong ones.
public final class Made {
    private Made() {}

    /// A file with that header and that many bytes of data, 0, 1, 2 and so on.
    public static byte[] file(String header, int data) {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    public static byte[] file(byte[] header, int data) {
        return file(header.length, header, data);
    }

    /// A file that says of its header that it is `length` bytes long.
    public static byte[] file(long length, byte[] header, int data) {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(header);
        for (int i = 0; i < data; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    /// `{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`, with what is given in place of these.
    public static String entry(String dtype, String shape, String offsets) {
        return "{\"dtype\":\""
                + dtype
                + "\",\"shape\":"
                + shape
                + ",\"data_offsets\":"
                + offsets
                + "}";
    }

    /// A header with one tensor `a`.
    public static String one(String dtype, String shape, String offsets) {
        return "{\"a\":" + entry(dtype, shape, offsets) + "}";
    }

    /// Writes a right file whose tensors are vectors of float32, one element each.
    public static Path write(Path path, String... tensors) throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < tensors.length; i++) {
            header.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(tensors[i])
                    .append("\":")
                    .append(entry("F32", "[1]", "[" + 4 * i + "," + (4 * i + 4) + "]"));
        }
        Files.createDirectories(path.getParent());
        return Files.write(path, file(header.append('}').toString(), 4 * tensors.length));
    }
}
