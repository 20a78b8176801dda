package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Prefixes;

/// Two sides laid side by side in one of several ways, of which the one counts by which most
/// weights agree.
///
/// @param given the two sides
/// @param chain the conversions of all names
/// @param own other names for the source's tensors, before the conversions
/// @param endings other names for the source's atoms, after the conversions
record Attempt(
        Given given,
        List<Conversion> chain,
        Map<String, String> own,
        Map<String, String> endings,
        Layout target,
        Layout source,
        Pairing pairing) {
    /// Conversions that are put together, as a model of two parts needs them.
    private static final int MOST_CONVERSIONS = 4;

    /// Both sides.
    ///
    /// @param head rows of one head of the attention; empty if neither configuration says it
    record Given(List<Tensor> target, List<Tensor> source, OptionalLong head) {}

    /// Lays the two side by side by their names as they are.
    static Attempt first(Given given) {
        return of(given, List.of(), Map.of(), Map.of());
    }

    private static Attempt of(
            Given given,
            List<Conversion> chain,
            Map<String, String> own,
            Map<String, String> endings) {
        Layout to = Layout.of(given.target(), chain, given.head(), Map.of(), Map.of());
        Layout from = Layout.of(given.source(), chain, given.head(), own, endings);
        return new Attempt(
                given,
                chain,
                own,
                endings,
                to,
                from,
                Pairing.of(given.target(), to, given.source(), from));
    }

    boolean isOpen() {
        return pairing.isOpen();
    }

    /// Returns `other` if more weights agree by it, otherwise this.
    Attempt or(Attempt other) {
        return other.pairing.agreeing() > pairing.agreeing() ? other : this;
    }

    /// Adds conversions in front of those that there are.
    Attempt with(List<Conversion> conversions) {
        List<Conversion> longer = new ArrayList<>(conversions);
        longer.addAll(chain);
        return of(given, longer, own, Map.of());
    }

    /// Adds, as long as more weights agree, the conversion of the table with which the most do: a
    /// file by itself has no configuration, and a configuration does not know what wrote the file.
    ///
    /// Of a large model some layers are enough to find them.
    Attempt converted(Conversions table) {
        Given sample = Sample.of(given);
        if (sample.equals(given)) {
            return searched(table);
        }
        Attempt small = of(sample, chain, own, Map.of());
        List<Conversion> found = small.searched(table).chain;
        return found.equals(chain) ? this : or(of(given, found, own, Map.of()));
    }

    private Attempt searched(Conversions table) {
        Attempt best = this;
        for (int i = 0; i < MOST_CONVERSIONS && best.isOpen(); i++) {
            Attempt before = best;
            Templates open = before.templates();
            int equal = open.equal(before.chain);
            for (Conversion conversion : table.all()) {
                // All tensors are laid side by side only where some names become equal.
                if (!before.chain.contains(conversion)
                        && open.equal(longer(conversion, before.chain)) > equal) {
                    best = best.or(before.with(List.of(conversion)));
                }
            }
            if (best.chain.equals(before.chain)) {
                return best;
            }
        }
        return best;
    }

    private static List<Conversion> longer(Conversion first, List<Conversion> chain) {
        List<Conversion> longer = new ArrayList<>(List.of(first));
        longer.addAll(chain);
        return longer;
    }

    private Templates templates() {
        return Templates.of(
                pairing.targetLeft().stream().map(Tensor::name).toList(),
                pairing.sourceLeft().stream()
                        .map(Tensor::name)
                        .map(name -> own.getOrDefault(name, name))
                        .toList());
    }

    /// Finds by their endings what is open.
    Attempt byEndings() {
        if (!isOpen()) {
            return this;
        }
        Map<String, String> found =
                Endings.match(
                        pairing.targetLeft().stream()
                                .flatMap(tensor -> target.of(tensor).stream())
                                .toList(),
                        pairing.sourceLeft().stream()
                                .flatMap(tensor -> source.of(tensor).stream())
                                .toList());
        return or(of(given, chain, own, found));
    }

    /// Takes what stands in front of most names that were found by their endings for what a program
    /// wrapped around the whole source, so that conversions see the names behind it.
    Attempt unwrapped() {
        Optional<Endings.Fronts> fronts = Endings.Fronts.most(endings);
        if (fronts.isEmpty()) {
            return this;
        }
        Map<String, String> bare = new HashMap<>();
        for (Tensor tensor : given.source()) {
            String name = Prefixes.strip(tensor.name());
            if (name.startsWith(fronts.get().source())) {
                bare.put(tensor.name(), fronts.get().apply(name));
            }
        }
        return of(given, chain, bare, Map.of());
    }
}
