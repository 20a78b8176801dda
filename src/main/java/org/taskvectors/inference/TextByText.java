package org.taskvectors.inference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Reads texts with the program's own kernels, one after the other into one cache, in the order of
/// their tokens: so each text begins with all that it has in common with any text before it, and
/// every node of the texts' tree is read once.
///
/// @param cache with room for the longest text
record TextByText(Forward forward, KeyValueCache cache) {
    /// Reads texts.
    ///
    /// @param trie of the texts
    void read(
            List<int[]> texts,
            TokenTrie trie,
            WantedNodes wanted,
            Runner.TextTaker taker,
            Cancellation cancellation)
            throws CancelledException {
        List<Integer> order =
                IntStream.range(0, texts.size())
                        .boxed()
                        .sorted(Comparator.comparing(texts::get, Arrays::compare))
                        .toList();
        int[] before = {};
        for (int number : order) {
            int[] text = texts.get(number);
            int common = Arrays.mismatch(before, text);
            if (common >= 0) {
                int[] rest = Arrays.copyOfRange(text, common, text.length);
                IntUnaryOperator node = index -> trie.node(number, common + index);
                forward.read(
                        cache,
                        common,
                        rest,
                        rest.length - firstWanted(rest.length, node, wanted),
                        forward.last(
                                (index, logits) ->
                                        wanted.handOut(node.applyAsInt(index), logits, taker)),
                        cancellation);
            }
            before = text;
        }
    }

    private static int firstWanted(int count, IntUnaryOperator node, WantedNodes wanted) {
        int first = 0;
        while (first < count && !wanted.contains(node.applyAsInt(first))) {
            first++;
        }
        return first;
    }
}
