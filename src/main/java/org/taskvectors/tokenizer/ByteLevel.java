package org.taskvectors.tokenizer;

import java.util.Arrays;

/// The alphabet in which byte-level BPE spells bytes: printable ones of Latin-1 are their own
/// characters, the 68 others the characters from U+0100 on.
///
/// Source: `bytes_to_unicode` of OpenAI's GPT-2.
final class ByteLevel {
    private static final int BYTES = 256;

    private ByteLevel() {}

    /// Returns the character of each byte.
    static char[] characters() {
        char[] characters = new char[BYTES];
        int next = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean own =
                    (value >= '!' && value <= '~')
                            || (value >= 0xA1 && value <= 0xAC)
                            || (value >= 0xAE);
            characters[value] = (char) (own ? value : next++);
        }
        return characters;
    }

    /// Returns the byte of each character; -1 where it has none.
    static int[] bytes() {
        int[] bytes = new int[BYTES + 68];
        Arrays.fill(bytes, -1);
        char[] characters = characters();
        for (int value = 0; value < BYTES; value++) {
            bytes[characters[value]] = value;
        }
        return bytes;
    }
}
