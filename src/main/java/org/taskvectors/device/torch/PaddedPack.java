package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Where the tokens of texts stand that are read at once: one after the other for products, and
/// text by text, padded to the longest, for the attention.
final class PaddedPack {
    private final List<int[]> texts;
    private final int longest;
    private final int tokens;

    /// @param texts each of at least one token
    PaddedPack(List<int[]> texts) {
        this.texts = List.copyOf(texts);
        this.longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
        this.tokens = texts.stream().mapToInt(text -> text.length).sum();
    }

    int size() {
        return texts.size();
    }

    int longest() {
        return longest;
    }

    int[] tokens() {
        return texts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    int[] positions() {
        return texts.stream().flatMapToInt(text -> IntStream.range(0, text.length)).toArray();
    }

    /// Returns which token stands at each place of texts × longest. Behind a text's end its last
    /// one stands, which nothing looks at.
    long[] pad() {
        long[] pad = new long[Math.multiplyExact(texts.size(), longest)];
        int first = 0;
        for (int i = 0; i < texts.size(); i++) {
            int length = texts.get(i).length;
            for (int j = 0; j < longest; j++) {
                pad[i * longest + j] = (long) first + Math.min(j, length - 1);
            }
            first += length;
        }
        return pad;
    }

    /// Returns the place of each token in texts × longest.
    long[] unpad() {
        long[] unpad = new long[tokens];
        int token = 0;
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < texts.get(i).length; j++) {
                unpad[token++] = (long) i * longest + j;
            }
        }
        return unpad;
    }

    /// Returns the number of each text's first token.
    List<Integer> starts() {
        List<Integer> starts = new ArrayList<>();
        int first = 0;
        for (int[] text : texts) {
            starts.add(first);
            first += text.length;
        }
        return starts;
    }
}
