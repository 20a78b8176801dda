package org.taskvectors.ui.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import org.taskvectors.ui.common.HomePath;

/// The workspace's name in the header, and the menu below it: new, open, recent ones, save
/// elsewhere, rename. The same things are commands of the finder.
final class WorkspaceMenu {
    private static final int MOST_RECENT = 8;

    private final Workspaces workspaces;
    private final FileDialogs dialogs;
    private final Runnable rename;
    private final BiConsumer<Path, Runnable> askToReplace;

    /// @param button shows the name
    /// @param rename asks for another name
    /// @param askToReplace asks before a file is written over
    WorkspaceMenu(
            MenuButton button,
            Workspaces workspaces,
            FileDialogs dialogs,
            Runnable rename,
            BiConsumer<Path, Runnable> askToReplace) {
        this.askToReplace = askToReplace;
        this.workspaces = workspaces;
        this.dialogs = dialogs;
        this.rename = rename;
        String place = HomePath.of(workspaces.file());
        button.setTooltip(new Tooltip(place));
        button.setAccessibleHelp("The workspace, kept in " + place);
        button.setOnShowing(_ -> button.getItems().setAll(items()));
        // A menu without items would not open.
        button.getItems().setAll(items());
    }

    /// What the finder offers.
    List<Command> commands() {
        Stream<Command> acts =
                Stream.of(
                        new Command("New workspace…", "workspace", this::create),
                        new Command("Open workspace…", "workspace", this::open),
                        new Command("Save workspace as…", "workspace", this::saveAs),
                        new Command("Save a copy of the workspace…", "workspace", this::saveCopy),
                        new Command("Rename workspace…", "workspace", rename));
        return Stream.concat(
                        acts,
                        others().stream()
                                .map(
                                        path ->
                                                new Command(
                                                        "Open workspace " + label(path),
                                                        "workspace",
                                                        () -> workspaces.open(path))))
                .toList();
    }

    private List<MenuItem> items() {
        List<MenuItem> items = new ArrayList<>();
        items.add(item("New workspace…", this::create));
        items.add(item("Open…", this::open));
        List<Path> others = others();
        if (!others.isEmpty()) {
            items.add(new SeparatorMenuItem());
            others.forEach(path -> items.add(item(label(path), () -> workspaces.open(path))));
        }
        items.add(new SeparatorMenuItem());
        items.add(item("Save as…", this::saveAs));
        items.add(item("Save a copy…", this::saveCopy));
        items.add(item("Rename…", rename));
        return items;
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        return item;
    }

    /// The recent ones, and the program's own at the end.
    private List<Path> others() {
        return Stream.concat(
                        workspaces.recent().stream()
                                .filter(path -> !path.equals(workspaces.own()))
                                .filter(path -> !path.equals(workspaces.file()))
                                .limit(MOST_RECENT),
                        Stream.of(workspaces.own()).filter(path -> !path.equals(workspaces.file())))
                .toList();
    }

    private String label(Path path) {
        return path.equals(workspaces.own())
                ? "The program’s own workspace"
                : Workspaces.stem(path)
                        + " · "
                        + Optional.ofNullable(path.getParent()).map(HomePath::of).orElse("");
    }

    private void create() {
        save("New workspace", "workspace" + Workspaces.ENDING, workspaces::create);
    }

    private void open() {
        dialogs
                .openFiles("Open a workspace", "Workspaces", List.of("*" + Workspaces.ENDING))
                .stream()
                .findFirst()
                .ifPresent(workspaces::open);
    }

    /// Reads the open file anew, for this window.
    void reopen() {
        workspaces.reopen();
    }

    /// Asks where to go on with the open workspace.
    void saveAs() {
        save("Save the workspace as", suggestion(), workspaces::saveAs);
    }

    private void saveCopy() {
        save("Save a copy of the workspace", suggestion(), workspaces::saveCopy);
    }

    private String suggestion() {
        return Workspaces.stem(workspaces.file()) + Workspaces.ENDING;
    }

    /// The dialog asks about a file of the name that was typed, not of the name with its ending.
    private void save(String title, String suggestion, Consumer<Path> action) {
        Optional<Path> typed = dialogs.save(title, suggestion, "Workspace");
        Path file = typed.map(Workspaces::withEnding).orElse(workspaces.file());
        if (typed.filter(path -> !path.equals(file)).isPresent() && Files.exists(file)) {
            askToReplace.accept(file, () -> action.accept(file));
        } else if (typed.isPresent()) {
            action.accept(file);
        }
    }
}
