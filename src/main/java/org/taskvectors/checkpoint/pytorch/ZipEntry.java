package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// An entry of a zip archive as the table of contents has it, and where its bytes lie.
///
/// @param name the whole name: `archive/data/0`
/// @param method 0 stored, 8 deflated
/// @param crc CRC-32 of the unpacked bytes
/// @param packed bytes in the file
/// @param size bytes when unpacked
/// @param header where the header in front of the entry begins
/// @param data where its bytes begin, once that header was read; -1 before
record ZipEntry(
        String name,
        int flags,
        int method,
        int crc,
        long packed,
        long size,
        long header,
        long data) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    /// Whether sizes and CRC follow the bytes.
    boolean hasDescriptor() {
        return (flags & 8) != 0;
    }

    boolean isStored() {
        return method == STORED;
    }

    ZipEntry at(long dataPosition) {
        return new ZipEntry(name, flags, method, crc, packed, size, header, dataPosition);
    }

    /// Returns the entry's place as messages name it.
    String place() {
        return "entry " + Shown.of(name);
    }

    /// Returns the failure for an entry that is not as PyTorch writes it.
    Failure failure(PytorchProblem problem, Path archive, String what) {
        return Failure.of(
                        problem,
                        archive,
                        what,
                        "Do not trust this file; get it again from its source")
                .at(place());
    }
}
