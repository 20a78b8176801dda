package org.taskvectors.device.torch;

import java.util.List;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.TokenTrie;

/// Texts of a pack whose attention is computed together, each padded with its last node.
///
/// @param texts their numbers
/// @param start the first position that asks; what stands before it is seen only
/// @param end behind the last position
record PackGroup(List<Integer> texts, int start, int end) {
    PackGroup {
        texts = List.copyOf(texts);
    }

    private int asking() {
        return end - start;
    }

    /// Returns how many rows the queries of all heads are.
    int rows(Architecture architecture) {
        return texts.size() * architecture.heads() * asking();
    }

    /// For each row of the queries, in the order of [LayerScript], the row of the head at which its
    /// node stands among the queries' and keys' heads of all nodes.
    long[] queries(TokenTrie trie, Architecture architecture) {
        long[] rows = new long[rows(architecture)];
        int heads = architecture.heads();
        int perNode = heads + architecture.keyHeads();
        int at = 0;
        for (int text : texts) {
            for (int head = 0; head < heads; head++) {
                for (int i = start; i < end; i++) {
                    rows[at++] = node(trie, text, i) * perNode + head;
                }
            }
        }
        return rows;
    }

    /// The same for what is seen.
    ///
    /// @param perNode how many heads a node has
    /// @param first the first of these that is seen
    long[] seen(TokenTrie trie, Architecture architecture, int perNode, int first) {
        int keyHeads = architecture.keyHeads();
        long[] rows = new long[texts.size() * keyHeads * end];
        int at = 0;
        for (int text : texts) {
            for (int head = 0; head < keyHeads; head++) {
                for (int i = 0; i < end; i++) {
                    rows[at++] = node(trie, text, i) * perNode + first + head;
                }
            }
        }
        return rows;
    }

    /// Notes where the nodes that ask stand among the rows of the queries.
    ///
    /// @param before rows of other groups that stand before this one's
    /// @param firsts for each node the row of its first head
    /// @param steps for each node the rows from one head to the next
    void place(TokenTrie trie, Architecture architecture, int before, long[] firsts, int[] steps) {
        for (int row = 0; row < texts.size(); row++) {
            int text = texts.get(row);
            for (int i = start; i < Math.min(end, trie.length(text)); i++) {
                int node = trie.node(text, i);
                firsts[node] = before + (long) row * architecture.heads() * asking() + i - start;
                steps[node] = asking();
            }
        }
    }

    private static long node(TokenTrie trie, int text, int position) {
        return trie.node(text, Math.min(position, trie.length(text) - 1));
    }
}
