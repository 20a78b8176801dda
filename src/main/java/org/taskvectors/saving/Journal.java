package org.taskvectors.saving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Utf8Reader;

/// What of an unfinished model is finished, in the folder where it is written.
///
/// @param key of the request; blank for one that nobody goes on with
/// @param what the request is, for people: `merge by TIES-Merging of sst2, mnli`
/// @param files the files of weights that are whole, and on disk
record Journal(String key, String what, List<Done> files) {
    /// Its name within the folder.
    static final String NAME = "journal.json";

    private static final int VERSION = 1;
    private static final long LARGEST = 1L << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A file of weights that is whole.
    ///
    /// @param number of the file, from 0
    /// @param bytes its size
    /// @param fingerprint of its tensors
    /// @param notFinite how many of its weights are NaN or infinite
    /// @param found what rode on its pass has found
    record Done(int number, long bytes, String fingerprint, long notFinite, String found) {}

    Journal {
        files = List.copyOf(files);
    }

    /// Returns the same with one more file.
    Journal with(Done done) {
        List<Done> all = new ArrayList<>(files);
        all.add(done);
        return new Journal(key, what, all);
    }

    /// Returns the same with these files alone.
    Journal withOnly(List<Done> some) {
        return new Journal(key, what, some);
    }

    /// Writes it in place of the one before.
    ///
    /// @throws Failure if that fails
    void write(Path folder) throws Failure {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("journal", VERSION);
        root.put("request", key);
        root.put("what", what);
        ArrayNode all = root.putArray("files");
        for (Done done : files) {
            ObjectNode node = all.addObject();
            node.put("number", done.number());
            node.put("bytes", done.bytes());
            node.put("fingerprint", done.fingerprint());
            node.put("not_finite", done.notFinite());
            node.put("found", done.found());
        }
        AtomicFile.write(folder.resolve(NAME), PrettyJson.bytes(root));
    }

    /// Reads the journal of a folder; empty if there is none that can be read.
    static Optional<Journal> read(Path folder) throws IOException {
        Path path = folder.resolve(NAME);
        if (!Files.isRegularFile(path) || Files.size(path) > LARGEST) {
            return Optional.empty();
        }
        try (ReadableFile file = ReadableFile.open(path)) {
            JsonNode root =
                    JSON.readTree(
                            new Utf8Reader(file, 0, file.size(), SaveProblem.JOURNAL_DAMAGED));
            if (root.path("journal").asInt() != VERSION || !root.path("request").isTextual()) {
                return Optional.empty();
            }
            List<Done> files = new ArrayList<>();
            for (JsonNode node : root.path("files")) {
                files.add(
                        new Done(
                                node.path("number").asInt(-1),
                                node.path("bytes").asLong(-1),
                                node.path("fingerprint").asText(),
                                node.path("not_finite").asLong(),
                                node.path("found").asText()));
            }
            return Optional.of(
                    new Journal(root.path("request").asText(), root.path("what").asText(), files));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
