package org.taskvectors.ui.extract;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.HubNames;
import org.taskvectors.ui.common.Beside;

/// Where the vector goes: a folder, a name and a format. Until somebody types a name it follows the
/// fine-tuned model's.
final class OutputChoice {
    private final StringProperty name = new SimpleStringProperty(this, "name", "");
    private final ObjectProperty<Path> folder =
            new SimpleObjectProperty<>(this, "folder", Path.of(""));
    private final ObjectProperty<OutputFormat> format =
            new SimpleObjectProperty<>(this, "format", OutputFormats.all().getFirst());
    private String suggested = "";
    private boolean folderChosen;

    OutputChoice() {
        // Whoever types an ending has chosen the format by it.
        name.addListener((_, _, now) -> typedFormat(now).ifPresent(format::set));
    }

    /// The format that the file will have; its ending follows.
    ObjectProperty<OutputFormat> formatProperty() {
        return format;
    }

    /// Takes a format that was remembered by its ending.
    void restoreFormat(String ending) {
        for (OutputFormat each : OutputFormats.all()) {
            if (each.ending().equals(ending)) {
                format.set(each);
            }
        }
    }

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

    /// Suggests a name and a folder for the vector of `tuned`, unless they were chosen. Many
    /// programs call a model `model`, which says nothing: then the vector is called as the model's
    /// card.
    ///
    /// @param card its name in the library; empty where it has none
    void suggest(Path tuned, Optional<String> card) {
        Path parent = Beside.folder(tuned);
        Path there = folderChosen ? folder.get() : parent;
        // A snapshot of the hub's cache is called by its commit.
        String file =
                HubNames.repository(tuned)
                        .filter(_ -> !FarFiles.isFar(tuned))
                        .map(name -> name.substring(name.indexOf('/') + 1))
                        .orElse(String.valueOf(tuned.getFileName()));
        String stem = Formats.ALL.stem(file);
        boolean isFile = !stem.equals(file);
        Optional<String> named =
                card.filter(_ -> stem.equals("model"))
                        .map(one -> Formats.ALL.stem(one.replaceAll("[^\\p{L}\\p{N}._+-]+", "-")))
                        .filter(one -> !one.equals(stem));
        String suggestion = named.orElse(isFile && there.equals(parent) ? stem + "-vector" : stem);
        if (name.get().isBlank() || name.get().equals(suggested)) {
            suggested = suggestion;
            name.set(suggestion);
        }
        // After the name: a folder without a name would be refused in between.
        folder.set(there);
    }

    /// The file; empty while the name is no name.
    Optional<Path> path() {
        String stem = OutputFormats.stem(name.get().strip());
        if (stem.isEmpty() || stem.contains("/") || stem.contains("\\")) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.get().resolve(stem + format.get().ending()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<OutputFormat> typedFormat(String typed) {
        for (OutputFormat each : OutputFormats.all()) {
            if (typed.strip().endsWith(each.ending())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
