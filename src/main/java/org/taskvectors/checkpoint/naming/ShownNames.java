package org.taskvectors.checkpoint.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.file.Shown;

/// Places tensors by their names alone if no scheme knows them: the first number is the layer, and
/// the path after it without the parameter's own name is the module kind.
final class ShownNames {
    private static final Pattern NORM = Pattern.compile(".*norm.*|ln|ln_?[0-9a-z]|bn[0-9]*");
    private static final Pattern ATTENTION =
            Pattern.compile(
                    ".*att(?:n|ention).*|[qkvo]_proj|w[qkvo]|qkv(?:_proj)?|query|key|value"
                            + "|query_key_value");
    private static final Pattern FEED_FORWARD =
            Pattern.compile(
                    ".*mlp.*|.*ffn?|.*feed_?forward.*|fc[0-9]*|(?:gate|up|down)_proj|w[123]"
                            + "|.*experts?.*|dense_h_to_4h|dense_4h_to_h");
    private static final Pattern EMBEDDING = Pattern.compile(".*emb(?:ed.*)?|w[tp]e");
    private static final Pattern HEAD =
            Pattern.compile(".*head|classifier|score|cls|qa_outputs|unembed");

    /// Whether numbers follow more than one path, as in a model with encoder and decoder; then the
    /// path is part of the kind.
    private final boolean severalStacks;

    private ShownNames(boolean severalStacks) {
        this.severalStacks = severalStacks;
    }

    static ShownNames of(Collection<String> stripped) {
        Set<String> stacks = new HashSet<>();
        for (String name : stripped) {
            List<String> parts = parts(name);
            int number = firstNumber(parts);
            if (number >= 0) {
                stacks.add(String.join(".", parts.subList(0, number)));
            }
        }
        return new ShownNames(stacks.size() > 1);
    }

    Placement place(String stripped) {
        List<String> parts = parts(stripped);
        int number = firstNumber(parts);
        List<String> before = parts.subList(0, Math.max(number, 0));
        List<String> after = new ArrayList<>(parts.subList(number + 1, parts.size()));
        after = module(after);
        List<String> kind = new ArrayList<>();
        if (severalStacks || after.isEmpty()) {
            kind.addAll(before);
        }
        kind.addAll(after);
        if (kind.isEmpty()) {
            kind.addAll(parts);
        }
        kind.replaceAll(part -> PathNumbers.isNumber(part, 0, part.length()) ? "*" : part);
        OptionalInt layer =
                number < 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(parts.get(number)));
        ModuleKind shown = ModuleKinds.shown(String.join(".", kind), family(kind));
        return new Placement(stripped, layer, shown, false);
    }

    /// Returns the module's path: without the parameter's name at its end, and without the factors
    /// of an adapter.
    private static List<String> module(List<String> path) {
        for (int i = 1; i < path.size(); i++) {
            if (path.get(i).startsWith("lora_")) {
                return path.subList(0, i);
            }
        }
        boolean parameterAlone =
                path.size() == 1
                        && (path.getFirst().equals("weight") || path.getFirst().equals("bias"));
        return path.size() > 1 || parameterAlone ? path.subList(0, path.size() - 1) : path;
    }

    private static ModuleFamily family(List<String> kind) {
        List<String> words = kind.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
        if (!words.isEmpty() && NORM.matcher(words.getLast()).matches()) {
            return ModuleFamily.NORM;
        }
        if (any(words, ATTENTION)) {
            return ModuleFamily.ATTENTION;
        }
        if (any(words, FEED_FORWARD)) {
            return ModuleFamily.FEED_FORWARD;
        }
        if (any(words, EMBEDDING)) {
            return ModuleFamily.EMBEDDING;
        }
        if (any(words, HEAD)) {
            return ModuleFamily.HEAD;
        }
        return any(words, NORM) ? ModuleFamily.NORM : ModuleFamily.OTHER;
    }

    private static boolean any(List<String> words, Pattern pattern) {
        return words.stream().anyMatch(word -> pattern.matcher(word).matches());
    }

    private static int firstNumber(List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (PathNumbers.isNumber(parts.get(i), 0, parts.get(i).length())) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> parts(String name) {
        return name.length() > Prefixes.LONGEST
                ? Collections.nCopies(1, Shown.of(name))
                : Arrays.asList(name.split("\\.", -1));
    }
}
