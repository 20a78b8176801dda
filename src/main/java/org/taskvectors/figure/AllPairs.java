package org.taskvectors.figure;

import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Pair;

/// What the matrix of all pairs shows beside its values.
///
/// @param colours for each vector its place in the list of vectors, which chooses its colour and
///   marker
/// @param blocks for each vector the number of its block, rising: vectors on one base. Cells of two
///   blocks are hatched
/// @param framed pairs that a person chose
public record AllPairs(List<Integer> colours, List<Integer> blocks, List<Pair> framed) {
    public AllPairs {
        colours = List.copyOf(colours);
        blocks = List.copyOf(blocks);
        framed = List.copyOf(framed);
        Checks.size("the blocks", blocks.size(), colours.size());
        for (int i = 1; i < blocks.size(); i++) {
            if (blocks.get(i) < blocks.get(i - 1)) {
                throw new IllegalArgumentException("blocks must rise: " + blocks);
            }
        }
    }

    /// Vectors on one base in the colours of their order.
    static AllPairs of(int vectors) {
        List<Integer> order = IntStream.range(0, vectors).boxed().toList();
        return new AllPairs(order, order.stream().map(_ -> 0).toList(), List.of());
    }

    /// The same with other pairs framed.
    AllPairs withFramed(List<Pair> pairs) {
        return new AllPairs(colours, blocks, pairs);
    }

    boolean ofOneBlock(int a, int b) {
        return blocks.get(a).equals(blocks.get(b));
    }
}
