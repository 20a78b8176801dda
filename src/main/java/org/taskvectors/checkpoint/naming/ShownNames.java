package org.taskvectors.checkpoint.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.taskvectors.file.Shown;

/// Places tensors by their names alone if no scheme knows them: the first number is the layer, the
/// path before it the stack, and the path after it without the parameter's own name is the module
/// kind.
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

    /// Its `wo` would be taken for attention's.
    private static final String T5_FEED_FORWARD = "densereludense";

    private static final Pattern EMBEDDING = Pattern.compile(".*emb(?:ed.*)?|w[tp]e");
    private static final Pattern HEAD =
            Pattern.compile(".*head|classifier|score|cls|qa_outputs|unembed");

    /// What begins the path of a head, of which each module belongs to the head.
    private static final Pattern HEADS =
            Pattern.compile("(?:.*_)?heads?|classifier|score|cls|qa_outputs");

    private static final Pattern LN = Pattern.compile("ln_.*");

    /// Parts of the names of heads over a vocabulary.
    private static final Set<String> VOCABULARY_HEADS =
            Set.of("lm_head", "embed_out", "proj_out", "final_logits_bias");

    /// The embedding that encoder and decoder share, as T5 and BART call it.
    private static final List<String> SHARED = List.of("shared");

    private static final List<String> SPEAKING = List.of("language", "text", "decoder");

    /// No embedding, norm or head of the model itself has a longer path.
    private static final int SHORT = 2;

    private final Stacks stacks;

    private ShownNames(Stacks stacks) {
        this.stacks = stacks;
    }

    static ShownNames of(Collection<String> stripped) {
        return new ShownNames(Stacks.of(stripped.stream().map(ShownNames::parts).toList()));
    }

    Stacks stacks() {
        return stacks;
    }

    Placement place(String stripped) {
        List<String> parts = parts(stripped);
        Stacks.Spot spot = stacks.find(parts);
        return spot.number() < 0 ? outside(stripped, parts, spot) : inLayer(stripped, parts, spot);
    }

    private Placement inLayer(String stripped, List<String> parts, Stacks.Spot spot) {
        List<String> kind = new ArrayList<>(parts.subList(spot.own(), parts.size()));
        // The number itself is the layer, and no part of the kind.
        int number = spot.number() - spot.own();
        if (number == 0) {
            kind.removeFirst();
        }
        if (stacks.several() && isSublayer(kind)) {
            kind = kind.subList(2, kind.size());
        }
        kind = module(kind);
        if (kind.isEmpty()) {
            kind = new ArrayList<>(parts.subList(0, spot.own()));
        }
        if (kind.isEmpty()) {
            kind = new ArrayList<>(parts);
        }
        return new Placement(
                stripped,
                spot.stack(),
                OptionalInt.of(Integer.parseInt(parts.get(spot.number()))),
                shown(kind),
                false);
    }

    /// Whether the path begins with a number within the layer, as `layer.0.SelfAttention.q` of T5.
    private static boolean isSublayer(List<String> path) {
        return path.size() > 2
                && path.getFirst().equals("layer")
                && PathNumbers.first(path.subList(1, 2)) == 0;
    }

    private Placement outside(String stripped, List<String> parts, Stacks.Spot spot) {
        List<String> path = parts.subList(spot.own(), parts.size());
        List<String> kind = module(path);
        // A list of parameters (`classifier.0.weight`) is one module.
        while (!kind.isEmpty() && PathNumbers.first(List.of(kind.getLast())) == 0) {
            kind = kind.subList(0, kind.size() - 1);
        }
        if (kind.isEmpty()) {
            kind = spot.own() > 0 ? parts.subList(spot.own() - 1, spot.own()) : parts;
        }
        ModuleKind shown = shown(kind);
        return stacks.several()
                ? ofSeveral(stripped, kind, shown, spot.stack())
                : new Placement(stripped, "", OptionalInt.empty(), shown, false);
    }

    /// Embedding, norm and head have one kind each, whatever each of several stacks calls its own.
    private Placement ofSeveral(
            String stripped, List<String> path, ModuleKind shown, String ofPath) {
        String stack = ofPath;
        ModuleKind kind = common(path, shown);
        if (stack.isEmpty() && VOCABULARY_HEADS.contains(path.getFirst())) {
            stack = stacks.anyOf(SPEAKING).orElse("");
            kind = stack.isEmpty() ? kind : ModuleKinds.HEAD;
        }
        if (stack.isEmpty() && path.size() <= SHORT && !kind.equals(shown)) {
            stack = stacks.nameless().orElse("");
        }
        return new Placement(stripped, stack, OptionalInt.empty(), kind, false);
    }

    private static ModuleKind common(List<String> path, ModuleKind shown) {
        String first = path.getFirst().toLowerCase(Locale.ROOT);
        if (HEADS.matcher(first).matches()) {
            return ModuleKinds.HEAD;
        }
        boolean isNorm =
                shown.family() == ModuleFamily.NORM || LN.matcher(path.getLast()).matches();
        if (isNorm) {
            boolean ofStack = path.size() == 1 || (path.size() == SHORT && first.contains("embed"));
            return ofStack ? ModuleKinds.NORM : shown;
        }
        return path.equals(SHARED) || shown.family() == ModuleFamily.EMBEDDING
                ? ModuleKinds.EMBEDDING
                : shown;
    }

    private static ModuleKind shown(List<String> kind) {
        List<String> words =
                kind.stream()
                        .map(part -> PathNumbers.isNumber(part, 0, part.length()) ? "*" : part)
                        .toList();
        return ModuleKinds.shown(String.join(".", words), family(words));
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
        if (words.contains(T5_FEED_FORWARD)) {
            return ModuleFamily.FEED_FORWARD;
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

    static List<String> parts(String name) {
        return name.length() > Prefixes.LONGEST
                ? Collections.nCopies(1, Shown.of(name))
                : Arrays.asList(name.split("\\.", -1));
    }
}
