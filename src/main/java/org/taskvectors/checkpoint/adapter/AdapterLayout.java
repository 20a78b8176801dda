package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Groups the tensors of an adapter's file into the changes that they are parts of.
final class AdapterLayout {
    private final Path path;
    private final Optional<LoraConfig> config;
    private final Optional<LoraScale> said;
    private final Map<String, Map<Part, Tensor>> modules = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Tensor> frozen = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Orientation orientation;
    private final FactorChecks checks;

    private AdapterLayout(
            Path path,
            Optional<LoraConfig> config,
            Optional<LoraScale> said,
            Map<String, Map<Part, Tensor>> modules) {
        this.path = path;
        this.config = config;
        this.said = said;
        this.modules.putAll(modules);
        checks = new FactorChecks(path, config);
        List<String> targets =
                modules.entrySet().stream()
                        .filter(entry -> entry.getValue().containsKey(Part.B))
                        .map(Map.Entry::getKey)
                        .toList();
        orientation = new Orientation(config.map(LoraConfig::fanInFanOut).orElse(false), targets);
    }

    /// @param path the adapter's file, for failures
    /// @throws Failure if the factors do not fit each other or the configuration
    static AdapterLayout of(
            Checkpoint files, Path path, Optional<LoraConfig> config, OpenOptions options)
            throws Failure {
        Map<Tensor, FactorKey> keys = new LinkedHashMap<>();
        for (Tensor tensor : files.tensors()) {
            keys.put(tensor, FactorKey.of(tensor.name()));
        }
        String adapter = chosen(keys, path, options);
        Map<String, Map<Part, Tensor>> modules = new LinkedHashMap<>();
        Set<String> aside = new TreeSet<>();
        for (Map.Entry<Tensor, FactorKey> entry : keys.entrySet()) {
            FactorKey key = entry.getValue();
            if (!key.adapter().isEmpty() && !key.adapter().equals(adapter)) {
                continue;
            }
            if (key.part() == Part.ORIGINAL) {
                aside.add(key.module());
                continue;
            }
            Map<Part, Tensor> parts =
                    modules.computeIfAbsent(key.module(), m -> new EnumMap<>(Part.class));
            Tensor twin = parts.putIfAbsent(key.part(), entry.getKey());
            if (twin != null && isSavedTwice(twin, entry.getKey())) {
                // PEFT saves an embedding of a vocabulary that grew under both names, and reads
                // the plain one.
                if (isWrapped(twin)) {
                    parts.put(key.part(), entry.getKey());
                }
                continue;
            }
            if (twin != null) {
                throw Failure.of(
                                AdapterProblem.FACTORS_DISAGREE,
                                path,
                                "this is the same as " + Shown.of(twin.name()),
                                "Save the adapter again")
                        .at("tensor " + Shown.of(entry.getKey().name()));
            }
        }
        AdapterLayout layout = new AdapterLayout(path, config, options.scale(), modules);
        layout.build(aside);
        return layout;
    }

    private static boolean isSavedTwice(Tensor one, Tensor other) {
        return isWrapped(one) != isWrapped(other) && one.shape().equals(other.shape());
    }

    private static boolean isWrapped(Tensor tensor) {
        return tensor.name().contains(".modules_to_save.");
    }

    List<Change> changes() {
        return changes;
    }

    List<Incomplete> incomplete() {
        return incomplete;
    }

    List<String> notes() {
        return notes;
    }

    /// Returns the base's own weights that lie in the file below factors, by the base's names. A
    /// vocabulary that grew before the training has its new rows in them.
    Map<String, Tensor> frozen() {
        return frozen;
    }

    /// Returns the name of the chosen adapter; empty if the keys hold no names.
    private static String chosen(Map<Tensor, FactorKey> keys, Path path, OpenOptions options)
            throws Failure {
        Set<String> found = new TreeSet<>();
        keys.values().forEach(key -> found.add(key.adapter()));
        found.remove("");
        Optional<String> asked = options.adapter();
        if (asked.isPresent() && !found.isEmpty() && !found.contains(asked.get())) {
            throw Failure.of(
                    AdapterProblem.NO_SUCH_ADAPTER,
                    path,
                    "it holds no adapter "
                            + Shown.of(asked.get())
                            + ", only "
                            + Shown.of(String.join(", ", found)),
                    "Choose one of these");
        }
        if (asked.isEmpty() && found.size() > 1) {
            throw Failure.of(
                    AdapterProblem.SEVERAL_ADAPTERS,
                    path,
                    "it holds several adapters: " + Shown.of(String.join(", ", found)),
                    "Say which one is meant: on its card in the library, or with --adapter "
                            + found.iterator().next());
        }
        return asked.orElseGet(() -> found.isEmpty() ? "" : found.iterator().next());
    }

    private void build(Set<String> aside) throws Failure {
        for (Map.Entry<String, Map<Part, Tensor>> entry : modules.entrySet()) {
            String module = entry.getKey();
            Map<Part, Tensor> parts = entry.getValue();
            if (parts.containsKey(Part.ADALORA)) {
                throw OtherMethods.other(path, "AdaLoRA");
            }
            linear(module, parts);
            embedding(module, parts);
            Tensor value = parts.get(Part.VALUE);
            Tensor under = parts.get(Part.UNDER);
            if (value != null) {
                value(module, value, aside);
            }
            if (under != null) {
                value(module, under, aside);
            }
            Tensor tokens = parts.get(Part.TOKENS);
            if (tokens != null) {
                incomplete.add(
                        new Incomplete(
                                module,
                                tokens.shape(),
                                false,
                                "single rows of this embedding were trained, which is not read"
                                        + " yet"));
            }
        }
        if (!aside.isEmpty()) {
            notes.add(
                    "left aside, as they are the base's own weights: "
                            + Shown.of(String.join(", ", aside)));
        }
    }

    /// Adds a weight that was trained whole. Leaves out the base's own weights: PEFT also saves the
    /// embedding below a LoRA, as the vocabulary may have grown, and a whole state dictionary holds
    /// every weight below one.
    private void value(String name, Tensor tensor, Set<String> aside) throws Failure {
        String module = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        Map<Part, Tensor> parts = modules.getOrDefault(module, Map.of());
        boolean isFrozen =
                name.endsWith(".weight")
                        && (parts.containsKey(Part.B) || parts.containsKey(Part.EMBEDDING_B));
        if (isFrozen) {
            aside.add(name);
            frozen.put(name, tensor);
        } else {
            replaced(name, tensor);
        }
    }

    private void replaced(String name, Tensor value) throws Failure {
        if (!value.dtype().isFloating()) {
            notes.add(name + " is not floating point and has no part in the change");
            return;
        }
        DType dtype = value.dtype() == DType.F64 ? DType.F64 : DType.F32;
        add(new Change.Replaced(new Tensor(name, dtype, value.shape()), value));
    }

    private void linear(String module, Map<Part, Tensor> parts) throws Failure {
        Tensor a = parts.get(Part.A);
        Tensor b = parts.get(Part.B);
        Tensor bias = parts.get(Part.BIAS);
        if (a == null && b == null && bias == null) {
            return;
        }
        checks.pair(module, a, b);
        if (a == null || b == null) {
            return;
        }
        @Nullable String unread = checks.unread(module, a, b);
        if (unread != null) {
            incomplete.add(new Incomplete(module + ".weight", b.shape(), false, unread));
            return;
        }
        List<Boolean> enabled =
                FactorChecks.grouped(a, b) ? checks.enabled(module, a, b) : List.of();
        long enabledCount = Math.max(1, enabled.stream().filter(e -> e).count());
        int held = (int) (a.shape().size(0) / enabledCount);
        int rank = checks.rank(module, held, b);
        long outputs = b.shape().size(0) / enabledCount * Math.max(1, enabled.size());
        boolean transposed =
                orientation.isTransposed(module) && a.shape().rank() == 2 && enabled.isEmpty();
        long inputs = a.elements() / a.shape().size(0);
        Shape shape;
        if (transposed) {
            shape = checks.shape(module, inputs, outputs);
        } else {
            long[] sizes = a.shape().sizes();
            sizes[0] = outputs;
            shape = checks.shape(module, sizes);
        }
        Change.Product product =
                product(module, ".weight", shape, a, b, transposed, outputs, rank, enabled);
        add(scaled(module, product, parts.get(Part.MAGNITUDE)));
        if (bias != null) {
            checks.requireFloating(module, bias);
            Shape of = bias.shape();
            add(product(module, ".bias", of, null, bias, false, of.elements(), rank, List.of()));
        }
    }

    /// Adds the factors of an embedding: A is r × vocabulary, B is width × r, the weight vocabulary
    /// × width.
    private void embedding(String module, Map<Part, Tensor> parts) throws Failure {
        Tensor a = parts.get(Part.EMBEDDING_A);
        Tensor b = parts.get(Part.EMBEDDING_B);
        if (a == null && b == null) {
            return;
        }
        checks.pair(module, a, b);
        if (a == null || b == null) {
            return;
        }
        if (a.shape().rank() != 2 || b.shape().rank() != 2) {
            throw checks.disagree(module, a, b);
        }
        int rank = checks.rank(module, (int) a.shape().size(0), b);
        long width = b.shape().size(0);
        Shape shape = checks.shape(module, a.shape().size(1), width);
        Change.Product product =
                product(module, ".weight", shape, a, b, true, width, rank, List.of());
        add(scaled(module, product, parts.get(Part.MAGNITUDE)));
    }

    private Change.Product product(
            String module,
            String leaf,
            Shape shape,
            @Nullable Tensor a,
            Tensor b,
            boolean transposed,
            long outputs,
            int rank,
            List<Boolean> enabled)
            throws Failure {
        return new Change.Product(
                new Tensor(module + leaf, DType.F32, shape),
                a,
                b,
                transposed,
                outputs,
                rank,
                scale(module, rank),
                enabled);
    }

    private Change scaled(String module, Change.Product product, @Nullable Tensor magnitude)
            throws Failure {
        if (magnitude == null) {
            if (config.map(LoraConfig::magnitudes).orElse(false)) {
                throw Failure.of(
                                AdapterProblem.FACTOR_MISSING,
                                path,
                                "the configuration says DoRA, and its lora_magnitude_vector is not"
                                        + " in the file",
                                "Download or save the adapter again")
                        .at("module " + Shown.of(module));
            }
            return product;
        }
        checks.requireFloating(module, magnitude);
        if (magnitude.elements() != product.outputs()) {
            throw checks.disagree(module, magnitude, product.b());
        }
        return new Change.Rescaled(product, magnitude);
    }

    private void add(Change change) throws Failure {
        if (change.tensor().elements() > 0 && !names.add(change.tensor().name())) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "the file says twice what becomes of it",
                            "Save the adapter again")
                    .at("tensor " + Shown.of(change.tensor().name()));
        }
        changes.add(change);
    }

    private OptionalDouble scale(String module, int rank) throws Failure {
        if (config.isPresent()) {
            OptionalDouble alpha = config.get().alpha(module);
            if (alpha.isPresent()) {
                boolean stabilised = config.get().rankStabilised();
                return OptionalDouble.of(
                        new LoraScale.Alpha(alpha.getAsDouble(), stabilised).of(rank));
            }
        }
        return said.isPresent() ? OptionalDouble.of(said.get().of(rank)) : OptionalDouble.empty();
    }
}
