package org.taskvectors.checkpoint.pytorch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.DType;

/// The element types of PyTorch's storages: the name of the storage class that stands in a pickle
/// (<https://github.com/pytorch/pytorch/blob/main/torch/storage.py>), the name of the dtype, and
/// what this program calls it.
enum Element {
    FLOAT("FloatStorage", "float32", 4, DType.F32),
    DOUBLE("DoubleStorage", "float64", 8, DType.F64),
    HALF("HalfStorage", "float16", 2, DType.F16),
    BFLOAT16("BFloat16Storage", "bfloat16", 2, DType.BF16),
    LONG("LongStorage", "int64", 8, DType.I64),
    INT("IntStorage", "int32", 4, DType.I32),
    SHORT("ShortStorage", "int16", 2, DType.I16),
    CHAR("CharStorage", "int8", 1, DType.I8),
    BYTE("ByteStorage", "uint8", 1, DType.U8),
    BOOL("BoolStorage", "bool", 1, DType.BOOL),
    COMPLEX_FLOAT("ComplexFloatStorage", "complex64", 8, DType.C64),
    COMPLEX_DOUBLE("ComplexDoubleStorage", "complex128", 16, null),
    QUINT8("QUInt8Storage", "quint8", 1, null),
    QINT8("QInt8Storage", "qint8", 1, null),
    QINT32("QInt32Storage", "qint32", 4, null),
    QUINT4X2("QUInt4x2Storage", "quint4x2", 1, null),
    QUINT2X4("QUInt2x4Storage", "quint2x4", 1, null),
    UINT16("", "uint16", 2, DType.U16),
    UINT32("", "uint32", 4, DType.U32),
    UINT64("", "uint64", 8, DType.U64),
    FLOAT8_E4M3("", "float8_e4m3fn", 1, DType.F8_E4M3),
    FLOAT8_E5M2("", "float8_e5m2", 1, DType.F8_E5M2),
    FLOAT8_E4M3FNUZ("", "float8_e4m3fnuz", 1, DType.F8_E4M3FNUZ),
    FLOAT8_E5M2FNUZ("", "float8_e5m2fnuz", 1, DType.F8_E5M2FNUZ),
    FLOAT8_E8M0("", "float8_e8m0fnu", 1, DType.F8_E8M0),
    COMPLEX_HALF("", "complex32", 4, null),
    /// Bytes whose type the tensor says.
    UNTYPED("UntypedStorage", "", 1, null);

    private final String storage;
    private final String dtype;
    private final int bytes;
    private final @Nullable DType type;

    Element(String storage, String dtype, int bytes, @Nullable DType type) {
        this.storage = storage;
        this.dtype = dtype;
        this.bytes = bytes;
        this.type = type;
    }

    /// Returns the class of a storage with such elements; empty if only untyped storages hold them.
    String storage() {
        return storage;
    }

    /// Returns PyTorch's name of the type: `bfloat16`.
    String dtype() {
        return dtype;
    }

    /// Returns the bytes of one element.
    int bytes() {
        return bytes;
    }

    /// Returns the program's dtype; empty if it has none for it.
    Optional<DType> type() {
        return Optional.ofNullable(type);
    }

    static Optional<Element> ofStorage(String className) {
        String plain = className.startsWith("_") ? className.substring(1) : className;
        for (Element element : values()) {
            if (!plain.isEmpty() && element.storage.equals(plain)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    static Optional<Element> ofDtype(String name) {
        for (Element element : values()) {
            if (!name.isEmpty() && element.dtype.equals(name)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    static Optional<Element> of(DType type) {
        for (Element element : values()) {
            if (element.type == type) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }
}
