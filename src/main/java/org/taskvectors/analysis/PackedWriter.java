package org.taskvectors.analysis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/// Writes numbers and strings one after another: counts as varints (seven bits a byte, the lowest
/// first, the eighth set while more follow), doubles as their 64 bits, strings as length and UTF-8.
public final class PackedWriter {
    static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1 << 16];
    private int used;

    public PackedWriter() {}

    /// Writes a number that is not negative.
    public void count(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        room(10);
        long rest = value;
        while (rest > 0x7f) {
            bytes[used++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[used++] = (byte) rest;
    }

    public void real(double value) {
        bits(Double.doubleToRawLongBits(value));
    }

    /// Writes the 64 bits of a number of either sign.
    public void bits(long value) {
        room(Long.BYTES);
        LONG.set(bytes, used, value);
        used += Long.BYTES;
    }

    public void text(String value) {
        raw(value.getBytes(StandardCharsets.UTF_8));
    }

    public void raw(byte[] value) {
        count(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, used, value.length);
        used += value.length;
    }

    public void flag(boolean value) {
        count(value ? 1 : 0);
    }

    public <T> void list(List<T> values, BiConsumer<PackedWriter, T> each) {
        count(values.size());
        values.forEach(value -> each.accept(this, value));
    }

    /// Returns the written bytes, followed by their CRC-32C.
    public byte[] sealed() {
        room(Integer.BYTES);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, used);
        INT.set(bytes, used, (int) crc.getValue());
        return Arrays.copyOf(bytes, used + Integer.BYTES);
    }

    private void room(int more) {
        if (bytes.length - used < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
        }
    }
}
