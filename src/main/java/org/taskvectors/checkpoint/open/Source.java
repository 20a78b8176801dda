package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.FileParts;
import org.taskvectors.checkpoint.ModelConfig;

/// The files that will be opened as one checkpoint, and everything that was found around them.
///
/// @param path the file or folder that a person named
/// @param name the folder's or the file's own name; a file with a customary name takes its folder's
/// @param format its format, for people; empty if it follows from the files
/// @param files the weight files, in the order of their tensors
/// @param index the index that says which tensor is where, if there is one
/// @param config the model's configuration, if there is one
/// @param companions names of the files that belong to the model
/// @param notes observations that are no errors
record Source(
        Path path,
        String name,
        String format,
        List<Path> files,
        Optional<ShardIndex> index,
        Optional<ModelConfig> config,
        List<String> companions,
        List<String> notes) {
    Source {
        files = List.copyOf(files);
        companions = List.copyOf(companions);
        notes = List.copyOf(notes);
    }

    /// Returns the source of files that a format found from one of them.
    static Source of(Path path, FileParts parts) {
        return new Source(
                path,
                FileNames.of(path),
                parts.label(),
                parts.files(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                parts.notes());
    }

    /// Returns the format, for people.
    ///
    /// @param kinds the kinds of its files, one by one
    String format(List<String> kinds) {
        if (!format.isEmpty()) {
            return format;
        }
        if (kinds.size() == 1) {
            return kinds.getFirst();
        }
        boolean plain =
                kinds.stream().distinct().count() == 1 && kinds.getFirst().endsWith(" file");
        return kinds.size() + (plain ? " " + kinds.getFirst() + "s" : " files of weights");
    }

    /// Returns the name that the index has for a file.
    String shardName(int file) {
        return path.relativize(files.get(file)).toString().replace('\\', '/');
    }
}
