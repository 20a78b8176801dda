package org.taskvectors.checkpoint;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.tensor.Shape;

/// The codes and scales of a quantised tensor as they lie on disk, for code that expands or uses
/// them itself: nothing is copied or decoded. Every part is a tensor with a reader of its own.
///
/// What weight number i stands for, each step rounded to float32:
///
/// - `NF4` and `FP4`: `table(code(i)) · scale(i / block)`; two codes a byte, the upper half first.
///   With nested scales `scale(j)` is `nestedTable(scaleCode(j)) · nestedScale(j / nestedBlock) +
///   offset`.
/// - `LLM.int8`: `code · scale(row) · 1/127`.
/// - `FP8 …`: `code · scale(block)`; scales of the dtypes U8 and F8_E8M0 are the exponents of
///   powers of two.
/// - `MXFP4`: `number(code) · 2^(scale − 127)`, the numbers of E2M1; two codes a byte, the lower
///   half first.
/// - GGUF's types, such as `Q4_K`: as ggml defines the type's blocks, which hold codes and scales.
///
/// @param format the label of the tensor's [Encoding]
/// @param shape the shape of the weights as the codes lie
/// @param block how many weights share a scale, by the dimensions of `shape`, those at the edge
///   fewer; of one dimension if blocks run over the flattened tensor
/// @param nested how the scales are quantised themselves; empty if they are numbers
/// @param order how the weights of the tensor lie among those that the codes stand for
/// @param parts the parts, by what each is
/// @param source opens the readers of the parts
public record Codes(
        String format,
        Shape shape,
        Shape block,
        Optional<Nested> nested,
        StoredOrder order,
        Map<Role, Tensor> parts,
        Source source) {
    /// What a part is.
    public enum Role {
        /// The codes, packed if they have fewer than eight bits.
        CODES,
        /// A scale for each block, or its code if scales are nested.
        SCALES,
        /// The number of each code.
        TABLE,
        /// A scale for each block of nested scales.
        NESTED_SCALES,
        /// The number of each nested scale's code.
        NESTED_TABLE,
        /// Blocks that hold codes and scales together: a row of bytes for each row of weights.
        BLOCKS
    }

    /// How scales are quantised themselves.
    ///
    /// @param block how many scales share a nested scale
    /// @param offset what is added to every scale
    public record Nested(int block, float offset) {}

    /// Opens readers of parts.
    @FunctionalInterface
    public interface Source {
        /// Opens one thread's reader of a part.
        ///
        /// @throws IOException (a [org.taskvectors.file.Failure]) if it cannot be read
        TensorReader reader(Tensor part) throws IOException;
    }

    public Codes {
        parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    }

    /// Returns the part of that role; empty if the format has none.
    public Optional<Tensor> part(Role role) {
        return Optional.ofNullable(parts.get(role));
    }

    /// Opens one thread's reader of a part.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if it cannot be read
    /// @throws IllegalArgumentException if the format has no part of that role
    public TensorReader reader(Role role) throws IOException {
        return source.reader(
                part(role)
                        .orElseThrow(
                                () -> new IllegalArgumentException(format + " has no " + role)));
    }

    /// Returns the same codes of a tensor whose weights lie among theirs in another order.
    public Codes in(StoredOrder newOrder) {
        return new Codes(format, shape, block, nested, newOrder, parts, source);
    }
}
