package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.BitSet;
import org.taskvectors.file.Failure;

/// Holds the compiled rules by which SentencePiece normalises text to their form: the native
/// library walks them without looking whether they lead outside.
///
/// The form: the length of a double-array trie in 4 bytes, its units of 4 bytes each, then the
/// replacements, texts that end in a zero byte.
final class CharacterMap {
    private static final int ROOT_OFFSET_BITS = 10;

    private CharacterMap() {}

    /// Checks a map.
    ///
    /// @return bytes of the longest replacement, at least 1
    /// @throws Failure where the trie leads outside of itself or of the replacements
    static int longest(JsonNode map, Path file) throws Failure {
        try {
            byte[] bytes = map.isBinary() ? map.binaryValue() : decode(map.asText());
            if (bytes.length > 0 && !isSound(bytes)) {
                throw BoundedJson.malformed(file, "its rules of normalising are damaged");
            }
            return bytes.length > 0 ? longest(bytes) : 1;
        } catch (IOException | IllegalArgumentException e) {
            throw BoundedJson.malformed(file, "its rules of normalising cannot be read")
                    .causedBy(e);
        }
    }

    private static int longest(byte[] bytes) {
        int trie = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        int longest = 1;
        int length = 0;
        for (int at = 4 + trie; at < bytes.length; at++) {
            length = bytes[at] == 0 ? 0 : length + 1;
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }

    static boolean isSound(byte[] bytes) {
        if (bytes.length < 8) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int trie = buffer.getInt(0);
        if (trie <= 0 || trie % 4 != 0 || trie > bytes.length - 4) {
            return false;
        }
        IntBuffer units = buffer.slice(4, trie).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int texts = bytes.length - 4 - trie;
        return texts > 0 && bytes[bytes.length - 1] == 0 && leadsNowhereElse(units, texts);
    }

    /// Walks every way through the trie: each unit that can be reached is looked at once.
    private static boolean leadsNowhereElse(IntBuffer units, int texts) {
        int count = units.limit();
        BitSet seen = new BitSet(count);
        int[] open = new int[count];
        int left = 1;
        open[0] = 0;
        seen.set(0);
        while (left > 0) {
            left--;
            int at = open[left];
            int unit = units.get(at);
            int base = at ^ offset(unit);
            for (int value = 0; value < 256; value++) {
                int next = base ^ value;
                boolean leaf = value == 0;
                if (next < 0 || next >= count) {
                    return false;
                }
                int nextUnit = units.get(next);
                if (leaf) {
                    boolean hasLeaf = ((unit >>> 8) & 1) == 1;
                    if (hasLeaf && (nextUnit & 0x7FFFFFFF) >= texts) {
                        return false;
                    }
                } else if ((nextUnit & 0x800000FF) == value && !seen.get(next)) {
                    seen.set(next);
                    open[left] = next;
                    left++;
                }
            }
        }
        return true;
    }

    private static int offset(int unit) {
        return (unit >>> ROOT_OFFSET_BITS) << ((unit & (1 << 9)) >>> 6);
    }
}
