package org.taskvectors.checkpoint.safetensors;

import org.taskvectors.file.Problem;

/// The rules of the safetensors format, one constant for each that a file can break. Source:
/// <https://github.com/huggingface/safetensors#format>.
public enum SafetensorsProblem implements Problem {
    /// The file has no room for the eight bytes that give the header's length.
    NO_HEADER_LENGTH,
    /// The length of the header exceeds 100,000,000 bytes.
    HEADER_TOO_LARGE,
    /// The header would end after the end of the file.
    HEADER_BEYOND_END,
    /// The header does not begin with `{`.
    HEADER_NOT_AN_OBJECT,
    /// The header is not UTF-8, or holds half of a surrogate pair.
    HEADER_NOT_UTF8,
    /// The header is not JSON, or something other than space follows it.
    HEADER_NOT_JSON,
    /// A name or a value of the metadata is longer than any model's.
    TEXT_TOO_LONG,
    /// A key stands twice in one object, at whatever level.
    DUPLICATE_KEY,
    /// `__metadata__` is not an object whose values are strings.
    METADATA_NOT_STRINGS,
    /// The value of a tensor's name is not an object.
    ENTRY_NOT_AN_OBJECT,
    /// A tensor lacks its dtype, shape or data_offsets.
    ENTRY_INCOMPLETE,
    /// A tensor's dtype is none that the format knows.
    UNKNOWN_DTYPE,
    /// A shape is not a list of whole numbers from 0 on.
    SHAPE_NOT_NUMBERS,
    /// A shape has more dimensions than any program can hold.
    TOO_MANY_DIMENSIONS,
    /// data_offsets is not a pair of whole numbers from 0 on.
    OFFSETS_NOT_NUMBERS,
    /// A tensor's data end before they begin.
    OFFSETS_REVERSED,
    /// A number, or the product of the sizes and the bits of an element, exceeds 64 bits.
    OVERFLOW,
    /// The elements of a type of fewer than 8 bits do not fill whole bytes.
    BROKEN_BYTE,
    /// The data's length is not what dtype and shape ask for.
    SIZE_MISMATCH,
    /// Bytes lie between two tensors, or before the first.
    HOLE,
    /// Two tensors share bytes.
    OVERLAP,
    /// The file ends before the last tensor does.
    TRUNCATED,
    /// Bytes follow the last tensor.
    TRAILING_BYTES
}
