package org.taskvectors.checkpoint.safetensors;

import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;

/// What the header of a safetensors file says, every rule of the format checked.
///
/// @param entries the tensors in the order of their data
/// @param metadata `__metadata__`; empty where there is none
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /// The longest header that the format allows, in bytes.
    static final int MAX_LENGTH = 100_000_000;

    /// Bytes of the header's length in front of it.
    static final int LENGTH_BYTES = 8;

    /// The key that is no tensor.
    static final String METADATA = "__metadata__";

    /// A tensor and where its data lie.
    ///
    /// @param position its first byte in the file
    record Entry(Tensor tensor, long position) {}
}
