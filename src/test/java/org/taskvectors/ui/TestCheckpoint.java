package org.taskvectors.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Writes small safetensors files of Llama's shape for tests.
public final class TestCheckpoint {
    private TestCheckpoint() {}

    /// Two layers, 4 wide; weights from `seed`. Returns the file.
    public static Path llama(Path file, long seed) {
        return write(
                file,
                seed,
                "model.embed_tokens.weight:8x4",
                "model.layers.0.self_attn.q_proj.weight:4x4",
                "model.layers.0.mlp.down_proj.weight:4x8",
                "model.layers.0.input_layernorm.weight:4",
                "model.layers.1.self_attn.q_proj.weight:4x4",
                "model.layers.1.mlp.down_proj.weight:4x8",
                "model.layers.1.input_layernorm.weight:4",
                "model.norm.weight:4",
                "lm_head.weight:8x4");
    }

    /// float32 tensors, each given as `name:2x3`.
    public static Path write(Path file, long seed, String... tensors) {
        StringBuilder header = new StringBuilder("{");
        long at = 0;
        for (String tensor : tensors) {
            String[] parts = tensor.split(":");
            long elements = 1;
            for (String size : parts[1].split("x")) {
                elements *= Long.parseLong(size);
            }
            header.append(header.length() > 1 ? "," : "")
                    .append('"')
                    .append(parts[0])
                    .append("\":{\"dtype\":\"F32\",\"shape\":[")
                    .append(parts[1].replace('x', ','))
                    .append("],\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(at + 4 * elements)
                    .append("]}");
            at += 4 * elements;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(8 + json.length + at))
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        Random random = new Random(seed);
        while (bytes.hasRemaining()) {
            bytes.putFloat((float) random.nextGaussian());
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
