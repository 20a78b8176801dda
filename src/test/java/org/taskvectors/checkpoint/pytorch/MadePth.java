package org.taskvectors.checkpoint.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Makes `.pth` files byte by byte, right ones and such as break one rule. Strings are one char a
/// byte.
final class MadePth {
    static final String DICT = "ccollections\nOrderedDict\n)R";

    /// An entry, with what may be wrong about it.
    static final class Entry {
        final String name;
        final byte[] bytes;
        String localName;
        int method;
        int localMethod = -1;
        int flags;
        int localFlags = -1;
        int crcChange;
        int localCrcChange;
        int localSizeChange;
        int sizeChange;
        int packedChange;
        boolean descriptor;
        boolean signature = true;
        int descriptorChange;
        byte[] extra = {};

        Entry(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
            this.localName = name;
        }
    }

    final List<Entry> entries = new ArrayList<>();

    /// Where the header of the last entry is said to be, if not where it is.
    long lastHeader = -1;

    String comment = "";
    int countChange;
    int disk;
    boolean zip64;
    long zip64Change;

    /// One tensor `w` of 2 × 2 in storage 0.
    static MadePth right() {
        return of("}" + text("w") + tensor("0", 4, 0, "K\2K\2\u0086", "K\2K\1\u0086") + "s.", 16);
    }

    /// @param pickle operations behind the protocol
    static MadePth of(String pickle, int storageBytes) {
        MadePth made = new MadePth();
        made.add("archive/data.pkl", ("\u0080\2" + pickle).getBytes(ISO_8859_1));
        made.add("archive/byteorder", "little".getBytes(UTF_8));
        byte[] storage = new byte[storageBytes];
        for (int i = 0; i < storageBytes; i++) {
            storage[i] = (byte) i;
        }
        made.add("archive/data/0", storage);
        made.add("archive/version", "3\n".getBytes(UTF_8));
        return made;
    }

    static String text(String text) {
        return "X" + (char) text.length() + "\0\0\0" + text;
    }

    static String storage(String key, int elements) {
        return "("
                + text("storage")
                + "ctorch\nFloatStorage\n"
                + text(key)
                + text("cpu")
                + number(elements)
                + "tQ";
    }

    static String tensor(String key, int elements, int offset, String sizes, String strides) {
        return "ctorch._utils\n_rebuild_tensor_v2\n("
                + storage(key, elements)
                + number(offset)
                + sizes
                + strides
                + "\u0089"
                + DICT
                + "tR";
    }

    static String number(int value) {
        byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        return "J" + new String(bytes, ISO_8859_1);
    }

    static String wide(long value) {
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        return "\u008a\10" + new String(bytes, ISO_8859_1);
    }

    Entry add(String name, byte[] bytes) {
        Entry entry = new Entry(name, bytes);
        entries.add(entry);
        return entry;
    }

    Entry pickle() {
        return entries.get(0);
    }

    Entry storage() {
        return entries.get(2);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            boolean last = entry == entries.getLast();
            long header = last && lastHeader >= 0 ? lastHeader : out.size();
            byte[] packed = entry.method == 8 ? deflated(entry.bytes) : entry.bytes;
            int crc = crc(entry.bytes);
            local(out, entry, crc, packed);
            listed(table, entry, crc, packed, header);
        }
        long begin = out.size();
        out.writeBytes(table.toByteArray());
        if (zip64) {
            zip64(out, begin, table.size());
        }
        ByteBuffer end = little(22 + comment.length());
        end.putInt(0x06054b50).putShort((short) disk).putShort((short) 0);
        end.putShort((short) (entries.size() + countChange));
        end.putShort((short) (entries.size() + countChange));
        end.putInt(zip64 ? -1 : table.size()).putInt(zip64 ? -1 : (int) begin);
        end.putShort((short) comment.length()).put(comment.getBytes(ISO_8859_1));
        write(out, end.flip());
        return out.toByteArray();
    }

    private void zip64(ByteArrayOutputStream out, long begin, int size) {
        long at = out.size();
        ByteBuffer end = little(56 + 20);
        end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
        end.putInt(0).putInt(0).putLong(entries.size()).putLong(entries.size());
        end.putLong(size).putLong(begin + zip64Change);
        end.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
        write(out, end.flip());
    }

    private static void local(ByteArrayOutputStream out, Entry entry, int crc, byte[] packed) {
        byte[] name = entry.localName.getBytes(ISO_8859_1);
        int flags = entry.flags | (entry.descriptor ? 8 : 0);
        ByteBuffer local = little(30 + name.length + entry.extra.length);
        local.putInt(0x04034b50).putShort((short) 20);
        local.putShort((short) (entry.localFlags < 0 ? flags : entry.localFlags));
        local.putShort((short) (entry.localMethod < 0 ? entry.method : entry.localMethod));
        local.putInt(0);
        local.putInt(entry.descriptor ? entry.localCrcChange : crc + entry.localCrcChange);
        local.putInt(
                entry.descriptor ? entry.localSizeChange : packed.length + entry.localSizeChange);
        local.putInt(entry.descriptor ? 0 : entry.bytes.length);
        local.putShort((short) name.length).putShort((short) entry.extra.length);
        write(out, local.put(name).put(entry.extra).flip());
        out.writeBytes(packed);
        if (entry.descriptor) {
            ByteBuffer after = little(entry.signature ? 16 : 12);
            if (entry.signature) {
                after.putInt(0x08074b50);
            }
            after.putInt(crc + entry.descriptorChange)
                    .putInt(packed.length)
                    .putInt(entry.bytes.length);
            write(out, after.flip());
        }
    }

    private static void listed(
            ByteArrayOutputStream out, Entry entry, int crc, byte[] packed, long header) {
        byte[] name = entry.name.getBytes(ISO_8859_1);
        ByteBuffer listed = little(46 + name.length);
        listed.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
        listed.putShort((short) (entry.flags | (entry.descriptor ? 8 : 0)));
        listed.putShort((short) entry.method).putInt(0).putInt(crc + entry.crcChange);
        listed.putInt(packed.length + entry.packedChange);
        listed.putInt(entry.bytes.length + entry.sizeChange);
        listed.putShort((short) name.length).putShort((short) 0).putShort((short) 0);
        listed.putShort((short) 0).putShort((short) 0).putInt(0).putInt((int) header);
        write(out, listed.put(name).flip());
    }

    private static void write(ByteArrayOutputStream out, ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            out.write(buffer.get());
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater(9, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[bytes.length + 100];
            int length = deflater.deflate(packed);
            return java.util.Arrays.copyOf(packed, length);
        }
    }
}
