package org.taskvectors.ui.jobs;

import java.util.Optional;
import java.util.function.LongSupplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.workspace.undo.UndoStack;

/// What the tray says of the last act: `Removed sst2 · Undo`. It goes after some seconds, or with
/// the next act. Lives on the window's thread.
public final class UndoNote {
    static final long SHOWN_MILLIS = 10_000;

    private final UndoStack undo;
    private final LongSupplier clock;
    private final ReadOnlyObjectWrapper<Optional<Note>> note =
            new ReadOnlyObjectWrapper<>(this, "note", Optional.empty());
    private long since;

    /// @param clock milliseconds
    UndoNote(UndoStack undo, LongSupplier clock) {
        this.undo = undo;
        this.clock = clock;
    }

    /// A sentence, and a link that goes the way back.
    ///
    /// @param text `Removed sst2`
    /// @param word `Undo`
    public record Note(String text, String word, Runnable action) {}

    ReadOnlyObjectProperty<Optional<Note>> noteProperty() {
        return note.getReadOnlyProperty();
    }

    /// Takes what happened to the stack.
    void happened(UndoStack.Event event) {
        since = clock.getAsLong();
        note.set(
                switch (event.kind()) {
                    case DONE ->
                            event.done().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new Note(event.done(), "Undo", undo::undo));
                    case UNDONE ->
                            Optional.of(new Note("Undone: " + event.words(), "Redo", undo::redo));
                    case REDONE ->
                            Optional.of(new Note("Redone: " + event.words(), "Undo", undo::undo));
                });
    }

    /// Puts away what has been shown for long enough.
    void tick() {
        if (note.get().isPresent() && clock.getAsLong() - since > SHOWN_MILLIS) {
            note.set(Optional.empty());
        }
    }
}
