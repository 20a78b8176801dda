package org.taskvectors.checkpoint.safetensors;

/// What the header of a safetensors file says.
final class SafetensorsHeader {
    /// The longest header that the format allows, in bytes.
    static final int MAX_LENGTH = 100_000_000;

    /// The key that is no tensor.
    static final String METADATA = "__metadata__";

    private SafetensorsHeader() {}
}
