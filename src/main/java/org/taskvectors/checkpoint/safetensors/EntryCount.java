package org.taskvectors.checkpoint.safetensors;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Counts the tensors of a long header without parsing it: each has the key `"data_offsets"` once,
/// and within a text a quote would be escaped. A header that writes the key in another way is
/// counted when it is parsed.
final class EntryCount {
    private static final byte[] KEY = "\"data_offsets\"".getBytes(StandardCharsets.US_ASCII);

    /// The shortest entry: `"a":{"dtype":"I8","shape":[],"data_offsets":[0,0]}`.
    private static final int SHORTEST = 45;

    private static final int CHUNK = 1 << 20;

    private EntryCount() {}

    /// @param end the byte behind the header
    /// @throws Failure if there are too many
    static void require(ReadableFile file, long end) throws Failure {
        if (end / SHORTEST <= TensorCount.MOST) {
            return;
        }
        byte[] bytes = new byte[CHUNK];
        long count = 0;
        int matched = 0;
        for (long at = SafetensorsHeader.LENGTH_BYTES; at < end; at += CHUNK) {
            int some = (int) Math.min(CHUNK, end - at);
            file.read(at, MemorySegment.ofArray(bytes).asSlice(0, some));
            for (int i = 0; i < some; i++) {
                // The key begins with a quote and has none but at its end, so that after a byte
                // that does not fit only that byte can begin it again.
                matched = bytes[i] == KEY[matched] ? matched + 1 : bytes[i] == KEY[0] ? 1 : 0;
                if (matched == KEY.length) {
                    count++;
                    matched = 0;
                }
            }
        }
        TensorCount.require(file.path(), count, true);
    }
}
