package org.taskvectors.extraction.lora;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Scope;

/// What of a vector an adapter can be made of.
public final class LoraModules {
    private static final Scope EVERYTHING = new Scope.Matching(Pattern.compile(""));

    private LoraModules() {}

    /// The matrices of a vector that some scope makes an adapter of, in their order: the weights of
    /// linear modules, and the head's, which [Scope#ALL] leaves out.
    public static List<Tensor> of(Checkpoint vector) {
        return LoraPlan.of(vector, EVERYTHING, Optional.empty()).targets().stream()
                .map(LoraPlan.Target::tensor)
                .toList();
    }

    /// Returns the paths of a model's linear modules as transformers calls them, by the names of
    /// their weights: what PEFT finds them by.
    public static Map<String, String> paths(Checkpoint model) {
        Map<String, String> paths = new LinkedHashMap<>();
        LoraPlan.of(model, EVERYTHING, model.about().config())
                .targets()
                .forEach(target -> paths.put(target.tensor().name(), target.module()));
        return paths;
    }
}
