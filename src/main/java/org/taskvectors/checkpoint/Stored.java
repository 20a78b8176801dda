package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/// How one tensor's numbers lie on disk.
///
/// @param encoding the quantised format, where they do not lie there as elements of the tensor's
///   dtype: what is read are the numbers that the codes stand for, in float32
/// @param undecoded what the tensor is a part of, where its elements as they are stored mean
///   nothing by themselves (`GPTQ or AWQ`): such a tensor is shown and copied, never differenced
/// @param file the file that it lies in, for messages; empty for what exists only as a computation
public record Stored(Optional<Encoding> encoding, Optional<String> undecoded, Optional<Path> file) {
    /// Numbers that lie in no file.
    public static final Stored NOWHERE =
            new Stored(Optional.empty(), Optional.empty(), Optional.empty());

    /// Whether the tensor is quantised and its numbers are read.
    public boolean isQuantized() {
        return encoding.isPresent();
    }
}
