package org.taskvectors.evaluation;

import java.util.List;

/// What an evaluation was made of, as it is saved with its results.
///
/// @param name for people
/// @param program the program and its version
/// @param began when it was begun, in ISO 8601, UTC
/// @param base the base model
/// @param vectors what is laid on it, in the order of their sum
/// @param edited the fingerprint of the model with [Plan#identity] on it, which tells the vectors
///   and their order; empty without any
/// @param dtype in which the models run
/// @param context the most tokens of a text
/// @param scoring which choice counts as the answer
/// @param setting how the vectors are laid, as the place that began it writes it; opaque here
public record StudyFacts(
        String name,
        String program,
        String began,
        Source base,
        List<Source> vectors,
        String edited,
        String dtype,
        int context,
        Scoring scoring,
        String setting) {
    public StudyFacts {
        vectors = List.copyOf(vectors);
    }

    /// A model or a vector.
    ///
    /// @param name for people
    /// @param path where it was found; empty where it was not in a file
    /// @param id its item in the workspace; empty outside of one
    /// @param fingerprint SHA-256 over its names, dtypes, shapes and checksums; empty of a vector,
    ///   whose numbers the edited model's fingerprint holds
    public record Source(String name, String path, String id, String fingerprint) {}

    /// Returns the same with another name.
    public StudyFacts withName(String newName) {
        return new StudyFacts(
                newName, program, began, base, vectors, edited, dtype, context, scoring, setting);
    }

    /// Whether what another one has measured would have the same numbers as this one's, and lead
    /// its search to the same points.
    boolean isSame(StudyFacts other) {
        return base.fingerprint().equals(other.base.fingerprint())
                && edited.equals(other.edited)
                && vectors.size() == other.vectors.size()
                && dtype.equals(other.dtype)
                && context == other.context
                && scoring == other.scoring;
    }
}
