package org.taskvectors.checkpoint;

import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The mark in a file's metadata that says that the file is one machine's part of a work, so that
/// it is not taken for a vector or a model.
public final class PartMark {
    private static final String KEY = "task_vector_part";

    private PartMark() {}

    /// Returns the metadata with the mark.
    ///
    /// @param words what it is: `part 2 of 5 of an extraction`
    public static Map<String, String> of(String words) {
        return Map.of(KEY, words);
    }

    /// Returns what a file is a part of, in words; empty if it is no part.
    public static Optional<String> words(About about) {
        return Optional.ofNullable(about.metadata().get(KEY));
    }

    /// Returns why a file cannot be opened as a checkpoint: it is a part. Empty if it is none.
    public static Optional<Failure> refusal(About about) {
        return words(about)
                .map(
                        words ->
                                Failure.of(
                                        CheckpointProblem.PART,
                                        about.path().orElse(null),
                                        "this is " + Shown.of(words) + ", not the whole",
                                        "Join it with the other parts first (join PART… -o OUT)"));
    }
}
