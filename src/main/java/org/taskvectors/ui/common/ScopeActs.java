package org.taskvectors.ui.common;

import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;
import org.taskvectors.workspace.undo.UndoStack;

/// Keeps the scope of a place as a choice of the workspace. What a person chooses can be taken
/// back; what comes of another model cannot.
public final class ScopeActs {
    private static final String ALL = "all";

    private final ScopeViewModel scope;
    private final String key;
    private final Workspace workspace;
    private final UndoStack undo;

    /// @param key the choice's: `extract.scope`
    public ScopeActs(ScopeViewModel scope, String key, Workspace workspace, UndoStack undo) {
        this.scope = scope;
        this.key = key;
        this.workspace = workspace;
        this.undo = undo;
    }

    /// Remembers the scope as it is now.
    public void remember() {
        Scope now = scope.scopeProperty().get();
        String text = now.text();
        if (!scope.isBeingChosen()) {
            workspace.update(state -> with(state, text));
            return;
        }
        Act act = Act.of("Scope " + words(now), state -> with(state, text));
        // A pattern is typed letter by letter; a chip is an act of its own.
        undo.act(now instanceof Scope.Matching ? act.mergingAs(key) : act);
    }

    /// What says everything, or says nothing, is left as it is where everything is meant.
    private WorkspaceState with(WorkspaceState state, String text) {
        return state.choice(key, ALL).equals(text) ? state : state.withChoice(key, text);
    }

    /// Goes back to what the workspace remembers, as when it was taken back.
    public void follow(WorkspaceState state) {
        String text = state.choice(key, ALL);
        if (!scope.scopeProperty().get().text().equals(text)) {
            scope.restore(text);
        }
    }

    private static String words(Scope scope) {
        return scope.equals(Scope.ALL) ? "everything" : scope.text().replace(",", ", ");
    }
}
