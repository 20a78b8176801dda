package org.taskvectors.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Reads the files that belong to a tokenizer, whole and with a limit.
final class TokenizerFile {
    /// The largest tokenizer.json that is read, in bytes; those of 256,000 tokens with their merges
    /// have about 35 MB.
    static final long LARGEST = 128L << 20;

    /// The largest file of settings, in bytes; some describe thousands of reserved tokens.
    static final long LARGEST_SETTINGS = 16L << 20;

    private TokenizerFile() {}

    /// Returns the bytes of a file.
    ///
    /// @throws Failure [TokenizerProblem#TOO_LARGE] where it has more than `largest` bytes
    static byte[] bytes(Path path, long largest) throws Failure {
        try (ReadableFile file = ReadableFile.open(path)) {
            if (file.size() > largest) {
                throw Failure.of(
                        TokenizerProblem.TOO_LARGE,
                        path,
                        String.format(
                                Locale.ROOT,
                                "it has %,d bytes; no tokenizer's file of this name has more than"
                                        + " %,d",
                                file.size(),
                                largest),
                        "The file is damaged, or no tokenizer's; download the model again");
            }
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, MemorySegment.ofArray(bytes));
            return bytes;
        }
    }

    /// Returns the text of a file, decoded strictly.
    static String text(Path path, long largest) throws Failure {
        byte[] bytes = bytes(path, largest);
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Failure.of(
                            TokenizerProblem.NOT_UTF8,
                            path,
                            "it is not UTF-8 text",
                            "The file is damaged; download or save it again")
                    .causedBy(e);
        }
    }

    /// Returns the object in a JSON file of settings; empty where there is no such file.
    static Optional<ObjectNode> settings(Path path) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        return Optional.of(
                BoundedJson.object(new StringReader(text(path, LARGEST_SETTINGS)), path));
    }
}
