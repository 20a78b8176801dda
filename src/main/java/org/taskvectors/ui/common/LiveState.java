package org.taskvectors.ui.common;

import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// The workspace's state as a property that changes on the window's thread only, however many
/// threads change the workspace.
public final class LiveState {
    private final ReadOnlyObjectWrapper<WorkspaceState> state;

    public LiveState(Workspace workspace, Executor window) {
        state = new ReadOnlyObjectWrapper<>(this, "state", workspace.state());
        workspace.onChange(_ -> window.execute(() -> state.set(workspace.state())));
    }

    public ReadOnlyObjectProperty<WorkspaceState> property() {
        return state.getReadOnlyProperty();
    }
}
