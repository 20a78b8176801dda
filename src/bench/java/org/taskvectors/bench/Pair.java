package org.taskvectors.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A pair of bfloat16 checkpoints of Llama's shape, made of random numbers: weights of standard
/// deviation 0.02, a change of 0.001.
public record Pair(Path base, Path tuned) {
    private static final long ELEMENTS = 1L << 29;
    private static final int SMALLER_LAYERS = 2;
    private static final int WIDTH = 2048;
    private static final int INNER = 5632;
    private static final int KEYS = 512;
    private static final int LAYERS = 10;

    /// The pair of 1 GiB each in `folder`, made there if it is not yet.
    static Pair in(Path folder) throws IOException {
        return in(folder, ELEMENTS, LAYERS);
    }

    /// The same of a quarter of the size.
    public static Pair smallerIn(Path folder) throws IOException {
        return in(folder, ELEMENTS / 4, SMALLER_LAYERS);
    }

    private static Pair in(Path folder, long elements, int layers) throws IOException {
        Files.createDirectories(folder);
        Pair pair =
                new Pair(folder.resolve("base.safetensors"), folder.resolve("tuned.safetensors"));
        SafetensorsLayout layout =
                SafetensorsLayout.of(tensors(elements, layers), Map.of("format", "pt"));
        if (!isWhole(pair.base, layout) || !isWhole(pair.tuned, layout)) {
            pair.make(layout);
        }
        return pair;
    }

    private static boolean isWhole(Path file, SafetensorsLayout layout) throws IOException {
        return Files.exists(file) && Files.size(file) == layout.fileSize();
    }

    private static List<Tensor> tensors(long elements, int layers) {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.add(tensor(prefix + "input_layernorm.weight", WIDTH));
            tensors.add(tensor(prefix + "mlp.down_proj.weight", WIDTH, INNER));
            tensors.add(tensor(prefix + "mlp.gate_proj.weight", INNER, WIDTH));
            tensors.add(tensor(prefix + "mlp.up_proj.weight", INNER, WIDTH));
            tensors.add(tensor(prefix + "post_attention_layernorm.weight", WIDTH));
            tensors.add(tensor(prefix + "self_attn.k_proj.weight", KEYS, WIDTH));
            tensors.add(tensor(prefix + "self_attn.o_proj.weight", WIDTH, WIDTH));
            tensors.add(tensor(prefix + "self_attn.q_proj.weight", WIDTH, WIDTH));
            tensors.add(tensor(prefix + "self_attn.v_proj.weight", KEYS, WIDTH));
        }
        tensors.add(tensor("model.norm.weight", WIDTH));
        long rest = elements - tensors.stream().mapToLong(Tensor::elements).sum();
        tensors.addFirst(tensor("model.embed_tokens.weight", rest / WIDTH, WIDTH));
        return tensors;
    }

    private static Tensor tensor(String name, long... sizes) {
        return new Tensor(name, DType.BF16, Shape.of(sizes));
    }

    private void make(SafetensorsLayout layout) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer a = ByteBuffer.allocateDirect(8 << 20).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer b = ByteBuffer.allocateDirect(8 << 20).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel from = create(base, layout);
                FileChannel to = create(tuned, layout)) {
            long left = layout.fileSize() - layout.header().length;
            while (left > 0) {
                int bytes = (int) Math.min(left, a.capacity());
                a.clear().limit(bytes);
                b.clear().limit(bytes);
                while (a.hasRemaining()) {
                    float weight = (float) (random.nextGaussian() * 0.02);
                    a.putShort(bfloat16(weight));
                    b.putShort(bfloat16(weight + (float) (random.nextGaussian() * 0.001)));
                }
                from.write(a.flip());
                to.write(b.flip());
                left -= bytes;
            }
        }
    }

    private static FileChannel create(Path file, SafetensorsLayout layout) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        channel.write(ByteBuffer.wrap(layout.header()));
        return channel;
    }

    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
