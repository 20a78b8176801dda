package org.taskvectors.checkpoint.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.checkpoint.gguf.GgufHeader.Stored;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// Reads the header of a GGUF file of version 2 or 3 and holds it to every rule of the format.
///
/// Source: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>; where it is silent, what
/// llama.cpp's reader (`gguf.cpp`) refuses is refused. Holes between tensors are allowed, as the
/// document does and that reader does not.
final class GgufHeaderReader {
    private static final int MAGIC = 0x46554747; // GGUF
    private static final int MAGIC_REVERSED = 0x47475546; // FUGG
    private static final int NEWEST = 3;
    private static final int OLDEST = 2;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MOST_DIMENSIONS = 4;

    /// The document says 64 bytes, programs that were built for longer names write them.
    private static final int LONGEST_NAME = 1024;

    /// Length of the key, type and one byte.
    private static final int SMALLEST_ENTRY = 8 + 4 + 1;

    /// Length of the name, how many dimensions, type and offset.
    private static final int SMALLEST_TENSOR = 8 + 4 + 4 + 8;

    /// Models have some hundreds of the one and some thousands of the other; a file that says more
    /// is not worth the memory.
    private static final long MOST_ENTRIES = 1 << 16;

    private static final long MOST_TENSORS = TensorCount.MOST;

    /// More elements than this would overflow when they are counted in bits.
    private static final long MOST_ELEMENTS = Long.MAX_VALUE / 64;

    private final ReadableFile file;
    private final HeaderCursor cursor;
    private final List<String> notes = new ArrayList<>();

    private GgufHeaderReader(ReadableFile file) {
        this.file = file;
        this.cursor = new HeaderCursor(file, 0);
    }

    /// A tensor as the header declares it.
    private record Declared(Stored tensor, long offset, String place) {}

    /// @throws Failure with a [GgufProblem] where a rule is broken
    static GgufHeader read(ReadableFile file) throws Failure {
        return new GgufHeaderReader(file).read();
    }

    private GgufHeader read() throws Failure {
        int version = version();
        long tensorCount = count("tensors", MOST_TENSORS, SMALLEST_TENSOR);
        long entryCount = count("metadata entries", MOST_ENTRIES, SMALLEST_ENTRY);
        GgufMetadata metadata = MetadataReader.read(cursor, entryCount, notes);
        long alignment = alignment(metadata);
        List<Declared> declared = tensors(tensorCount);
        long dataStart = Math.ceilDiv(cursor.position(), alignment) * alignment;
        return new GgufHeader(version, metadata, placed(declared, dataStart, alignment), notes);
    }

    private int version() throws Failure {
        if (file.size() < 24) {
            throw cursor.failure(
                    GgufProblem.NO_HEADER,
                    String.format(
                            Locale.ROOT,
                            "the file is %,d bytes long, a GGUF file begins with 24 that say what"
                                    + " follows",
                            file.size()),
                    "The download or copy did not finish; repeat it");
        }
        int magic = cursor.word();
        int version = cursor.word();
        boolean reversed =
                magic == MAGIC_REVERSED
                        || (magic == MAGIC && (version & 0xffff) == 0 && version != 0);
        if (reversed) {
            throw cursor.failure(
                    GgufProblem.BIG_ENDIAN,
                    "this GGUF file is big-endian, for machines that keep the highest byte first",
                    "Convert it with gguf-py's gguf_convert_endian.py, or open a little-endian"
                            + " one");
        }
        if (magic != MAGIC) {
            throw cursor.failure(
                    GgufProblem.NO_HEADER,
                    "the file does not begin with GGUF",
                    "This is no GGUF file, or it is damaged");
        }
        if (version < OLDEST || version > NEWEST) {
            throw cursor.failure(
                    GgufProblem.VERSION,
                    "this is GGUF of version "
                            + Integer.toUnsignedString(version)
                            + "; versions 2 and 3 are read",
                    version == 1
                            ? "Convert the model again; version 1 was in use for some weeks of"
                                    + " 2023"
                            : HeaderCursor.DAMAGED);
        }
        return version;
    }

    private long count(String what, long most, int smallest) throws Failure {
        long count = cursor.doubleWord();
        if (count > most) {
            throw cursor.failure(
                    GgufProblem.COUNT_TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the file is said to have %,d %s, more than any model has",
                            count,
                            what),
                    HeaderCursor.DAMAGED);
        }
        if (count < 0 || count > cursor.left() / smallest) {
            throw cursor.failure(
                    GgufProblem.COUNT_TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the file is said to have %s %s; its %,d bytes have no room for them",
                            Long.toUnsignedString(count),
                            what,
                            file.size()),
                    HeaderCursor.DAMAGED);
        }
        return count;
    }

    private long alignment(GgufMetadata metadata) throws Failure {
        String key = "general.alignment";
        GgufValue value = metadata.values().get(key);
        if (value == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole(GgufValueType type, long alignment)
                && type == GgufValueType.UINT32
                && Long.bitCount(alignment) == 1) {
            return alignment;
        }
        cursor.at("metadata " + key);
        throw cursor.failure(
                GgufProblem.ALIGNMENT,
                "the alignment is "
                        + Shown.of(value.shown())
                        + ", not a power of two in 32 unsigned bits",
                HeaderCursor.DAMAGED);
    }

    private List<Declared> tensors(long count) throws Failure {
        List<Declared> declared = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            cursor.at(String.format(Locale.ROOT, "tensor %,d of the header", i + 1));
            String name = cursor.name(LONGEST_NAME);
            String place = "tensor " + Shown.of(name);
            cursor.at(place);
            if (!names.add(name)) {
                throw cursor.failure(
                        GgufProblem.DUPLICATE_TENSOR,
                        "this tensor's name stands twice",
                        HeaderCursor.DAMAGED);
            }
            declared.add(tensor(name, place));
        }
        return declared;
    }

    private Declared tensor(String name, String place) throws Failure {
        long rank = cursor.unsignedWord();
        if (rank > MOST_DIMENSIONS) {
            throw cursor.failure(
                    GgufProblem.TOO_MANY_DIMENSIONS,
                    "it is said to have " + rank + " dimensions, the format allows 4",
                    HeaderCursor.DAMAGED);
        }
        long[] sizes = new long[(int) rank];
        for (int i = sizes.length - 1; i >= 0; i--) {
            sizes[i] = cursor.doubleWord();
        }
        requireCountable(sizes);
        GgmlType type = type();
        Stored tensor = new Stored(name, type, sizes, 0);
        if (tensor.width() % type.blockWeights() != 0) {
            throw cursor.failure(
                    GgufProblem.BROKEN_BLOCK,
                    "its rows of "
                            + tensor.width()
                            + " weights do not divide into the blocks of "
                            + type.blockWeights()
                            + " that "
                            + type
                            + " has",
                    HeaderCursor.DAMAGED);
        }
        return new Declared(tensor, cursor.doubleWord(), place);
    }

    private void requireCountable(long[] sizes) throws Failure {
        long product = 1;
        boolean negative = false;
        boolean empty = false;
        boolean overflow = false;
        for (long size : sizes) {
            negative |= size < 0;
            empty |= size == 0;
            overflow |= size > 0 && product > MOST_ELEMENTS / size;
            product = overflow ? MOST_ELEMENTS : product * Math.max(1, size);
        }
        if (negative || (overflow && !empty)) {
            StringBuilder shown = new StringBuilder();
            for (long size : sizes) {
                shown.append(shown.isEmpty() ? "" : " × ").append(Long.toUnsignedString(size));
            }
            throw cursor.failure(
                    GgufProblem.SHAPE_OVERFLOW,
                    "its sizes " + shown + " are more than any file holds",
                    HeaderCursor.DAMAGED);
        }
    }

    private GgmlType type() throws Failure {
        long number = cursor.unsignedWord();
        String removed = GgmlType.removed(number);
        if (!removed.isEmpty()) {
            throw cursor.failure(
                    GgufProblem.TYPE_REMOVED,
                    "its type is " + removed + ", which llama.cpp no longer has either",
                    "Quantise the model again with a current llama.cpp");
        }
        return GgmlType.of(number)
                .orElseThrow(
                        () ->
                                cursor.failure(
                                        GgufProblem.TENSOR_TYPE,
                                        "its type has the number "
                                                + number
                                                + ", which is not known here",
                                        "The file is damaged, or of a newer llama.cpp; open"
                                                + " another quantisation of the model"));
    }

    /// Gives the tensors their places in the file and holds these to the rules.
    private List<Stored> placed(List<Declared> declared, long dataStart, long alignment)
            throws Failure {
        List<Stored> tensors = new ArrayList<>(declared.size());
        for (Declared one : declared) {
            requireInside(one, dataStart, alignment);
            Stored stored = one.tensor();
            tensors.add(
                    new Stored(
                            stored.name(),
                            stored.type(),
                            stored.sizes(),
                            dataStart + one.offset()));
        }
        requireApart(tensors);
        return tensors;
    }

    private void requireInside(Declared one, long dataStart, long alignment) throws Failure {
        if ((one.offset() & (alignment - 1)) != 0) {
            throw Failure.of(
                            GgufProblem.MISALIGNED,
                            file.path(),
                            "its data begin at "
                                    + Long.toUnsignedString(one.offset())
                                    + ", not at a multiple of "
                                    + alignment,
                            HeaderCursor.DAMAGED)
                    .at(one.place());
        }
        long present = Math.max(0, file.size() - dataStart);
        long bytes = one.tensor().bytes();
        if (one.offset() < 0 || bytes > present || one.offset() > present - bytes) {
            throw Failure.of(
                            GgufProblem.DATA_BEYOND_END,
                            file.path(),
                            String.format(
                                    Locale.ROOT,
                                    "its %,d bytes begin at %s of the data, of which the file holds"
                                            + " only %,d",
                                    bytes,
                                    Long.toUnsignedString(one.offset()),
                                    present),
                            "The download or copy did not finish; repeat it")
                    .at(one.place());
        }
    }

    private void requireApart(List<Stored> tensors) throws Failure {
        List<Stored> sorted =
                tensors.stream()
                        .filter(tensor -> tensor.bytes() > 0)
                        .sorted(Comparator.comparingLong(Stored::position))
                        .toList();
        for (int i = 1; i < sorted.size(); i++) {
            Stored before = sorted.get(i - 1);
            Stored tensor = sorted.get(i);
            if (tensor.position() - before.position() < before.bytes()) {
                throw Failure.of(
                                GgufProblem.OVERLAP,
                                file.path(),
                                "its data begin inside those of " + Shown.of(before.name()),
                                HeaderCursor.DAMAGED)
                        .at("tensor " + Shown.of(tensor.name()));
            }
        }
    }
}
