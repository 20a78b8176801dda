package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;

/// The files that are one model together, found from one of them.
///
/// @param label their name for people; empty if it follows from the files themselves
/// @param files all of them, in the order of their tensors
/// @param notes observations that are no errors
public record FileParts(String label, List<Path> files, List<String> notes) {
    public FileParts {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }
}
