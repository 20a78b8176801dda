package org.taskvectors.workspace.undo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// What a person did to a workspace, and can take back: one stack for all places. It is saved as
/// any change is; the stack itself lasts as long as the window. Safe to use from any thread;
/// listeners are called on the thread that did something.
public final class UndoStack {
    /// So many acts can be taken back.
    public static final int MOST = 100;

    /// Acts with the same key that are this close together are one.
    static final long CLOSE_MILLIS = 2_000;

    /// What happened to the stack.
    public enum Kind {
        DONE,
        UNDONE,
        REDONE
    }

    /// What happened to the stack, and by which act.
    ///
    /// @param words what the act is called: `Remove sst2`
    /// @param done a sentence about what was done; empty mostly
    public record Event(Kind kind, String words, String done) {}

    /// An act that can be taken back, or done again.
    ///
    /// @param back changes the workspace so
    /// @param at when it was done, in milliseconds
    private record Entry(Act act, StateChange back, long at) {}

    private final Workspace workspace;
    private final LongSupplier clock;
    private final Deque<Entry> done = new ArrayDeque<>();
    private final Deque<Entry> undone = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    public UndoStack(Workspace workspace) {
        this(workspace, System::currentTimeMillis);
    }

    /// @param clock milliseconds
    UndoStack(Workspace workspace, LongSupplier clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /// Does something that can be taken back. What changes nothing leaves no trace.
    public void act(Act act) {
        if (did(act)) {
            tell(Kind.DONE, act);
        }
    }

    private synchronized boolean did(Act act) {
        Optional<StateChange> back = applied(act.change());
        if (back.isEmpty()) {
            return false;
        }
        Entry last = done.peek();
        long now = clock.getAsLong();
        boolean isSame =
                last != null
                        && undone.isEmpty()
                        && !act.merge().isEmpty()
                        && act.merge().equals(last.act().merge())
                        && now - last.at() <= CLOSE_MILLIS;
        undone.clear();
        StateChange whole = isSame ? back.get().then(done.pop().back()) : back.get();
        if (!whole.isNothing()) {
            done.push(new Entry(act, whole, now));
        }
        if (done.size() > MOST) {
            done.removeLast();
        }
        return true;
    }

    /// Takes the last act back; nothing where there is none.
    public void undo() {
        move(done, undone).ifPresent(act -> tell(Kind.UNDONE, act));
    }

    /// Does again what was taken back last; nothing where something else was done since.
    public void redo() {
        move(undone, done).ifPresent(act -> tell(Kind.REDONE, act));
    }

    /// What [#undo] would take back: `Remove sst2`.
    public synchronized Optional<String> toUndo() {
        return Optional.ofNullable(done.peek()).map(entry -> entry.act().words());
    }

    /// What [#redo] would do again.
    public synchronized Optional<String> toRedo() {
        return Optional.ofNullable(undone.peek()).map(entry -> entry.act().words());
    }

    public void onChange(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /// Applies the top of one stack and puts the way back onto the other. An act of which nothing
    /// is left, as everything that it changed has become otherwise, is passed over.
    private synchronized Optional<Act> move(Deque<Entry> from, Deque<Entry> to) {
        while (!from.isEmpty()) {
            Entry entry = from.pop();
            Optional<StateChange> back = applied(entry.back()::on);
            if (back.isPresent()) {
                // Not mergeable any more: the next step of a slider begins a new act.
                to.push(new Entry(entry.act().mergingAs(""), back.get(), entry.at()));
                return Optional.of(entry.act());
            }
        }
        return Optional.empty();
    }

    /// Changes the workspace; returns the way back, or nothing where there is nothing to take back.
    private Optional<StateChange> applied(UnaryOperator<WorkspaceState> change) {
        List<StateChange> back = new ArrayList<>();
        workspace.update(
                before -> {
                    WorkspaceState after = change.apply(before);
                    back.add(StateChange.between(after, before));
                    return after;
                });
        return back.stream().filter(found -> !found.isNothing()).findFirst();
    }

    private void tell(Kind kind, Act act) {
        Event event = new Event(kind, act.words(), act.done());
        listeners.forEach(listener -> listener.accept(event));
    }
}
