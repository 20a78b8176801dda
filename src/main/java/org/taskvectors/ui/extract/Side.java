package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.Optional;

/// One side of the pair: what was chosen, and what is known of it.
public sealed interface Side {
    /// The file or folder that was chosen, if one was.
    default Optional<Path> path() {
        return switch (this) {
            case Nothing _ -> Optional.empty();
            case Reading reading -> Optional.of(reading.chosen());
            case Ready ready -> Optional.of(ready.facts().path());
            case Failed failed -> Optional.of(failed.chosen());
        };
    }

    /// Nothing was chosen yet.
    record Nothing() implements Side {}

    /// Its headers are being read.
    record Reading(Path chosen) implements Side {}

    /// It is open and known.
    record Ready(SideFacts facts) implements Side {}

    /// It cannot be opened.
    ///
    /// @param reason what is wrong and what to do, in whole sentences
    record Failed(Path chosen, String reason) implements Side {}
}
