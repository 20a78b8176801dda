package org.taskvectors.checkpoint.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.Shape;

/// Puts an adapter's changes where they belong in a base: gives them the base's names, shapes and
/// order of rows where the adapter alone does not tell them.
final class OnBase {
    /// Models whose rows of q and k torchtune turns when it reads them, and those of which it does
    /// not (torchtune 0.6, `training/checkpointing/_checkpointer.py`).
    private static final Set<String> TURNED = Set.of("llama", "mistral", "gemma", "gemma2");

    private static final Set<String> NOT_TURNED = Set.of("qwen2", "qwen3");

    private final Checkpoint base;
    private final Dialect dialect;
    private final BaseNames names;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Set<String> twice = new HashSet<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Set<String>> tied = new ArrayList<>();
    private final Map<String, Change.Rows> rowsByBaseName = new HashMap<>();
    private Optional<Boolean> conv1D = Optional.empty();
    private boolean isLookedUp;
    private int turned;

    private OnBase(Checkpoint base, AdapterLayout layout) {
        this.base = base;
        dialect = layout.dialect();
        names =
                new BaseNames(
                        base,
                        layout.changes().stream().map(change -> change.tensor().name()).toList());
        for (Change change : layout.changes()) {
            if (change instanceof Change.Rows rows) {
                names.find(rows.tensor().name())
                        .ifPresent(tensor -> rowsByBaseName.put(tensor.name(), rows));
            }
        }
    }

    static OnBase of(Checkpoint base, AdapterLayout layout) {
        OnBase placed = new OnBase(base, layout);
        Set<ParameterFactors> seen = new HashSet<>();
        for (Change change : layout.changes()) {
            if (change instanceof Change.OfParameter parameter) {
                if (seen.add(parameter.factors())) {
                    placed.parameters(parameter);
                }
            } else {
                placed.place(change);
            }
        }
        if (placed.turned > 0) {
            placed.notes.add(
                    placed.turned
                            + " square modules lie the other way round in the base than the adapter"
                            + " alone tells; the base counts");
        }
        return placed;
    }

    /// Returns the changes as the base has them.
    List<Change> changes() {
        return List.copyOf(changes.values());
    }

    /// Returns what has no place in the base, or none that can be told.
    List<Incomplete> incomplete() {
        return incomplete;
    }

    List<String> notes() {
        return notes;
    }

    /// Returns the names that are one weight in the base and are changed as one.
    Tied tied() {
        return Tied.of(tied.stream());
    }

    private void parameters(Change.OfParameter change) {
        try {
            change.factors().on(names, incomplete).forEach(this::add);
        } catch (Failure e) {
            Tensor tensor = change.tensor();
            incomplete.add(new Incomplete(tensor.name(), tensor.shape(), false, e.what()));
        }
    }

    private void place(Change change) {
        Optional<Tensor> found = names.find(change.tensor().name());
        if (found.isEmpty()) {
            add(change);
            return;
        }
        Tensor tensor = found.get();
        switch (change) {
            case Change.Product product -> product(product, tensor).ifPresent(this::add);
            case Change.Rescaled rescaled -> rescaled(rescaled, tensor);
            case Change.Rows rows -> rows(rows, tensor);
            case Change.Replaced replaced -> add(named(replaced, tensor));
            case Change.Grown _, Change.OfParameter _ -> add(change);
        }
    }

    private void rescaled(Change.Rescaled change, Tensor tensor) {
        Optional<Change.Product> placed = product(change.product(), tensor);
        if (placed.isPresent() && placed.get().outputs().half() > 0) {
            incomplete.add(
                    new Incomplete(
                            change.tensor().name(),
                            change.tensor().shape(),
                            false,
                            "DoRA's lengths of rows that lie in another order than the base's are"
                                    + " not read"));
            return;
        }
        placed.map(product -> new Change.Rescaled(product, change.magnitude()))
                .ifPresent(this::add);
    }

    /// Returns the change by the base's name, where the adapter's is only known to mean it.
    private Change named(Change change, Tensor tensor) {
        boolean isForeign =
                BaseNames.isUnderscored(change.tensor().name())
                        || BaseNames.isOfPipeline(change.tensor().name());
        return isForeign ? change.named(tensor.name()) : change;
    }

    private Optional<Change.Product> product(Change.Product product, Tensor tensor) {
        Change.Product placed = (Change.Product) named(product, tensor);
        if (product.outputs().needsHeads()) {
            Optional<Outputs> outputs = outputs(product);
            if (outputs.isEmpty()) {
                return Optional.empty();
            }
            placed = placed.with(outputs.get());
        }
        Shape shape = tensor.shape();
        boolean square =
                shape.rank() == 2
                        && shape.size(0) == shape.size(1)
                        && shape.equals(product.tensor().shape());
        if (square && placed.a() != null && Orientation.isNamedWeight(tensor.name())) {
            boolean conv = conv1D().orElse(placed.transposed());
            if (conv != placed.transposed()) {
                turned++;
                return Optional.of(placed.turned());
            }
        }
        return Optional.of(placed);
    }

    /// Looks through the base's tensors only once.
    private Optional<Boolean> conv1D() {
        if (!isLookedUp) {
            conv1D = Orientation.ofBase(base);
            isLookedUp = true;
        }
        return conv1D;
    }

    /// Returns the outputs of q or k with the heads that the base's configuration says; empty, and
    /// named, if it says none.
    private Optional<Outputs> outputs(Change.Product product) {
        Optional<ModelConfig> config = base.about().config().map(ModelConfig::language);
        String model = config.flatMap(ModelConfig::modelType).orElse("");
        if (dialect == Dialect.TORCHTUNE && NOT_TURNED.contains(model)) {
            return Optional.of(product.outputs().withHalf(0));
        }
        boolean known = dialect != Dialect.TORCHTUNE || TURNED.contains(model);
        OptionalLong heads = known ? heads(config, product.tensor().name()) : OptionalLong.empty();
        long rows = product.outputs().count();
        if (heads.isEmpty()
                || heads.getAsLong() <= 0
                || rows % heads.getAsLong() != 0
                || rows / heads.getAsLong() % 2 != 0) {
            incomplete.add(
                    new Incomplete(
                            product.tensor().name(),
                            product.tensor().shape(),
                            false,
                            dialect.label()
                                    + " may lay its rows in another order than the base, and the"
                                    + " base's configuration does not say how many heads they"
                                    + " belong to"));
            return Optional.empty();
        }
        return Optional.of(product.outputs().withHalf(rows / heads.getAsLong() / 2));
    }

    private static OptionalLong heads(Optional<ModelConfig> config, String name) {
        if (config.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong queries = config.get().integer("num_attention_heads");
        OptionalLong keys = config.get().integer("num_key_value_heads");
        return name.contains(".k_proj.") && keys.isPresent() ? keys : queries;
    }

    /// Gives rows of an embedding the embedding's shape. PEFT changes the names that are one weight
    /// with it in the same way. Source: PEFT 0.21, `utils/other.py`,
    /// `set_additional_trainable_modules`.
    private void rows(Change.Rows change, Tensor tensor) {
        Shape shape = tensor.shape();
        String name = change.tensor().name();
        @Nullable String reason = null;
        if (shape.rank() != 2 || shape.size(1) != change.value().shape().size(1)) {
            reason = "the base's tensor has another shape, " + shape;
        } else if (change.rows().stream().anyMatch(row -> row >= shape.size(0))) {
            reason =
                    "the base has only " + shape.size(0) + " rows, and one behind them was trained";
        }
        if (reason != null) {
            incomplete.add(new Incomplete(name, change.tensor().shape(), false, reason));
            return;
        }
        Set<String> alike =
                Naming.of(base).tied().stream()
                        .filter(one -> one.contains(tensor.name()))
                        .filter(one -> isOneChange(one, change))
                        .findFirst()
                        .orElse(Set.of(tensor.name()));
        if (alike.size() == 1) {
            add(whole(change, tensor.name(), shape));
        } else if (tied.stream().noneMatch(alike::equals)) {
            // Of the names that the file has rows of, PEFT takes those of the embedding.
            Change.Rows counts =
                    alike.stream()
                            .map(rowsByBaseName::get)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(change);
            tied.add(alike);
            alike.forEach(one -> add(whole(counts, one, shape)));
        }
    }

    /// Whether the file trains these names of one weight as one: rows of one of them, or the same
    /// rows of several.
    private boolean isOneChange(Set<String> alike, Change.Rows change) {
        return alike.stream()
                .map(rowsByBaseName::get)
                .filter(Objects::nonNull)
                .allMatch(other -> other.rows().equals(change.rows()));
    }

    private static Change.Rows whole(Change.Rows change, String name, Shape shape) {
        return new Change.Rows(
                new Tensor(name, change.tensor().dtype(), shape), change.value(), change.rows());
    }

    /// Two changes of one tensor of the base are none that can be read.
    private void add(Change change) {
        String name = change.tensor().name();
        if (twice.contains(name)) {
            return;
        }
        Change other = changes.putIfAbsent(name, change);
        if (other != null) {
            twice.add(name);
            changes.remove(name);
            incomplete.add(
                    new Incomplete(
                            name,
                            other.tensor().shape(),
                            false,
                            "several changes of the file mean this tensor of the base"));
        }
    }
}
