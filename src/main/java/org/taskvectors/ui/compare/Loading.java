package org.taskvectors.ui.compare;

import java.util.Optional;
import org.taskvectors.job.Job;

/// How far something measured is from being known.
///
/// @param <T> what is measured
public sealed interface Loading<T> {

    /// What was measured, once it is known.
    default Optional<T> value() {
        return this instanceof Known<T>(T known) ? Optional.of(known) : Optional.empty();
    }

    /// Not asked for yet.
    record NotAsked<T>() implements Loading<T> {}

    /// It is looked up.
    record Looking<T>() implements Loading<T> {}

    /// It is not kept; it will be measured when it is needed.
    record NotKept<T>() implements Loading<T> {}

    /// It waits to be measured, or is being measured.
    record Measuring<T>(Job<T> job) implements Loading<T> {}

    record Known<T>(T known) implements Loading<T> {}

    /// @param reason what is wrong and what to do, in whole sentences
    record Failed<T>(String reason) implements Loading<T> {}
}
