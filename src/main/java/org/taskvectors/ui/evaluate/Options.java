package org.taskvectors.ui.evaluate;

import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// How the data are asked, as a choice of the workspace that can be taken back.
public final class Options {
    static final String HOW = "evaluate.how";

    private final AppContext context;
    private final ReadOnlyObjectWrapper<How> how = new ReadOnlyObjectWrapper<>(How.FIRST);

    Options(AppContext context) {
        this.context = context;
        follow(context.state().get());
        context.state().addListener((_, _, now) -> follow(now));
    }

    public ReadOnlyObjectProperty<How> howProperty() {
        return how.getReadOnlyProperty();
    }

    /// Changes it.
    ///
    /// @param what is changed, for undo: `points`; changes of the same that follow each other are
    ///   one
    public void change(String what, UnaryOperator<How> change) {
        context.undo()
                .act(
                        Act.of(
                                        what + " of the sweep",
                                        state ->
                                                state.withChoice(
                                                        HOW,
                                                        WantedJson.write(change.apply(of(state)))))
                                .mergingAs("evaluate." + what));
    }

    static How of(WorkspaceState state) {
        return WantedJson.how(state.choice(HOW, ""));
    }

    private void follow(WorkspaceState state) {
        how.set(of(state));
    }
}
