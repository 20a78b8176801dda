package org.taskvectors.checkpoint.naming;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Removes what tools put in front of a tensor's name, or between its parts: PEFT
/// (`base_model.model.`), DistributedDataParallel (`module.`), torch.compile (`_orig_mod.`), FSDP
/// and activation checkpointing, and the name that a model with a head gives to the model without
/// (`model.`, `transformer.`, `bert.`).
public final class Prefixes {
    /// No program makes longer names; these are left as they are.
    static final int LONGEST = 4096;

    private static final List<String> TOOLS = List.of("module.", "base_model.model.");

    private static final List<String> MODELS =
            List.of("model.", "transformer.", "bert.", "roberta.", "distilbert.");

    /// These may stand around any part of a model.
    private static final Set<String> WRAPPERS =
            Set.of(
                    "_orig_mod",
                    "_fsdp_wrapped_module",
                    "_fpw_module",
                    "_checkpoint_wrapped_module");

    private Prefixes() {}

    /// Returns `name` without what tools wrap around a whole model or its parts; what the model
    /// itself calls its parts stays.
    public static String unwrapped(String name) {
        if (name.length() > LONGEST) {
            return name;
        }
        String bare = withoutWrappers(name);
        int start = 0;
        for (int length = toolAt(bare, start); length > 0; length = toolAt(bare, start)) {
            start += length;
        }
        return bare.substring(start);
    }

    /// Returns `name` without any of the prefixes; stripping twice changes nothing.
    public static String strip(String name) {
        if (name.length() > LONGEST) {
            return name;
        }
        String bare = withoutWrappers(name);
        int start = 0;
        for (int length = prefixAt(bare, start); length > 0; length = prefixAt(bare, start)) {
            start += length;
        }
        return bare.substring(start);
    }

    /// Returns what stands in front of a name without the model's own prefix at its end: `net.` of
    /// `net.model.`.
    public static String withoutLast(String front) {
        return MODELS.stream()
                .filter(model -> front.endsWith("." + model))
                .findFirst()
                .map(model -> front.substring(0, front.length() - model.length()))
                .orElse(front);
    }

    /// Maps each of `names` to the name that it is matched by. Two names never get the same: if
    /// stripping would make them equal, all of them stay as they are.
    static Map<String, String> stripAll(Collection<String> names) {
        Map<String, String> stripped = HashMap.newHashMap(names.size());
        names.forEach(name -> stripped.computeIfAbsent(name, Prefixes::strip));
        return unlessEqual(stripped);
    }

    /// Returns the same map but for keys whose values are equal; these are their own values.
    public static Map<String, String> unlessEqual(Map<String, String> renamed) {
        Set<String> seen = new HashSet<>();
        Set<String> colliding = new HashSet<>();
        for (String name : renamed.values()) {
            if (!seen.add(name)) {
                colliding.add(name);
            }
        }
        if (colliding.isEmpty()) {
            return renamed;
        }
        Map<String, String> unique = HashMap.newHashMap(renamed.size());
        renamed.forEach((own, name) -> unique.put(own, colliding.contains(name) ? own : name));
        return unique;
    }

    private static int toolAt(String name, int start) {
        return prefixAt(TOOLS, name, start);
    }

    private static int prefixAt(String name, int start) {
        int tool = toolAt(name, start);
        return tool > 0 ? tool : prefixAt(MODELS, name, start);
    }

    private static int prefixAt(List<String> prefixes, String name, int start) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix, start) && name.length() > start + prefix.length()) {
                return prefix.length();
            }
        }
        return 0;
    }

    private static String withoutWrappers(String name) {
        if (WRAPPERS.stream().noneMatch(name::contains)) {
            return name;
        }
        String bare =
                Arrays.stream(name.split("\\.", -1))
                        .filter(part -> !WRAPPERS.contains(part))
                        .collect(Collectors.joining("."));
        return bare.isEmpty() ? name : bare;
    }
}
