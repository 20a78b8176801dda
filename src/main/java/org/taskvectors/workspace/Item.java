package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.Optional;

/// One checkpoint of the workspace: a card of the library.
///
/// @param id names it within the workspace, whatever becomes of its path
/// @param path the file or folder, absolute
/// @param name what the person calls it; the file's own name at first
/// @param role what it is for
/// @param base the id of the item that it belongs to (a fine-tuned model's base, a vector's base)
/// @param facts what was read from its headers; empty until they were read once
public record Item(
        String id,
        Path path,
        String name,
        Role role,
        Optional<String> base,
        Optional<Facts> facts) {

    public Item withPath(Path newPath) {
        return new Item(id, newPath, name, role, base, facts);
    }

    public Item withName(String newName) {
        return new Item(id, path, newName, role, base, facts);
    }

    public Item withRole(Role newRole) {
        return new Item(id, path, name, newRole, base, facts);
    }

    public Item withBase(Optional<String> newBase) {
        return new Item(id, path, name, role, newBase, facts);
    }

    public Item withFacts(Facts newFacts) {
        return new Item(id, path, name, role, base, Optional.of(newFacts));
    }
}
