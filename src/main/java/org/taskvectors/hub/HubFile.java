package org.taskvectors.hub;

import java.util.Optional;

/// A file of a repository at one commit, as the hub's list of files has it.
///
/// @param repository the repository at its commit, without a file
/// @param path the parts of its place in the repository, with `/` between them
/// @param size in bytes
/// @param oid Git's name of its content: of the file itself, or of the pointer that stands for it
/// @param sha256 of the content, of files that are stored as large ones
public record HubFile(
        HubName repository, String path, long size, String oid, Optional<String> sha256) {
    /// Returns the file's own name, at its commit.
    public HubName name() {
        return repository.withFile(path);
    }

    /// Returns what tells one content from another: the SHA-256 where it is known, else Git's name.
    public String contentId() {
        return sha256.orElse(oid);
    }
}
