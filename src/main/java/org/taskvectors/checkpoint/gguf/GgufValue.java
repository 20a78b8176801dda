package org.taskvectors.checkpoint.gguf;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A value of a GGUF file's metadata. Long texts and arrays stay in the file; where they are is
/// remembered.
public sealed interface GgufValue {
    /// A number; unsigned ones of 64 bits are kept as they are, so that the highest are negative
    /// here.
    record Whole(GgufValueType type, long value) implements GgufValue {}

    /// A floating-point number.
    record Real(GgufValueType type, double value) implements GgufValue {}

    record Flag(boolean value) implements GgufValue {}

    record Text(String text) implements GgufValue {}

    /// A text too long to be kept: such as a whole tokenizer.json.
    ///
    /// @param position its first byte in the file
    /// @param bytes its length
    record LongText(long position, long bytes) implements GgufValue {}

    /// @param of the type of the elements
    /// @param count how many there are
    /// @param position the first byte of the elements in the file
    /// @param first the first elements where these are numbers or booleans, at most
    ///   [GgufMetadata#KEPT]
    record Array(GgufValueType of, long count, long position, List<GgufValue> first)
            implements GgufValue {
        public Array {
            first = List.copyOf(first);
        }
    }

    /// The value as a text for people: numbers and texts as they are, arrays of few numbers in
    /// brackets, others by their size.
    default String shown() {
        return switch (this) {
            case Whole(GgufValueType type, long value) ->
                    type == GgufValueType.UINT64
                            ? Long.toUnsignedString(value)
                            : Long.toString(value);
            case Real(GgufValueType type, double value) ->
                    type == GgufValueType.FLOAT32
                            ? Float.toString((float) value)
                            : Double.toString(value);
            case Flag(boolean value) -> Boolean.toString(value);
            case Text(String text) -> text;
            case LongText(_, long bytes) ->
                    String.format(Locale.ROOT, "(text of %,d bytes)", bytes);
            case Array array -> shown(array);
        };
    }

    private static String shown(Array array) {
        if (array.count <= GgufMetadata.SHOWN && array.first.size() == array.count) {
            return array.first.stream()
                    .map(GgufValue::shown)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        String of = array.of.name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "(%,d × %s)", array.count, of);
    }
}
