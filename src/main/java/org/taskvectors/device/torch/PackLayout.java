package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.TokenTrie;

/// How the attention sees the nodes of a pack: as texts, where only those count that no other goes
/// on from. What all of them have in common at their beginning asks once.
///
/// @param groups cover each node at least once
record PackLayout(TokenTrie trie, Architecture architecture, List<PackGroup> groups) {
    /// From how many tokens on a common beginning is worth a group of its own.
    private static final int COMMON = 16;

    static PackLayout of(TokenTrie trie, Architecture architecture) {
        List<Integer> texts = leaves(trie);
        int longest = texts.stream().mapToInt(trie::length).max().orElseThrow();
        int common = common(trie, texts);
        List<PackGroup> groups =
                texts.size() == 1 || common < COMMON
                        ? List.of(new PackGroup(texts, 0, longest))
                        : List.of(
                                new PackGroup(List.of(texts.getFirst()), 0, common),
                                new PackGroup(texts, common, longest));
        return new PackLayout(trie, architecture, groups);
    }

    PackLayout {
        groups = List.copyOf(groups);
    }

    /// Returns the texts that end where no other text goes on, equal ones once.
    private static List<Integer> leaves(TokenTrie trie) {
        Set<Integer> known = new HashSet<>();
        for (int text = 0; text < trie.texts(); text++) {
            for (int i = 0; i < trie.length(text) - 1; i++) {
                known.add(trie.node(text, i));
            }
        }
        List<Integer> leaves = new ArrayList<>();
        for (int text = 0; text < trie.texts(); text++) {
            if (known.add(trie.node(text, trie.length(text) - 1))) {
                leaves.add(text);
            }
        }
        return leaves;
    }

    private static int common(TokenTrie trie, List<Integer> texts) {
        int first = texts.getFirst();
        int common = trie.length(first);
        for (int text : texts) {
            int same = 0;
            while (same < Math.min(common, trie.length(text))
                    && trie.node(text, same) == trie.node(first, same)) {
                same++;
            }
            common = same;
        }
        return common;
    }

    /// Returns for each head of some nodes the row of what the groups' queries made.
    long[] places(int[] nodes) {
        long[] firsts = new long[trie.size()];
        int[] steps = new int[trie.size()];
        int before = 0;
        for (PackGroup group : groups) {
            group.place(trie, architecture, before, firsts, steps);
            before += group.rows(architecture);
        }
        int heads = architecture.heads();
        long[] places = new long[nodes.length * heads];
        for (int i = 0; i < nodes.length; i++) {
            for (int head = 0; head < heads; head++) {
                places[i * heads + head] = firsts[nodes[i]] + (long) head * steps[nodes[i]];
            }
        }
        return places;
    }
}
