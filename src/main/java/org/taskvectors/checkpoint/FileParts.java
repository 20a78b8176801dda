package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;

/// The files that are one model together, found from one of them.
///
/// @param label what they are, for people; empty where the files themselves say it
/// @param files all of them, in the order of their tensors
/// @param notes what was noticed on the way
public record FileParts(String label, List<Path> files, List<String> notes) {
    public FileParts {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }
}
