package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Prefixes;

/// One name for each tensor of several sources. The names of the first source count, without the
/// prefixes of tools; each later source is aligned with what the sources before it have.
final class SharedNames {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /// Adds a source.
    ///
    /// @return how it was aligned with the sources before it, whose tensors are the targets
    Alignment add(List<Tensor> source) {
        Alignment alignment =
                Alignment.of(
                        new Alignment.Side(List.copyOf(tensors.values()), Optional.empty()),
                        new Alignment.Side(source, Optional.empty()));
        Map<Tensor, String> shared = new HashMap<>();
        tensors.forEach(
                (name, target) -> alignment.whole(target).ifPresent(own -> shared.put(own, name)));
        Naming naming = Naming.of(source.stream().map(Tensor::name).toList(), Optional.empty());
        List<Tensor> fresh = new ArrayList<>();
        for (Tensor tensor : source) {
            String stripped = naming.place(tensor.name()).stripped();
            String name = shared.getOrDefault(tensor, stripped);
            names.putIfAbsent(tensor.name(), name);
            names.putIfAbsent(Prefixes.strip(tensor.name()), name);
            if (!tensors.containsKey(name)) {
                fresh.add(tensor);
            }
        }
        fresh.forEach(tensor -> tensors.putIfAbsent(names.getOrDefault(tensor.name(), ""), tensor));
        return alignment;
    }

    /// Returns the shared name of the tensor that a source calls `name`.
    String of(String name) {
        return names.getOrDefault(name, name);
    }

    /// Returns the tensors of all sources by their shared names, each as the first source that has
    /// it has it.
    Map<String, Tensor> tensors() {
        return tensors;
    }
}
