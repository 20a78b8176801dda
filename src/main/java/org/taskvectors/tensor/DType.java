package org.taskvectors.tensor;

import java.util.Optional;

/// The element types of the safetensors format. [Kind] says what the program does with a type.
public enum DType {
    F64(64, Kind.FLOATING, "float64"),
    F32(32, Kind.FLOATING, "float32"),
    F16(16, Kind.FLOATING, "float16"),
    BF16(16, Kind.FLOATING, "bfloat16"),
    F8_E4M3(8, Kind.FLOATING, "float8 e4m3"),
    F8_E5M2(8, Kind.FLOATING, "float8 e5m2"),
    I64(64, Kind.INTEGER, "int64"),
    U64(64, Kind.INTEGER, "uint64"),
    I32(32, Kind.INTEGER, "int32"),
    U32(32, Kind.INTEGER, "uint32"),
    I16(16, Kind.INTEGER, "int16"),
    U16(16, Kind.INTEGER, "uint16"),
    I8(8, Kind.INTEGER, "int8"),
    U8(8, Kind.INTEGER, "uint8"),
    BOOL(8, Kind.INTEGER, "bool"),
    C64(64, Kind.OPAQUE, "complex64"),
    F8_E8M0(8, Kind.OPAQUE, "float8 e8m0"),
    F8_E4M3FNUZ(8, Kind.OPAQUE, "float8 e4m3fnuz"),
    F8_E5M2FNUZ(8, Kind.OPAQUE, "float8 e5m2fnuz"),
    F6_E2M3(6, Kind.OPAQUE, "float6 e2m3"),
    F6_E3M2(6, Kind.OPAQUE, "float6 e3m2"),
    F4(4, Kind.OPAQUE, "float4");

    /// What the program does with elements of a type.
    public enum Kind {
        /// Differenced, measured, added.
        FLOATING,
        /// Carried (listed, copied when a model is written), never differenced.
        INTEGER,
        /// Listed and skipped by name.
        OPAQUE
    }

    private final int bits;
    private final Kind kind;
    private final String label;

    DType(int bits, Kind kind, String label) {
        this.bits = bits;
        this.kind = kind;
        this.label = label;
    }

    /// Returns the bits of one element; not always a multiple of 8.
    public int bits() {
        return bits;
    }

    /// Returns the bytes of one element.
    ///
    /// @throws IllegalStateException for types that do not fill whole bytes
    public int bytes() {
        if (bits % 8 != 0) {
            throw new IllegalStateException(this + " elements do not fill whole bytes");
        }
        return bits / 8;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /// Returns the narrowest type for vectors that holds the values of both: the wider of the two,
    /// bfloat16 if both have 8 bits, float32 for float16 and bfloat16, of which neither holds the
    /// other.
    public static DType wider(DType one, DType other) {
        if (one.bits <= 8 && other.bits <= 8) {
            return BF16;
        }
        if (one == other || one.bits > other.bits) {
            return one;
        }
        return other.bits > one.bits ? other : F32;
    }

    /// Returns the name for people: `bfloat16`.
    public String label() {
        return label;
    }

    /// Returns the type that safetensors writes as `code`; empty if there is none.
    public static Optional<DType> ofCode(String code) {
        for (DType type : values()) {
            if (type.name().equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
