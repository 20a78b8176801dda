package org.taskvectors.checkpoint.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// GGUF files that tests make by hand, right ones and wrong ones. The data of a tensor are bytes 0,
/// 1, 2 and so on.
public final class MadeGguf {
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private long entryCount;
    private long tensorCount;
    private long data;
    private int magic = 0x46554747;
    private int version = 3;
    private int alignment = 32;
    private long cut;

    public static MadeGguf file() {
        return new MadeGguf();
    }

    /// A file of the architecture llama with `heads` heads.
    public static MadeGguf llama(int heads) {
        return file().text("general.architecture", "llama")
                .number("llama.attention.head_count", 4, heads, 4);
    }

    MadeGguf magic(int other) {
        magic = other;
        return this;
    }

    MadeGguf version(int other) {
        version = other;
        return this;
    }

    MadeGguf counts(long newTensors, long newEntries) {
        tensorCount = newTensors;
        entryCount = newEntries;
        return this;
    }

    MadeGguf aligned(int bytes) {
        alignment = bytes;
        return number("general.alignment", 4, bytes, 4);
    }

    MadeGguf cut(long bytes) {
        cut = bytes;
        return this;
    }

    public MadeGguf text(String key, String text) {
        return entry(key, 8, string(text));
    }

    public MadeGguf number(String key, int type, long value, int bytes) {
        return entry(key, type, word(value, bytes));
    }

    /// A part of a split file.
    public MadeGguf part(int number, int of) {
        return number("split.no", 2, number, 2).number("split.count", 2, of, 2);
    }

    public MadeGguf texts(String key, String... texts) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(word(8, 4));
        value.writeBytes(word(texts.length, 8));
        for (String text : texts) {
            value.writeBytes(string(text));
        }
        return entry(key, 9, value.toByteArray());
    }

    public MadeGguf words(String key, int... words) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(word(4, 4));
        value.writeBytes(word(words.length, 8));
        for (int one : words) {
            value.writeBytes(word(one, 4));
        }
        return entry(key, 9, value.toByteArray());
    }

    MadeGguf entry(String key, int type, byte[] value) {
        return entry(string(key), type, value);
    }

    MadeGguf entry(byte[] key, int type, byte[] value) {
        entries.writeBytes(key);
        entries.writeBytes(word(type, 4));
        entries.writeBytes(value);
        entryCount++;
        return this;
    }

    /// A tensor of float32 behind those before it; sizes innermost first, as the file has them.
    public MadeGguf tensor(String name, long... newSizes) {
        long elements = 1;
        for (long size : newSizes) {
            elements *= size;
        }
        return placed(name, 0, data, 4 * elements, newSizes);
    }

    /// @param bytes how many bytes its data are
    MadeGguf placed(String name, int type, long offset, long bytes, long... newSizes) {
        tensors.writeBytes(string(name));
        tensors.writeBytes(word(newSizes.length, 4));
        for (long size : newSizes) {
            tensors.writeBytes(word(size, 8));
        }
        tensors.writeBytes(word(type, 4));
        tensors.writeBytes(word(offset, 8));
        tensorCount++;
        data = Math.ceilDiv(Math.max(data, offset + bytes), (long) alignment) * alignment;
        return this;
    }

    /// A tensor of another type behind those before it.
    public MadeGguf quantised(String name, int type, long bytes, long... newSizes) {
        return placed(name, type, data, bytes, newSizes);
    }

    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(word(magic, 4));
        all.writeBytes(word(version, 4));
        all.writeBytes(word(tensorCount, 8));
        all.writeBytes(word(entryCount, 8));
        all.writeBytes(entries.toByteArray());
        all.writeBytes(tensors.toByteArray());
        int start = Math.ceilDiv(all.size(), alignment) * alignment;
        byte[] bytes = new byte[(int) (start + data)];
        System.arraycopy(all.toByteArray(), 0, bytes, 0, all.size());
        for (int i = start; i < bytes.length; i++) {
            bytes[i] = (byte) (i - start);
        }
        return Arrays.copyOf(bytes, (int) (bytes.length - cut));
    }

    public Path write(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes());
    }

    static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(word(bytes.length, 8), bytes);
    }

    static byte[] word(long value, int bytes) {
        byte[] word = new byte[8];
        ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return Arrays.copyOf(word, bytes);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
