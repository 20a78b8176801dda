package org.taskvectors.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.vector.BaseTensor;

/// One naming for the tensors of several vectors and their bases. The prefixes of each source's
/// tools are removed first, so that the same tensor has the same name in all of them.
public final class SharedNaming {
    private final Map<String, String> stripped = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Naming naming;

    private SharedNaming(List<NamedProfile> vectors) {
        for (NamedProfile vector : vectors) {
            add(vector.base().stream().map(BaseTensor::name).toList());
            add(vector.profile().tensors().stream().map(TensorProfile::name).toList());
        }
        naming = Naming.of(new LinkedHashSet<>(stripped.values()), Optional.empty());
    }

    /// Returns the naming of all tensors of these vectors and of their bases.
    public static SharedNaming of(List<NamedProfile> vectors) {
        return new SharedNaming(vectors);
    }

    /// Returns the placement of the tensor of that name in any of the vectors.
    public Placement place(String name) {
        return naming.place(stripped.getOrDefault(name, name));
    }

    /// Returns all names, as their sources have them.
    public Collection<String> names() {
        return names;
    }

    private void add(List<String> ofOneSource) {
        Naming own = Naming.of(ofOneSource, Optional.empty());
        for (String name : ofOneSource) {
            names.add(name);
            stripped.putIfAbsent(name, own.place(name).stripped());
        }
    }
}
