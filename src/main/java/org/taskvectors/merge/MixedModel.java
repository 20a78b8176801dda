package org.taskvectors.merge;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;

/// A model that a method mixes of several, computed block by block in float32 on reading and
/// rounded once. Tensors that are no weights are the first model's. What the method needed was
/// measured before; nothing is held.
///
/// A float64 weight is rounded to float32 before it is mixed.
public final class MixedModel implements Checkpoint {
    private final LaidModels laid;
    private final Map<String, Tensor> byName = new HashMap<>();
    private final Rules rules;
    private final boolean takesNotFinite;
    private final About about;

    /// @param takesNotFinite whether NaN and infinity go through
    MixedModel(LaidModels laid, Rules rules, boolean takesNotFinite, About about) {
        this.laid = laid;
        this.rules = rules;
        this.takesNotFinite = takesNotFinite;
        this.about = about;
        laid.outputs().forEach(tensor -> byName.put(tensor.name(), tensor));
    }

    /// Returns the tensors that are mixed, as the method knows them.
    List<Slot> slots() {
        return laid.rows().stream().map(MergeRow::slot).toList();
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return laid.outputs();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Stored stored(Tensor tensor) {
        return laid.byName().containsKey(tensor.name())
                ? Stored.NOWHERE
                : laid.first().stored(tensor);
    }

    @Override
    public Tied tied() {
        return laid.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        MergeRow row = row(tensor);
        if (row == null) {
            return laid.first().reader(tensor);
        }
        Rule rule = rules.rule(row.slot());
        Optional<Ingredient> copied = copied(tensor, row, rule);
        return copied.isPresent()
                ? copied.get().checkpoint().reader(copied.get().tensor())
                : row.reader(tensor, rule, takesNotFinite);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        MergeRow row = row(tensor);
        if (row == null) {
            return laid.first().spans(tensor, first, count);
        }
        return copied(tensor, row, rules.rule(row.slot()))
                .map(from -> from.spans(first, count))
                .orElseGet(() -> row.spans(first, count));
    }

    /// Returns what is mixed; null where the first model has it alone.
    private @Nullable MergeRow row(Tensor tensor) {
        if (!tensor.equals(byName.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " is not in " + name());
        }
        return laid.byName().get(tensor.name());
    }

    /// Returns the one that a tensor is a copy of.
    private static Optional<Ingredient> copied(Tensor tensor, MergeRow row, Rule rule) {
        OptionalInt copied = rule.copied();
        return copied.isEmpty()
                ? Optional.empty()
                : row.ingredients()
                        .get(copied.getAsInt())
                        .filter(from -> from.tensor().dtype() == tensor.dtype());
    }

    /// Does nothing: the models are the caller's.
    @Override
    public void close() {}
}
