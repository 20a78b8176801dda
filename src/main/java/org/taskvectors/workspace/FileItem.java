package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.OpenOptions;

/// One checkpoint of the workspace: a card of the library.
///
/// @param id names it within the workspace, whatever becomes of its path
/// @param path the file or folder, absolute
/// @param name what the person calls it; the file's own name at first
/// @param role what it is for
/// @param base the id of the item that it belongs to (a fine-tuned model's base, a vector's base)
/// @param facts what was read from its headers; empty until they were read once
/// @param content by what its files are known again when they moved; empty until they were looked
///   at once
/// @param said what a person said of its files that they do not say themselves: what factors are
///   multiplied by, which of several adapters is meant
/// @param colour the place among the vectors' colours that a person gave it, from 0; empty where it
///   takes the next free one
public record FileItem(
        String id,
        Path path,
        String name,
        Role role,
        Optional<String> base,
        Optional<Facts> facts,
        Optional<ContentId> content,
        OpenOptions said,
        OptionalInt colour)
        implements Item {

    /// One without a colour of its own.
    public FileItem(
            String id,
            Path path,
            String name,
            Role role,
            Optional<String> base,
            Optional<Facts> facts,
            Optional<ContentId> content,
            OpenOptions said) {
        this(id, path, name, role, base, facts, content, said, OptionalInt.empty());
    }

    /// One whose files were not looked at yet.
    public FileItem(
            String id,
            Path path,
            String name,
            Role role,
            Optional<String> base,
            Optional<Facts> facts) {
        this(id, path, name, role, base, facts, Optional.empty(), OpenOptions.NONE);
    }

    public FileItem withPath(Path newPath) {
        return new FileItem(id, newPath, name, role, base, facts, content, said, colour);
    }

    public FileItem withName(String newName) {
        return new FileItem(id, path, newName, role, base, facts, content, said, colour);
    }

    public FileItem withRole(Role newRole) {
        return new FileItem(id, path, name, newRole, base, facts, content, said, colour);
    }

    public FileItem withBase(Optional<String> newBase) {
        return new FileItem(id, path, name, role, newBase, facts, content, said, colour);
    }

    public FileItem withFacts(Facts newFacts) {
        return new FileItem(
                id, path, name, role, base, Optional.of(newFacts), content, said, colour);
    }

    /// Without what the program read from its files by itself.
    FileItem withoutReadings() {
        return new FileItem(
                id, path, name, role, base, Optional.empty(), Optional.empty(), said, colour);
    }

    /// Empty says that its files have to be looked at anew.
    public FileItem withContent(Optional<ContentId> newContent) {
        return new FileItem(id, path, name, role, base, facts, newContent, said, colour);
    }

    public FileItem withSaid(OpenOptions newlySaid) {
        return new FileItem(id, path, name, role, base, facts, content, newlySaid, colour);
    }

    /// Empty says that it takes the next free one.
    public FileItem withColour(OptionalInt newColour) {
        return new FileItem(id, path, name, role, base, facts, content, said, newColour);
    }
}
