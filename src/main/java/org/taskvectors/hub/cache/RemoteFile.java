package org.taskvectors.hub.cache;

import java.util.Optional;

/// A file of a commit on the hub.
///
/// @param path its name in the repository, parts parted by `/`
/// @param size in bytes
/// @param gitObject its git object: of its bytes, or of the note that stands for a large file
/// @param sha256 of a large file's bytes; empty for one that lies in git itself
public record RemoteFile(String path, long size, String gitObject, Optional<String> sha256) {
    /// By which the cache names its bytes.
    public String etag() {
        return sha256.orElse(gitObject);
    }

    /// Its name without its folder.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// The folder that it is in; empty for the root.
    public String folder() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }
}
