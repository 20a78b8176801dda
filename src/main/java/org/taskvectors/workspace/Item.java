package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.Optional;
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
public record Item(
        String id,
        Path path,
        String name,
        Role role,
        Optional<String> base,
        Optional<Facts> facts,
        Optional<ContentId> content,
        OpenOptions said) {

    /// One whose files were not looked at yet.
    public Item(
            String id,
            Path path,
            String name,
            Role role,
            Optional<String> base,
            Optional<Facts> facts) {
        this(id, path, name, role, base, facts, Optional.empty(), OpenOptions.NONE);
    }

    public Item withPath(Path newPath) {
        return new Item(id, newPath, name, role, base, facts, content, said);
    }

    public Item withName(String newName) {
        return new Item(id, path, newName, role, base, facts, content, said);
    }

    public Item withRole(Role newRole) {
        return new Item(id, path, name, newRole, base, facts, content, said);
    }

    public Item withBase(Optional<String> newBase) {
        return new Item(id, path, name, role, newBase, facts, content, said);
    }

    public Item withFacts(Facts newFacts) {
        return new Item(id, path, name, role, base, Optional.of(newFacts), content, said);
    }

    /// Empty says that its files have to be looked at anew.
    public Item withContent(Optional<ContentId> newContent) {
        return new Item(id, path, name, role, base, facts, newContent, said);
    }

    public Item withSaid(OpenOptions newlySaid) {
        return new Item(id, path, name, role, base, facts, content, newlySaid);
    }
}
