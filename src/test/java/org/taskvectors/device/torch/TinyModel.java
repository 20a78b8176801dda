package org.taskvectors.device.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Layer;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Product;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Models of random weights in native memory.
final class TinyModel {
    private final Architecture a;
    private final Options options;
    private final Random random;
    private final MemorySegment block;
    private long at;

    /// @param isFused whether query, key, value and gate, up are one tensor each
    /// @param isApart whether tensors of one product lie in different places
    record Options(
            DType dtype,
            boolean isFused,
            boolean isApart,
            boolean isTransposed,
            boolean hasBiases,
            long seed) {}

    private TinyModel(Arena arena, Architecture architecture, Options options, long bytes) {
        this.a = architecture;
        this.options = options;
        this.random = new Random(options.seed());
        this.block = arena.allocate(bytes, 64);
    }

    static BoundModel of(Arena arena, Architecture architecture, Options options) {
        return new TinyModel(arena, architecture, options, 64L << 20).model();
    }

    /// The same in a block of so many bytes.
    static BoundModel of(Arena arena, Architecture architecture, Options options, long bytes) {
        return new TinyModel(arena, architecture, options, bytes).model();
    }

    private BoundModel model() {
        Weights embedding = weights(1, a.vocabulary(), a.width());
        Optional<Weights> positions =
                a.rope().isPresent()
                        ? Optional.empty()
                        : Optional.of(weights(0.5, a.context(), a.width()));
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < a.layers(); i++) {
            layers.add(layer());
        }
        Linear head =
                a.isTied()
                        ? new Linear(embedding, Optional.empty(), false)
                        : linear(a.width(), a.vocabulary(), false);
        return new BoundModel(a, embedding, positions, layers, norm(a.width()), head);
    }

    private Layer layer() {
        boolean t = options.isTransposed();
        int[] qkv = {a.queryWidth(), a.keyWidth(), a.keyWidth()};
        int[] up =
                a.isGated()
                        ? new int[] {a.feedForward(), a.feedForward()}
                        : new int[] {a.feedForward()};
        return new Layer(
                norm(a.width()),
                product(qkv),
                a.hasHeadNorms() ? Optional.of(norm(a.headWidth())) : Optional.empty(),
                a.hasHeadNorms() ? Optional.of(norm(a.headWidth())) : Optional.empty(),
                linear(a.queryWidth(), a.width(), t),
                a.hasPostNorms() ? Optional.of(norm(a.width())) : Optional.empty(),
                norm(a.width()),
                product(up),
                linear(a.feedForward(), a.width(), t),
                a.hasPostNorms() ? Optional.of(norm(a.width())) : Optional.empty());
    }

    private Product product(int[] outputs) {
        List<Linear> parts = new ArrayList<>();
        if (options.isFused()) {
            int all = java.util.stream.IntStream.of(outputs).sum();
            parts.add(linear(a.width(), all, options.isTransposed()));
            return new Product(parts);
        }
        List<Weights> weights = new ArrayList<>();
        for (int count : outputs) {
            weights.add(weights(1 / Math.sqrt(a.width()), count, a.width()));
            at += options.isApart() ? 64 : 0;
        }
        for (Weights one : weights) {
            parts.add(
                    new Linear(
                            one,
                            options.hasBiases()
                                    ? Optional.of(weights(0.3, one.shape().size(0)))
                                    : Optional.empty(),
                            false));
        }
        return new Product(parts);
    }

    private Linear linear(int inputs, int outputs, boolean isTransposed) {
        double scale = 1 / Math.sqrt(inputs);
        Weights weights =
                isTransposed ? weights(scale, inputs, outputs) : weights(scale, outputs, inputs);
        Optional<Weights> bias =
                options.hasBiases() ? Optional.of(weights(0.3, outputs)) : Optional.empty();
        return new Linear(weights, bias, isTransposed);
    }

    private Norm norm(int width) {
        Optional<Weights> bias =
                a.norm() == Architecture.Norm.LAYER
                        ? Optional.of(weights(0.3, width))
                        : Optional.empty();
        return new Norm(weights(0.5, width), bias);
    }

    private Weights weights(double scale, long... sizes) {
        Shape shape = Shape.of(sizes);
        at = (at + 63) / 64 * 64;
        int bytes = options.dtype().bytes();
        MemorySegment memory = block.asSlice(at, shape.elements() * bytes);
        at += memory.byteSize();
        for (long i = 0; i < shape.elements(); i++) {
            float value = (float) (random.nextGaussian() * scale);
            if (options.dtype() == DType.F32) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            } else {
                memory.setAtIndex(
                        ValueLayout.JAVA_SHORT, i, (short) (Float.floatToIntBits(value) >> 16));
            }
        }
        return new Weights(memory, options.dtype(), shape);
    }
}
