package org.taskvectors.analysis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// Reads the bytes of a [PackedWriter]. It throws [IllegalArgumentException] for bytes that do not
/// fit, and never allocates more memory than the bytes can stand for.
public final class PackedReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    /// @throws IllegalArgumentException if the CRC after the bytes is not theirs
    public PackedReader(byte[] sealed) {
        if (sealed.length < Integer.BYTES) {
            throw new IllegalArgumentException("too short");
        }
        this.bytes = sealed;
        this.end = sealed.length - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(sealed, 0, end);
        if ((int) crc.getValue() != (int) PackedWriter.INT.get(sealed, end)) {
            throw new IllegalArgumentException("damaged");
        }
    }

    public long count() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            need(1);
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a count that does not end");
    }

    /// Reads a count of things that take at least a byte each.
    public int size() {
        long size = count();
        if (size > end - at) {
            throw new IllegalArgumentException("more things than bytes");
        }
        return (int) size;
    }

    public double real() {
        return Double.longBitsToDouble(bits());
    }

    /// Reads the 64 bits of a number of either sign.
    public long bits() {
        need(Long.BYTES);
        long value = (long) PackedWriter.LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    public String text() {
        return new String(raw(), StandardCharsets.UTF_8);
    }

    public byte[] raw() {
        int size = size();
        byte[] value = Arrays.copyOfRange(bytes, at, at + size);
        at += size;
        return value;
    }

    public boolean flag() {
        return count() != 0;
    }

    public <T> List<T> list(Function<PackedReader, T> each) {
        int size = size();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(each.apply(this));
        }
        return values;
    }

    /// @throws IllegalArgumentException if bytes are left over
    public void end() {
        if (at != end) {
            throw new IllegalArgumentException("something follows");
        }
    }

    private void need(int more) {
        if (end - at < more) {
            throw new IllegalArgumentException("it ends too soon");
        }
    }
}
