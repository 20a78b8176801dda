package org.taskvectors.workspace.undo;

import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// What a person changed of an item. Its files, and what was read of them, are no part of it: they
/// change by themselves.
record FileEdit(
        Edit<String> name,
        Edit<Role> role,
        Edit<Optional<String>> base,
        Edit<OpenOptions> said,
        Edit<OptionalInt> colour) {
    static FileEdit between(FileItem before, FileItem after) {
        return new FileEdit(
                new Edit<>(before.name(), after.name()),
                new Edit<>(before.role(), after.role()),
                new Edit<>(before.base(), after.base()),
                new Edit<>(before.said(), after.said()),
                new Edit<>(before.colour(), after.colour()));
    }

    boolean isNothing() {
        return name.isNothing()
                && role.isNothing()
                && base.isNothing()
                && said.isNothing()
                && colour.isNothing();
    }

    FileEdit then(FileEdit next) {
        return new FileEdit(
                name.then(next.name),
                role.then(next.role),
                base.then(next.base),
                said.then(next.said),
                colour.then(next.colour));
    }

    FileItem on(FileItem item) {
        return item.withName(name.on(item.name()))
                .withRole(role.on(item.role()))
                .withBase(base.on(item.base()))
                .withSaid(said.on(item.said()))
                .withColour(colour.on(item.colour()));
    }
}
