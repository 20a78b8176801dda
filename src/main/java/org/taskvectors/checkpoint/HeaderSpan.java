package org.taskvectors.checkpoint;

import org.taskvectors.file.ReadableFile;

/// The bytes of a file that describe its tensors, by which the file is identified without reading
/// the rest. Every [Format] knows where they lie.
///
/// @param begin the position of the first of them
public record HeaderSpan(long begin, long size) {
    /// The bytes that are taken of a file whose description has no end that is known beforehand.
    private static final long PREFIX = 1 << 16;

    /// Returns the beginning of a file.
    public static HeaderSpan beginning(ReadableFile file) {
        return new HeaderSpan(0, Math.min(file.size(), PREFIX));
    }
}
