package org.taskvectors.checkpoint.naming;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;

/// Which layer and which module kind each tensor of a checkpoint belongs to, read from all the
/// names together and from the configuration where there is one.
public final class Naming {
    private Naming() {}

    /// The naming of a checkpoint's tensors.
    public static Naming of(Checkpoint checkpoint) {
        return of(checkpoint.tensors().stream().map(Tensor::name).toList(), checkpoint.config());
    }

    public static Naming of(Collection<String> tensorNames, Optional<ModelConfig> config) {
        return new Naming();
    }

    /// Where the tensor of that name stands; names that were not given to [#of] are placed by the
    /// same rules.
    @SuppressWarnings("DoNotCallSuggester")
    public Placement place(String name) {
        throw new UnsupportedOperationException(name);
    }

    /// The architecture for people: `Llama`, `Gemma 2`; `unknown architecture` where only the names
    /// themselves could be read.
    public String architecture() {
        return "unknown architecture";
    }

    /// How many layers the names show.
    public int layers() {
        return 0;
    }

    /// Whether a naming scheme of ours recognised the names.
    public boolean known() {
        return false;
    }

    /// How head and embedding relate.
    public Tying tying() {
        return Tying.UNTIED;
    }

    /// Sets of stored names that are one and the same weight, the one that counts first. Empty
    /// where each is stored once.
    public List<Set<String>> tied() {
        return List.of();
    }
}
