package org.taskvectors.ui.common;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;

/// Where something is saved: a folder, and the name that it will have there.
public final class Destination {
    private final StringProperty name;
    private final ObjectProperty<Path> folder =
            new SimpleObjectProperty<>(this, "folder", Path.of(""));

    /// @param name as a person types it
    public Destination(StringProperty name) {
        this.name = name;
    }

    public StringProperty nameProperty() {
        return name;
    }

    public ObjectProperty<Path> folderProperty() {
        return folder;
    }

    /// Goes to the folder that a file lies in, as [Beside] has it.
    public void setBeside(Path file) {
        folder.set(Beside.folder(file));
    }

    /// The whole path; empty while the name is no name.
    public Optional<Path> path() {
        String typed = name.get().strip();
        if (typed.isEmpty()) {
            return Optional.empty();
        }
        try {
            // A whole path may be typed in place of a name.
            return Optional.of(folder.get().resolve(typed).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
