package org.taskvectors.app;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.ui.shell.FileDialogs;

/// The file dialogs of the system. They begin where the last one ended.
final class SystemDialogs implements FileDialogs {
    private final Supplier<Window> owner;
    private @Nullable File last;

    /// @param owner the window that waits meanwhile
    SystemDialogs(Supplier<Window> owner) {
        this.owner = owner;
    }

    @Override
    public List<Path> openFiles(String title) {
        return openFiles(title, "Checkpoints", Formats.ALL.dialogPatterns());
    }

    @Override
    public List<Path> openFiles(String title, String kind, List<String> patterns) {
        FileChooser chooser = chooser(title);
        chooser.getExtensionFilters()
                .setAll(
                        new FileChooser.ExtensionFilter(kind, patterns),
                        new FileChooser.ExtensionFilter("All files", "*"));
        List<File> chosen = chooser.showOpenMultipleDialog(owner.get());
        if (chosen == null) {
            return List.of();
        }
        chosen.stream().findFirst().ifPresent(file -> last = file.getParentFile());
        return chosen.stream().map(File::toPath).toList();
    }

    @Override
    public Optional<Path> openFolder(String title) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        start().ifPresent(chooser::setInitialDirectory);
        Optional<File> chosen = Optional.ofNullable(chooser.showDialog(owner.get()));
        chosen.ifPresent(folder -> last = folder.getParentFile());
        return chosen.map(File::toPath);
    }

    @Override
    public Optional<Path> save(String title, String suggestion, String kind) {
        FileChooser chooser = chooser(title);
        chooser.setInitialFileName(suggestion);
        int dot = suggestion.lastIndexOf('.');
        if (dot > 0) {
            chooser.getExtensionFilters()
                    .setAll(new FileChooser.ExtensionFilter(kind, "*" + suggestion.substring(dot)));
        }
        Optional<File> chosen = Optional.ofNullable(chooser.showSaveDialog(owner.get()));
        chosen.ifPresent(file -> last = file.getParentFile());
        return chosen.map(File::toPath);
    }

    private FileChooser chooser(String title) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        start().ifPresent(chooser::setInitialDirectory);
        return chooser;
    }

    private Optional<File> start() {
        return Optional.ofNullable(last).filter(File::isDirectory);
    }
}
