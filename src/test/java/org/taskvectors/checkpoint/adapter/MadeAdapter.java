package org.taskvectors.checkpoint.adapter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A small safetensors file whose tensors of float32 count up from 1: element i is i + 1.
final class MadeAdapter {
    private final List<Tensor> tensors = new ArrayList<>();

    MadeAdapter tensor(String name, long... sizes) {
        return tensor(name, DType.F32, sizes);
    }

    MadeAdapter tensor(String name, DType dtype, long... sizes) {
        tensors.add(new Tensor(name, dtype, Shape.of(sizes)));
        return this;
    }

    /// Adds the two factors of a module as PEFT names them.
    MadeAdapter factors(String module, int rank, long inputs, long outputs) {
        return tensor("base_model.model." + module + ".lora_A.weight", rank, inputs)
                .tensor("base_model.model." + module + ".lora_B.weight", outputs, rank);
    }

    Path write(Path path) throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("format", "pt"));
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (int t = 0; t < tensors.size(); t++) {
            for (int i = 0; i < tensors.get(t).elements(); i++) {
                if (tensors.get(t).dtype() == DType.F32) {
                    bytes.putFloat((int) layout.offset(t) + 4 * i, i + 1);
                }
            }
        }
        Files.createDirectories(path.toAbsolutePath().getParent());
        return Files.write(path, bytes.array());
    }

    /// Writes it as PEFT's folder.
    ///
    /// @param config what the configuration says beside LoRA, rank 2 and alpha 4
    Path folder(Path folder, String config) throws IOException {
        write(folder.resolve("adapter_model.safetensors"));
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4" + config + "}");
        return folder;
    }
}
