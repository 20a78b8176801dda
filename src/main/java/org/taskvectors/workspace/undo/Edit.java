package org.taskvectors.workspace.undo;

/// A value that became another.
record Edit<T>(T from, T to) {
    boolean isNothing() {
        return from.equals(to);
    }

    Edit<T> then(Edit<T> next) {
        return new Edit<>(from, next.to);
    }

    /// The new value; what has become a third one meanwhile stays.
    T on(T current) {
        return current.equals(from) ? to : current;
    }
}
