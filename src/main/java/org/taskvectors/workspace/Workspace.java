package org.taskvectors.workspace;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The open workspace: its state, and who wants to know when it changes. Safe to change from any
/// thread; listeners are called on the thread that changed it, one change at a time.
public final class Workspace {
    private final List<Consumer<WorkspaceState>> listeners = new CopyOnWriteArrayList<>();
    private WorkspaceState state;

    public Workspace(WorkspaceState state) {
        this.state = state;
    }

    public synchronized WorkspaceState state() {
        return state;
    }

    /// Puts `change` of the state in its place and tells everybody, unless nothing changed.
    public synchronized void update(UnaryOperator<WorkspaceState> change) {
        WorkspaceState changed = change.apply(state);
        if (!changed.equals(state)) {
            state = changed;
            listeners.forEach(listener -> listener.accept(changed));
        }
    }

    public void onChange(Consumer<WorkspaceState> listener) {
        listeners.add(listener);
    }
}
