package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTrieTest {
    private static final List<int[]> TEXTS =
            List.of(
                    new int[] {7, 8, 9},
                    new int[] {7, 8},
                    new int[] {7, 9, 9},
                    new int[] {7, 8, 9},
                    new int[] {9});

    @Test
    void commonBeginningsAreThereOnce() {
        TokenTrie trie = TokenTrie.of(TEXTS);
        assertThat(trie.size()).isEqualTo(6);
        assertThat(trie.texts()).isEqualTo(5);
        assertThat(trie.longest()).isEqualTo(3);
        for (int text = 0; text < TEXTS.size(); text++) {
            int[] tokens = TEXTS.get(text);
            assertThat(trie.length(text)).isEqualTo(tokens.length);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(trie.token(trie.node(text, i))).isEqualTo(tokens[i]);
                assertThat(trie.position(trie.node(text, i))).isEqualTo(i);
            }
        }
        assertThat(trie.node(1, 1)).isEqualTo(trie.node(0, 1)).isEqualTo(trie.node(3, 1));
        // The same token after another one.
        assertThat(trie.node(2, 2)).isNotEqualTo(trie.node(0, 2)).isNotEqualTo(trie.node(2, 1));
        assertThat(trie.node(4, 0)).isNotEqualTo(trie.node(2, 1));
    }

    @Test
    void saysBeforeHowMuchATextBrings() {
        TokenTrie trie = new TokenTrie();
        for (int[] text : TEXTS) {
            int before = trie.size();
            int fresh = trie.fresh(text);
            assertThat(trie.size()).isEqualTo(before);
            trie.add(text);
            assertThat(trie.size()).isEqualTo(before + fresh);
        }
        assertThat(trie.fresh(new int[] {7, 8, 1, 1})).isEqualTo(2);
        assertThat(trie.fresh(new int[] {8, 8})).isEqualTo(2);
    }

    @Test
    void growsAsFarAsItMust() {
        int[] text = new int[1000];
        for (int i = 0; i < text.length; i++) {
            text[i] = i % 3;
        }
        TokenTrie trie = TokenTrie.of(List.of(text));
        assertThat(trie.size()).isEqualTo(1000);
        assertThat(trie.token(trie.node(0, 998))).isEqualTo(998 % 3);
        assertThat(trie.position(999)).isEqualTo(999);
    }

    @Test
    void eachTextGetsTheLogitsThatItWants() {
        TokenTrie trie = TokenTrie.of(TEXTS);
        WantedNodes wanted = new WantedNodes(trie, new int[] {2, 1, 0, 1, 1});
        assertThat(wanted.nodes())
                .containsExactly(trie.node(0, 1), trie.node(0, 2), trie.node(4, 0));
        assertThat(wanted.contains(trie.node(0, 0))).isFalse();
        List<String> taken = new ArrayList<>();
        for (int node : wanted.nodes()) {
            wanted.handOut(
                    node,
                    new float[] {node},
                    (text, token, logits) -> {
                        assertThat(logits).containsExactly(trie.node(text, token));
                        taken.add(text + "." + token);
                    });
        }
        assertThat(taken).containsExactly("0.1", "1.1", "0.2", "3.2", "4.0");
    }

    @Test
    void noMoreLogitsThanTokensAreWanted() {
        TokenTrie trie = TokenTrie.of(List.of(new int[] {1, 2}));
        for (int[] wanted : List.of(new int[] {3}, new int[] {-1}, new int[] {1, 1})) {
            assertThatThrownBy(() -> new WantedNodes(trie, wanted))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
