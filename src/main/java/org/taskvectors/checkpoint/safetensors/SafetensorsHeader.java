package org.taskvectors.checkpoint.safetensors;

import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;

/// The content of a safetensors header, after every rule of the format was checked.
///
/// @param entries the tensors in the order of their data
/// @param metadata `__metadata__`; empty if there is none
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /// The longest header that the format allows, in bytes.
    static final int MAX_LENGTH = 100_000_000;

    /// Bytes of the length before the header.
    static final int LENGTH_BYTES = 8;

    /// The key of the metadata, the only one that is no tensor.
    static final String METADATA = "__metadata__";

    /// A tensor and where its data lie.
    ///
    /// @param position its first byte in the file
    record Entry(Tensor tensor, long position) {}
}
