package org.taskvectors.checkpoint.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Short names for stacks of layers, made of the parts of their paths.
final class StackWords {
    /// What a stack is about; `vision_tower` and `vision_model` are both `vision`.
    private static final Set<String> ABOUT =
            Set.of("vision", "visual", "image", "video", "audio", "speech", "text", "language");

    private static final Set<String> SEEN_OR_HEARD =
            Set.of("vision", "visual", "image", "video", "audio", "speech");

    /// Parts that say nothing, since every stack could have them.
    private static final Set<String> GENERIC =
            Set.of(
                    "model",
                    "models",
                    "module",
                    "modules",
                    "transformer",
                    "transformers",
                    "net",
                    "network",
                    "layers",
                    "layer",
                    "blocks",
                    "block",
                    "h",
                    "resblocks",
                    "stages");

    private StackWords() {}

    /// Returns the word for the stack that lies behind some parts of a path: the first part that
    /// says something, `encoder` of `encoder.block`; empty where none does.
    static String of(List<String> parts) {
        return parts.stream()
                .filter(part -> !GENERIC.contains(part))
                .findFirst()
                .map(part -> about(part).orElse(part))
                .orElse("");
    }

    /// Returns what a part of a name is about: `vision` of `vision_tower`; empty if it says nothing
    /// of that.
    static Optional<String> about(String part) {
        return Arrays.stream(part.split("_", -1)).filter(ABOUT::contains).findFirst();
    }

    /// Whether two words are about the same: `vision` and `visual`.
    static boolean sameSense(String a, String b) {
        return sense(a).equals(sense(b));
    }

    private static String sense(String word) {
        return switch (word) {
            case "visual", "image" -> "vision";
            case "speech" -> "audio";
            case "language" -> "text";
            default -> word;
        };
    }

    /// Returns a word for each of several branches of one place, each different from the others.
    ///
    /// @param branches the parts that lead into each branch; at most one has none
    /// @param mayBeEmpty whether one of them may have no word, since the place has a name already
    static List<String> apart(List<List<String>> branches, boolean mayBeEmpty) {
        List<String> words = new ArrayList<>(branches.stream().map(StackWords::of).toList());
        if (!mayBeEmpty || words.stream().filter(String::isEmpty).count() > 1) {
            nameEmpty(branches, words);
        }
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        words.stream().filter(word -> !once.add(word)).forEach(twice::add);
        for (int i = 0; i < words.size(); i++) {
            if (twice.contains(words.get(i)) && !branches.get(i).isEmpty()) {
                words.set(i, whole(branches.get(i)));
            }
        }
        return Set.copyOf(words).size() == words.size()
                ? words
                : branches.stream().map(parts -> String.join(".", parts)).toList();
    }

    private static void nameEmpty(List<List<String>> branches, List<String> words) {
        boolean one = words.stream().filter(String::isEmpty).count() == 1;
        boolean besideSenses = words.stream().anyMatch(SEEN_OR_HEARD::contains);
        for (int i = 0; i < words.size(); i++) {
            List<String> parts = branches.get(i);
            if (!words.get(i).isEmpty() || parts.isEmpty()) {
                continue;
            }
            String last = parts.getLast();
            String sense = last.equals("layers") || last.equals("h") ? "language" : "text";
            boolean free = words.stream().noneMatch(word -> sameSense(word, sense));
            words.set(i, one && besideSenses && free ? sense : last);
        }
    }

    private static String whole(List<String> parts) {
        return parts.stream()
                .filter(part -> !GENERIC.contains(part))
                .findFirst()
                .orElse(parts.getFirst());
    }
}
