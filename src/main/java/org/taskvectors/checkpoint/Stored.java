package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/// How one tensor's numbers lie on disk.
///
/// @param encoding the quantised format; reading gives the float32 numbers that the codes stand
///   for. Empty if the numbers lie on disk as elements of the tensor's dtype
/// @param undecoded the format that the tensor is a part of, if its stored elements mean nothing by
///   themselves (`GPTQ or AWQ`). Such a tensor is shown and copied, never differenced
/// @param codes the codes and scales that it lies on disk as; empty if it is not quantised
/// @param file the file that it lies in, for messages; empty for a computed tensor
public record Stored(
        Optional<Encoding> encoding,
        Optional<String> undecoded,
        Optional<Codes> codes,
        Optional<Path> file) {
    /// Numbers that are in no file.
    public static final Stored NOWHERE =
            new Stored(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Whether the tensor is quantised and reading gives its numbers.
    public boolean isQuantized() {
        return encoding.isPresent();
    }
}
