package org.taskvectors.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What making a part left.
///
/// @param head which part of which work it is
/// @param output its file
/// @param tensors how many tensors it has
/// @param all how many the whole has
/// @param bytesRead bytes of weights that were read
/// @param took how long it took
/// @param notes what a person should know
public record PartResult(
        PartHead head,
        Path output,
        int tensors,
        int all,
        long bytesRead,
        Duration took,
        List<String> notes) {
    public PartResult {
        notes = List.copyOf(notes);
    }
}
