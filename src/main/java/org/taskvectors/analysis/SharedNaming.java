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

/// One naming for the tensors of several vectors and their bases. Each source has the prefixes of
/// its own tools taken away first, so that the same tensor is the same under all of them.
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

    /// The naming of everything that these vectors hold or their bases have.
    public static SharedNaming of(List<NamedProfile> vectors) {
        return new SharedNaming(vectors);
    }

    /// Where the tensor of that name stands, whichever of the vectors it is of.
    public Placement place(String name) {
        return naming.place(stripped.getOrDefault(name, name));
    }

    /// All names that were taken into account, as their sources have them.
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
