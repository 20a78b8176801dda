package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Prefixes;
import org.taskvectors.tensor.Shape;

/// The tensors of one side as atoms, by some conversions.
final class Layout {
    /// No stack has more experts.
    private static final long MOST_EXPERTS = 1 << 16;

    private final Map<Tensor, List<Atom>> atoms = new LinkedHashMap<>();
    private final Map<String, Atom> byName = new HashMap<>();

    private Layout() {}

    /// @param conversions applied to each name one after the other
    /// @param head rows of one head of the attention; empty if they are not known, and then no rows
    ///   are turned
    /// @param own other names for tensors, before the conversions
    /// @param endings other names for atoms, applied after the conversions
    static Layout of(
            List<Tensor> tensors,
            List<Conversion> conversions,
            OptionalLong head,
            Map<String, String> own,
            Map<String, String> endings) {
        Layout layout = new Layout();
        Map<String, String> renamed = HashMap.newHashMap(tensors.size());
        Set<String> turned = new HashSet<>();
        for (Tensor tensor : tensors) {
            String name = own.getOrDefault(tensor.name(), Prefixes.unwrapped(tensor.name()));
            for (Conversion conversion : conversions) {
                String next = conversion.rename(name);
                if (conversion.isTurned(name, next)) {
                    turned.add(tensor.name());
                }
                name = next;
            }
            renamed.put(tensor.name(), Prefixes.strip(name));
        }
        Map<String, String> unique = Prefixes.unlessEqual(renamed);
        for (Tensor tensor : tensors) {
            boolean isTurned = turned.contains(tensor.name());
            if (isTurned && head.isEmpty()) {
                continue;
            }
            RowOrder order = isTurned ? new RowOrder(head.getAsLong()) : RowOrder.PLAIN;
            String name = unique.getOrDefault(tensor.name(), tensor.name());
            layout.add(tensor, atoms(tensor, name, order, conversions), endings);
        }
        return layout;
    }

    private static List<Atom> atoms(
            Tensor tensor, String name, RowOrder order, List<Conversion> conversions) {
        return conversions.stream()
                .map(conversion -> parts(tensor, name, conversion))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> List.of(new Atom(name, tensor.shape(), tensor, 0, order)));
    }

    private void add(Tensor tensor, List<Atom> parts, Map<String, String> endings) {
        List<Atom> named =
                parts.stream()
                        .map(part -> part.named(endings.getOrDefault(part.name(), part.name())))
                        .toList();
        boolean isFree = named.stream().noneMatch(part -> byName.containsKey(part.name()));
        List<Atom> own = isFree ? named : List.of();
        atoms.put(tensor, own);
        own.forEach(atom -> byName.put(atom.name(), atom));
    }

    private static Optional<List<Atom>> parts(Tensor tensor, String name, Conversion conversion) {
        for (Conversion.Stack stack : conversion.stacks()) {
            if (name.endsWith(stack.stacked())) {
                return experts(tensor, name, stack);
            }
        }
        for (Conversion.Chunk chunk : conversion.chunks()) {
            int at = name.indexOf(chunk.whole());
            if (at >= 0) {
                return chunks(tensor, name, at, chunk);
            }
        }
        return Optional.empty();
    }

    /// experts × rows × columns, where the rows are those of one or more tensors of an expert.
    private static Optional<List<Atom>> experts(
            Tensor tensor, String name, Conversion.Stack stack) {
        Shape shape = tensor.shape();
        int kinds = stack.single().size();
        if (shape.rank() != 3
                || shape.size(0) > MOST_EXPERTS
                || shape.size(1) % kinds != 0
                || shape.elements() == 0) {
            return Optional.empty();
        }
        String before = name.substring(0, name.length() - stack.stacked().length());
        Shape one = Shape.of(shape.size(1) / kinds, shape.size(2));
        List<Atom> parts = new ArrayList<>();
        for (long expert = 0; expert < shape.size(0); expert++) {
            for (int kind = 0; kind < kinds; kind++) {
                String single = stack.single().get(kind).replace("*", Long.toString(expert));
                parts.add(
                        new Atom(
                                before + single,
                                one,
                                tensor,
                                parts.size() * one.size(0),
                                RowOrder.PLAIN));
            }
        }
        return Optional.of(parts);
    }

    private static Optional<List<Atom>> chunks(
            Tensor tensor, String name, int at, Conversion.Chunk chunk) {
        long[] sizes = tensor.shape().sizes();
        int count = chunk.parts().size();
        if (sizes.length == 0 || sizes[0] % count != 0 || tensor.elements() == 0) {
            return Optional.empty();
        }
        long[] own = Arrays.copyOf(sizes, sizes.length);
        own[0] /= count;
        Shape one = Shape.of(own);
        List<Atom> parts = new ArrayList<>();
        for (String part : chunk.parts()) {
            parts.add(
                    new Atom(
                            name.substring(0, at)
                                    + part
                                    + name.substring(at + chunk.whole().length()),
                            one,
                            tensor,
                            parts.size() * Atom.rows(one),
                            RowOrder.PLAIN));
        }
        return Optional.of(parts);
    }

    /// Returns the atoms of a tensor in the order of their rows; empty if its rows are not known.
    List<Atom> of(Tensor tensor) {
        return atoms.getOrDefault(tensor, List.of());
    }

    Optional<Atom> atom(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
