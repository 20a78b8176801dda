package org.taskvectors.ui.compare;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What a person does to the vectors of the list; all of it can be taken back.
public final class VectorActs {
    private final AppContext context;

    VectorActs(AppContext context) {
        this.context = context;
    }

    /// Takes a vector into the comparison, or out of it.
    public void tick(String id, boolean ticked) {
        act((ticked ? "Tick " : "Untick ") + name(id), state -> state.withTicked(id, ticked));
    }

    /// Takes several vectors into the comparison, or out of it.
    ///
    /// @param where whose vectors they are, for the words of the act: `on Llama-3.2-1B`
    public void tickAll(List<String> ids, String where, boolean ticked) {
        act(
                (ticked ? "Tick all " : "Untick all ") + where,
                state -> {
                    WorkspaceState changed = state;
                    for (String id : ids) {
                        changed = changed.withTicked(id, ticked);
                    }
                    return changed;
                });
    }

    /// Gives a vector another name, in every place; an empty one changes nothing.
    public void rename(String id, String name) {
        String stripped = name.strip();
        if (!stripped.isEmpty() && !stripped.equals(name(id))) {
            act("Rename " + name(id), state -> state.changing(id, item -> item.withName(stripped)));
        }
    }

    /// Gives a vector another colour, in every place.
    ///
    /// @param colour its place among the vectors' colours; empty for the next free one
    public void recolour(String id, OptionalInt colour) {
        boolean isSame =
                context.workspace().state().file(id).map(FileItem::colour).stream()
                        .anyMatch(colour::equals);
        if (!isSame) {
            act(
                    "Recolour " + name(id),
                    state -> state.changing(id, item -> item.withColour(colour)));
        }
    }

    /// What a vector is called in the library.
    String name(String id) {
        return context.workspace().state().item(id).map(Item::name).orElse("");
    }

    private void act(String words, UnaryOperator<WorkspaceState> change) {
        context.undo().act(Act.of(words, change));
    }
}
