package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Groups the tensors of an adapter's file into the changes that they are parts of. What is in the
/// file and is no change that can be read becomes [#incomplete].
final class AdapterLayout {
    private static final String WEIGHT = ".weight";
    private static final String BASE_LAYER = ".base_layer";

    /// What a module counts or looks up, which no training changes by gradient.
    private static final Set<String> COUNTERS =
            Set.of("num_batches_tracked", "position_ids", "token_type_ids");

    private final Path path;
    private final Settings settings;
    private final Checkpoint files;
    private final ModuleTensors found;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Map<String, Tensor> frozen = new LinkedHashMap<>();
    private final Set<String> twice = new HashSet<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final FactorChecks checks;
    private final Products products;

    private AdapterLayout(Path path, Settings settings, Checkpoint files, ModuleTensors found) {
        this.path = path;
        this.settings = settings;
        this.files = files;
        this.found = found;
        checks = new FactorChecks(path, settings);
        products = new Products(settings, files, found, checks);
    }

    /// @param path the adapter's file, for failures
    /// @param files the file's tensors, factors as PEFT lays them
    /// @throws Failure if the factors do not fit each other or the configuration
    static AdapterLayout of(Path path, Settings settings, Checkpoint files, ModuleTensors found)
            throws Failure {
        AdapterLayout layout = new AdapterLayout(path, settings, files, found);
        layout.build();
        return layout;
    }

    List<Change> changes() {
        return List.copyOf(changes.values());
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

    Settings settings() {
        return settings;
    }

    Dialect dialect() {
        return found.dialect();
    }

    private void build() throws Failure {
        Set<String> aside = new TreeSet<>(found.aside());
        Map<String, TreeMap<Integer, Map<Part, Tensor>>> nested = new LinkedHashMap<>();
        for (Map.Entry<String, Map<Part, Tensor>> entry : found.modules().entrySet()) {
            String module = entry.getKey();
            Map<Part, Tensor> parts = entry.getValue();
            String owner = owner(module);
            boolean ofParameter =
                    parts.containsKey(Part.A)
                            && (!owner.equals(module) || !parameters(module).isEmpty());
            Optional<OtherMethod> other = found.otherMethod(module);
            if (other.isPresent() && ModuleTensors.hasFactors(parts)) {
                unread(module, parts, other.get());
            } else if (ofParameter) {
                int depth = (module.length() - owner.length()) / BASE_LAYER.length();
                nested.computeIfAbsent(owner, _ -> new TreeMap<>()).put(depth, parts);
            } else {
                linear(module, parts);
                embedding(module, parts);
                orphans(module, parts);
            }
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
                tokens(module, tokens);
            }
        }
        for (Map.Entry<String, TreeMap<Integer, Map<Part, Tensor>>> entry : nested.entrySet()) {
            parameters(entry.getKey(), entry.getValue());
        }
        found.others().values().forEach(tensors -> tensors.forEach(this::other));
        if (!aside.isEmpty()) {
            notes.add(
                    "left aside, as they are the base's own weights: "
                            + Shown.of(String.join(", ", aside)));
        }
        notes.addAll(products.notes());
    }

    private static String owner(String module) {
        String owner = module;
        while (owner.endsWith(BASE_LAYER)) {
            owner = owner.substring(0, owner.length() - BASE_LAYER.length());
        }
        return owner;
    }

    /// Returns the parameters of a module that the configuration means; empty if it means none.
    private Set<String> parameters(String module) {
        Set<String> parameters = new TreeSet<>();
        List<String> targets =
                settings.config(module).map(LoraConfig::parameters).orElseGet(List::of);
        for (String target : targets) {
            String parameter = FactorKey.last(target);
            if (("." + module + "." + parameter).endsWith("." + target)) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    /// Adds factors of parameters that lie in a module beside each other.
    private void parameters(String module, Map<Integer, Map<Part, Tensor>> nested) throws Failure {
        List<ParameterFactors.Pair> pairs = new ArrayList<>();
        for (Map<Part, Tensor> parts : nested.values()) {
            Tensor a = parts.get(Part.A);
            Tensor b = parts.get(Part.B);
            checks.pair(module, a, b);
            if (a == null || b == null) {
                continue;
            }
            boolean matrices = a.shape().rank() == 2 && b.shape().rank() == 2;
            if (!matrices || a.shape().size(0) != b.shape().size(1)) {
                throw checks.disagree(module, a, b);
            }
            pairs.add(new ParameterFactors.Pair(a, b));
        }
        ParameterFactors factors =
                new ParameterFactors(module, pairs, parameters(module), settings);
        if (factors.parameters().isEmpty()) {
            for (int i = 0; i < pairs.size(); i++) {
                incomplete.add(
                        new Incomplete(
                                factors.name(i),
                                pairs.get(i).b().shape(),
                                false,
                                "its factors belong to parameters of this module, and the"
                                        + " configuration does not say which (target_parameters)"));
            }
            return;
        }
        Optional<Change> matrix = factors.ofMatrix();
        if (matrix.isPresent()) {
            add(matrix.get());
            return;
        }
        for (int i = 0; i < pairs.size(); i++) {
            Tensor stands = new Tensor(factors.name(i), DType.F32, pairs.get(i).b().shape());
            add(new Change.OfParameter(stands, factors, i));
        }
    }

    /// Names the factors of a module with tensors beside them that make them another method.
    private void unread(String module, Map<Part, Tensor> parts, OtherMethod method) {
        Tensor b = parts.getOrDefault(Part.B, parts.get(Part.EMBEDDING_B));
        Shape shape = b == null ? Shape.of() : b.shape();
        incomplete.add(new Incomplete(module + WEIGHT, shape, false, method.reason()));
    }

    private void other(Tensor tensor) {
        ModuleTensors.method(tensor.name())
                .ifPresentOrElse(
                        method ->
                                incomplete.add(
                                        new Incomplete(
                                                tensor.name(),
                                                tensor.shape(),
                                                false,
                                                method.reason())),
                        () ->
                                incomplete.add(
                                        new Incomplete(
                                                tensor.name(),
                                                tensor.shape(),
                                                false,
                                                "it belongs to a module of another method than"
                                                        + " LoRA")));
    }

    /// Names what stands beside factors that are not there.
    private void orphans(String module, Map<Part, Tensor> parts) {
        if (ModuleTensors.hasFactors(parts)) {
            return;
        }
        for (Part part : List.of(Part.MAGNITUDE, Part.ALPHA)) {
            Tensor tensor = parts.get(part);
            if (tensor != null) {
                incomplete.add(
                        new Incomplete(
                                module + WEIGHT,
                                tensor.shape(),
                                false,
                                Shown.of(tensor.name())
                                        + " is in the file, and the factors that it belongs to"
                                        + " are not"));
            }
        }
    }

    /// Adds a weight that was trained whole. Leaves out the base's own weights: PEFT also saves the
    /// embedding below a LoRA, as the vocabulary may have grown, and a whole state dictionary holds
    /// every weight below one.
    private void value(String name, Tensor tensor, Set<String> aside) {
        String module = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        Map<Part, Tensor> parts = found.modules().getOrDefault(module, Map.of());
        boolean isFrozen =
                name.endsWith(WEIGHT)
                        && (parts.containsKey(Part.B) || parts.containsKey(Part.EMBEDDING_B));
        if (isFrozen) {
            aside.add(name);
            frozen.put(name, tensor);
        } else {
            replaced(name, tensor);
        }
    }

    private void replaced(String name, Tensor value) {
        if (!value.dtype().isFloating()) {
            if (COUNTERS.contains(FactorKey.last(name))) {
                notes.add(name + " is not floating point and has no part in the change");
            } else {
                incomplete.add(
                        new Incomplete(
                                name,
                                value.shape(),
                                false,
                                "it is "
                                        + value.dtype().label()
                                        + " in the file, not floating point"));
            }
            return;
        }
        if (value.elements() == 0) {
            incomplete.add(
                    new Incomplete(
                            name,
                            value.shape(),
                            false,
                            "it is an empty placeholder: DeepSpeed ZeRO-3 cut the weights over"
                                    + " several processes, and they were saved without being"
                                    + " gathered (zero_to_fp32.py)"));
            return;
        }
        DType dtype = value.dtype() == DType.F64 ? DType.F64 : DType.F32;
        add(new Change.Replaced(new Tensor(name, dtype, value.shape()), value));
    }

    /// Adds rows of an embedding that were trained alone.
    private void tokens(String module, Tensor value) throws Failure {
        Optional<List<Long>> rows = settings.config(module).flatMap(config -> config.rows(module));
        String name = module + WEIGHT;
        if (rows.isEmpty()) {
            incomplete.add(
                    new Incomplete(
                            name,
                            value.shape(),
                            false,
                            "single rows of it were trained, and no configuration says which"
                                    + " (trainable_token_indices)"));
            return;
        }
        checks.requireFloating(module, value);
        if (value.shape().rank() != 2 || value.shape().size(0) != rows.get().size()) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "the configuration says "
                                    + rows.get().size()
                                    + " rows were trained, and the file holds "
                                    + value.shape(),
                            "Configuration and weights are not of one adapter; download both again")
                    .at("module " + Shown.of(module));
        }
        DType dtype = value.dtype() == DType.F64 ? DType.F64 : DType.F32;
        add(new Change.Rows(new Tensor(name, dtype, value.shape()), value, rows.get()));
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
        String base = products.baseName(module);
        @Nullable String unread = checks.unread(module, a, b);
        if (unread == null && found.dialect() == Dialect.GGUF) {
            unread = LlamaCpp.unread(files.about().metadata(), module);
        }
        if (unread != null) {
            incomplete.add(new Incomplete(base + WEIGHT, b.shape(), false, unread));
            return;
        }
        Change.Product product = products.ofModule(module, a, b);
        add(checks.scaled(module, product, parts.get(Part.MAGNITUDE)));
        if (bias != null) {
            add(products.ofBias(module, bias, product));
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
        Change.Product product = products.ofEmbedding(module, a, b);
        add(checks.scaled(module, product, parts.get(Part.MAGNITUDE)));
    }

    /// Two changes of one tensor are none that can be read: which of them came first, no file says.
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
                            "the file says twice what becomes of it"));
        }
    }
}
