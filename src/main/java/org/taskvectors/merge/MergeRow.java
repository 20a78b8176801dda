package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.merge.method.Slot;

/// One tensor of a merge with what it is made of.
///
/// @param slot what the method knows of it
/// @param output the tensor of the result
/// @param ingredients what each ingredient holds of it; empty where it does not hold it
record MergeRow(Slot slot, Tensor output, List<Optional<Ingredient>> ingredients) {
    MergeRow {
        ingredients = List.copyOf(ingredients);
    }

    /// Opens a reader that computes the tensor, or numbers that follow from its ingredients.
    ///
    /// @param tensor what is computed, with the elements of the output
    /// @param takesNotFinite whether NaN and infinity go through
    TensorReader reader(Tensor tensor, Rule rule, boolean takesNotFinite) throws IOException {
        List<Optional<TensorReader>> readers = new ArrayList<>();
        try {
            for (Optional<Ingredient> ingredient : ingredients) {
                readers.add(
                        ingredient.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        ingredient
                                                .get()
                                                .checkpoint()
                                                .reader(ingredient.get().tensor())));
            }
            return new RuleReader(this, tensor, rule, readers, takesNotFinite);
        } catch (IOException | RuntimeException | Error e) {
            readers.forEach(reader -> reader.ifPresent(TensorReader::close));
            throw e;
        }
    }

    /// Returns which bytes are read for some elements of it.
    List<ReadAhead.Span> spans(long first, long count) {
        return TensorSpans.sideBySide(
                ingredients.stream()
                        .flatMap(Optional::stream)
                        .map(of -> of.spans(first, count))
                        .toList());
    }
}
