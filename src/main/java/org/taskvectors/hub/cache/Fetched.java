package org.taskvectors.hub.cache;

import java.nio.file.Path;
import java.util.List;

/// What came of a fetch.
///
/// @param folder where the files lie, as tools and this program open them
/// @param commit whose files they are
/// @param files how many were asked for
/// @param there how many of them were there already
/// @param bytes that were fetched now
/// @param resumed bytes that an earlier fetch had left of files that were not whole
/// @param notes what a person should know
public record Fetched(
        Path folder,
        String commit,
        int files,
        int there,
        long bytes,
        long resumed,
        List<String> notes) {
    public Fetched {
        notes = List.copyOf(notes);
    }
}
