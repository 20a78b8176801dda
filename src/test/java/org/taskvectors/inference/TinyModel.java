package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// Llama models of three layers, and vectors of them, of random numbers; the tokenizer is the
/// sample's.
final class TinyModel {
    static final int LAYERS = 3;
    static final long WIDTH = 64;
    static final long VOCABULARY = 300;

    private static final Path SAMPLE = Path.of("assets", "sample", "base");

    private final Random random;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<byte[]> numbers = new ArrayList<>();

    TinyModel(long seed) {
        random = new Random(seed);
    }

    static String in(int layer, String module) {
        return "model.layers." + layer + "." + module + ".weight";
    }

    /// Adds a tensor of normally distributed numbers.
    TinyModel tensor(String name, DType dtype, double deviation, long... sizes) {
        Tensor tensor = new Tensor(name, dtype, Shape.of(sizes));
        float[] values = new float[(int) tensor.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return tensor(tensor, values);
    }

    /// Adds a tensor of these numbers, each rounded.
    TinyModel tensor(Tensor tensor, float[] values) {
        byte[] bytes = new byte[(int) tensor.bytes()];
        Numbers.encode(values, values.length, tensor.dtype(), MemorySegment.ofArray(bytes));
        tensors.add(tensor);
        numbers.add(bytes);
        return this;
    }

    /// Takes a tensor out again.
    TinyModel without(String name) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(name)) {
                tensors.remove(i);
                numbers.remove(i);
                return this;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /// Adds the matrices and norms of the layers.
    TinyModel layers(DType dtype, double deviation) {
        for (int layer = 0; layer < LAYERS; layer++) {
            tensor(in(layer, "input_layernorm"), dtype, deviation, WIDTH);
            tensor(in(layer, "self_attn.q_proj"), dtype, deviation, WIDTH, WIDTH);
            tensor(in(layer, "self_attn.k_proj"), dtype, deviation, WIDTH / 2, WIDTH);
            tensor(in(layer, "self_attn.v_proj"), dtype, deviation, WIDTH / 2, WIDTH);
            tensor(in(layer, "self_attn.o_proj"), dtype, deviation, WIDTH, WIDTH);
            tensor(in(layer, "post_attention_layernorm"), dtype, deviation, WIDTH);
            tensor(in(layer, "mlp.gate_proj"), dtype, deviation, 96, WIDTH);
            tensor(in(layer, "mlp.up_proj"), dtype, deviation, 96, WIDTH);
            tensor(in(layer, "mlp.down_proj"), dtype, deviation, WIDTH, 96);
        }
        return tensor("model.norm.weight", dtype, deviation, WIDTH);
    }

    /// Adds the layers' matrices as float8 with a scale each.
    TinyModel float8Layers() {
        for (int layer = 0; layer < LAYERS; layer++) {
            tensor(in(layer, "input_layernorm"), DType.BF16, 1, WIDTH);
            float8(in(layer, "self_attn.q_proj"), WIDTH, WIDTH);
            float8(in(layer, "self_attn.k_proj"), WIDTH / 2, WIDTH);
            float8(in(layer, "self_attn.v_proj"), WIDTH / 2, WIDTH);
            float8(in(layer, "self_attn.o_proj"), WIDTH, WIDTH);
            tensor(in(layer, "post_attention_layernorm"), DType.BF16, 1, WIDTH);
            float8(in(layer, "mlp.gate_proj"), 96, WIDTH);
            float8(in(layer, "mlp.up_proj"), 96, WIDTH);
            float8(in(layer, "mlp.down_proj"), WIDTH, 96);
        }
        return tensor("model.norm.weight", DType.BF16, 1, WIDTH);
    }

    private void float8(String name, long rows, long columns) {
        tensor(name, DType.F8_E4M3, 20, rows, columns);
        tensor(
                new Tensor(name + "_scale", DType.F32, Shape.of(rows, 1)),
                filled((int) rows, 0.0013f));
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value + i * 1e-5f;
        }
        return values;
    }

    TinyModel embedding(DType dtype, double deviation, long rows) {
        return tensor("model.embed_tokens.weight", dtype, deviation, rows, WIDTH);
    }

    TinyModel head(DType dtype, double deviation, long rows) {
        return tensor("lm_head.weight", dtype, deviation, rows, WIDTH);
    }

    /// Adds a module's two factors as PEFT names them, and the lengths of its rows for DoRA.
    TinyModel factors(String module, long inputs, long outputs, boolean isDora) {
        String name = "base_model.model.model.layers." + module;
        tensor(name + ".lora_A.weight", DType.F32, 0.1, 4, inputs);
        tensor(name + ".lora_B.weight", DType.F32, 0.1, outputs, 4);
        if (isDora) {
            tensor(name + ".lora_magnitude_vector", DType.F32, 1, outputs);
        }
        return this;
    }

    Path write(Path file) throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (int i = 0; i < tensors.size(); i++) {
            bytes.put((int) layout.offset(i), numbers.get(i));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.write(file, bytes.array());
    }

    /// Writes it as a folder that runs.
    Path model(Path folder, boolean isTied) throws IOException {
        write(folder.resolve("model.safetensors"));
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(SAMPLE.resolve(name), folder.resolve(name));
        }
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64,
                "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4,
                "num_key_value_heads": 2, "vocab_size": 300, "max_position_embeddings": 128,
                "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "hidden_act": "silu",
                "tie_word_embeddings": %s}
                """
                        .formatted(isTied));
        return folder;
    }

    /// Writes it as PEFT's folder.
    Path adapter(Path folder, boolean isDora) throws IOException {
        write(folder.resolve("adapter_model.safetensors"));
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":4,\"lora_alpha\":8,\"use_dora\":" + isDora + "}");
        return folder;
    }
}
