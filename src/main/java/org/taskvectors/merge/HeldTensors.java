package org.taskvectors.merge;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;

/// Tensors in memory, in float32.
final class HeldTensors implements Checkpoint {
    private static final int WIDTH = DType.F32.bytes();

    private final About about;
    private final List<Tensor> tensors;
    private final Map<String, float[]> numbers = new LinkedHashMap<>();
    private final Map<String, Tensor> byName = new LinkedHashMap<>();

    /// @param tensors of float32
    /// @param numbers theirs, in their order; they are not copied
    HeldTensors(About about, List<Tensor> tensors, List<float[]> numbers) {
        this.about = about;
        this.tensors = List.copyOf(tensors);
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (tensor.dtype() != DType.F32 || tensor.elements() != numbers.get(i).length) {
                throw new IllegalArgumentException(tensor + " is not held");
            }
            this.numbers.put(tensor.name(), numbers.get(i));
            byName.put(tensor.name(), tensor);
        }
    }

    /// Returns the same tensors, with zeros for numbers.
    HeldTensors zeros() {
        return new HeldTensors(
                about,
                tensors,
                tensors.stream().map(tensor -> new float[(int) tensor.elements()]).toList());
    }

    /// Returns the numbers of a tensor. They are not to be changed.
    float[] numbers(String tensor) {
        return Objects.requireNonNull(numbers.get(tensor), tensor);
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public TensorReader reader(Tensor tensor) {
        MemorySegment held = MemorySegment.ofArray(numbers(tensor.name()));
        return (first, target) ->
                MemorySegment.copy(held, first * WIDTH, target, 0, target.byteSize());
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return List.of();
    }

    @Override
    public void close() {}
}
