package org.taskvectors.inference.gradient;

import java.util.List;

/// Texts that are read at once, without padding.
///
/// @param texts their tokens, each at least two
/// @param learned for each text, which of its tokens are answers: the loss is −log p of these, each
///   given the tokens before it; never the first. At least one in the pack
public record Pack(List<int[]> texts, List<boolean[]> learned) {
    public Pack {
        texts = List.copyOf(texts);
        learned = List.copyOf(learned);
        boolean isAny = false;
        for (int i = 0; i < texts.size(); i++) {
            boolean[] mask = learned.get(i);
            if (mask.length != texts.get(i).length || mask.length == 0 || mask[0]) {
                throw new IllegalArgumentException("text " + i + " has no fitting mask");
            }
            for (boolean one : mask) {
                isAny |= one;
            }
        }
        if (!isAny || texts.size() != learned.size()) {
            throw new IllegalArgumentException("nothing is learned");
        }
    }

    /// Returns how many tokens are read.
    public int tokens() {
        return texts.stream().mapToInt(text -> text.length).sum();
    }

    /// Returns how many tokens are answers.
    public int answers() {
        int answers = 0;
        for (boolean[] mask : learned) {
            for (boolean one : mask) {
                answers += one ? 1 : 0;
            }
        }
        return answers;
    }
}
