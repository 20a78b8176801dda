package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.checkpoint.open.Recognition;
import org.taskvectors.ui.common.Background;

/// What hangs over the window and would be dropped: it is looked at in the background, so that
/// neither the window nor the program it is dragged from waits.
public final class DropViewModel {
    private static final int MOST_SHOWN = 6;

    private final Background background;
    private final Function<Path, Recognition> recognise;
    private final Opening opening;
    private final BooleanProperty active = new SimpleBooleanProperty(this, "active");
    private final ReadOnlyStringWrapper headline = new ReadOnlyStringWrapper(this, "headline", "");
    private final ObservableList<Recognition> recognised = FXCollections.observableArrayList();
    private List<Path> hanging = List.of();

    public DropViewModel(
            Background background, Function<Path, Recognition> recognise, Opening opening) {
        this.background = background;
        this.recognise = recognise;
        this.opening = opening;
    }

    /// Whether something hangs over the window.
    public BooleanProperty activeProperty() {
        return active;
    }

    /// `Drop to add 2 items`
    public ReadOnlyStringProperty headlineProperty() {
        return headline.getReadOnlyProperty();
    }

    /// What the things were recognised as, at most the first few.
    public ObservableList<Recognition> recognised() {
        return recognised;
    }

    /// Something came over the window. Told again for the same things it does nothing.
    public void enter(List<Path> paths) {
        active.set(true);
        if (paths.equals(hanging)) {
            return;
        }
        hanging = List.copyOf(paths);
        recognised.clear();
        headline.set(paths.size() == 1 ? "Looking at 1 item…" : counted("Looking at %d items…"));
        background.brief(
                "Looking at what is dropped",
                (_, cancellation) -> {
                    List<Recognition> found =
                            hanging.stream().limit(MOST_SHOWN).map(recognise).toList();
                    cancellation.check();
                    return found;
                },
                found -> show(paths, found));
    }

    /// It was taken away again.
    public void leave() {
        active.set(false);
        hanging = List.of();
        recognised.clear();
    }

    /// It was let go: opens it, and says why not what cannot be opened.
    public void drop(List<Path> paths) {
        leave();
        opening.open(paths);
    }

    private void show(List<Path> paths, List<Recognition> found) {
        if (!paths.equals(hanging)) {
            return;
        }
        recognised.setAll(found);
        long refused = found.stream().filter(r -> !r.accepted()).count();
        if (refused == paths.size()) {
            headline.set("This cannot be added");
        } else {
            long taken = paths.size() - refused;
            headline.set(taken == 1 ? "Drop to add 1 item" : "Drop to add " + taken + " items");
        }
    }

    private String counted(String text) {
        return text.formatted(hanging.size());
    }
}
