package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.vector.EditedModel;

/// A recipe that merges vectors, as the model that `merge` would write, bit for bit: its base with
/// the merged vector, rounded to the dtypes that the recipe asks for.
final class RecipeModel extends RecipeCheckpoint<EditedModel> implements Edited {
    /// Makes the model once the method's rules are known.
    @FunctionalInterface
    interface Numbers {
        EditedModel of() throws IOException;
    }

    private final Numbers numbers;

    /// @param shape the model, of which everything but its numbers is asked
    /// @param numbers the same model, measured
    /// @param rules what is measured
    /// @param sides what it is made of, which it closes
    RecipeModel(
            EditedModel shape, Numbers numbers, LaterRules rules, MergeSides sides, About about) {
        super(shape, rules, sides, about);
        this.numbers = numbers;
    }

    @Override
    public Checkpoint base() {
        return made().base();
    }

    @Override
    public Set<String> changed() {
        return made().changed();
    }

    @Override
    public Optional<Grown> grown() {
        return made().grown();
    }

    @Override
    public List<Set<String>> parted() {
        return made().parted();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return numbers.of().reader(tensor);
    }
}
