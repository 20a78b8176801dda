package org.taskvectors.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafePatternTest {
    /// GPT-2, Llama 3, Qwen 2, Mistral's Tekken, o200k, DeepSeek, StarCoder's digits, Cl100k with
    /// possessive parts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|"
                        + " ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
                        + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
                        + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
                        + "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
                        + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}|"
                        + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "\\s?[A-Za-zµÀ-ÖØ-öø-ƺ]+",
                "\\s?[!-/:-~！-／：-～‘-‟　-。]+",
                "\\s+$",
                "[一-龥ࠀ-一가-퟿]+",
                "[\r\n]",
                "\\p{N}{1,3}",
                "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}|"
                        + " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
                " ?[^(\\s|.,!?…。，、।۔،)]+",
                "[\\p{P}\\p{S}]",
                "(?=(\\d{3})+(?!\\d))?a",
                " {2,}"
            })
    void patternsInUseAreSafe(String pattern) {
        // A look-ahead of unbounded length is the one of them that is not allowed.
        assertThat(SafePattern.isSafe(pattern)).isEqualTo(!pattern.startsWith("(?="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(a+)+$",
                "(?:a|a)*b",
                "(a|aa)+$",
                "a*a*b",
                "a*(?:a*b)",
                "(?:a*a*)b",
                "(?:a*b?)*c",
                "(x+x+)+y",
                "(.*)\\1",
                "\\k<name>",
                "(?<name>a)",
                "(?:a?){40}b",
                "(?:a?b?c?){20}d",
                "(a{0,60}){0,60}b",
                "(?>a+)+",
                "(?#comment)a",
                "(",
                "[a",
                "a{",
                "a)",
                "\\",
                "\\p{L",
                "*a",
                "(?R)",
                "\\g<0>",
                "(?=a*)b"
            })
    void patternsThatMayBlowUpOrAreNotUnderstoodAreNot(String pattern) {
        assertThat(SafePattern.isSafe(pattern)).isFalse();
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThat(SafePattern.isSafe("(".repeat(10_000) + ")".repeat(10_000))).isFalse();
        assertThat(SafePattern.isSafe("[".repeat(10_000) + "]".repeat(10_000))).isFalse();
        assertThat(SafePattern.isSafe("a".repeat(20_000))).isFalse();
    }
}
