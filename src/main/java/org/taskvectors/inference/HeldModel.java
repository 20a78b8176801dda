package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Operands;

/// An edited model as it lies in memory, tensor by tensor in the dtypes that `apply` writes: what
/// is read of it is what runs. Tensors that the model does not run with, and float64 ones, are
/// computed anew.
///
/// @param weights returns the memory of a tensor
record HeldModel(EditedModel model, Function<String, Optional<Weights>> weights, Operands operands)
        implements Checkpoint {
    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        Optional<Weights> held =
                weights.apply(tensor.name())
                        .filter(
                                memory ->
                                        memory.dtype() == tensor.dtype()
                                                || tensor.dtype() == DType.F16);
        return held.isPresent()
                ? new Reader(tensor, held.get(), () -> model.reader(tensor, operands))
                : model.reader(tensor, operands);
    }

    /// Opens the tensor as it is defined.
    private interface Opener {
        TensorReader open() throws IOException;
    }

    private static final class Reader implements TensorReader {
        private final Tensor tensor;
        private final Weights held;
        private final Opener opener;
        private @Nullable TensorReader defined;
        private float[] numbers = {};

        Reader(Tensor tensor, Weights held, Opener opener) {
            this.tensor = tensor;
            this.held = held;
            this.opener = opener;
        }

        @Override
        public void read(long first, MemorySegment target) throws IOException {
            WeightsFile.offsetWithin(tensor, first, target.byteSize());
            long count = target.byteSize() / tensor.dtype().bytes();
            int width = held.dtype().bytes();
            MemorySegment part = held.memory().asSlice(first * width, count * width);
            if (held.dtype() == tensor.dtype()) {
                target.copyFrom(part);
                return;
            }
            if (numbers.length < count) {
                numbers = new float[Math.toIntExact(count)];
            }
            Numbers.decode(held.dtype(), part, (int) count, numbers);
            if (hasNaN((int) count)) {
                // A NaN's payload may have changed on its way through float32.
                if (defined == null) {
                    defined = opener.open();
                }
                defined.read(first, target);
            } else {
                Numbers.encode(numbers, (int) count, tensor.dtype(), target);
            }
        }

        private boolean hasNaN(int count) {
            for (int i = 0; i < count; i++) {
                if (Float.isNaN(numbers[i])) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            if (defined != null) {
                defined.close();
            }
        }
    }

    @Override
    public About about() {
        return model.about();
    }

    @Override
    public List<Tensor> tensors() {
        return model.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return model.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return model.stored(tensor);
    }

    @Override
    public Tied tied() {
        return model.tied();
    }

    /// Does nothing: the memory is the caller's.
    @Override
    public void close() {}
}
