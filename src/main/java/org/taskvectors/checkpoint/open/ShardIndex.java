package org.taskvectors.checkpoint.open;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// `model.safetensors.index.json`: which tensor is in which shard. Source: transformers,
/// `modeling_utils.py`, `save_pretrained`.
final class ShardIndex {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    private final Path path;
    private final Map<String, String> shards;
    private final OptionalLong totalSize;

    private ShardIndex(Path path, Map<String, String> shards, OptionalLong totalSize) {
        this.path = path;
        this.shards = shards;
        this.totalSize = totalSize;
    }

    /// @throws Failure if the file is no index, or if a shard's name leads out of its folder
    static ShardIndex read(Path path, Formats formats) throws Failure {
        try (ReadableFile file = ReadableFile.open(HubCache.resolved(path))) {
            FileKind kind = formats.recognise(file).kind();
            if (!kind.equals(OtherKind.JSON)) {
                throw formats.refusal(kind, file);
            }
            Reading reading = new Reading(path);
            try (Utf8Reader text =
                            new Utf8Reader(
                                    file, 0, file.size(), CheckpointProblem.INDEX_MALFORMED);
                    JsonParser json = FACTORY.createParser(text)) {
                reading.document(json);
            }
            ShardIndex index = new ShardIndex(path, reading.shards, reading.totalSize);
            index.requireInside();
            return index;
        } catch (Failure e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw malformed(path, "this is not valid JSON: " + Shown.of(e.getOriginalMessage()))
                    .at(place(e.getLocation()))
                    .causedBy(e);
        } catch (IOException e) {
            throw malformed(path, "this cannot be read: " + e.getMessage()).causedBy(e);
        }
    }

    /// Returns the names of the shards, in their order.
    List<String> shardNames() {
        return List.copyOf(new TreeSet<>(shards.values()));
    }

    /// Returns the shard of a tensor; empty if the index does not list it.
    Optional<String> shard(String tensor) {
        return Optional.ofNullable(shards.get(tensor));
    }

    /// @param paths the shards' paths, in the order of [#shardNames]
    /// @throws Failure if a tensor is not in the shard that the index names
    void requireTensors(List<Path> paths, List<WeightsFile> files) throws Failure {
        Map<String, WeightsFile> byName = new HashMap<>();
        List<String> names = shardNames();
        for (int i = 0; i < paths.size(); i++) {
            byName.put(names.get(i), files.get(i));
        }
        for (Map.Entry<String, String> entry : shards.entrySet()) {
            WeightsFile file = byName.get(entry.getValue());
            if (file == null || file.tensor(entry.getKey()).isEmpty()) {
                throw Failure.of(
                                CheckpointProblem.INDEXED_TENSOR_ABSENT,
                                path,
                                "the index says that it is in "
                                        + Shown.of(entry.getValue())
                                        + ", and it is not",
                                "Index and shards are not of one version; download both again")
                        .at("tensor " + Shown.of(entry.getKey()));
            }
        }
    }

    /// Adds notes about differences from the index that are no errors.
    ///
    /// @param tensors the tensors that were found
    /// @param repeated how many are also in another shard than the index says
    /// @param unlisted how many are in a shard and not in the index
    void noteDifferences(List<Tensor> tensors, int repeated, int unlisted, List<String> notes) {
        long bytes = tensors.stream().mapToLong(Tensor::bytes).sum();
        if (totalSize.isPresent() && totalSize.getAsLong() != bytes) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "the index gives a total_size of %,d bytes, the tensors have %,d",
                            totalSize.getAsLong(),
                            bytes));
        }
        if (repeated > 0) {
            notes.add(
                    repeated
                            + " tensors stand in a second shard too; the index says which one"
                            + " counts");
        }
        if (unlisted > 0) {
            notes.add(unlisted + " tensors are in the shards and not in the index; they count");
        }
    }

    private void requireInside() throws Failure {
        for (String shard : new TreeSet<>(shards.values())) {
            if (leadsOut(shard)) {
                throw Failure.of(
                                CheckpointProblem.SHARD_OUTSIDE,
                                path,
                                "the index names a shard that is not in this folder: "
                                        + Shown.of(shard),
                                "Do not trust this index; get the model from its source")
                        .at("weight_map");
            }
        }
    }

    private static boolean leadsOut(String shard) {
        if (shard.isEmpty() || shard.contains("\\") || shard.contains(":")) {
            return true;
        }
        try {
            Path relative = Path.of(shard);
            if (relative.isAbsolute() || shard.startsWith("/")) {
                return true;
            }
            for (Path part : relative) {
                String name = part.toString();
                if (name.equals("..") || name.equals(".") || name.isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (InvalidPathException e) {
            return true;
        }
    }

    /// Returns a location as messages name it; the parser gives none if a limit was exceeded.
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "index" : "line " + location.getLineNr();
    }

    private static Failure malformed(Path path, String what) {
        return Failure.of(
                CheckpointProblem.INDEX_MALFORMED, path, what, "Download the index again");
    }

    /// The state of reading one index.
    private static final class Reading {
        private final Path path;
        private final Map<String, String> shards = new LinkedHashMap<>();
        private OptionalLong totalSize = OptionalLong.empty();

        Reading(Path path) {
            this.path = path;
        }

        void document(JsonParser json) throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(path, "this is not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "weight_map" -> weightMap(json);
                    case "metadata" -> metadata(json);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw malformed(path, "something follows the closing }");
            }
            if (shards.isEmpty()) {
                throw malformed(path, "it has no weight_map, or an empty one");
            }
        }

        private void weightMap(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw malformed(path, "its weight_map is not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String tensor = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw malformed(path, "the shard of a tensor is not a string")
                            .at("tensor " + Shown.of(tensor));
                }
                shards.put(tensor, json.getText());
                TensorCount.require(path, shards.size(), false);
            }
        }

        private void metadata(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                if (key.equals("total_size") && value != null && value.isNumeric()) {
                    totalSize = OptionalLong.of((long) json.getDoubleValue());
                    if (value == JsonToken.VALUE_NUMBER_INT
                            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                        totalSize = OptionalLong.of(json.getLongValue());
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
    }
}
