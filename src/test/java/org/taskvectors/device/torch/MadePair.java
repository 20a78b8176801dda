package org.taskvectors.device.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;

/// A small pair of checkpoints with all that a device meets: several units of one tensor, tensors
/// shorter than a leaf, every dtype that it computes with and one that it does not, and numbers
/// that are not finite.
record MadePair(Path base, Path tuned) {
    static MadePair in(Path folder) throws IOException {
        MadePair pair =
                new MadePair(
                        folder.resolve("base.safetensors"), folder.resolve("tuned.safetensors"));
        write(pair.base, 1, DType.BF16, DType.F16);
        write(pair.tuned, 2, DType.BF16, DType.F32);
        return pair;
    }

    private static void write(Path file, long seed, DType usual, DType other) throws IOException {
        List<Tensor> tensors =
                List.of(
                        new Tensor("model.embed_tokens.weight", usual, Shape.of(1700, 1001)),
                        new Tensor("model.layers.0.a.weight", usual, Shape.of(1023)),
                        new Tensor("model.layers.0.b.weight", other, Shape.of(700, 1023)),
                        new Tensor("model.layers.0.c.weight", DType.F32, Shape.of(777)),
                        new Tensor("model.layers.1.a.weight", usual, Shape.of(1023)),
                        new Tensor("model.layers.1.b.weight", DType.F64, Shape.of(33, 100)),
                        new Tensor("model.norm.weight", usual, Shape.of(1)));
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of());
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined();
                FileChannel out =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(layout.header()), 0);
            for (int i = 0; i < tensors.size(); i++) {
                MemorySegment bytes = weights(arena, tensors.get(i), random);
                out.write(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN), layout.offset(i));
            }
        }
        if (Files.size(file) != layout.fileSize()) {
            throw new IllegalStateException(file + " is not whole");
        }
    }

    private static MemorySegment weights(Arena arena, Tensor tensor, SplittableRandom random) {
        int count = (int) tensor.elements();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(5) == 0 ? 0 : (random.nextDouble() - 0.5) * 0.04;
        }
        if (tensor.name().equals("model.layers.1.a.weight")) {
            values[7] = Double.NaN;
            values[900] = Double.NEGATIVE_INFINITY;
        }
        MemorySegment bytes = arena.allocate(tensor.bytes(), ValueLayout.JAVA_LONG.byteSize());
        Numbers.encode(values, count, tensor.dtype(), bytes);
        return bytes;
    }
}
