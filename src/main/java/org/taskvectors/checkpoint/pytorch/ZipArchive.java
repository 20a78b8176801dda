package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.ReadableFile;

/// A zip archive whose entries are read in place. Opening reads the table of contents and the
/// header before each entry, and requires that they agree: a program that reads the archive from
/// its beginning must find the same as one that reads it from its end.
final class ZipArchive {
    private static final int LOCAL_BYTES = 30;
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final long FULL32 = 0xFFFF_FFFFL;
    private static final int FULL16 = 0xFFFF;
    private static final int LONGEST_DESCRIPTOR = 24;
    private static final int BUFFER_BYTES = 1 << 16;

    /// Pickles pack to a tenth; an entry that unpacks to this many times its size was made to do
    /// harm.
    private static final long MOST_RATIO = 200;

    /// The most bytes of a compressed entry, which is unpacked into memory.
    private static final long MOST_UNPACKED = 32L << 20;

    private final ReadableFile file;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private ZipArchive(ReadableFile file) {
        this.file = file;
    }

    /// @throws Failure with a [PytorchProblem] where a rule is broken
    static ZipArchive open(ReadableFile file) throws Failure {
        ZipDirectory.Range range = ZipDirectory.find(file);
        ZipArchive archive = new ZipArchive(file);
        List<Extent> extents = new ArrayList<>();
        List<ZipEntry> all = ZipDirectory.read(file, range);
        try (ReadAhead.Plan _ = ReadAhead.announce(archive.headers(all, range.begin()))) {
            for (ZipEntry listed : all) {
                ZipEntry entry = archive.checked(listed, range.begin());
                long dataEnd = entry.data() + entry.packed();
                long end = dataEnd + archive.descriptorBytes(entry, range.begin());
                extents.add(new Extent(entry, entry.header(), end));
                archive.entries.put(entry.name(), entry);
            }
        }
        archive.requireApart(extents, range.begin());
        return archive;
    }

    /// Returns where the headers lie in front of the entries, with the descriptor of the entry
    /// before.
    private List<ReadAhead.Span> headers(List<ZipEntry> all, long limit) {
        List<ReadAhead.Span> spans = new ArrayList<>();
        for (ZipEntry entry : all) {
            long from = Math.clamp(entry.header() - LONGEST_DESCRIPTOR, 0, limit);
            long bytes = (long) LOCAL_BYTES + entry.name().getBytes(StandardCharsets.UTF_8).length;
            long end = Math.clamp(entry.header() + bytes, from, limit);
            spans.add(new ReadAhead.Span(file.path(), from, end - from));
        }
        return spans;
    }

    private record Extent(ZipEntry entry, long begin, long end) {}

    Collection<ZipEntry> entries() {
        return entries.values();
    }

    @Nullable ZipEntry entry(String name) {
        return entries.get(name);
    }

    /// Compares the entry's own header with the table, and returns the entry with the place of its
    /// bytes.
    private ZipEntry checked(ZipEntry entry, long limit) throws Failure {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        if (entry.header() > limit - LOCAL_BYTES - name.length) {
            throw failure(
                    PytorchProblem.ZIP_OVERLAP, entry, "this entry lies in the table of contents");
        }
        ByteBuffer local = bytes(entry.header(), LOCAL_BYTES + name.length);
        int nameBytes = local.getShort(26) & FULL16;
        if (local.getInt(0) != LOCAL
                || (local.getShort(6) & FULL16) != entry.flags()
                || (local.getShort(8) & FULL16) != entry.method()
                || nameBytes != name.length
                || !local.slice(LOCAL_BYTES, name.length).equals(ByteBuffer.wrap(name))) {
            throw failure(
                    PytorchProblem.ZIP_LOCAL_DISAGREES,
                    entry,
                    "the header in front of this entry does not have the name, method and flags of"
                            + " the table of contents");
        }
        int extraBytes = local.getShort(28) & FULL16;
        long data = entry.header() + LOCAL_BYTES + nameBytes + extraBytes;
        if (data > limit || entry.packed() > limit - data) {
            throw failure(
                    PytorchProblem.ZIP_OVERLAP,
                    entry,
                    "this entry reaches into the table of contents");
        }
        requireSizes(entry, local, extraBytes);
        return entry.at(data);
    }

    /// Checks sizes and CRC: if a descriptor follows the entry, its numbers count, and those in the
    /// header are 0 or the same.
    private void requireSizes(ZipEntry entry, ByteBuffer local, int extraBytes) throws Failure {
        int crc = local.getInt(14);
        long[] wide = {local.getInt(22) & FULL32, local.getInt(18) & FULL32};
        boolean later = entry.hasDescriptor();
        if (later && crc == 0 && wide[0] == 0 && wide[1] == 0) {
            return;
        }
        if (wide[0] == FULL32 || wide[1] == FULL32) {
            ByteBuffer extra = bytes(entry.header() + local.capacity(), extraBytes);
            if (!ZipDirectory.widen(extra, wide)) {
                throw sizes(entry, "in front of");
            }
        }
        boolean none = later && wide[0] == 0 && wide[1] == 0;
        boolean same = wide[0] == entry.size() && wide[1] == entry.packed();
        boolean crcHolds = crc == entry.crc() || (later && crc == 0);
        if (!(none || same) || !crcHolds) {
            throw sizes(entry, "in front of");
        }
    }

    /// Returns the bytes of the descriptor after an entry: a signature that some leave away, the
    /// CRC, and two sizes of 4 bytes, or 8 as ZIP64 has them.
    private int descriptorBytes(ZipEntry entry, long limit) throws Failure {
        if (!entry.hasDescriptor()) {
            return 0;
        }
        long at = entry.data() + entry.packed();
        int room = (int) Math.min(24, limit - at);
        ByteBuffer found = bytes(at, room);
        boolean signed = room >= 4 && found.getInt(0) == DESCRIPTOR;
        int first = signed ? 4 : 0;
        if (room >= first + 20
                && found.getInt(first) == entry.crc()
                && found.getLong(first + 4) == entry.packed()
                && found.getLong(first + 12) == entry.size()) {
            return first + 20;
        }
        if (room >= first + 12
                && found.getInt(first) == entry.crc()
                && (found.getInt(first + 4) & FULL32) == entry.packed()
                && (found.getInt(first + 8) & FULL32) == entry.size()) {
            return first + 12;
        }
        throw sizes(entry, "behind");
    }

    private void requireApart(List<Extent> extents, long limit) throws Failure {
        extents.sort(Comparator.comparingLong(Extent::begin));
        long free = 0;
        for (Extent extent : extents) {
            if (extent.begin() < free || extent.end() > limit) {
                throw failure(
                        PytorchProblem.ZIP_OVERLAP,
                        extent.entry(),
                        "this entry shares bytes with another one");
            }
            free = extent.end();
        }
    }

    /// Returns an input for the pickle in that entry, after checking its CRC.
    PickleInput pickle(ZipEntry entry) throws Failure {
        requireSmall(entry, PickleInput.MOST_BYTES);
        if (!entry.isStored()) {
            return PickleInput.of(file.path(), entry.name() + ", ", small(entry, MOST_UNPACKED));
        }
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (long at = 0; at < entry.size(); at += buffer.length) {
            int count = (int) Math.min(buffer.length, entry.size() - at);
            file.read(entry.data() + at, MemorySegment.ofArray(buffer).asSlice(0, count));
            crc.update(buffer, 0, count);
        }
        requireCrc(entry, crc);
        return PickleInput.ofEntry(file, entry.name() + ", ", entry.data(), entry.size());
    }

    /// Returns all bytes of an entry of at most `most` bytes, unpacked, after checking its CRC.
    byte[] small(ZipEntry entry, long most) throws Failure {
        requireSmall(entry, most);
        byte[] packed = bytes(entry.data(), (int) entry.packed()).array();
        byte[] bytes = entry.isStored() ? packed : inflated(entry, packed);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        requireCrc(entry, crc);
        return bytes;
    }

    private byte[] inflated(ZipEntry entry, byte[] packed) throws Failure {
        byte[] bytes = new byte[(int) entry.size()];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            int at = 0;
            while (at < bytes.length && !inflater.finished()) {
                int got = inflater.inflate(bytes, at, bytes.length - at);
                if (got == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                at += got;
            }
            boolean whole = at == bytes.length && (inflater.finished() || ends(inflater));
            if (!whole) {
                throw bomb(entry, "this entry does not unpack to the size that it says");
            }
            return bytes;
        } catch (DataFormatException e) {
            throw bomb(entry, "this entry cannot be unpacked").causedBy(e);
        }
    }

    private static boolean ends(Inflater inflater) throws DataFormatException {
        return inflater.inflate(new byte[1]) == 0 && inflater.finished();
    }

    private void requireSmall(ZipEntry entry, long most) throws Failure {
        if (entry.size() > most) {
            throw failure(
                    PytorchProblem.PICKLE_TOO_LARGE,
                    entry,
                    "this entry has " + entry.size() + " bytes, more than any model's description");
        }
        if (!entry.isStored()
                && (entry.size() > MOST_RATIO * Math.max(entry.packed(), 64)
                        || entry.size() > MOST_UNPACKED)) {
            throw bomb(
                    entry,
                    "this entry would unpack from " + entry.packed() + " bytes to " + entry.size());
        }
    }

    private void requireCrc(ZipEntry entry, CRC32 crc) throws Failure {
        if ((int) crc.getValue() != entry.crc()) {
            throw Failure.of(
                            PytorchProblem.ZIP_CRC,
                            file.path(),
                            "the bytes of this entry do not have the checksum (CRC-32) that the"
                                    + " archive gives",
                            "The file is damaged; download or save it again")
                    .at(entry.place());
        }
    }

    private ByteBuffer bytes(long position, int count) throws Failure {
        byte[] bytes = new byte[count];
        file.read(position, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Failure sizes(ZipEntry entry, String where) {
        return failure(
                PytorchProblem.ZIP_SIZES_DISAGREE,
                entry,
                "sizes and CRC " + where + " this entry are not those of the table of contents");
    }

    private Failure bomb(ZipEntry entry, String what) {
        return failure(PytorchProblem.ZIP_BOMB, entry, what);
    }

    private Failure failure(PytorchProblem problem, ZipEntry entry, String what) {
        return entry.failure(problem, file.path(), what);
    }
}
