package org.taskvectors.checkpoint;

import org.taskvectors.file.ReadableFile;

/// The bytes by which a file of weights is known again without reading it: those that describe its
/// tensors. Every [Format] says where they lie.
///
/// @param begin the first of them, a byte of the file
public record HeaderSpan(long begin, long size) {
    /// Of a file whose description has no end that is known beforehand this much is taken.
    private static final long PREFIX = 1 << 16;

    /// The beginning of a file.
    public static HeaderSpan beginning(ReadableFile file) {
        return new HeaderSpan(0, Math.min(file.size(), PREFIX));
    }
}
