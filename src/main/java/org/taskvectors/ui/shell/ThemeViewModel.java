package org.taskvectors.ui.shell;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.ThemeChoice;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Light or dark: what the person chose, or else what the system says.
public final class ThemeViewModel {
    private final Workspace workspace;
    private final ReadOnlyObjectProperty<WorkspaceState> state;
    private final ObjectProperty<Theme> system =
            new SimpleObjectProperty<>(this, "system", Theme.LIGHT);
    private final ReadOnlyObjectWrapper<Theme> theme =
            new ReadOnlyObjectWrapper<>(this, "theme", Theme.LIGHT);
    private Optional<Theme> lent = Optional.empty();

    public ThemeViewModel(Workspace workspace, ReadOnlyObjectProperty<WorkspaceState> state) {
        this.workspace = workspace;
        this.state = state;
        state.addListener((_, _, _) -> decide());
        system.addListener((_, _, _) -> decide());
        decide();
    }

    /// What the system says; the window keeps it up to date.
    public ObjectProperty<Theme> systemProperty() {
        return system;
    }

    public ReadOnlyObjectProperty<Theme> themeProperty() {
        return theme.getReadOnlyProperty();
    }

    public ThemeChoice choice() {
        return state.get().theme();
    }

    public void choose(ThemeChoice choice) {
        workspace.update(current -> current.withTheme(choice));
    }

    /// Shows a theme whatever was chosen, as a picture of the window wants it; empty shows the
    /// chosen one again.
    public void lend(Optional<Theme> shown) {
        lent = shown;
        decide();
    }

    private void decide() {
        theme.set(lent.orElseGet(this::chosen));
    }

    private Theme chosen() {
        return switch (state.get().theme()) {
            case SYSTEM -> system.get();
            case LIGHT -> Theme.LIGHT;
            case DARK -> Theme.DARK;
        };
    }
}
