package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.taskvectors.file.Failure;

/// What can be done about a checkpoint whose tensors are not those that are looked for.
public final class Advice {
    private Advice() {}

    /// Returns advice to take one of the dictionaries of a file, if its tensors have the names of
    /// `other` but for the dictionary's key, or if another dictionary may have them; a sentence
    /// without its full stop.
    public static Optional<String> under(Checkpoint checkpoint, Checkpoint other) {
        List<String> keys =
                checkpoint.about().dictionaries().map(Dictionaries::keys).orElse(List.of());
        Optional<String> chosen = checkpoint.about().said().under();
        List<String> helpful =
                keys.stream()
                        .filter(key -> !chosen.equals(Optional.of(key)))
                        .filter(key -> isPrefix(checkpoint, key, other))
                        .toList();
        return helpful.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Its tensors lie in a dictionary: take them from it with "
                                + String.join(
                                        " or ",
                                        helpful.stream().map(key -> "--under " + key).toList()));
    }

    private static boolean isPrefix(Checkpoint checkpoint, String key, Checkpoint other) {
        String prefix = key + ".";
        return checkpoint.tensors().stream()
                .map(Tensor::name)
                .filter(name -> name.startsWith(prefix))
                .anyMatch(name -> other.tensor(name.substring(prefix.length())).isPresent());
    }

    /// Returns the failure for a checkpoint without any floating-point tensor; empty if it has one,
    /// or none at all, or codes that are not decoded.
    public static Optional<Failure> withoutNumbers(Checkpoint checkpoint) {
        List<Tensor> tensors = checkpoint.tensors();
        boolean isSo =
                !(checkpoint instanceof Vector)
                        && !tensors.isEmpty()
                        && tensors.stream()
                                .noneMatch(
                                        tensor ->
                                                tensor.dtype().isFloating()
                                                        || checkpoint
                                                                .stored(tensor)
                                                                .undecoded()
                                                                .isPresent());
        if (!isSo) {
            return Optional.empty();
        }
        TreeSet<String> labels = new TreeSet<>();
        tensors.forEach(tensor -> labels.add(tensor.dtype().label()));
        return Optional.of(
                Failure.of(
                        CheckpointProblem.NO_FLOATING_POINT,
                        checkpoint.path().orElse(null),
                        "there are no floating-point tensors in it, only "
                                + String.join(" and ", labels),
                        "Choose the file that holds the model's weights"));
    }

    /// Refuses a checkpoint without any floating-point tensor.
    ///
    /// @throws Failure if it is one
    public static void requireNumbers(Checkpoint checkpoint) throws Failure {
        Optional<Failure> failure = withoutNumbers(checkpoint);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
