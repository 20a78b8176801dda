package org.taskvectors.hub;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// What is known of a file or a folder. A commit never changes, and neither do they.
///
/// @param isDirectory a folder of the repository, else a file
/// @param size in bytes
/// @param fileKey what tells one content from another
record HubAttributes(boolean isDirectory, long size, Object fileKey)
        implements BasicFileAttributes {
    /// The hub's lists have no times.
    private static final FileTime TIME = FileTime.fromMillis(0);

    @Override
    public boolean isRegularFile() {
        return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public FileTime lastModifiedTime() {
        return TIME;
    }

    @Override
    public FileTime lastAccessTime() {
        return TIME;
    }

    @Override
    public FileTime creationTime() {
        return TIME;
    }
}
