package org.taskvectors.checkpoint.open;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// Reads config.json as far as the program asks. A configuration that cannot be read harms nobody:
/// it becomes a note.
record ModelConfigReader(Formats formats) {
    private static final long LARGEST = 16 << 20;

    /// Python writes Infinity and NaN, and Mamba 2's configurations hold them.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    /// The configuration in `folder`, if there is one that can be read; what is wrong with it is
    /// added to `notes`.
    Optional<ModelConfig> read(Path folder, List<String> notes) {
        Path path = folder.resolve(FolderFiles.CONFIG);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(config(path));
        } catch (Failure e) {
            notes.add("config.json was left aside: " + e.what());
        } catch (JsonProcessingException e) {
            notes.add(
                    "config.json was left aside: it is not valid JSON ("
                            + Shown.of(e.getOriginalMessage())
                            + ")");
        } catch (IOException e) {
            notes.add("config.json was left aside: " + e.getMessage());
        }
        return Optional.empty();
    }

    private ModelConfig config(Path path) throws IOException {
        try (ReadableFile file = ReadableFile.open(path)) {
            FileKind kind = formats.recognise(file).kind();
            if (!kind.equals(OtherKind.JSON)) {
                throw formats.refusal(kind, file);
            }
            if (file.size() > LARGEST) {
                throw Failure.of(
                        OtherKind.JSON, path, "it is larger than any configuration is", "");
            }
            JsonNode root = JSON.readTree(new Utf8Reader(file, 0, file.size(), OtherKind.UNKNOWN));
            if (!root.isObject()) {
                throw Failure.of(OtherKind.JSON, path, "it is not an object", "");
            }
            return config(root);
        }
    }

    private static ModelConfig config(JsonNode root) {
        // Models that also see keep their language part's settings one level down.
        JsonNode language = root.path("text_config");
        return new ModelConfig(
                text(root.path("architectures").path(0)),
                text(root.path("model_type")),
                flag(root.path("tie_word_embeddings"))
                        .or(() -> flag(language.path("tie_word_embeddings"))),
                text(root.path("quantization_config").path("quant_method")),
                text(root.path("_name_or_path")),
                sizes(root.path("quantization_config").path("weight_block_size")));
    }

    /// A list of positive whole numbers; empty where it is anything else.
    private static List<Long> sizes(JsonNode node) {
        List<Long> sizes = new ArrayList<>();
        for (JsonNode size : node) {
            if (!node.isArray() || !size.isIntegralNumber() || !size.canConvertToLong()) {
                return List.of();
            }
            sizes.add(size.asLong());
        }
        return sizes.stream().allMatch(size -> size > 0) ? sizes : List.of();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank()
                ? Optional.of(node.asText())
                : Optional.empty();
    }

    private static Optional<Boolean> flag(JsonNode node) {
        return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
    }
}
