package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Optional;

/// Facts about a whole adapter, from its files.
///
/// @param method `LoRA`, `rsLoRA`, `DoRA`
/// @param ranks the ranks of its modules, each once, rising
/// @param scales the scales s of its modules, each once, rising; empty if they are not known
/// @param alphas the alphas of its modules likewise: s · r, or s · √r of a rank-stabilised one
/// @param baseName the base's name as the configuration has it: a hint for pairing, never opened
/// @param asksScale whether a person has to give the scale of the factors before they can be read
/// @param names the names of all adapters in its file, this one's included; empty if the file names
///   none
/// @param isConfigured whether PEFT's configuration lies beside the weights
public record AdapterAbout(
        String method,
        List<Integer> ranks,
        List<Double> scales,
        List<Double> alphas,
        Optional<String> baseName,
        boolean asksScale,
        List<String> names,
        boolean isConfigured) {
    public AdapterAbout {
        ranks = List.copyOf(ranks);
        scales = List.copyOf(scales);
        alphas = List.copyOf(alphas);
        names = List.copyOf(names);
    }
}
