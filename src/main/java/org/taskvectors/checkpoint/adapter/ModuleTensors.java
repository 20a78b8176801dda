package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The tensors of an adapter's file, by the modules that they belong to.
///
/// @param modules the tensors of each module, by their kind
/// @param others the tensors of other methods than LoRA, by module
/// @param aside modules of which the file also has an untrained copy
/// @param dialect the program that wrote the file, by the names of its factors
record ModuleTensors(
        Map<String, Map<Part, Tensor>> modules,
        Map<String, List<Tensor>> others,
        Set<String> aside,
        Dialect dialect) {
    /// Words that belong to the factors beside them, and mean nothing elsewhere: the alpha of one
    /// module, MLX's and torchtune's lengths of rows.
    private static final Map<String, Part> BESIDE_FACTORS =
            Map.of("alpha", Part.ALPHA, "m", Part.MAGNITUDE, "magnitude", Part.MAGNITUDE);

    /// @param path the adapter's file, for failures
    /// @throws Failure if the file holds several adapters and no option says which is meant, or if
    ///   two names mean the same
    static ModuleTensors of(Checkpoint files, Path path, OpenOptions options) throws Failure {
        Map<Tensor, FactorKey> keys = new LinkedHashMap<>();
        for (Tensor tensor : files.tensors()) {
            keys.put(tensor, FactorKey.of(tensor.name()));
        }
        String adapter = chosen(keys, path, options);
        ModuleTensors found =
                new ModuleTensors(
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        new TreeSet<>(),
                        dialect(keys));
        for (Map.Entry<Tensor, FactorKey> entry : keys.entrySet()) {
            FactorKey key = entry.getValue();
            if (key.adapter().isEmpty() || key.adapter().equals(adapter)) {
                found.put(entry.getKey(), key, path);
            }
        }
        found.assignBesideFactors();
        return found;
    }

    /// Returns the program that names its factors as the first that is not PEFT does.
    private static Dialect dialect(Map<Tensor, FactorKey> keys) {
        boolean pipeline =
                keys.values().stream()
                        .anyMatch(key -> key.isFactor() && BaseNames.isOfPipeline(key.module()));
        return keys.values().stream()
                .filter(FactorKey::isFactor)
                .map(FactorKey::dialect)
                .filter(one -> one != Dialect.PEFT)
                .findFirst()
                .orElse(pipeline ? Dialect.DIFFUSERS : Dialect.PEFT);
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

    private void put(Tensor tensor, FactorKey key, Path path) throws Failure {
        if (key.part() == Part.ORIGINAL) {
            aside.add(key.module());
            return;
        }
        if (key.part() == Part.OTHER) {
            others.computeIfAbsent(key.module(), _ -> new ArrayList<>()).add(tensor);
            return;
        }
        Map<Part, Tensor> parts =
                modules.computeIfAbsent(key.module(), _ -> new EnumMap<>(Part.class));
        Tensor twin = parts.putIfAbsent(key.part(), tensor);
        if (twin != null && isSavedTwice(twin, tensor)) {
            // PEFT saves an embedding of a vocabulary that grew under both names, and reads the
            // plain one.
            if (isWrapped(twin)) {
                parts.put(key.part(), tensor);
            }
            return;
        }
        if (twin != null) {
            throw Failure.of(
                            AdapterProblem.FACTORS_DISAGREE,
                            path,
                            "this is the same as " + Shown.of(twin.name()),
                            "Save the adapter again")
                    .at("tensor " + Shown.of(tensor.name()));
        }
    }

    private static boolean isSavedTwice(Tensor one, Tensor other) {
        return isWrapped(one) != isWrapped(other) && one.shape().equals(other.shape());
    }

    private static boolean isWrapped(Tensor tensor) {
        return tensor.name().contains(".modules_to_save.");
    }

    private void assignBesideFactors() {
        for (String name : List.copyOf(modules.keySet())) {
            int dot = name.lastIndexOf('.');
            Part part = BESIDE_FACTORS.get(name.substring(dot + 1));
            Tensor tensor = modules.getOrDefault(name, Map.of()).get(Part.VALUE);
            if (dot <= 0 || part == null || tensor == null) {
                continue;
            }
            String module = name.substring(0, dot);
            Map<Part, Tensor> owner = modules.getOrDefault(module, Map.of());
            if (hasFactors(owner) && !owner.containsKey(part)) {
                owner.put(part, tensor);
                forget(name);
                continue;
            }
            List<Tensor> beside = others.get(module);
            if (beside != null) {
                beside.add(tensor);
                forget(name);
            }
        }
    }

    private void forget(String value) {
        Map<Part, Tensor> parts = modules.get(value);
        if (parts != null) {
            parts.remove(Part.VALUE);
            if (parts.isEmpty()) {
                modules.remove(value);
            }
        }
    }

    static boolean hasFactors(Map<Part, Tensor> parts) {
        return parts.containsKey(Part.A)
                || parts.containsKey(Part.B)
                || parts.containsKey(Part.EMBEDDING_A)
                || parts.containsKey(Part.EMBEDDING_B);
    }

    /// Returns the method of a module's tensors that are no LoRA's; empty if it has none.
    Optional<OtherMethod> otherMethod(String module) {
        return others.getOrDefault(module, List.of()).stream()
                .findFirst()
                .flatMap(tensor -> method(tensor.name()));
    }

    /// Returns the method that a tensor is a part of; empty if it is LoRA or none.
    static Optional<OtherMethod> method(String name) {
        return OtherMethods.ofKey(List.of(name.split("\\.", -1)));
    }
}
