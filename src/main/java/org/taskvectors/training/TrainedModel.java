package org.taskvectors.training;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.inference.gradient.TrainedTensor;
import org.taskvectors.tensor.DType;

/// A base all of whose weights were trained, as it is saved: the trained numbers in float32, what
/// repeats one of them alike, and buffers as the base has them.
final class TrainedModel implements Edited {
    private final Checkpoint base;
    private final Map<String, MemorySegment> trained = new HashMap<>();
    private final List<Tensor> tensors;

    /// @param base stays the caller's
    /// @param state of a plan of all weights; the numbers are read when a reader asks for them
    TrainedModel(Checkpoint base, TrainedState state) {
        this.base = base;
        for (TrainedTensor tensor : state.plan().tensors()) {
            trained.put(tensor.slot().name(), state.numbers(tensor));
        }
        List<Set<String>> alike =
                Stream.concat(Naming.of(base).tied().stream(), base.tied().sets().stream())
                        .toList();
        for (Set<String> names : alike) {
            names.stream()
                    .filter(trained::containsKey)
                    .findFirst()
                    .ifPresent(
                            one ->
                                    names.forEach(
                                            name -> trained.putIfAbsent(name, trained.get(one))));
        }
        tensors = base.tensors().stream().map(this::shown).toList();
    }

    /// Returns the bytes of its weights.
    long bytes() {
        return tensors.stream().mapToLong(Tensor::bytes).sum();
    }

    private Tensor shown(Tensor tensor) {
        return trained.containsKey(tensor.name())
                ? new Tensor(tensor.name(), DType.F32, tensor.shape())
                : tensor;
    }

    @Override
    public Checkpoint base() {
        return base;
    }

    @Override
    public Set<String> changed() {
        Set<String> names = new LinkedHashSet<>();
        tensors.stream().map(Tensor::name).filter(trained::containsKey).forEach(names::add);
        return names;
    }

    @Override
    public Optional<Grown> grown() {
        return Optional.empty();
    }

    @Override
    public List<Set<String>> parted() {
        return List.of();
    }

    @Override
    public About about() {
        return base.about();
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return base.tensor(name).map(this::shown);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return trained.containsKey(tensor.name()) ? Stored.NOWHERE : base.stored(tensor);
    }

    @Override
    public Tied tied() {
        return base.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        MemorySegment numbers = trained.get(tensor.name());
        if (numbers == null) {
            return base.reader(tensor);
        }
        return (first, target) -> {
            WeightsFile.offsetWithin(tensor, first, target.byteSize());
            target.copyFrom(numbers.asSlice(first * Float.BYTES, target.byteSize()));
        };
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return trained.containsKey(tensor.name()) ? List.of() : base.spans(tensor, first, count);
    }

    /// Does nothing: base and numbers are the caller's.
    @Override
    public void close() {}
}
