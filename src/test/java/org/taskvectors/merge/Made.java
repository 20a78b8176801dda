package org.taskvectors.merge;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.SavedVector;

/// A checkpoint in memory.
final class Made implements Checkpoint {
    private static final class Held {
        private final Tensor tensor;
        private final float[] numbers;

        Held(Tensor tensor, float[] numbers) {
            this.tensor = tensor;
            this.numbers = numbers;
        }

        Tensor tensor() {
            return tensor;
        }
    }

    private final String name;
    private final DType dtype;
    private final Map<String, Held> tensors = new LinkedHashMap<>();
    private Tied tied = Tied.NONE;

    Made(String name, DType dtype) {
        this.name = name;
        this.dtype = dtype;
    }

    Made with(String tensor, Shape shape, float... numbers) {
        if (numbers.length != shape.elements()) {
            throw new IllegalArgumentException(tensor);
        }
        tensors.put(tensor, new Held(new Tensor(tensor, dtype, shape), numbers));
        return this;
    }

    Made with(String tensor, float... numbers) {
        return with(tensor, Shape.of(numbers.length), numbers);
    }

    /// Makes names one stored tensor.
    Made tying(String one, String other) {
        Held held = held(one);
        tensors.put(other, new Held(new Tensor(other, dtype, held.tensor.shape()), held.numbers));
        tied = Tied.of(Stream.of(new LinkedHashSet<>(List.of(one, other))));
        return this;
    }

    private Held held(String of) {
        return Objects.requireNonNull(tensors.get(of), of);
    }

    Vector asVector() {
        return SavedVector.of(this);
    }

    @Override
    public About about() {
        return About.computed(name, "numbers in memory", List.of());
    }

    @Override
    public List<Tensor> tensors() {
        return tensors.values().stream().map(Held::tensor).toList();
    }

    @Override
    public Optional<Tensor> tensor(String of) {
        return Optional.ofNullable(tensors.get(of)).map(Held::tensor);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return tied;
    }

    @Override
    public TensorReader reader(Tensor tensor) {
        float[] all = held(tensor.name()).numbers;
        return (first, target) -> {
            int count = Math.toIntExact(target.byteSize() / dtype.bytes());
            float[] some = new float[count];
            System.arraycopy(all, Math.toIntExact(first), some, 0, count);
            Numbers.encode(some, count, dtype, target);
        };
    }

    @Override
    public void close() {}
}
