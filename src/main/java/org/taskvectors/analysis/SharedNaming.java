package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.alignment.Coverage;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;

/// One naming for the tensors of several vectors and their bases. The prefixes of each source's
/// tools are removed first, and names of other layouts are read as the first source's, so that the
/// same tensor has the same name in all of them.
public final class SharedNaming {
    private final SharedNames shared = new SharedNames();
    private final Set<String> names = new LinkedHashSet<>();
    private final Naming naming;

    private final List<String> apart = new ArrayList<>();

    private SharedNaming(List<NamedProfile> vectors) {
        for (NamedProfile vector : vectors) {
            add(
                    vector.name(),
                    vector.base().stream()
                            .map(base -> new Tensor(base.name(), base.dtype(), base.shape()))
                            .toList());
            add(
                    vector.name(),
                    vector.profile().tensors().stream()
                            .map(held -> new Tensor(held.name(), held.dtype(), held.shape()))
                            .toList());
        }
        naming = Naming.of(new LinkedHashSet<>(shared.tensors().keySet()), Optional.empty());
    }

    /// Returns the naming of all tensors of these vectors and of their bases.
    public static SharedNaming of(List<NamedProfile> vectors) {
        return new SharedNaming(vectors);
    }

    /// Returns the placement of the tensor of that name in any of the vectors.
    public Placement place(String name) {
        return naming.place(shared.of(name));
    }

    /// Returns all names, as their sources have them.
    public Collection<String> names() {
        return names;
    }

    /// Returns a sentence for each vector that has tensors of the shape and ending of those that
    /// the vectors before it have and it has not: one tensor under two names, it may be, which
    /// counts as two. Empty if there are none.
    public List<String> apart() {
        return apart.stream().distinct().toList();
    }

    private void add(String vector, List<Tensor> ofOneSource) {
        ofOneSource.forEach(tensor -> names.add(tensor.name()));
        Alignment alignment = shared.add(ofOneSource);
        List<Tensor> others = withoutHeads(alignment.leftInTarget());
        List<Tensor> own = withoutHeads(alignment.leftInSource());
        if (Coverage.areAlike(own, others)) {
            apart.add(
                    vector
                            + " has tensors that were not found in the vectors before it, where"
                            + " others of their shapes are left over: "
                            + Coverage.examples(own)
                            + " here, "
                            + Coverage.examples(others)
                            + " there; they count as different tensors");
        }
    }

    private static List<Tensor> withoutHeads(List<Tensor> tensors) {
        Naming naming = Naming.of(tensors.stream().map(Tensor::name).toList(), Optional.empty());
        return tensors.stream()
                .filter(tensor -> naming.place(tensor.name()).kind().family() != ModuleFamily.HEAD)
                .toList();
    }
}
