package org.taskvectors.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads and checks the table of contents at the end of a zip archive, with ZIP64. A comment after
/// it is refused: PyTorch writes none, and a comment could hold a second table.
///
/// Source of the format: APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3.
final class ZipDirectory {
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_BYTES = 56;

    /// A storage for each tensor, and what lies beside them.
    private static final int MOST_ENTRIES = TensorCount.MOST + 1_000;

    private static final int ENTRY_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int LOCATOR = 0x07064b50;
    private static final int END64 = 0x06064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int ZIP64_EXTRA = 1;
    private static final long FULL32 = 0xFFFF_FFFFL;
    private static final int FULL16 = 0xFFFF;

    /// The most bytes of the table: some 300,000 entries; a storage needs one.
    private static final long MOST_BYTES = 32L << 20;

    private static final String DAMAGED = "The file is damaged; download or save it again";

    private final ReadableFile file;

    /// The place of the table.
    ///
    /// @param end the byte behind it
    record Range(long begin, long end, long entries) {}

    private ZipDirectory(ReadableFile file) {
        this.file = file;
    }

    /// The entries in the order of the table, whose places in the file are not yet known.
    static List<ZipEntry> read(ReadableFile file, Range range) throws Failure {
        return new ZipDirectory(file).entries(range);
    }

    /// Finds the table of contents.
    static Range find(ReadableFile file) throws Failure {
        return new ZipDirectory(file).range();
    }

    private Range range() throws Failure {
        long at = file.size() - END_BYTES;
        ByteBuffer end = at < 0 ? ByteBuffer.allocate(END_BYTES) : bytes(at, END_BYTES);
        if (end.getInt(0) != END || end.getShort(20) != 0) {
            throw Failure.of(
                    PytorchProblem.ZIP_NO_DIRECTORY,
                    file.path(),
                    "the zip archive has no table of contents at its end",
                    "The file was cut short, or something was added to it; download it again");
        }
        long entries = end.getShort(10) & FULL16;
        long size = end.getInt(12) & FULL32;
        long begin = end.getInt(16) & FULL32;
        requireOnePart(end.getShort(4) & FULL16, end.getShort(6) & FULL16);
        if ((end.getShort(8) & FULL16) != entries) {
            throw malformed("the table of contents counts its entries in two ways");
        }
        Range plain = new Range(begin, begin + size, entries);
        ByteBuffer locator = at < LOCATOR_BYTES ? null : bytes(at - LOCATOR_BYTES, LOCATOR_BYTES);
        if (locator != null && locator.getInt(0) == LOCATOR) {
            return range64(plain, locator, at - LOCATOR_BYTES);
        }
        if (plain.end() != at) {
            throw malformed("the table of contents is not where the archive says");
        }
        return limited(plain);
    }

    private Range range64(Range plain, ByteBuffer locator, long locatorAt) throws Failure {
        requireOnePart(locator.getInt(4), 0);
        long at = locator.getLong(8);
        if (locator.getInt(16) != 1 || at < 0 || at != locatorAt - END64_BYTES) {
            throw malformed("the ZIP64 end of the archive is not where the archive says");
        }
        ByteBuffer end = bytes(at, END64_BYTES);
        if (end.getInt(0) != END64 || end.getLong(4) != END64_BYTES - 12) {
            throw malformed("the ZIP64 end of the archive is not where the archive says");
        }
        requireOnePart(end.getInt(16), end.getInt(20));
        long entries = end.getLong(32);
        long size = end.getLong(40);
        long begin = end.getLong(48);
        boolean same =
                agrees(plain.entries(), FULL16, entries)
                        && agrees(plain.end() - plain.begin(), FULL32, size)
                        && agrees(plain.begin(), FULL32, begin)
                        && end.getLong(24) == entries;
        if (!same || begin < 0 || size < 0 || begin > at || size != at - begin || entries < 0) {
            throw malformed("the table of contents is not where the archive says");
        }
        return limited(new Range(begin, at, entries));
    }

    private static boolean agrees(long narrow, long full, long wide) {
        return narrow == full || narrow == wide;
    }

    private Range limited(Range range) throws Failure {
        long size = range.end() - range.begin();
        if (size > MOST_BYTES) {
            throw Failure.of(
                            PytorchProblem.ZIP_TOO_MANY_ENTRIES,
                            file.path(),
                            "the table of contents has " + size + " bytes, more than any model's",
                            "")
                    .at("byte " + range.begin());
        }
        if (range.entries() > MOST_ENTRIES) {
            throw Failure.of(
                    PytorchProblem.ZIP_TOO_MANY_ENTRIES,
                    file.path(),
                    String.format(
                            Locale.ROOT,
                            "the archive is said to have %,d entries, more than any model's",
                            range.entries()),
                    "This is no model, or the file is damaged");
        }
        if (range.entries() > size / ENTRY_BYTES) {
            throw malformed("the table of contents has no room for its entries");
        }
        return range;
    }

    private void requireOnePart(int disk, int directoryDisk) throws Failure {
        if (disk != 0 || directoryDisk != 0) {
            throw Failure.of(
                    PytorchProblem.ZIP_SPLIT,
                    file.path(),
                    "this is one part of a zip archive in several",
                    "Put the parts together first");
        }
    }

    private List<ZipEntry> entries(Range range) throws Failure {
        ByteBuffer table = bytes(range.begin(), (int) (range.end() - range.begin()));
        List<ZipEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (table.hasRemaining()) {
            ZipEntry entry = entry(table, range.begin());
            if (!names.add(entry.name())) {
                throw failure(
                        PytorchProblem.ZIP_DUPLICATE_NAME,
                        entry,
                        "two entries of the archive have this name");
            }
            entries.add(entry);
        }
        if (entries.size() != range.entries()) {
            throw malformed("the table of contents has another number of entries than it says");
        }
        return entries;
    }

    private ZipEntry entry(ByteBuffer table, long tableAt) throws Failure {
        int at = table.position();
        if (table.remaining() < ENTRY_BYTES || table.getInt(at) != ENTRY) {
            throw malformed("the table of contents is cut short").at("byte " + (tableAt + at));
        }
        int nameBytes = table.getShort(at + 28) & FULL16;
        int extraBytes = table.getShort(at + 30) & FULL16;
        int commentBytes = table.getShort(at + 32) & FULL16;
        if (table.remaining() < ENTRY_BYTES + nameBytes + extraBytes + commentBytes) {
            throw malformed("the table of contents is cut short").at("byte " + (tableAt + at));
        }
        String name = name(table.slice(at + ENTRY_BYTES, nameBytes));
        long[] wide = {
            table.getInt(at + 24) & FULL32,
            table.getInt(at + 20) & FULL32,
            table.getInt(at + 42) & FULL32
        };
        ByteBuffer extra =
                table.slice(at + ENTRY_BYTES + nameBytes, extraBytes)
                        .order(ByteOrder.LITTLE_ENDIAN);
        boolean whole = widen(extra, wide);
        table.position(at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes);
        ZipEntry entry =
                new ZipEntry(
                        name,
                        table.getShort(at + 8) & FULL16,
                        table.getShort(at + 10) & FULL16,
                        table.getInt(at + 16),
                        wide[1],
                        wide[0],
                        wide[2],
                        -1);
        if (!whole || wide[0] < 0 || wide[1] < 0 || wide[2] < 0) {
            throw failure(
                    PytorchProblem.ZIP_DIRECTORY_MALFORMED,
                    entry,
                    "the table of contents does not say its sizes");
        }
        requireOnePart(table.getShort(at + 34) & FULL16, 0);
        requireSafe(entry);
        return entry;
    }

    /// Replaces those of size, packed size and place that are all ones by the ZIP64 extra field's.
    ///
    /// @param wide in the order in which the field has them
    /// @return whether each that asked for it was found
    static boolean widen(ByteBuffer extra, long[] wide) {
        ByteBuffer field = null;
        while (field == null && extra.remaining() >= 4) {
            int id = extra.getShort() & FULL16;
            int size = extra.getShort() & FULL16;
            if (size > extra.remaining()) {
                break;
            }
            if (id == ZIP64_EXTRA) {
                field = extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + size);
        }
        for (int i = 0; i < wide.length; i++) {
            if (wide[i] == FULL32) {
                if (field == null || field.remaining() < Long.BYTES) {
                    return false;
                }
                wide[i] = field.getLong();
            }
        }
        return true;
    }

    private String name(ByteBuffer bytes) throws Failure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw Failure.of(
                            PytorchProblem.ZIP_UNSAFE_NAME,
                            file.path(),
                            "the name of an entry is not UTF-8",
                            DAMAGED)
                    .causedBy(e);
        }
    }

    private void requireSafe(ZipEntry entry) throws Failure {
        String name = entry.name();
        boolean leadsOut =
                name.isEmpty()
                        || name.startsWith("/")
                        || name.contains("\\")
                        || name.indexOf('\0') >= 0
                        || name.contains(":");
        for (String part : name.split("/", -1)) {
            leadsOut |= part.equals("..") || part.equals(".");
        }
        if (leadsOut) {
            throw failure(
                    PytorchProblem.ZIP_UNSAFE_NAME,
                    entry,
                    "this name leads out of the archive: no program that saves weights writes it");
        }
        // Bit 0: encrypted; 6: strongly; 13: with its names hidden.
        if ((entry.flags() & (1 | 1 << 6 | 1 << 13)) != 0) {
            throw failure(PytorchProblem.ZIP_ENCRYPTED, entry, "this entry is encrypted");
        }
        if (entry.method() != ZipEntry.STORED && entry.method() != ZipEntry.DEFLATED) {
            throw failure(
                    PytorchProblem.ZIP_METHOD,
                    entry,
                    "this entry is compressed by method " + entry.method());
        }
        if (entry.isStored() && entry.packed() != entry.size()) {
            throw failure(
                    PytorchProblem.ZIP_STORED_SIZES,
                    entry,
                    "this entry is stored as it is and still has two sizes, "
                            + entry.packed()
                            + " and "
                            + entry.size());
        }
    }

    private ByteBuffer bytes(long position, int count) throws Failure {
        byte[] bytes = new byte[count];
        file.read(position, MemorySegment.ofArray(bytes));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Failure malformed(String what) {
        return Failure.of(PytorchProblem.ZIP_DIRECTORY_MALFORMED, file.path(), what, DAMAGED)
                .at("table of contents");
    }

    private Failure failure(PytorchProblem problem, ZipEntry entry, String what) {
        return entry.failure(problem, file.path(), what);
    }
}
