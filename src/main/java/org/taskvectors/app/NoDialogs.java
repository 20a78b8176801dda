package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.ui.shell.FileDialogs;

/// The file dialogs of a window without a person: they decline every question.
final class NoDialogs implements FileDialogs {
    @Override
    public List<Path> openFiles(String title) {
        return List.of();
    }

    @Override
    public Optional<Path> openFolder(String title) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> save(String title, String suggestion, String kind) {
        return Optional.empty();
    }
}
