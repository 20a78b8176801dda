package org.taskvectors.hub;

import java.util.List;
import java.util.Optional;

/// What a hub says of a repository at one commit.
///
/// @param name as it was asked for, without a file
/// @param commit what its revision meant when it was asked
/// @param files in the hub's order
/// @param leftOut names of files that cannot be files of a folder on every system, as one with a
///   backslash: they are not in `files`
public record HubRepository(
        HubName name, String commit, List<HubFile> files, List<String> leftOut) {
    public HubRepository {
        files = List.copyOf(files);
        leftOut = List.copyOf(leftOut);
    }

    /// Returns the repository's name at its commit.
    public HubName pinned() {
        return name.at(commit);
    }

    public Optional<HubFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }
}
