package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.file.Failure;

/// The result of recognising a file or folder from names and first bytes alone; headers are read
/// when it is opened.
///
/// @param path the file or folder
/// @param accepted whether it can be opened as a checkpoint
/// @param label its kind, for people: `Hugging Face folder, 4 shards`, `Git LFS pointer`
/// @param reason why it cannot be opened, a sentence without its full stop; empty if it can
/// @param failure the failure that opening would throw; empty if it can be opened
public record Recognition(
        Path path, boolean accepted, String label, String reason, Optional<Failure> failure) {
    static Recognition accepted(Path path, String label) {
        return new Recognition(path, true, label, "", Optional.empty());
    }

    static Recognition refused(String label, Path path, Failure failure) {
        return new Recognition(path, false, label, failure.what(), Optional.of(failure));
    }
}
