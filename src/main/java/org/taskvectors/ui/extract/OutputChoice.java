package org.taskvectors.ui.extract;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// Where the vector goes: a folder and a name. Until somebody types a name it follows the
/// fine-tuned model's.
final class OutputChoice {
    static final String ENDING = ".safetensors";

    private final StringProperty name = new SimpleStringProperty(this, "name", "");
    private final ObjectProperty<Path> folder =
            new SimpleObjectProperty<>(this, "folder", Path.of(""));
    private String suggested = "";
    private boolean folderChosen;

    StringProperty nameProperty() {
        return name;
    }

    ObjectProperty<Path> folderProperty() {
        return folder;
    }

    /// Goes to a folder because somebody wants it, not because the model lies there.
    void chooseFolder(Path chosen) {
        folderChosen = true;
        folder.set(chosen);
    }

    /// Suggests a name and a folder for the vector of `tuned`, unless they were chosen.
    void suggest(Path tuned) {
        Path parent = tuned.toAbsolutePath().getParent();
        if (!folderChosen && parent != null) {
            folder.set(parent);
        }
        String file = String.valueOf(tuned.getFileName());
        boolean isFile = file.endsWith(ENDING);
        String stem = isFile ? file.substring(0, file.length() - ENDING.length()) : file;
        String suggestion = isFile && folder.get().equals(parent) ? stem + "-vector" : stem;
        if (name.get().isBlank() || name.get().equals(suggested)) {
            suggested = suggestion;
            name.set(suggestion);
        }
    }

    /// The file; empty while the name is no name.
    Optional<Path> path() {
        String typed = name.get().strip();
        String stem =
                typed.endsWith(ENDING)
                        ? typed.substring(0, typed.length() - ENDING.length())
                        : typed;
        if (stem.isEmpty() || stem.contains("/") || stem.contains("\\")) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.get().resolve(stem + ENDING));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
