package org.taskvectors.checkpoint.quantized;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.Shape;

/// The state of a bitsandbytes tensor: JSON in a tensor of bytes beside it
/// (`QuantState.as_dict(packed=True)`, bitsandbytes 0.50). Its `dtype`, the one that weights are
/// computed in, plays no part in the numbers.
///
/// @param type the table of the codes
/// @param blockSize weights that share a scale
/// @param shape of the weights
/// @param nested how the scales are quantised; empty if they are not
record FourBitState(FourBitType type, int blockSize, Shape shape, Optional<Nested> nested) {
    /// @param blockSize scales that share a scale
    /// @param offset the number that is added to all scales
    record Nested(int blockSize, float offset) {}

    /// Thrown for a state that bitsandbytes never writes.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean isType;

        private Malformed(String what, boolean isType) {
            super(what);
            this.isType = isType;
        }

        /// Whether the state is valid but for a type that is not known here.
        boolean isUnknownType() {
            return isType;
        }
    }

    /// The longest state, in bytes.
    static final int LONGEST = 1 << 16;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final int HIGHEST_RANK = 8;

    private static final Set<Integer> BLOCK_SIZES = Set.of(32, 64, 128, 256, 512, 1024, 2048, 4096);

    static FourBitState parse(byte[] json) throws Malformed {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw malformed("its state is not JSON (" + Shown.of(e.getOriginalMessage()) + ")");
        } catch (IOException e) {
            throw malformed("its state is not JSON in UTF-8");
        }
        if (root == null || !root.isObject()) {
            throw malformed("its state is not a JSON object");
        }
        String word = root.path("quant_type").asText();
        Optional<FourBitType> type = FourBitType.of(word);
        if (type.isEmpty()) {
            throw new Malformed(
                    "its quant_type is \"" + Shown.of(word) + "\", not nf4 or fp4", true);
        }
        return new FourBitState(
                type.get(), blockSize(root, "blocksize"), shape(root.path("shape")), nested(root));
    }

    private static Optional<Nested> nested(JsonNode root) throws Malformed {
        if (!root.has("nested_blocksize") && !root.has("nested_offset")) {
            return Optional.empty();
        }
        JsonNode offset = root.path("nested_offset");
        if (!offset.isNumber() || !Float.isFinite((float) offset.asDouble())) {
            throw malformed("its nested_offset is no number: " + Shown.of(offset.toString()));
        }
        return Optional.of(
                new Nested(blockSize(root, "nested_blocksize"), (float) offset.asDouble()));
    }

    private static int blockSize(JsonNode root, String key) throws Malformed {
        JsonNode size = root.path(key);
        if (!size.isInt() || !BLOCK_SIZES.contains(size.asInt())) {
            throw malformed(
                    "its "
                            + key
                            + " is none that bitsandbytes has: "
                            + Shown.of(size.isMissingNode() ? "absent" : size.toString()));
        }
        return size.asInt();
    }

    private static Shape shape(JsonNode shape) throws Malformed {
        if (!shape.isArray() || shape.size() > HIGHEST_RANK) {
            throw malformed("its shape is not a list of sizes: " + Shown.of(shape.toString()));
        }
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (!shape.get(i).canConvertToLong() || !shape.get(i).isIntegralNumber()) {
                throw malformed("its shape has a size that is no whole number");
            }
            sizes[i] = shape.get(i).asLong();
        }
        try {
            return Shape.of(sizes);
        } catch (ArithmeticException e) {
            throw malformed(
                    "its shape has a size that no tensor has: " + Shown.of(shape.toString()));
        }
    }

    private static Malformed malformed(String what) {
        return new Malformed(what, false);
    }
}
