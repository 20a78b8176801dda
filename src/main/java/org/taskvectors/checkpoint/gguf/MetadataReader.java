package org.taskvectors.checkpoint.gguf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the keys and values of a GGUF file's metadata. It skips long texts and the elements of
/// arrays, which stay in the file.
final class MetadataReader {
    /// The format's own bound on keys.
    private static final int LONGEST_KEY = 65_535;

    /// Longer texts stay in the file.
    private static final int LONGEST_TEXT = 1 << 20;

    private static final int DEEPEST = 4;

    private final HeaderCursor cursor;
    private final List<String> notes;

    /// How many more bytes of texts, and numbers of arrays, are kept; the rest stay in the file.
    private long texts = 64L << 20;

    private long numbers = 1 << 18;

    private MetadataReader(HeaderCursor cursor, List<String> notes) {
        this.cursor = cursor;
        this.notes = notes;
    }

    /// @param count how many pairs of key and value there are
    /// @param notes receives oddities that break no rule
    static GgufMetadata read(HeaderCursor cursor, long count, List<String> notes) throws Failure {
        MetadataReader reader = new MetadataReader(cursor, notes);
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            cursor.at(String.format(Locale.ROOT, "metadata entry %,d", i + 1));
            String key = cursor.name(LONGEST_KEY);
            cursor.at("metadata " + Shown.of(key));
            if (values.containsKey(key)) {
                throw cursor.failure(
                        GgufProblem.DUPLICATE_KEY, "this key stands twice", HeaderCursor.DAMAGED);
            }
            values.put(key, reader.value(key, reader.type()));
        }
        return new GgufMetadata(values);
    }

    private GgufValueType type() throws Failure {
        long number = cursor.unsignedWord();
        GgufValueType[] types = GgufValueType.values();
        if (number >= types.length) {
            throw cursor.failure(
                    GgufProblem.VALUE_TYPE,
                    "a value has the type " + number + ", which the format does not have",
                    HeaderCursor.DAMAGED);
        }
        return types[(int) number];
    }

    private GgufValue value(String key, GgufValueType type) throws Failure {
        return switch (type) {
            case STRING -> text(key);
            case ARRAY -> array();
            default -> fixed(type);
        };
    }

    private GgufValue fixed(GgufValueType type) throws Failure {
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, cursor.unsignedByte());
            case INT8 -> new GgufValue.Whole(type, (byte) cursor.unsignedByte());
            case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedInt(cursor.halfWord()));
            case INT16 -> new GgufValue.Whole(type, cursor.halfWord());
            case UINT32 -> new GgufValue.Whole(type, cursor.unsignedWord());
            case INT32 -> new GgufValue.Whole(type, cursor.word());
            case UINT64, INT64 -> new GgufValue.Whole(type, cursor.doubleWord());
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.word()));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.doubleWord()));
            case BOOL -> new GgufValue.Flag(flag());
            case STRING, ARRAY -> throw new IllegalArgumentException(type + " has no width");
        };
    }

    private boolean flag() throws Failure {
        int value = cursor.unsignedByte();
        if (value > 1) {
            throw cursor.failure(
                    GgufProblem.BOOLEAN,
                    "a boolean is " + value + ", neither 0 nor 1",
                    HeaderCursor.DAMAGED);
        }
        return value == 1;
    }

    private GgufValue text(String key) throws Failure {
        long length = cursor.stringLength();
        if (length > Math.min(LONGEST_TEXT, texts)) {
            GgufValue text = new GgufValue.LongText(cursor.position(), length);
            cursor.skip(length);
            return text;
        }
        texts -= length;
        byte[] bytes = cursor.bytes((int) length);
        try {
            return new GgufValue.Text(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            notes.add(
                    "the text of "
                            + Shown.of(key)
                            + " is not UTF-8; what cannot be read in it is shown as \uFFFD");
            return new GgufValue.Text(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private GgufValue array() throws Failure {
        GgufValueType of = type();
        long count = count(of);
        long position = cursor.position();
        List<GgufValue> first = new ArrayList<>();
        if (of.isFixed()) {
            long kept = Math.min(count, Math.min(GgufMetadata.KEPT, numbers));
            numbers -= kept;
            for (long i = 0; i < kept; i++) {
                first.add(fixed(of));
            }
            cursor.skip((count - kept) * of.bytes());
        } else {
            walk(of, count, 1);
        }
        return new GgufValue.Array(of, count, position, first);
    }

    private void walk(GgufValueType of, long count, int depth) throws Failure {
        if (of.isFixed()) {
            cursor.skip(count * of.bytes());
            return;
        }
        if (depth > DEEPEST) {
            throw cursor.failure(
                    GgufProblem.ARRAY_TOO_DEEP,
                    "arrays lie in arrays more than " + DEEPEST + " deep",
                    HeaderCursor.DAMAGED);
        }
        for (long i = 0; i < count; i++) {
            if (of == GgufValueType.STRING) {
                cursor.skip(cursor.stringLength());
            } else {
                GgufValueType inner = type();
                walk(inner, count(inner), depth + 1);
            }
        }
    }

    private long count(GgufValueType of) throws Failure {
        long count = cursor.doubleWord();
        // A string has at least its length, an array its type and its count.
        int least = of.isFixed() ? of.bytes() : of == GgufValueType.STRING ? 8 : 12;
        if (count < 0 || count > cursor.left() / least) {
            throw cursor.failure(
                    GgufProblem.ARRAY_BEYOND_END,
                    String.format(
                            Locale.ROOT,
                            "an array is said to have %s elements, only %,d bytes follow",
                            Long.toUnsignedString(count),
                            cursor.left()),
                    HeaderCursor.DAMAGED);
        }
        return count;
    }
}
