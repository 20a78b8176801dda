package org.taskvectors.checkpoint.gguf;

import java.util.List;

/// What the header of a GGUF file says.
///
/// @param version 2 or 3
/// @param tensors the tensors in the order of the header; every rule was checked
/// @param notes oddities that break no rule
record GgufHeader(int version, GgufMetadata metadata, List<Stored> tensors, List<String> notes) {
    GgufHeader {
        tensors = List.copyOf(tensors);
        notes = List.copyOf(notes);
    }

    /// A tensor as it lies in the file.
    ///
    /// @param name in llama.cpp's words
    /// @param sizes its sizes, outermost first: the reverse of the file's order
    /// @param position its first byte in the file
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(String name, GgmlType type, long[] sizes, long position) {
        long elements() {
            long product = 1;
            for (long size : sizes) {
                product *= size;
            }
            return product;
        }

        /// Weights in one row.
        long width() {
            return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
        }

        long bytes() {
            return elements() / type.blockWeights() * type.blockBytes();
        }
    }
}
