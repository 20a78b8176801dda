package org.taskvectors.ui.train;

import java.util.Optional;

/// What came of looking something up beside the window.
///
/// @param <A> what is found
sealed interface Found<A> {
    /// Returns what is known, if it is still asked for.
    default Optional<A> answer() {
        return this instanceof Ready<A>(A found) ? Optional.of(found) : Optional.empty();
    }

    /// Returns why it was not found; empty where it was, or nothing is said yet.
    default String reason() {
        return this instanceof Wrong<A>(String why) ? why : "";
    }

    /// Whether it is being looked up.
    default boolean isAsking() {
        return this instanceof Asking<A>;
    }

    /// Nothing is asked.
    record Nothing<A>() implements Found<A> {}

    /// It is being looked up.
    record Asking<A>() implements Found<A> {}

    /// It was found.
    record Ready<A>(A found) implements Found<A> {}

    /// It was not found.
    ///
    /// @param why in whole sentences
    record Wrong<A>(String why) implements Found<A> {}
}
