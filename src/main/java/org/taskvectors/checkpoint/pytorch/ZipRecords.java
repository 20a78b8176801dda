package org.taskvectors.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The records of a zip archive whose entries are all stored as they are: headers, table of
/// contents and end, without times, so that the same entries give the same bytes.
///
/// Source of the format: APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16.
final class ZipRecords {
    private static final long FULL32 = 0xFFFF_FFFFL;
    private static final int FULL16 = 0xFFFF;

    /// Names are UTF-8.
    private static final int FLAGS = 1 << 11;

    /// The first of January 1980, where the format's time begins.
    private static final int DATE = 1 << 5 | 1;

    /// The extra field that PyTorch fills up with, so that data begin at a multiple of 64.
    private static final int PADDING = 'F' | 'B' << 8;

    private static final int ALIGNMENT = 64;

    private ZipRecords() {}

    /// An entry that will be written.
    ///
    /// @param header where the header in front of it begins
    /// @param data where its bytes begin
    record Entry(String name, long header, long data, long size) {
        /// An entry whose header begins at `at`.
        static Entry at(long at, String name, long size) {
            long least =
                    at + 30 + name.getBytes(StandardCharsets.UTF_8).length + wideBytes(size) + 4;
            return new Entry(name, at, Math.ceilDiv(least, ALIGNMENT) * ALIGNMENT, size);
        }

        long end() {
            return Math.addExact(data, size);
        }

        private boolean isWide() {
            return size >= FULL32;
        }

        private static int wideBytes(long size) {
            return size >= FULL32 ? 20 : 0;
        }
    }

    /// The header in front of an entry, up to its bytes.
    static ByteBuffer header(Entry entry, int crc) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        int all = (int) (entry.data() - entry.header());
        ByteBuffer to = ByteBuffer.allocate(all).order(ByteOrder.LITTLE_ENDIAN);
        int narrow = (int) Math.min(entry.size(), FULL32);
        to.putInt(0x04034b50).putShort(version(entry.isWide())).putShort((short) FLAGS);
        to.putShort((short) 0).putShort((short) 0).putShort((short) DATE).putInt(crc);
        to.putInt(narrow).putInt(narrow).putShort((short) name.length);
        to.putShort((short) (all - 30 - name.length)).put(name);
        if (entry.isWide()) {
            to.putShort((short) 1).putShort((short) 16).putLong(entry.size()).putLong(entry.size());
        }
        to.putShort((short) PADDING).putShort((short) (to.remaining() - 2));
        while (to.hasRemaining()) {
            to.put((byte) 'Z');
        }
        return to.flip();
    }

    /// Bytes of the table of contents and the end behind it.
    static long tailBytes(List<Entry> entries) {
        long bytes = 56 + 20 + 22;
        for (Entry entry : entries) {
            bytes += 46 + entry.name().getBytes(StandardCharsets.UTF_8).length + extraBytes(entry);
        }
        return bytes;
    }

    /// The table of contents and the end behind it, with ZIP64 as PyTorch always writes it.
    ///
    /// @param begin where the table begins
    static ByteBuffer tail(List<Entry> entries, int[] crcs, long begin) {
        ByteBuffer to =
                ByteBuffer.allocate(Math.toIntExact(tailBytes(entries)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < entries.size(); i++) {
            listed(entries.get(i), crcs[i], to);
        }
        long size = to.position();
        int count = entries.size();
        to.putInt(0x06064b50).putLong(44).putShort(version(true)).putShort(version(true));
        to.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(begin);
        to.putInt(0x07064b50).putInt(0).putLong(begin + size).putInt(1);
        short narrowCount = (short) Math.min(count, FULL16);
        to.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        to.putShort(narrowCount).putShort(narrowCount).putInt((int) Math.min(size, FULL32));
        to.putInt((int) Math.min(begin, FULL32)).putShort((short) 0);
        return to.flip();
    }

    private static void listed(Entry entry, int crc, ByteBuffer to) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        int narrow = (int) Math.min(entry.size(), FULL32);
        boolean far = entry.header() >= FULL32;
        short version = version(entry.isWide() || far);
        to.putInt(0x02014b50).putShort(version).putShort(version).putShort((short) FLAGS);
        to.putShort((short) 0).putShort((short) 0).putShort((short) DATE).putInt(crc);
        to.putInt(narrow).putInt(narrow).putShort((short) name.length);
        to.putShort((short) extraBytes(entry)).putShort((short) 0).putShort((short) 0);
        to.putShort((short) 0).putInt(0).putInt((int) Math.min(entry.header(), FULL32)).put(name);
        if (extraBytes(entry) > 0) {
            to.putShort((short) 1).putShort((short) (extraBytes(entry) - 4));
        }
        if (entry.isWide()) {
            to.putLong(entry.size()).putLong(entry.size());
        }
        if (far) {
            to.putLong(entry.header());
        }
    }

    private static int extraBytes(Entry entry) {
        int fields = (entry.isWide() ? 16 : 0) + (entry.header() >= FULL32 ? 8 : 0);
        return fields == 0 ? 0 : 4 + fields;
    }

    private static short version(boolean zip64) {
        return (short) (zip64 ? 45 : 10);
    }
}
