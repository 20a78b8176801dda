package org.taskvectors.workspace;

import java.util.Arrays;
import java.util.List;

/// What a card says about an adapter.
///
/// @param method what kind it is: `LoRA`, `DoRA`, `rsLoRA`
/// @param rank its rank as people write it: `16`, or `8 to 32` where the modules differ
/// @param alpha its alpha likewise; empty where it is not known
/// @param base the model that its configuration names as its base, as it stands there; may be empty
/// @param targets kinds of modules that it changes: `q_proj`
/// @param incomplete why some of its change cannot be said without the base, a sentence each; empty
///   where all can
/// @param asksAlpha whether the file holds factors but not their scale, so that a person has to say
///   it
/// @param adapters names of the adapters in its file, where there are several and a person has to
///   say which is meant; else empty
public record AdapterFacts(
        String method,
        String rank,
        String alpha,
        String base,
        List<String> targets,
        List<String> incomplete,
        boolean asksAlpha,
        List<String> adapters) {
    public AdapterFacts {
        targets = List.copyOf(targets);
        incomplete = List.copyOf(incomplete);
        adapters = List.copyOf(adapters);
    }

    /// Returns the highest rank of its factors; 0 where it is not known.
    public int highestRank() {
        return Arrays.stream(rank.split("[^0-9]+"))
                .filter(number -> number.matches("[0-9]{1,6}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
    }

    /// `LoRA r 16, α 32`
    public String kind() {
        String ranks = rank.isEmpty() ? "" : " r " + rank;
        String alphas = alpha.isEmpty() ? "" : ", α " + alpha;
        return method + ranks + alphas;
    }
}
