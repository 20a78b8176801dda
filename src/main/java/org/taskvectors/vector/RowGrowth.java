package org.taskvectors.vector;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Vocabulary;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// Counts the rows that vectors add to the tensors of a base's vocabulary.
final class RowGrowth {
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private Optional<Path> first = Optional.empty();

    /// Whether `to` is `from` with more rows.
    static boolean isGrown(Shape from, Shape to) {
        if (from.rank() == 0 || from.rank() != to.rank() || to.size(0) <= from.size(0)) {
            return false;
        }
        for (int i = 1; i < from.rank(); i++) {
            if (from.size(i) != to.size(i)) {
                return false;
            }
        }
        return true;
    }

    /// Takes note of what `vector` changes in a tensor of the base.
    void add(Tensor from, Checkpoint vector, Tensor change) {
        if (isGrown(from.shape(), change.shape())) {
            first = first.or(vector::path);
            rows.merge(from.name(), change.shape().size(0), Math::max);
        }
    }

    /// Returns the shape of a tensor of the base with the rows that it got.
    Shape shape(Tensor from) {
        Long grown = rows.get(from.name());
        if (grown == null) {
            return from.shape();
        }
        long[] sizes = from.shape().sizes();
        sizes[0] = grown;
        return Shape.of(sizes);
    }

    Optional<Edited.Grown> of(Vocabulary vocabulary) {
        return rows.values().stream()
                .findFirst()
                .map(to -> new Edited.Grown(vocabulary.tokens(), to));
    }

    /// What a user of the model should know; empty if nothing grew.
    Optional<String> note(Vocabulary vocabulary) {
        return of(vocabulary)
                .map(
                        grown ->
                                "the vocabulary has "
                                        + grown.to()
                                        + " rows"
                                        + " and the base's "
                                        + grown.from()
                                        + " ("
                                        + Shown.of(String.join(", ", rows.keySet()))
                                        + "): the new rows are the vectors' alone, and the"
                                        + " tokenizer that knows the new tokens is the one of the"
                                        + " fine-tuning");
    }

    /// Checks that all tensors of the vocabulary have as many rows.
    ///
    /// @throws Failure [VectorProblem#ROWS_APART]
    void requireTogether(Vocabulary vocabulary) throws Failure {
        Set<Long> different =
                vocabulary.rows().stream()
                        .map(name -> rows.getOrDefault(name, vocabulary.tokens()))
                        .collect(Collectors.toSet());
        if (rows.isEmpty() || different.size() < 2) {
            return;
        }
        List<String> each =
                vocabulary.rows().stream()
                        .map(
                                name ->
                                        Shown.of(name)
                                                + " "
                                                + rows.getOrDefault(name, vocabulary.tokens()))
                        .toList();
        throw Failure.of(
                VectorProblem.ROWS_APART,
                first.orElse(null),
                "the vocabulary would not have the same rows everywhere, so no program could load"
                        + " the model: "
                        + String.join(", ", each),
                "Take a vector that holds the new rows of all of them (modules_to_save with"
                        + " embedding and head)");
    }
}
