package org.taskvectors.checkpoint.naming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.ModelConfig;

/// Places the tensors of a model with several stacks: each stack by the scheme that knows most of
/// its names, wherever in the model it hangs (`language_model.model.layers.0…` has Llama's), and
/// what no scheme knows by its name alone.
final class StackSchemes {
    /// @param before the parts in front of the names that the scheme knows
    private record Known(Scheme scheme, List<String> before) {}

    private final ShownNames shown;
    private final Map<String, Known> schemes = new HashMap<>();

    /// @param shown of the same names
    StackSchemes(ShownNames shown, Collection<String> stripped) {
        this.shown = shown;
        Map<String, List<String>> ofStack = new HashMap<>();
        for (String name : stripped) {
            ofStack.computeIfAbsent(shown.place(name).stack(), key -> new ArrayList<>()).add(name);
        }
        for (Stacks.Stack stack : shown.stacks().all()) {
            @Nullable Known best = best(stack, ofStack.getOrDefault(stack.name(), List.of()));
            if (best != null) {
                schemes.put(stack.name(), best);
            }
        }
    }

    /// Returns the scheme of the stack that hangs on the model itself; null if no scheme knows it.
    @Nullable Scheme ofTheModel() {
        return schemes.values().stream()
                .filter(known -> known.before().isEmpty())
                .map(Known::scheme)
                .findFirst()
                .orElse(null);
    }

    /// Returns the architecture's label by the stack that a scheme knows: the one that hangs on the
    /// model itself, else the language's, else the first.
    String label(Collection<String> stripped, Optional<ModelConfig> config) {
        Optional<String> first =
                schemes.keySet().stream()
                        .min(
                                Comparator.comparing((String stack) -> !isTheModel(stack))
                                        .thenComparing(stack -> !stack.equals("language"))
                                        .thenComparing(PlaceOrder.STACKS));
        if (first.isEmpty()) {
            return Architectures.label(null, stripped, config);
        }
        String stack = first.get();
        List<String> ofStack =
                stripped.stream().filter(name -> shown.place(name).stack().equals(stack)).toList();
        String label =
                Architectures.label(
                        Objects.requireNonNull(schemes.get(stack)).scheme(), ofStack, config);
        return config.flatMap(ModelConfig::modelType).isPresent()
                        || (isTheModel(stack) && !shown.stacks().nameless().equals(first))
                ? label
                : label + " (" + stack + ")";
    }

    private boolean isTheModel(String stack) {
        Known known = schemes.get(stack);
        return known != null && known.before().isEmpty();
    }

    boolean knowsAny() {
        return !schemes.isEmpty();
    }

    Placement place(String stripped) {
        Placement byName = shown.place(stripped);
        Known known = schemes.get(byName.stack());
        if (known == null) {
            return schemes.isEmpty() ? byName : alike(byName);
        }
        // The head may stand further up than the layers: `language_model.lm_head`.
        for (int parts = known.before().size(); parts >= 0; parts--) {
            Optional<String> rest = without(known.before().subList(0, parts), stripped);
            Optional<Placement> found = rest.flatMap(known.scheme()::place);
            if (found.isPresent() && found.get().layer().equals(byName.layer())) {
                return new Placement(
                        stripped, byName.stack(), byName.layer(), found.get().kind(), true);
            }
        }
        return alike(byName);
    }

    /// Modules of a tower beside a stack of known names have the kinds of the modules that do the
    /// same work there.
    private static Placement alike(Placement byName) {
        return byName.layer().isEmpty()
                ? byName
                : TowerKinds.of(byName.kind().id())
                        .map(
                                kind ->
                                        new Placement(
                                                byName.stripped(),
                                                byName.stack(),
                                                byName.layer(),
                                                kind,
                                                true))
                        .orElse(byName);
    }

    private static @Nullable Known best(Stacks.Stack stack, List<String> names) {
        Known best = null;
        int most = names.size() / 2;
        for (Scheme scheme : Scheme.values()) {
            List<String> layers = scheme.layers();
            int before = stack.path().size() - layers.size();
            if (before < 0 || !stack.path().subList(before, stack.path().size()).equals(layers)) {
                continue;
            }
            List<String> prefix = stack.path().subList(0, before);
            int known = 0;
            boolean inLayer = false;
            for (String name : names) {
                Optional<Placement> place = without(prefix, name).flatMap(scheme::place);
                known += place.isPresent() ? 1 : 0;
                inLayer |= place.flatMap(p -> layer(p)).isPresent();
            }
            if (inLayer && known > most) {
                best = new Known(scheme, List.copyOf(prefix));
                most = known;
            }
        }
        return best;
    }

    private static Optional<Integer> layer(Placement place) {
        return place.layer().isPresent() ? Optional.of(place.layer().getAsInt()) : Optional.empty();
    }

    private static Optional<String> without(List<String> prefix, String name) {
        String before = prefix.isEmpty() ? "" : String.join(".", prefix) + ".";
        return name.startsWith(before) && name.length() > before.length()
                ? Optional.of(name.substring(before.length()))
                : Optional.empty();
    }
}
