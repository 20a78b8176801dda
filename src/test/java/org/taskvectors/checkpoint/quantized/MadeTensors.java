package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A safetensors file that a test makes tensor by tensor.
final class MadeTensors {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, byte[]> bytes = new LinkedHashMap<>();

    MadeTensors put(String name, DType dtype, Shape shape, byte[] values) {
        tensors.put(name, new Tensor(name, dtype, shape));
        bytes.put(name, values);
        return this;
    }

    /// A tensor of zeros.
    MadeTensors zeros(String name, DType dtype, long... shape) {
        Tensor tensor = new Tensor(name, dtype, Shape.of(shape));
        return put(name, dtype, tensor.shape(), new byte[(int) tensor.bytes()]);
    }

    MadeTensors floats(String name, float... values) {
        return put(name, DType.F32, Shape.of(values.length), bytes(values));
    }

    MadeTensors text(String name, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return put(name, DType.U8, Shape.of(utf8.length), utf8);
    }

    MadeTensors without(String name) {
        tensors.remove(name);
        bytes.remove(name);
        return this;
    }

    static byte[] bytes(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    Path write(Path path) throws IOException {
        return write(path, new ArrayList<>(tensors.keySet()));
    }

    /// Writes some of the tensors.
    Path write(Path path, List<String> names) throws IOException {
        SafetensorsLayout layout =
                SafetensorsLayout.of(names.stream().map(tensors::get).toList(), Map.of());
        byte[] file = new byte[(int) layout.fileSize()];
        System.arraycopy(layout.header(), 0, file, 0, layout.header().length);
        for (int i = 0; i < names.size(); i++) {
            byte[] values = bytes.get(names.get(i));
            System.arraycopy(values, 0, file, (int) layout.offset(i), values.length);
        }
        Files.createDirectories(path.getParent());
        return Files.write(path, file);
    }

    /// A right NF4 tensor `q.weight` of 3 × 50 weights in blocks of 64: every code once and again,
    /// scales 1, 2, 3.
    static MadeTensors nf4() {
        byte[] packed = new byte[75];
        for (int i = 0; i < packed.length; i++) {
            packed[i] = (byte) (16 * (2 * i % 16) + (2 * i + 1) % 16);
        }
        return new MadeTensors()
                .put("q.weight", DType.U8, Shape.of(75, 1), packed)
                .floats("q.weight.absmax", 1, 2, 3)
                .floats("q.weight.quant_map", table(FourBitType.NF4))
                .text("q.weight.quant_state.bitsandbytes__nf4", state("nf4", 64, "[3, 50]"));
    }

    /// The same with scales that are quantised: codes 0, 1, 2 of a table that gives 0, 0.5, 1,
    /// times 2, plus 1.
    static MadeTensors nested() {
        float[] map = new float[256];
        for (int i = 0; i < map.length; i++) {
            map[i] = i / 2f;
        }
        return nf4().put("q.weight.absmax", DType.U8, Shape.of(3), new byte[] {0, 1, 2})
                .floats("q.weight.nested_absmax", 2)
                .floats("q.weight.nested_quant_map", map)
                .text(
                        "q.weight.quant_state.bitsandbytes__nf4",
                        state("nf4", 64, "[3, 50]")
                                .replace(
                                        "}",
                                        ", \"nested_blocksize\": 256, \"nested_offset\": 1.0}"));
    }

    static float[] table(FourBitType type) {
        float[] table = new float[16];
        for (int code = 0; code < 16; code++) {
            table[code] = type.number(code);
        }
        return table;
    }

    static String state(String type, int blockSize, String shape) {
        return "{\"quant_type\": \""
                + type
                + "\", \"blocksize\": "
                + blockSize
                + ", \"dtype\": \"bfloat16\", \"shape\": "
                + shape
                + "}";
    }
}
