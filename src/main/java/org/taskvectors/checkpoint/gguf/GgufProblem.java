package org.taskvectors.checkpoint.gguf;

import org.taskvectors.file.Problem;

/// The rules of the GGUF format, one constant for each that a file can break, and what this program
/// does not read of it.
public enum GgufProblem implements Problem {
    /// The file does not begin with `GGUF`, or ends before its counts.
    NO_HEADER,
    /// The file was written for machines that keep the highest byte first.
    BIG_ENDIAN,
    /// A version of the format other than 2 and 3.
    VERSION,
    /// More tensors or metadata than the file has room for.
    COUNT_TOO_LARGE,
    /// The header ends in the middle of something.
    HEADER_BEYOND_END,
    /// A string says that it is longer than what follows it.
    STRING_BEYOND_END,
    /// A key or a tensor's name is longer than names are.
    NAME_TOO_LONG,
    /// A key or a tensor's name is empty.
    NAME_EMPTY,
    /// A key or a tensor's name is not UTF-8 text.
    NAME_NOT_UTF8,
    /// A key stands twice.
    DUPLICATE_KEY,
    /// A value's type is none of the format's.
    VALUE_TYPE,
    /// A boolean that is neither 0 nor 1.
    BOOLEAN,
    /// An array says that it has more elements than the file has room for.
    ARRAY_BEYOND_END,
    /// Arrays nested deeper than any program writes them.
    ARRAY_TOO_DEEP,
    /// `general.alignment` is no unsigned 32-bit number, or no power of two.
    ALIGNMENT,
    /// A tensor's name stands twice, or two tensors have the same name in Hugging Face's naming.
    DUPLICATE_TENSOR,
    /// More than four dimensions.
    TOO_MANY_DIMENSIONS,
    /// A size that is negative, or a product of sizes beyond 63 bits.
    SHAPE_OVERFLOW,
    /// A tensor's type is none of the format's.
    TENSOR_TYPE,
    /// A type that older versions of the format had.
    TYPE_REMOVED,
    /// A row that does not divide into its type's blocks.
    BROKEN_BLOCK,
    /// A tensor's data do not begin at a multiple of the alignment.
    MISALIGNED,
    /// A tensor's data end beyond the end of the file.
    DATA_BEYOND_END,
    /// A tensor's data lie within another's.
    OVERLAP,
    /// The rows of a tensor do not divide into the heads that the metadata say.
    HEADS,
    /// A part of a split file that does not fit its first part.
    SPLIT,
    /// A file without any tensors: a vocabulary.
    NO_TENSORS,
    /// An entry of the vocabulary that is no list, or not as long as the tokens.
    VOCABULARY,
    /// More tokens, or longer ones, than any vocabulary has.
    VOCABULARY_TOO_LARGE
}
