package org.taskvectors.checkpoint.adapter;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// The JSON of an adapter's configuration. Its failures name the file and say in this program's own
/// words what is wrong with it.
final class ConfigJson {
    private static final long LARGEST = 16 << 20;

    /// Python writes NaN and Infinity, so they are read, and refused only where a number counts. A
    /// key that stands twice is refused: which of the two would count?
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private ConfigJson() {}

    /// Reads a configuration file.
    ///
    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED]
    static JsonNode read(Path path) throws Failure {
        if (Files.isDirectory(path)) {
            throw malformed(path, "it is a folder");
        }
        try (ReadableFile file = ReadableFile.open(path)) {
            if (file.size() > LARGEST) {
                throw malformed(path, "it is larger than any configuration is");
            }
            if (file.size() == 0) {
                throw malformed(path, "it is empty");
            }
            requireUtf8(file);
            return object(
                    path,
                    JSON.readTree(
                            new Utf8Reader(file, 0, file.size(), AdapterProblem.CONFIG_MALFORMED)));
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed(path, words(e)).causedBy(e);
        }
    }

    /// Reads a configuration that is a text in the metadata of a file.
    ///
    /// @param path the file, for failures
    /// @throws Failure [AdapterProblem#CONFIG_MALFORMED]
    static JsonNode read(Path path, String text) throws Failure {
        try {
            return object(path, JSON.readTree(text));
        } catch (IOException e) {
            throw malformed(path, "the configuration in its metadata: " + words(e)).causedBy(e);
        }
    }

    static Failure malformed(Path path, String what) {
        return Failure.of(
                AdapterProblem.CONFIG_MALFORMED,
                path,
                what,
                "Download the adapter's configuration again");
    }

    private static JsonNode object(Path path, JsonNode root) throws Failure {
        if (!root.isObject()) {
            throw malformed(path, "it is not a JSON object");
        }
        return root;
    }

    /// UTF-16 and UTF-32 begin with a byte order mark, or have zeros among the first bytes.
    private static void requireUtf8(ReadableFile file) throws Failure {
        byte[] first = new byte[(int) Math.min(4, file.size())];
        file.read(0, MemorySegment.ofArray(first));
        boolean wide = false;
        for (byte one : first) {
            wide |= one == 0;
        }
        if (first.length > 1) {
            int mark = Byte.toUnsignedInt(first[0]) << 8 | Byte.toUnsignedInt(first[1]);
            wide |= mark == 0xFEFF || mark == 0xFFFE;
            if (mark == 0xEFBB) {
                throw malformed(
                        file.path(),
                        "it begins with a byte order mark, and JSON is UTF-8 without one");
            }
        }
        if (wide) {
            throw malformed(
                    file.path(), "it is UTF-16 or UTF-32, or no text at all, and JSON is UTF-8");
        }
    }

    private static String words(IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return "it cannot be read";
        }
        JsonLocation place = json.getLocation();
        String where = place == null ? "" : " (line " + Math.max(1, place.getLineNr()) + ")";
        if (json instanceof StreamConstraintsException) {
            return "it is nested deeper, or a value in it is longer, than in any configuration"
                    + where;
        }
        Optional<String> twice = repeated(json.getOriginalMessage());
        return twice.isPresent()
                ? "the key " + Shown.of(twice.get()) + " stands twice in it" + where
                : "it is not valid JSON" + where;
    }

    /// Returns the key that stands twice, which the parser names in its message alone.
    private static Optional<String> repeated(String message) {
        for (String start : List.of("Duplicate field '", "Duplicate Object property \"")) {
            if (message.startsWith(start)) {
                String rest = message.substring(start.length());
                return Optional.of(rest.substring(0, Math.max(0, rest.length() - 1)));
            }
        }
        return Optional.empty();
    }
}
