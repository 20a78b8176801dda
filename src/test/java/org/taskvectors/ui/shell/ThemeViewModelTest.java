package org.taskvectors.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.taskvectors.ui.common.LiveState;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.workspace.ThemeChoice;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

class ThemeViewModelTest {
    private final Workspace workspace = new Workspace(WorkspaceState.EMPTY);
    private final ThemeViewModel themes =
            new ThemeViewModel(workspace, new LiveState(workspace, Runnable::run).property());

    @Test
    void itFollowsTheSystemUntilSomethingIsChosen() {
        assertThat(themes.themeProperty().get()).isEqualTo(Theme.LIGHT);
        themes.systemProperty().set(Theme.DARK);
        assertThat(themes.themeProperty().get()).isEqualTo(Theme.DARK);
        themes.choose(ThemeChoice.LIGHT);
        assertThat(themes.themeProperty().get()).isEqualTo(Theme.LIGHT);
        assertThat(workspace.state().theme()).isEqualTo(ThemeChoice.LIGHT);
        themes.choose(ThemeChoice.SYSTEM);
        assertThat(themes.themeProperty().get()).isEqualTo(Theme.DARK);
    }
}
