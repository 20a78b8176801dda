package org.taskvectors.checkpoint.gguf;

/// The types that a metadata value can have, in the order of their numbers in the file.
public enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(0),
    ARRAY(0),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private final int bytes;

    GgufValueType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one value; 0 where they differ.
    int bytes() {
        return bytes;
    }

    /// Whether values are numbers or booleans of a fixed width.
    boolean isFixed() {
        return bytes > 0;
    }
}
