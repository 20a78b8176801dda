package org.taskvectors.extraction.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taskvectors.extraction.PrettyJson;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;

/// Carries the files around a model's weights from one folder to another.
final class Companions {
    static final String CONFIG = "config.json";
    private static final int LARGEST_CONFIG = 16 << 20;
    private static final int BLOCK = 1 << 20;

    private Companions() {}

    /// Copies a file as it is; its new name is the caller's to give.
    static void copy(Path from, AtomicFile to) throws Failure {
        try (ReadableFile file = ReadableFile.open(from);
                Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(BLOCK);
            for (long at = 0; at < file.size(); at += BLOCK) {
                MemorySegment part = block.asSlice(0, Math.min(BLOCK, file.size() - at));
                file.read(at, part);
                to.write(at, part);
            }
        }
    }

    /// Writes `from`, a config.json, without what it says of quantisation and with the dtype that
    /// the weights have now. Everything else stays.
    ///
    /// @throws Failure [SaveProblem#CONFIG_MALFORMED] where it is no JSON object
    static void configure(Path from, DType dtype, AtomicFile to) throws IOException {
        ObjectMapper json = new ObjectMapper();
        if (Files.size(from) > LARGEST_CONFIG) {
            throw malformed(from, "it is larger than any configuration is");
        }
        JsonNode root;
        try {
            root = json.readTree(Files.readAllBytes(from));
        } catch (JsonProcessingException e) {
            throw malformed(from, "it is not valid JSON: " + Shown.of(e.getOriginalMessage()));
        }
        if (!(root instanceof ObjectNode config)) {
            throw malformed(from, "it is not an object");
        }
        config.remove("quantization_config");
        // transformers 5 says dtype, earlier ones torch_dtype; where neither is there, float32 is
        // assumed.
        boolean saysEither = config.has("dtype") || config.has("torch_dtype");
        if (config.has("dtype")) {
            config.put("dtype", dtype.label());
        }
        if (config.has("torch_dtype") || !saysEither) {
            config.put("torch_dtype", dtype.label());
        }
        to.write(0, ByteBuffer.wrap(PrettyJson.bytes(config)));
    }

    private static Failure malformed(Path path, String why) {
        return Failure.of(
                SaveProblem.CONFIG_MALFORMED,
                path,
                "the configuration cannot be changed for the saved weights: " + why,
                "Repair it, or open the base's weights without it");
    }
}
