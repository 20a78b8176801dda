package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Those nodes of a [TokenTrie] whose logits are wanted, and the texts that want them.
public final class WantedNodes {
    /// A token of a text.
    private record Place(int text, int token) {}

    private final SortedMap<Integer, List<Place>> places = new TreeMap<>();

    /// @param wanted for each text, of how many of its last tokens
    /// @throws IllegalArgumentException if these are not between 0 and the text's tokens
    public WantedNodes(TokenTrie trie, int[] wanted) {
        if (wanted.length != trie.texts()) {
            throw new IllegalArgumentException(
                    wanted.length + " numbers of tokens for " + trie.texts() + " texts");
        }
        for (int text = 0; text < wanted.length; text++) {
            int length = trie.length(text);
            if (wanted[text] < 0 || wanted[text] > length) {
                throw new IllegalArgumentException(
                        "the logits of " + wanted[text] + " tokens of " + length);
            }
            for (int token = length - wanted[text]; token < length; token++) {
                places.computeIfAbsent(trie.node(text, token), _ -> new ArrayList<>())
                        .add(new Place(text, token));
            }
        }
    }

    /// Returns the nodes, in ascending order.
    public int[] nodes() {
        return places.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /// Whether a node's logits are wanted.
    public boolean contains(int node) {
        return places.containsKey(node);
    }

    /// Hands out the logits that follow a node to each text that wants them.
    public void handOut(int node, float[] logits, Runner.TextTaker taker) {
        for (Place place : places.getOrDefault(node, List.of())) {
            taker.take(place.text(), place.token(), logits);
        }
    }
}
