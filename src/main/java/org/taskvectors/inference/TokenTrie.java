package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Texts that are read together, as a tree of their tokens: what texts have in common at their
/// beginning is there once. A node is one token after what stands before it; its depth is the
/// token's position.
///
/// Nodes are numbered in the order in which texts brought them, so that what is computed from them
/// depends on the texts and their order alone.
public final class TokenTrie {
    private static final int FIRST_ROOM = 256;

    private final List<int[]> paths = new ArrayList<>();
    private final Map<Long, Integer> children = new HashMap<>();
    private int[] tokens = new int[FIRST_ROOM];
    private int[] positions = new int[FIRST_ROOM];
    private int count;

    /// Returns the tree of some texts.
    ///
    /// @param texts their tokens
    public static TokenTrie of(List<int[]> texts) {
        TokenTrie trie = new TokenTrie();
        texts.forEach(trie::add);
        return trie;
    }

    /// Adds a text.
    public void add(int[] text) {
        int[] path = new int[text.length];
        int parent = -1;
        for (int i = 0; i < text.length; i++) {
            Integer known = children.get(key(parent, text[i]));
            path[i] = known == null ? node(parent, text[i], i) : known;
            parent = path[i];
        }
        paths.add(path);
    }

    private int node(int parent, int token, int position) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        tokens[count] = token;
        positions[count] = position;
        children.put(key(parent, token), count);
        return count++;
    }

    private static Long key(int parent, int token) {
        return ((long) parent << Integer.SIZE) | Integer.toUnsignedLong(token);
    }

    /// Returns how many nodes [#add] would bring.
    public int fresh(int[] text) {
        int parent = -1;
        for (int i = 0; i < text.length; i++) {
            Integer known = children.get(key(parent, text[i]));
            if (known == null) {
                return text.length - i;
            }
            parent = known;
        }
        return 0;
    }

    /// Returns how many nodes there are: the tokens that a model has to read.
    public int size() {
        return count;
    }

    /// Returns how many texts there are.
    public int texts() {
        return paths.size();
    }

    /// Returns how many tokens a text has.
    public int length(int text) {
        return paths.get(text).length;
    }

    /// Returns the tokens of the longest text; 0 without texts.
    public int longest() {
        return paths.stream().mapToInt(path -> path.length).max().orElse(0);
    }

    /// Returns the node of a text's token.
    public int node(int text, int token) {
        return paths.get(text)[token];
    }

    /// Returns the token of a node.
    public int token(int node) {
        return tokens[node];
    }

    /// Returns the position of a node.
    public int position(int node) {
        return positions[node];
    }
}
