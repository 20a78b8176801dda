package org.taskvectors.workspace.undo;

import java.util.Optional;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// What a person changed of an item. Its files, and what was read of them, are no part of it: they
/// change by themselves.
record FileEdit(
        Edit<String> name, Edit<Role> role, Edit<Optional<String>> base, Edit<OpenOptions> said) {
    static FileEdit between(FileItem before, FileItem after) {
        return new FileEdit(
                new Edit<>(before.name(), after.name()),
                new Edit<>(before.role(), after.role()),
                new Edit<>(before.base(), after.base()),
                new Edit<>(before.said(), after.said()));
    }

    boolean isNothing() {
        return name.isNothing() && role.isNothing() && base.isNothing() && said.isNothing();
    }

    FileEdit then(FileEdit next) {
        return new FileEdit(
                name.then(next.name),
                role.then(next.role),
                base.then(next.base),
                said.then(next.said));
    }

    FileItem on(FileItem item) {
        return item.withName(name.on(item.name()))
                .withRole(role.on(item.role()))
                .withBase(base.on(item.base()))
                .withSaid(said.on(item.said()));
    }
}
