package org.taskvectors.checkpoint.naming;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;

/// Which stack, layer and module kind each tensor of a checkpoint belongs to, read from all the
/// names together and from the configuration where there is one.
public final class Naming {
    private final Map<String, Placement> placements;
    private final Function<String, Placement> rules;
    private final boolean known;
    private final String architecture;
    private final Ties ties;

    private Naming(
            Map<String, Placement> placements,
            Function<String, Placement> rules,
            boolean known,
            String architecture,
            Ties ties) {
        this.placements = placements;
        this.rules = rules;
        this.known = known;
        this.architecture = architecture;
        this.ties = ties;
    }

    /// Returns the naming of a checkpoint's tensors.
    public static Naming of(Checkpoint checkpoint) {
        return of(checkpoint, Tied.NONE);
    }

    /// Returns the naming of a checkpoint's tensors.
    ///
    /// @param more names that are known to be one weight, beside those that the checkpoint ties
    public static Naming of(Checkpoint checkpoint, Tied more) {
        return of(
                checkpoint.tensors().stream().map(Tensor::name).toList(),
                checkpoint.about().config(),
                Tied.of(Stream.concat(checkpoint.tied().sets().stream(), more.sets().stream())),
                // An adapter changes each name by itself, however its base is tied.
                checkpoint.about().adapter().isEmpty());
    }

    /// Returns the naming of tensors of which only the names are known.
    public static Naming of(Collection<String> tensorNames, Optional<ModelConfig> config) {
        return of(tensorNames, config, Tied.NONE, true);
    }

    private static Naming of(
            Collection<String> tensorNames,
            Optional<ModelConfig> config,
            Tied tied,
            boolean maybeTied) {
        Map<String, String> stripped = Prefixes.stripAll(tensorNames);
        ShownNames shown = ShownNames.of(stripped.values());
        Scheme scheme;
        String label;
        boolean known;
        Function<String, Placement> rules;
        if (shown.stacks().several()) {
            StackSchemes schemes = new StackSchemes(shown, stripped.values());
            scheme = schemes.ofTheModel();
            label = schemes.label(stripped.values(), config);
            known = schemes.knowsAny();
            rules = schemes::place;
        } else {
            Scheme whole = scheme(stripped.values());
            scheme = whole;
            label = Architectures.label(whole, stripped.values(), config);
            known = whole != null;
            rules = bare -> place(whole, shown, bare);
        }
        Map<String, Placement> placements = HashMap.newHashMap(stripped.size());
        Map<String, String> originals = HashMap.newHashMap(stripped.size());
        stripped.forEach(
                (name, bare) -> {
                    placements.put(name, rules.apply(bare));
                    originals.put(bare, name);
                });
        return new Naming(
                placements, rules, known, label, ties(scheme, originals, config, tied, maybeTied));
    }

    private static Ties ties(
            @Nullable Scheme scheme,
            Map<String, String> originals,
            Optional<ModelConfig> config,
            Tied tied,
            boolean maybeTied) {
        if (!maybeTied) {
            return new Ties(Tying.UNTIED, tied);
        }
        return scheme == null
                ? Ties.byEnding(originals, config, tied)
                : Ties.of(scheme, originals, config, tied);
    }

    /// Returns the placement of the tensor of that name; names that were not given to [#of] are
    /// placed by the same rules.
    public Placement place(String name) {
        Placement placement = placements.get(name);
        return placement != null ? placement : rules.apply(Prefixes.strip(name));
    }

    /// Returns the tensors by their names without the tools' prefixes, in the order given; if two
    /// names become equal, the last tensor.
    public Map<String, Tensor> byStrippedName(Collection<Tensor> tensors) {
        Map<String, Tensor> found = LinkedHashMap.newLinkedHashMap(tensors.size());
        tensors.forEach(tensor -> found.put(place(tensor.name()).stripped(), tensor));
        return found;
    }

    /// Returns the architecture's label: `Llama`, `Gemma 2`; it begins with `unknown architecture`
    /// if no scheme knows the names.
    public String architecture() {
        return architecture;
    }

    /// Returns how many different layers the names show, of all stacks.
    public int layers() {
        return layersOfStacks().values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Returns how many different layers each stack has, in the order of stacks; the name of the
    /// stack is empty where the model has one.
    public Map<String, Integer> layersOfStacks() {
        Map<String, Set<Integer>> layers = new TreeMap<>(PlaceOrder.STACKS);
        for (Placement placement : placements.values()) {
            placement
                    .layer()
                    .ifPresent(
                            layer ->
                                    layers.computeIfAbsent(
                                                    placement.stack(), key -> new HashSet<>())
                                            .add(layer));
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        layers.forEach((stack, of) -> counts.put(stack, of.size()));
        return counts;
    }

    /// Whether a naming scheme recognised the names, or those of one of several stacks. Single
    /// tensors may still be unknown to it; see [Placement#known].
    public boolean known() {
        return known;
    }

    /// Returns how head and embedding relate.
    public Tying tying() {
        return ties.tying();
    }

    /// Returns the stored name of the embedding that serves as the head; empty if the head is
    /// stored or there is none.
    public Optional<String> servesAsHead() {
        return ties.servesAsHead();
    }

    /// Returns the sets of stored names that are one weight, by the configuration or because they
    /// are one stored tensor. The name that counts comes first in its set. Empty if there are none.
    public List<Set<String>> tied() {
        return ties.tied().sets();
    }

    /// Returns the stored names of embedding and head, in this order, whether they are one weight
    /// or two; empty unless both are stored.
    public Set<String> embeddingAndHead() {
        return ties.pair();
    }

    /// Returns the names of stored tensors that repeat another tensor's weights: all names of
    /// [#tied] but the first of each set.
    public Set<String> repeated() {
        return ties.tied().repeated();
    }

    private static Placement place(@Nullable Scheme scheme, ShownNames shown, String stripped) {
        return Optional.ofNullable(scheme)
                .flatMap(known -> known.place(stripped))
                .orElseGet(() -> shown.place(stripped));
    }

    /// Returns the scheme that knows most of the names, if it knows more than half of them and one
    /// in a layer; otherwise null.
    private static @Nullable Scheme scheme(Collection<String> stripped) {
        Scheme best = null;
        int most = stripped.size() / 2;
        for (Scheme scheme : Scheme.values()) {
            int known = 0;
            boolean inLayer = false;
            for (String name : stripped) {
                Optional<Placement> placement = scheme.place(name);
                known += placement.isPresent() ? 1 : 0;
                inLayer |= placement.isPresent() && placement.get().layer().isPresent();
            }
            if (inLayer && known > most) {
                best = scheme;
                most = known;
            }
        }
        return best;
    }
}
